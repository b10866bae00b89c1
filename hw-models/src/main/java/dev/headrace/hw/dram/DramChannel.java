package dev.headrace.hw.dram;

import org.jspecify.annotations.Nullable;

/**
 * One channel: the command buses, and the pseudo channels that share them. In every cycle each bus takes at most one
 * new command. Pseudo channels take turns: the one that used a bus last is asked last. With separate buses a column and
 * a row command can start together. On a common bus activates go first, because they are what is scarce, then columns,
 * then precharges, or row commands of both kinds before columns ({@link DramPolicy.Precharge}); rows are closed for lack
 * of use only when nothing else is to be done.
 */
final class DramChannel {
    private static final long NEVER = PseudoChannel.NEVER;
    /** Periods of refresh without requests from which on it is worth while to skip some. */
    private static final int LONG_IDLE = 6;

    private final PseudoChannel[] pseudo;
    private final DramPart.CommandBus bus;
    private final boolean separate;
    private final boolean prechargeLast;
    private final int number;
    private final Completion sink;
    /** Cycles after which refreshes repeat, 0 if there are none. */
    private final long period;

    private @Nullable CommandLog log;

    private long columnFree;
    private long rowFree;
    private int lastColumn;
    private int lastRow;
    private int pending;
    private long next;
    /** No pseudo channel has a row command before this, nor a timer before that. */
    private long rowSoonest;

    private long timerSoonest;

    DramChannel(int number, DramPart part, DramPolicy policy, Completion sink) {
        this.number = number;
        this.sink = sink;
        bus = part.commandBus();
        separate = bus.separate();
        prechargeLast = policy.precharge() == DramPolicy.Precharge.LAST;
        pseudo = new PseudoChannel[part.geometry().pseudoChannels()];
        for (int p = 0; p < pseudo.length; p++) {
            pseudo[p] = new PseudoChannel(part, policy);
        }
        period = pseudo[0].refreshPeriod();
        lastColumn = pseudo.length - 1;
        lastRow = pseudo.length - 1;
        sumUp();
        next = timerSoonest;
    }

    void log(CommandLog log) {
        this.log = log;
    }

    PseudoChannel pseudo(int p) {
        return pseudo[p];
    }

    int pseudoChannels() {
        return pseudo.length;
    }

    /** Becomes the same as another of the same part and policy, except for the counters. */
    void copy(DramChannel other) {
        for (int p = 0; p < pseudo.length; p++) {
            pseudo[p].copy(other.pseudo[p]);
        }
        columnFree = other.columnFree;
        rowFree = other.rowFree;
        lastColumn = other.lastColumn;
        lastRow = other.lastRow;
        pending = other.pending;
        next = other.next;
        rowSoonest = other.rowSoonest;
        timerSoonest = other.timerSoonest;
    }

    /** Whether nothing is going on at {@code now}, and nothing that was will be felt but the rows left open. */
    boolean quiet(long now) {
        boolean all = columnFree <= now && rowFree <= now;
        for (PseudoChannel pc : pseudo) {
            all &= pc.quiet(now);
        }
        return all;
    }

    /** Whether another that is {@link #quiet} like this will do the same. */
    boolean like(DramChannel other) {
        boolean same = lastColumn == other.lastColumn && lastRow == other.lastRow;
        for (int p = 0; p < pseudo.length; p++) {
            same &= pseudo[p].like(other.pseudo[p]);
        }
        return same;
    }

    /** Requests that wait in this channel. */
    int pending() {
        return pending;
    }

    /** Next cycle at which something may happen, be it only a refresh. */
    long next() {
        return next;
    }

    /** Accepts a request at the end of {@code cycle}. */
    void add(long cycle, int p, boolean write, int bank, int row, int column, int client, int tag) {
        PseudoChannel pc = pseudo[p];
        pc.add(cycle, write, bank, row, column, client, tag);
        pending++;
        rowSoonest = Math.min(rowSoonest, pc.rowNext());
        timerSoonest = Math.min(timerSoonest, pc.timer());
        long start = Math.min(Math.max(pc.columnNext(), columnFree), Math.max(rowSoonest, rowFree));
        next = Math.min(next, Math.max(Math.min(start, timerSoonest), cycle + 1));
    }

    /** Does everything up to and including {@code cycle}. */
    void runTo(long cycle) {
        if (pending == 0 && cycle - next > LONG_IDLE * period) {
            skipIdle(cycle);
        }
        while (next <= cycle) {
            step(next);
        }
    }

    /**
     * A long time without requests: after some periods every row is closed and one period of refreshes is like the next,
     * so most are only counted; the last are gone through again, because what follows may have to wait for them.
     */
    private void skipIdle(long cycle) {
        long settled = next + 2 * period;
        while (next <= settled + period && (next <= settled || next != timerSoonest || !quiet(next - 1))) {
            step(next);
        }
        if (log == null && next <= settled + period) {
            long periods = (cycle - next) / period - 2;
            for (PseudoChannel pc : pseudo) {
                pc.skip(periods, period);
            }
            sumUp();
            next = timerSoonest;
        }
    }

