package dev.headrace.hw.dram;

import static dev.headrace.hw.dram.BusIdle.ACTIVATE_SPACING;
import static dev.headrace.hw.dram.BusIdle.BANK_GROUP;
import static dev.headrace.hw.dram.BusIdle.COLUMN_SPACING;
import static dev.headrace.hw.dram.BusIdle.FOUR_ACTIVATES;
import static dev.headrace.hw.dram.BusIdle.RANK_SWITCH;
import static dev.headrace.hw.dram.BusIdle.READ_TO_WRITE;
import static dev.headrace.hw.dram.BusIdle.ROW_CLOSING;
import static dev.headrace.hw.dram.BusIdle.ROW_CYCLE;
import static dev.headrace.hw.dram.BusIdle.ROW_OPENING;
import static dev.headrace.hw.dram.BusIdle.WRITE_TO_READ;

import java.util.Arrays;

/**
 * The clockwork of one pseudo channel: from which cycle on each command may take effect. Every method that ends in
 * {@code At} gives that cycle; every method in the past tense records a command that takes effect at {@code e}.
 *
 * <p>Times live at the level at which the standard has them (bank, bank group, rank), as the earliest next time rather
 * than as a history, so that a question is the maximum of three numbers. What was last done is kept as well, only to
 * name the constraint that was the greatest.
 */
final class BankTiming {
    private static final long NEVER = Long.MIN_VALUE / 4;
    private static final int FOUR = 4;

    /** Members of a bank, a bank group and a rank in {@link #at}: the earliest next time of each command. */
    private static final int ACTIVATE = 0;

    private static final int READ = 1;
    private static final int WRITE = 2;
    private static final int PRECHARGE = 3;
    private static final int REFRESH = 3;
    /** Members of a bank group and a rank: when a read, a write was last. */
    private static final int LAST_READ = 4;

    private static final int LAST_WRITE = 5;
    private static final int BANK = 4;
    private static final int WIDE = 8;

    private final DramPart.Timing t;
    private final int columnShort;
    private final int columnLong;
    private final int readToWrite;
    private final int readToPrecharge;
    private final int groupShift;
    private final int rankShift;
    private final int banksPerRank;
    private final int ranks;
    private final int writeData;
    private final int groups;
    private final int rank0;
    /** Banks to which the spacing of activates applies together, as a shift of their numbers: a rank's, or all. */
    private final int scopeShift;

    private final boolean oneScope;

    /** Banks, then bank groups, then ranks, in one array because they are always used together. */
    private final long[] at;
    /**
     * Banks whose row command (activate if closed, else precharge) may start, as far as the bank is concerned, and the
     * first time at which another may have become one.
     */
    private long ripe;

    private long ripeNext;
    /** When the row command of each bank may start, as far as the bank is concerned. */
    private final long[] rowStart;

    private final long allBanks;
    private final boolean groupsMatter;
    private final int activateLead;
    private final int prechargeLead;

    /** The last four activates of each scope, and where the oldest is. */
    private final long[] window;

    private final int[] oldest;

    private final long[] lastActivate;
    private final long[] lastPrecharge;
    private final long[] lastScopeActivate;
    private final long[] refreshWanted;
    private final long[] refreshOver;

    BankTiming(DramPart part) {
        t = part.timing();
        columnShort = t.columnShort();
        columnLong = t.columnLong();
        readToWrite = t.readToWrite();
        readToPrecharge = t.readToPrecharge();
        DramPart.Geometry g = part.geometry();
        int banks = g.banksPerPseudoChannel();
        ranks = g.ranks();
        banksPerRank = banks / ranks;
        groupShift = Integer.numberOfTrailingZeros(g.banks());
        rankShift = Integer.numberOfTrailingZeros(banksPerRank);
        oneScope = ranks == 1 || g.sharesActivates();
        scopeShift = oneScope ? Integer.SIZE - 1 : rankShift;
        groups = banks * BANK;
        rowStart = new long[banks];
        allBanks = banks == Long.SIZE ? -1L : (1L << banks) - 1;
        groupsMatter = ranks > 1 || t.activateLong() > t.activateShort();
        activateLead = part.commandBus().activate() - 1;
        prechargeLead = part.commandBus().precharge() - 1;
        rank0 = groups + (banks >> groupShift) * WIDE;
        writeData = t.writeLatency() + t.burst();
        at = new long[rank0 + ranks * WIDE];
        for (int i = groups; i < at.length; i += WIDE) {
            at[i + LAST_READ] = NEVER;
            at[i + LAST_WRITE] = NEVER;
        }
        window = never(ranks * FOUR);
        oldest = new int[ranks];
        lastActivate = never(banks);
        lastPrecharge = never(banks);
        lastScopeActivate = never(ranks);
        refreshWanted = never(banks);
        refreshOver = never(banks);
    }

