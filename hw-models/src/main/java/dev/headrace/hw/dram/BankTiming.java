package dev.headrace.hw.dram;

import static dev.headrace.hw.dram.BusIdle.*;

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

    private final DramPart.Timing t;
    private final int groupShift;
    private final int rankShift;
    private final int banksPerRank;
    private final int ranks;
    private final int writeData;

    private final long[] bankActivate;
    private final long[] bankPrecharge;
    private final long[] bankRead;
    private final long[] bankWrite;
    private final long[] groupActivate;
    private final long[] groupRead;
    private final long[] groupWrite;
    private final long[] rankActivate;
    private final long[] rankRead;
    private final long[] rankWrite;
    private final long[] rankRefresh;
    /** The last four activates of each rank, and where the oldest is. */
    private final long[] window;

    private final int[] oldest;

    private final long[] lastActivate;
    private final long[] lastPrecharge;
    private final long[] lastRankActivate;
    private final long[] lastGroupRead;
    private final long[] lastGroupWrite;
    private final long[] lastRankRead;
    private final long[] lastRankWrite;
    private final long[] refreshWanted;
    private final long[] refreshOver;

    BankTiming(DramPart part) {
        t = part.timing();
        DramPart.Geometry g = part.geometry();
        int banks = g.banksPerPseudoChannel();
        ranks = g.ranks();
        banksPerRank = banks / ranks;
        groupShift = Integer.numberOfTrailingZeros(g.banks());
        rankShift = Integer.numberOfTrailingZeros(banksPerRank);
        int groups = banks >> groupShift;
        writeData = t.writeLatency() + t.burst();
        bankActivate = new long[banks];
        bankPrecharge = new long[banks];
        bankRead = new long[banks];
        bankWrite = new long[banks];
        groupActivate = new long[groups];
        groupRead = new long[groups];
        groupWrite = new long[groups];
        rankActivate = new long[ranks];
        rankRead = new long[ranks];
        rankWrite = new long[ranks];
        rankRefresh = new long[ranks];
        window = never(ranks * FOUR);
        oldest = new int[ranks];
        lastActivate = never(banks);
        lastPrecharge = never(banks);
        lastRankActivate = never(ranks);
        lastGroupRead = never(groups);
        lastGroupWrite = never(groups);
        lastRankRead = never(ranks);
        lastRankWrite = never(ranks);
        refreshWanted = never(banks);
        refreshOver = never(banks);
    }

    private static long[] never(int n) {
        long[] a = new long[n];
        Arrays.fill(a, NEVER);
        return a;
    }

    int rankOf(int bank) {
        return bank >> rankShift;
    }

    long rankMask(int rank) {
        long all = banksPerRank == Long.SIZE ? -1L : (1L << banksPerRank) - 1;
        return all << (rank * banksPerRank);
    }

    long columnAt(int bank, boolean write) {
        return write ? writeAt(bank) : readAt(bank);
    }

    private long readAt(int bank) {
        return Math.max(bankRead[bank], Math.max(groupRead[bank >> groupShift], rankRead[bank >> rankShift]));
    }

    private long writeAt(int bank) {
        return Math.max(bankWrite[bank], Math.max(groupWrite[bank >> groupShift], rankWrite[bank >> rankShift]));
    }

    long activateAt(int bank) {
        return Math.max(
                bankActivate[bank], Math.max(groupActivate[bank >> groupShift], rankActivate[bank >> rankShift]));
    }

    long prechargeAt(int bank) {
        return bankPrecharge[bank];
    }

    long refreshBankAt(int bank) {
        return Math.max(
                bankActivate[bank], Math.max(groupActivate[bank >> groupShift], rankRefresh[bank >> rankShift]));
    }

    /** All banks of the rank must be closed. */
    long refreshAllAt(int rank) {
        long at = rankRefresh[rank];
        for (int b = rank * banksPerRank; b < (rank + 1) * banksPerRank; b++) {
            at = Math.max(at, bankActivate[b]);
        }
        return at;
    }

    /** When every bank of a rank may be precharged, those that precharge themselves included. */
    long prechargeAllAt(int rank) {
        long at = 0;
        for (int b = rank * banksPerRank; b < (rank + 1) * banksPerRank; b++) {
            at = Math.max(at, bankPrecharge[b]);
        }
        return at;
    }

    void activated(int bank, long e) {
        int g = bank >> groupShift;
        int r = bank >> rankShift;
        bankActivate[bank] = e + t.activateToActivate();
        bankPrecharge[bank] = e + t.activateToPrecharge();
        bankRead[bank] = e + t.activateToRead();
        bankWrite[bank] = e + t.activateToWrite();
        groupActivate[g] = Math.max(groupActivate[g], e + t.activateLong());
        int slot = r * FOUR + oldest[r];
        window[slot] = e;
        oldest[r] = (oldest[r] + 1) & (FOUR - 1);
        long fifth = window[r * FOUR + oldest[r]] + t.fourActivates();
        rankActivate[r] = Math.max(rankActivate[r], Math.max(e + t.activateShort(), fifth));
        rankRefresh[r] = Math.max(rankRefresh[r], e + t.activateShort());
        lastActivate[bank] = e;
        lastRankActivate[r] = e;
    }

    void precharged(int bank, long e) {
        bankActivate[bank] = Math.max(bankActivate[bank], e + t.precharge());
        lastPrecharge[bank] = e;
    }

    void prechargedAll(long open, long e) {
        for (long left = open; left != 0; left &= left - 1) {
            int bank = Long.numberOfTrailingZeros(left);
            bankActivate[bank] = Math.max(bankActivate[bank], e + t.prechargeAll());
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
            precharged(bank, bankPrecharge[bank]);
        }
    }

    private void read(int bank, long e) {
        int g = bank >> groupShift;
        int r = bank >> rankShift;
        groupRead[g] = Math.max(groupRead[g], e + t.columnLong());
        if (ranks == 1) {
            rankRead[0] = Math.max(rankRead[0], e + t.columnShort());
            rankWrite[0] = Math.max(rankWrite[0], e + t.readToWrite());
        } else {
            for (int i = 0; i < ranks; i++) {
                rankRead[i] = Math.max(rankRead[i], e + (i == r ? t.columnShort() : t.columnRank()));
                rankWrite[i] = Math.max(rankWrite[i], e + t.readToWrite());
            }
        }
        bankPrecharge[bank] = Math.max(bankPrecharge[bank], e + t.readToPrecharge());
        lastGroupRead[g] = e;
        lastRankRead[r] = e;
    }

    private void wrote(int bank, long e) {
        int g = bank >> groupShift;
        int r = bank >> rankShift;
        groupWrite[g] = Math.max(groupWrite[g], e + t.columnLong());
        groupRead[g] = Math.max(groupRead[g], e + writeData + t.writeToReadLong());
        for (int i = 0; i < ranks; i++) {
            rankWrite[i] = Math.max(rankWrite[i], e + (i == r ? t.columnShort() : t.columnRank()));
            rankRead[i] = Math.max(rankRead[i], e + (i == r ? writeData + t.writeToReadShort() : otherRankRead()));
        }
        bankPrecharge[bank] = Math.max(bankPrecharge[bank], e + writeData + t.writeRecovery());
        lastGroupWrite[g] = e;
        lastRankWrite[r] = e;
    }

    /** Write to read of another rank: only the data bus is shared, and its turn takes what a rank switch takes. */
    private int otherRankRead() {
        return Math.max(1, t.writeLatency() + t.columnRank() - t.readLatency());
    }

    void refreshedAll(int rank, long wanted, long e) {
        for (int b = rank * banksPerRank; b < (rank + 1) * banksPerRank; b++) {
            bankActivate[b] = Math.max(bankActivate[b], e + t.refreshAll());
            refreshWanted[b] = wanted;
            refreshOver[b] = e + t.refreshAll();
        }
        rankRefresh[rank] = Math.max(rankRefresh[rank], e + t.refreshAll());
    }

    void refreshedBank(int bank, long wanted, long e) {
        int r = bank >> rankShift;
        bankActivate[bank] = Math.max(bankActivate[bank], e + t.refreshPerBank());
        rankActivate[r] = Math.max(rankActivate[r], e + t.refreshToActivate());
        rankRefresh[r] = Math.max(rankRefresh[r], e + t.refreshToActivate());
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

    long lastActivate(int bank) {
        return lastActivate[bank];
    }

    long lastPrecharge(int bank) {
        return lastPrecharge[bank];
    }

    /** The greatest constraint on the next column command of a bank whose row is open. */
    BusIdle columnLimit(int bank, boolean write) {
        int g = bank >> groupShift;
        int r = bank >> rankShift;
        long at = columnAt(bank, write);
        if (at == (write ? bankWrite[bank] : bankRead[bank])) {
            return ROW_OPENING;
        }
        if (write) {
            if (at == lastGroupWrite[g] + t.columnLong() && t.columnLong() > t.columnShort()) {
                return BANK_GROUP;
            }
            return at == lastOf(lastRankRead) + t.readToWrite()
                    ? READ_TO_WRITE
                    : at == lastRankWrite[r] + t.columnShort() ? COLUMN_SPACING : RANK_SWITCH;
        }
        if (at == lastGroupWrite[g] + writeData + t.writeToReadLong()
                || at == lastRankWrite[r] + writeData + t.writeToReadShort()) {
            return WRITE_TO_READ;
        }
        if (at == lastGroupRead[g] + t.columnLong() && t.columnLong() > t.columnShort()) {
            return BANK_GROUP;
        }
        return at == lastRankRead[r] + t.columnShort() ? COLUMN_SPACING : RANK_SWITCH;
    }

    private static long lastOf(long[] times) {
        long last = NEVER;
        for (long x : times) {
            last = Math.max(last, x);
        }
        return last;
    }

    /** The greatest constraint on an activate of a closed bank at the time before it was issued. */
    BusIdle activateLimit(int bank) {
        int r = bank >> rankShift;
        long at = activateAt(bank);
        if (at == refreshOver[bank]) {
            return REFRESH;
        }
        if (at == lastActivate[bank] + t.activateToActivate() && at == bankActivate[bank]) {
            return ROW_CYCLE;
        }
        if (at == bankActivate[bank]) {
            return ROW_CLOSING;
        }
        if (at == window[r * FOUR + oldest[r]] + t.fourActivates()) {
            return FOUR_ACTIVATES;
        }
        return at == groupActivate[bank >> groupShift] || at == lastRankActivate[r] + t.activateShort()
                ? ACTIVATE_SPACING
                : REFRESH;
    }
}