    private void step(long now) {
        if (now >= timerSoonest) {
            for (PseudoChannel pc : pseudo) {
                pc.settle(now);
            }
            sumUp();
        }
        if (separate) {
            if (columnFree <= now) {
                column(now);
            }
            if (rowSoonest <= now && rowFree <= now) {
                rowCommand(now);
            }
        } else if (rowFree <= now) {
            common(now);
        }
        long soonest = Math.max(rowSoonest, rowFree);
        for (PseudoChannel pc : pseudo) {
            soonest = Math.min(soonest, Math.max(pc.columnNext(), columnFree));
        }
        next = Math.max(Math.min(soonest, timerSoonest), now + 1);
    }

    private void common(long now) {
        if (rowSoonest > now) {
            column(now);
            return;
        }
        if (!refresh(now) && !row(now, prechargeLast) && !column(now) && !(prechargeLast && row(now, false))) {
            idle(now);
        }
        sumUp();
    }

    private void rowCommand(long now) {
        if (!refresh(now) && !(prechargeLast && row(now, true)) && !row(now, false)) {
            idle(now);
        }
        sumUp();
    }

    /** Brings the soonest row command and the soonest timer of all pseudo channels up to date. */
    private void sumUp() {
        rowSoonest = NEVER;
        timerSoonest = NEVER;
        for (PseudoChannel pc : pseudo) {
            rowSoonest = Math.min(rowSoonest, pc.rowNext());
            timerSoonest = Math.min(timerSoonest, pc.timer());
        }
    }

    private boolean column(long now) {
        int p = lastColumn;
        for (int i = 0; i < pseudo.length; i++) {
            p = p + 1 == pseudo.length ? 0 : p + 1;
            int bank = pseudo[p].pickColumn(now);
            if (bank >= 0) {
                issueColumn(now, p, bank);
                return true;
            }
        }
        return false;
    }

    private void issueColumn(long now, int p, int bank) {
        PseudoChannel pc = pseudo[p];
        Command command = pc.issueColumn(now, bank);
        boolean write = command == Command.WRITE || command == Command.WRITE_CLOSE;
        RequestQueue queue = pc.queue(write);
        int slot = pc.lastSlot;
        lastColumn = p;
        rowSoonest = Math.min(rowSoonest, pc.rowNext());
        timerSoonest = Math.min(timerSoonest, pc.timer());
        columnFree = now + (write ? bus.write() : bus.read());
        if (!separate) {
            rowFree = columnFree;
        }
        pending--;
        if (log != null) {
            log.command(now, number, p, command, bank, queue.row(slot), queue.client(slot), queue.tag(slot));
        }
        sink.done(
                queue.client(slot),
                queue.tag(slot),
                write,
                pc.trace.done(write),
                queue.arrival(slot),
                queue.outcome(slot));
    }

    private boolean refresh(long now) {
        int p = lastRow;
        for (int i = 0; i < pseudo.length; i++) {
            p = p + 1 == pseudo.length ? 0 : p + 1;
            PseudoChannel pc = pseudo[p];
            int rank = pc.pickRefresh(now);
            if (rank >= 0) {
                int bank = pc.refreshTarget(rank);
                tookRow(now, p, pc.issueRefresh(now, rank), bank);
                return true;
            }
        }
        return false;
    }

    private boolean row(long now, boolean activatesOnly) {
        int p = lastRow;
        for (int i = 0; i < pseudo.length; i++) {
            p = p + 1 == pseudo.length ? 0 : p + 1;
            int bank = pseudo[p].pickRow(now);
            if (bank >= 0 && !(activatesOnly && pseudo[p].openRow(bank) >= 0)) {
                tookRow(now, p, pseudo[p].issueRow(now, bank), bank);
                return true;
            }
        }
        return false;
    }

    private void idle(long now) {
        for (int p = 0; p < pseudo.length; p++) {
            int bank = pseudo[p].pickIdle(now);
            if (bank >= 0) {
                pseudo[p].issueIdle(now, bank);
                tookRow(now, p, Command.PRECHARGE, bank);
                return;
            }
        }
    }

    private void tookRow(long now, int p, Command command, int bank) {
        lastRow = p;
        rowFree = now
                + switch (command) {
                    case ACTIVATE -> bus.activate();
                    case REFRESH_ALL, REFRESH_BANK -> bus.refresh();
                    default -> bus.precharge();
                };
        if (!separate) {
            columnFree = rowFree;
        }
        if (log != null) {
            int row = command == Command.ACTIVATE ? pseudo[p].openRow(bank) : -1;
            log.command(now, number, p, command, bank, row, -1, -1);
        }
    }
}