    private static long[] never(int n) {
        long[] a = new long[n];
        Arrays.fill(a, NEVER);
        return a;
    }

    /** Becomes the same as another of the same part. */
    void copy(BankTiming other) {
        System.arraycopy(other.at, 0, at, 0, at.length);
        System.arraycopy(other.rowStart, 0, rowStart, 0, rowStart.length);
        ripe = other.ripe;
        ripeNext = other.ripeNext;
        System.arraycopy(other.window, 0, window, 0, window.length);
        System.arraycopy(other.oldest, 0, oldest, 0, oldest.length);
        System.arraycopy(other.lastActivate, 0, lastActivate, 0, lastActivate.length);
        System.arraycopy(other.lastPrecharge, 0, lastPrecharge, 0, lastPrecharge.length);
        System.arraycopy(other.lastScopeActivate, 0, lastScopeActivate, 0, lastScopeActivate.length);
        System.arraycopy(other.refreshWanted, 0, refreshWanted, 0, refreshWanted.length);
        System.arraycopy(other.refreshOver, 0, refreshOver, 0, refreshOver.length);
    }

    /** Whether no command has to wait any more for what was before {@code now}. */
    boolean quiet(long now) {
        for (long e : at) {
            if (e > now) {
                return false;
            }
        }
        for (long e : window) {
            if (e + t.fourActivates() > now) {
                return false;
            }
        }
        return true;
    }

    private int group(int bank) {
        return groups + (bank >> groupShift) * WIDE;
    }

    private int rank(int bank) {
        return rank0 + (bank >> rankShift) * WIDE;
    }

    private int scope(int bank) {
        return rank0 + (bank >> scopeShift) * WIDE;
    }

    private void notBefore(int index, long e) {
        if (at[index] < e) {
            at[index] = e;
        }
    }

    long rankMask(int rank) {
        long all = banksPerRank == Long.SIZE ? -1L : (1L << banksPerRank) - 1;
        return all << (rank * banksPerRank);
    }

    long columnAt(int bank, boolean write) {
        return latest(bank, write ? WRITE : READ);
    }

    private long latest(int bank, int command) {
        return Math.max(at[bank * BANK + command], Math.max(at[group(bank) + command], at[rank(bank) + command]));
    }

    /**
     * Which of these banks may have a column command by {@code latest}; {@link #soonest} is then the earliest of them all.
     * Written without branches, because whether a bank is ready cannot be predicted.
     */
    long columnReady(long banks, boolean write, long latest) {
        int command = write ? WRITE : READ;
        long ready = 0;
        long first = Long.MAX_VALUE;
        for (long left = banks; left != 0; left &= left - 1) {
            int bank = Long.numberOfTrailingZeros(left);
            long e = latest(bank, command);
            first = Math.min(first, e);
            ready |= (~(latest - e) >>> (Long.SIZE - 1)) << bank;
        }
        soonest = first;
        return ready;
    }

    /**
     * Which of these banks may be activated, if closed, or precharged, if they are among {@code open}, when the command
     * starts by {@code now}. If there are none, {@link #soonest} is the earliest start of them all.
     */
    long rowReady(long banks, long open, long now) {
        if (ripeNext <= now) {
            ripen(now);
        }
        long ready = banks & ripe;
        if (groupsMatter) {
            long effect = now + activateLead;
            for (long left = ready & ~open; left != 0; left &= left - 1) {
                int bank = Long.numberOfTrailingZeros(left);
                long e = Math.max(at[group(bank) + ACTIVATE], at[scope(bank) + ACTIVATE]);
                ready &= ~((effect - e) >>> (Long.SIZE - 1) << bank);
            }
        }
        if (ready == 0) {
            soonest = soonestRow(banks, open);
        }
        return ready;
    }

    /** Finds the banks whose own times have come; without branches, because nobody can predict them. */
    private void ripen(long now) {
        long first = Long.MAX_VALUE;
        long come = 0;
        for (long left = allBanks & ~ripe; left != 0; left &= left - 1) {
            int bank = Long.numberOfTrailingZeros(left);
            long start = rowStart[bank];
            // All ones if start <= now.
            long is = ~((now - start) >> (Long.SIZE - 1));
            come |= is & (1L << bank);
            first = Math.min(first, start | (is >>> 1));
        }
        ripe |= come;
        ripeNext = first;
    }

    private long soonestRow(long banks, long open) {
        long first = Long.MAX_VALUE;
        for (long left = banks; left != 0; left &= left - 1) {
            int bank = Long.numberOfTrailingZeros(left);
            boolean closed = (open >>> bank & 1) == 0;
            first = Math.min(first, closed ? activateAt(bank) - activateLead : rowStart[bank]);
        }
        return first;
    }

    /** The next row command of a bank cannot start before this, as far as the bank itself is concerned. */
    private void unripe(int bank, long start) {
        rowStart[bank] = start;
        ripe &= ~(1L << bank);
        ripeNext = Math.min(ripeNext, start);
    }

    /** See {@link #columnReady} and {@link #rowReady}. */
    long soonest;

    long activateAt(int bank) {
        return Math.max(at[bank * BANK + ACTIVATE], Math.max(at[group(bank) + ACTIVATE], at[scope(bank) + ACTIVATE]));
    }

    /** No bank can be activated before this, if all are spaced together; else 0. */
    long anyActivateAt() {
        return oneScope ? at[rank0 + ACTIVATE] : 0;
    }

    long prechargeAt(int bank) {
        return at[bank * BANK + PRECHARGE];
    }

    long refreshBankAt(int bank) {
        return Math.max(at[bank * BANK + ACTIVATE], Math.max(at[group(bank) + ACTIVATE], at[scope(bank) + REFRESH]));
    }

    /** All banks of the rank must be closed. */
    long refreshAllAt(int rank) {
        long e = 0;
        for (int b = rank * banksPerRank; b < (rank + 1) * banksPerRank; b++) {
            e = Math.max(e, at[b * BANK + ACTIVATE]);
        }
        return e;
    }

    /** When every bank of a rank may be precharged, those that precharge themselves included. */
    long prechargeAllAt(int rank) {
        long e = 0;
        for (int b = rank * banksPerRank; b < (rank + 1) * banksPerRank; b++) {
            e = Math.max(e, at[b * BANK + PRECHARGE]);
        }
        return e;
    }

    void activated(int bank, long e) {
        int r = bank >> scopeShift;
        int b = bank * BANK;
        at[b + ACTIVATE] = e + t.activateToActivate();
        at[b + PRECHARGE] = e + t.activateToPrecharge();
        at[b + READ] = e + t.activateToRead();
        at[b + WRITE] = e + t.activateToWrite();
        notBefore(group(bank) + ACTIVATE, e + t.activateLong());
        window[r * FOUR + oldest[r]] = e;
        oldest[r] = (oldest[r] + 1) & (FOUR - 1);
        long fifth = window[r * FOUR + oldest[r]] + t.fourActivates();
        notBefore(scope(bank) + ACTIVATE, Math.max(e + t.activateShort(), fifth));
        notBefore(scope(bank) + REFRESH, e + t.activateShort());
        unripe(bank, at[b + PRECHARGE] - prechargeLead);
        lastActivate[bank] = e;
        lastScopeActivate[r] = e;
    }

    void precharged(int bank, long e) {
        notBefore(bank * BANK + ACTIVATE, e + t.precharge());
        unripe(bank, at[bank * BANK + ACTIVATE] - activateLead);
        lastPrecharge[bank] = e;
    }

    void prechargedAll(long open, long e) {
        for (long left = open; left != 0; left &= left - 1) {
            int bank = Long.numberOfTrailingZeros(left);
            notBefore(bank * BANK + ACTIVATE, e + t.prechargeAll());
            unripe(bank, at[bank * BANK + ACTIVATE] - activateLead);
            lastPrecharge[bank] = e;
        }
    }

    /** A column command; with {@code close} the bank precharges itself as soon as it may. */
    void column(int bank, boolean write, boolean close, long e) {
        if (write) {
            wrote(bank, e);
        } else {
            read(bank, e);
        }
        if (close) {
            precharged(bank, at[bank * BANK + PRECHARGE]);
        } else {
            unripe(bank, at[bank * BANK + PRECHARGE] - prechargeLead);
        }
    }

    private void read(int bank, long e) {
        int g = group(bank);
        int r = rank(bank);
        notBefore(g + READ, e + columnLong);
        notBefore(r + READ, e + columnShort);
        notBefore(r + WRITE, e + readToWrite);
        notBefore(bank * BANK + PRECHARGE, e + readToPrecharge);
        at[g + LAST_READ] = e;
        at[r + LAST_READ] = e;
        if (ranks > 1) {
            others(r, e + t.columnRank(), e + readToWrite);
        }
    }

    private void wrote(int bank, long e) {
        int g = group(bank);
        int r = rank(bank);
        notBefore(g + WRITE, e + t.columnLong());
        notBefore(g + READ, e + writeData + t.writeToReadLong());
        notBefore(r + WRITE, e + t.columnShort());
        notBefore(r + READ, e + writeData + t.writeToReadShort());
        notBefore(bank * BANK + PRECHARGE, e + writeData + t.writeRecovery());
        at[g + LAST_WRITE] = e;
        at[r + LAST_WRITE] = e;
        if (ranks > 1) {
            // Of another rank only the data bus is shared, and its turn takes what a rank switch takes.
            others(r, e + Math.max(1, t.writeLatency() + t.columnRank() - t.readLatency()), e + t.columnRank());
        }
    }

    /** No read, no write of the other ranks before these times. */
    private void others(int own, long read, long write) {
        for (int r = rank0; r < at.length; r += WIDE) {
            if (r != own) {
                notBefore(r + READ, read);
                notBefore(r + WRITE, write);
            }
        }
    }

    void refreshedAll(int rank, long wanted, long e) {
        for (int b = rank * banksPerRank; b < (rank + 1) * banksPerRank; b++) {
            notBefore(b * BANK + ACTIVATE, e + t.refreshAll());
            unripe(b, at[b * BANK + ACTIVATE] - activateLead);
            refreshWanted[b] = wanted;
            refreshOver[b] = e + t.refreshAll();
        }
    }

    void refreshedBank(int bank, long wanted, long e) {
        notBefore(bank * BANK + ACTIVATE, e + t.refreshPerBank());
        unripe(bank, at[bank * BANK + ACTIVATE] - activateLead);
        notBefore(scope(bank) + ACTIVATE, e + t.refreshToActivate());
        notBefore(scope(bank) + REFRESH, e + t.refreshToActivate());
        refreshWanted[bank] = wanted;
        refreshOver[bank] = e + t.refreshPerBank();
    }

    /** When the last refresh of the bank became due. */
    long refreshWanted(int bank) {
        return refreshWanted[bank];
    }

    /** When the last refresh of the bank was over. */
    long refreshOver(int bank) {
        return refreshOver[bank];
    }

    /** Whether every bank can be precharged from when on that of another can. */
    boolean usedLike(BankTiming other) {
        for (int bank = 0; bank < rowStart.length; bank++) {
            if (prechargeAt(bank) != other.prechargeAt(bank)) {
                return false;
            }
        }
        return true;
    }

    long lastActivate(int bank) {
        return lastActivate[bank];
    }

    long lastPrecharge(int bank) {
        return lastPrecharge[bank];
    }

    /** The greatest constraint on the next column command of a bank whose row is open. */
    BusIdle columnLimit(int bank, boolean write) {
        int g = group(bank);
        int r = rank(bank);
        int command = write ? WRITE : READ;
        long e = latest(bank, command);
        if (e == at[bank * BANK + command]) {
            return ROW_OPENING;
        }
        if (write) {
            if (e == at[g + LAST_WRITE] + t.columnLong() && t.columnLong() > t.columnShort()) {
                return BANK_GROUP;
            }
            return e == lastReadAnywhere() + t.readToWrite()
                    ? READ_TO_WRITE
                    : e == at[r + LAST_WRITE] + t.columnShort() ? COLUMN_SPACING : RANK_SWITCH;
        }
        if (e == at[g + LAST_WRITE] + writeData + t.writeToReadLong()
                || e == at[r + LAST_WRITE] + writeData + t.writeToReadShort()) {
            return WRITE_TO_READ;
        }
        if (e == at[g + LAST_READ] + t.columnLong() && t.columnLong() > t.columnShort()) {
            return BANK_GROUP;
        }
        return e == at[r + LAST_READ] + t.columnShort() ? COLUMN_SPACING : RANK_SWITCH;
    }

    private long lastReadAnywhere() {
        long last = NEVER;
        for (int r = rank0; r < at.length; r += WIDE) {
            last = Math.max(last, at[r + LAST_READ]);
        }
        return last;
    }

    /** When a closed bank may be activated, as far as the bank itself is concerned. */
    long ownActivateAt(int bank) {
        return at[bank * BANK + ACTIVATE];
    }

    /** The bank's own constraint on its next activate, if that is not its refresh. */
    BusIdle ownActivateLimit(int bank) {
        return at[bank * BANK + ACTIVATE] == lastActivate[bank] + t.activateToActivate() ? ROW_CYCLE : ROW_CLOSING;
    }

    /** The greatest constraint on the next activate of a closed bank. */
    BusIdle activateLimit(int bank) {
        int r = bank >> scopeShift;
        long e = activateAt(bank);
        if (e == refreshOver[bank]) {
            return BusIdle.REFRESH;
        }
        if (e == ownActivateAt(bank)) {
            return ownActivateLimit(bank);
        }
        if (e == window[r * FOUR + oldest[r]] + t.fourActivates()) {
            return FOUR_ACTIVATES;
        }
        return e == at[group(bank) + ACTIVATE] || e == lastScopeActivate[r] + t.activateShort()
                ? ACTIVATE_SPACING
                : BusIdle.REFRESH;
    }
}
