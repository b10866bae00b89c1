package dev.headrace.hw.dram;

import dev.headrace.hw.dram.DramPolicy.Refresh;
import dev.headrace.hw.dram.DramPolicy.RowPolicy;
import dev.headrace.hw.dram.DramPolicy.Scheduler;
import java.util.Arrays;

/**
 * One data bus with its banks, its two queues and its scheduler. It proposes commands; the channel, which owns the
 * command buses, decides whose proposal is taken.
 *
 * <p>What it would do in cycle {@code t}, were it asked in every cycle:
 *
 * <ol>
 *   <li>A refresh that is due stops all else for its rank (or its bank): precharge, then refresh.
 *   <li>It serves reads until {@code drainHigh} writes wait or no read does; then writes until none wait, or at most
 *       {@code drainLow} wait and a read does. Only requests of the queue that is served cause commands; but if turns
 *       finish, those for whom rows have been opened get their columns before any of the other queue, and their rows are
 *       not closed before that.
 *   <li>Column command: the oldest request whose row is open and whose command may be issued now.
 *   <li>Row command: the oldest request that is first of its bank and may activate its row, or may close another row
 *       that nobody in this queue wants any more, or for which it has let {@code yield} others go first. Activates before
 *       precharges, if precharges come last.
 *   <li>With the timeout policy, a row nobody wants and that has not been used for long enough is closed.
 * </ol>
 *
 * None of this changes between commands, arrivals and timers, so instead of asking in every cycle it keeps, for every
 * kind of command, a cycle before which none can start: never too late, and at worst too early, which costs a look and
 * changes nothing.
 */
final class PseudoChannel {
    static final long NEVER = Long.MAX_VALUE;
    private static final int CLOSED = -1;
    private static final int NONE = -1;
    /** A read queue deeper than this is asked by its hash what it holds; looking through a short one is as fast. */
    private static final int HASHED_FROM = 32;

    final RequestQueue reads;
    final RequestQueue writes;
    final BusTrace trace;

    private final BankTiming timing;
    private final DramPolicy policy;
    private final boolean inOrder;
    private final boolean autoClose;
    private final boolean timedClose;
    private final boolean finishes;
    private final boolean prechargeLast;
    private final boolean idleFirst;
    private final int drainHigh;
    private final int drainLow;
    private final int ranks;
    private final int banksPerRank;
    private final int columnGap;
    private final int readLead;
    private final int writeLead;
    private final int activateLead;
    private final int prechargeLead;
    private final int refreshLead;
    private final long interval;

    private final int[] openRow;
    private final long[] lastUse;
    private long open;
    /** Latest precharge of each rank so far. */
    private final long[] closing;

    private boolean draining;
    private RequestQueue active;
    private RequestQueue passive;
    /** Whether the queue served before still has columns to come for rows that were opened for it. */
    private boolean finishing;

    /** Banks that serve nothing because their refresh is due. */
    private long blocked;
    /** When the next refresh of each rank is due. */
    private final long[] refreshDue;
    /** Which bank of each rank a refresh that is due is about, and which banks of it have had theirs in this round. */
    private final int[] refreshBank;

    private final long[] refreshed;
    /** Next cycle at which a refresh becomes due that is not yet. */
    private long refreshTimer;

    /** Cycle at which the other queue may have to be served. */
    private long turnTimer = NEVER;

    /** No column command can start before this cycle. */
    private long columnNext = NEVER;
    /** No row command for a request can start before this cycle. */
    private long rowNext = NEVER;
    /** No command of a refresh that is due can start before this cycle. */
    private long refreshNext = NEVER;
    /** No row can be closed for lack of use before this cycle. */
    private long idleNext = NEVER;

    PseudoChannel(DramPart part, DramPolicy policy) {
        this.policy = policy;
        DramPart.Geometry g = part.geometry();
        DramPart.Timing t = part.timing();
        DramPart.CommandBus bus = part.commandBus();
        int banks = g.banksPerPseudoChannel();
        ranks = g.ranks();
        banksPerRank = banks / ranks;
        reads = new RequestQueue(policy.readQueue(), banks, policy, policy.readQueue() > HASHED_FROM);
        writes = new RequestQueue(policy.writeQueue(), banks, policy, true);
        active = reads;
        passive = writes;
        timing = new BankTiming(part);
        trace = new BusTrace(part, timing);
        inOrder = policy.scheduler() == Scheduler.FCFS;
        autoClose = policy.rowPolicy() == RowPolicy.CLOSED;
        timedClose = policy.rowPolicy() == RowPolicy.TIMEOUT;
        finishes = policy.turn() == DramPolicy.Turn.FINISH;
        prechargeLast = policy.precharge() == DramPolicy.Precharge.LAST;
        idleFirst = policy.refreshOrder() == DramPolicy.RefreshOrder.IDLE_FIRST;
        drainHigh = policy.drainHigh();
        drainLow = policy.drainLow();
        columnGap = ranks == 1 ? t.columnShort() : Math.min(t.columnShort(), t.columnRank());
        readLead = bus.read() - 1;
        writeLead = bus.write() - 1;
        activateLead = bus.activate() - 1;
        prechargeLead = bus.precharge() - 1;
        refreshLead = bus.refresh() - 1;
        interval = switch (policy.refresh()) {
            case NONE -> NEVER;
            case ALL_BANK -> t.refreshInterval();
            case PER_BANK -> t.refreshIntervalPerBank();
        };
        openRow = new int[banks];
        Arrays.fill(openRow, CLOSED);
        lastUse = new long[banks];
        closing = new long[ranks];
        refreshBank = new int[ranks];
        refreshed = new long[ranks];
        refreshDue = new long[ranks];
        for (int r = 0; r < ranks; r++) {
            refreshDue[r] = interval == NEVER ? NEVER : interval + interval * r / ranks;
        }
        refreshTimer = refreshDue[0];
    }

    /** Becomes the same as another of the same part and policy, except for the counters. */
    void copy(PseudoChannel other) {
        reads.copy(other.reads);
        writes.copy(other.writes);
        timing.copy(other.timing);
        System.arraycopy(other.openRow, 0, openRow, 0, openRow.length);
        System.arraycopy(other.lastUse, 0, lastUse, 0, lastUse.length);
        System.arraycopy(other.closing, 0, closing, 0, closing.length);
        System.arraycopy(other.refreshDue, 0, refreshDue, 0, refreshDue.length);
        System.arraycopy(other.refreshBank, 0, refreshBank, 0, refreshBank.length);
        System.arraycopy(other.refreshed, 0, refreshed, 0, refreshed.length);
        open = other.open;
        draining = other.draining;
        active = draining ? writes : reads;
        passive = draining ? reads : writes;
        finishing = other.finishing;
        blocked = other.blocked;
        refreshTimer = other.refreshTimer;
        turnTimer = other.turnTimer;
        columnNext = other.columnNext;
        rowNext = other.rowNext;
        refreshNext = other.refreshNext;
        idleNext = other.idleNext;
    }

    /** Whether nothing is going on at {@code now} and nothing that was will be felt, but for the rows left open. */
    boolean quiet(long now) {
        return pending() == 0 && blocked == 0 && !draining && !turns() && timing.quiet(now);
    }

    /** Whether another that is {@link #quiet} like this will do the same. */
    boolean like(PseudoChannel other) {
        return Arrays.equals(openRow, other.openRow)
                && (!timedClose || Arrays.equals(lastUse, other.lastUse))
                && Arrays.equals(refreshDue, other.refreshDue)
                && Arrays.equals(refreshed, other.refreshed)
                && (policy.refresh() != Refresh.PER_BANK || !idleFirst || timing.usedLike(other.timing));
    }

    /** Cycles after which the refreshes repeat, each bank's included; 0 if there are none. */
    long refreshPeriod() {
        return interval == NEVER ? 0 : policy.refresh() == Refresh.ALL_BANK ? interval : interval * banksPerRank;
    }

    /** Goes on by whole periods in which nothing but refreshes happens, and counts those. */
    void skip(long periods, long period) {
        for (int r = 0; r < ranks; r++) {
            refreshDue[r] += periods * period;
        }
        refreshTimer += periods * period;
        trace.refreshed(policy.refresh() == Refresh.ALL_BANK, periods * ranks * (period / interval));
    }

    /** Requests that wait. */
    int pending() {
        return reads.size() + writes.size();
    }

    /** The queue that requests of this kind wait in. */
    RequestQueue queue(boolean write) {
        return write ? writes : reads;
    }

    /** The first cycle at which a refresh becomes due or another queue is served, whatever the buses do. */
    long timer() {
        return Math.min(refreshTimer, turnTimer);
    }

    /** No column command starts before this cycle, unless there are arrivals or {@link #timer}. */
    long columnNext() {
        return columnNext;
    }

    /** Likewise for row commands of any kind. */
    long rowNext() {
        return Math.min(rowNext, Math.min(refreshNext, idleNext));
    }

    /** Accepts a request at the end of {@code cycle}; it can cause a command from the next cycle on. */
    void add(long cycle, boolean write, int bank, int row, int column, int client, int tag) {
        RequestQueue queue = write ? writes : reads;
        queue.add(bank, row, column, client, tag, cycle, openRow[bank]);
        if (turns()) {
            turnTimer = cycle + 1;
        } else if (queue == active) {
            if (inOrder) {
                columnNext = Math.min(columnNext, cycle + 1);
                rowNext = Math.min(rowNext, cycle + 1);
            } else {
                lookAt(bank);
            }
        }
    }

    /** Takes into account that a bank may now have something to do for the queue that is served. */
    private void lookAt(int bank) {
        long bit = 1L << bank;
        if ((active.servable() & bit) != 0) {
            columnNext = Math.min(columnNext, timing.columnAt(bank, draining) - (draining ? writeLead : readLead));
        }
        if ((active.rowWanted() & bit) != 0) {
            rowNext = Math.min(rowNext, rowStart(bank));
        }
    }

    /** When the row command that the oldest request of a bank needs can start. */
    private long rowStart(int bank) {
        return (open & (1L << bank)) != 0
                ? timing.prechargeAt(bank) - prechargeLead
                : timing.activateAt(bank) - activateLead;
    }

    /** Whether the other queue has to be served from now on. */
    private boolean turns() {
        int w = writes.size();
        if (draining) {
            return w == 0 || (w <= drainLow && reads.size() > 0);
        }
        return w >= drainHigh || (w > 0 && reads.size() == 0);
    }

    /** Beginning of a cycle: refreshes become due, and the queue to serve is chosen. */
    void settle(long now) {
        if (now < refreshTimer && now < turnTimer) {
            return;
        }
        if (now >= refreshTimer) {
            stopForRefresh(now);
        }
        if (now >= turnTimer) {
            // The turn may be off: more writes came. Of those that came meanwhile no notice was taken.
            turnTimer = NEVER;
            columnNext = now;
            rowNext = now;
            if (turns()) {
                turn();
            }
        }
    }

    /** Serves the other queue from now on, after the columns that rows have been opened for, if those are finished. */
    private void turn() {
        draining = !draining;
        passive = active;
        active = draining ? writes : reads;
        finishing = finishes && passive.begun != 0;
    }

    private void stopForRefresh(long now) {
        refreshTimer = NEVER;
        for (int r = 0; r < ranks; r++) {
            if (refreshDue[r] <= now) {
                if ((blocked & timing.rankMask(r)) == 0) {
                    refreshBank[r] = policy.refresh() == Refresh.PER_BANK ? nextToRefresh(r, now) : 0;
                    blocked |= refreshMask(r);
                }
                refreshNext = now;
            } else {
                refreshTimer = Math.min(refreshTimer, refreshDue[r]);
            }
        }
    }

    /**
     * Of the banks that have not had their refresh in this round and that no request waits for: the one used last of those
     * that have rested for an interval, because a stream that goes through the banks comes back to it last; if none has
     * rested, the one used first; if requests wait for all, or in order, the first of all. A bank counts as used until its
     * precharge could take effect.
     */
    private int nextToRefresh(int rank, long now) {
        int first = rank * banksPerRank;
        long left = ~refreshed[rank] & timing.rankMask(0);
        long idle = idleFirst ? left & ~((reads.occupied | writes.occupied) >>> first) : 0;
        int chosen = Long.numberOfTrailingZeros(idle != 0 ? idle : left);
        for (; idle != 0; idle &= idle - 1) {
            int bank = Long.numberOfTrailingZeros(idle);
            long used = timing.prechargeAt(first + bank);
            long best = timing.prechargeAt(first + chosen);
            boolean rested = used + interval <= now;
            if (rested ? best + interval > now || used > best : used < best && best + interval > now) {
                chosen = bank;
            }
        }
        return chosen;
    }

    private long refreshMask(int rank) {
        return policy.refresh() == Refresh.ALL_BANK
                ? timing.rankMask(rank)
                : 1L << (rank * banksPerRank + refreshBank[rank]);
    }

    /** Bank whose column command for its oldest hit starts at {@code now}, or -1. */
    int pickColumn(long now) {
        if (columnNext > now) {
            return NONE;
        }
        if (finishing && passive.begun == 0) {
            finishing = false;
        }
        RequestQueue queue = finishing ? passive : active;
        boolean write = draining != finishing;
        int lead = write ? writeLead : readLead;
        long banks = (finishing ? queue.begun : queue.servable()) & ~blocked;
        if (inOrder && !finishing) {
            int bank = queue.oldestBank();
            banks &= bank == NONE || !queue.headWantsOpenRow(bank) ? 0 : 1L << bank;
        }
        long ready = timing.columnReady(banks, write, now + lead);
        if (ready != 0) {
            return queue.longestWanted(ready);
        }
        columnNext = banks == 0 ? NEVER : timing.soonest - lead;
        return NONE;
    }

    /** Issues the column command that {@link #pickColumn} chose; {@link #lastSlot} then names the request. */
    Command issueColumn(long now, int bank) {
        RequestQueue queue = finishing ? passive : active;
        boolean write = draining != finishing;
        long bit = 1L << bank;
        int lead = write ? writeLead : readLead;
        long e = now + lead;
        int slot = queue.takeHit(bank);
        trace.column(queue, slot, bank, write, e);
        boolean close = autoClose && ((queue.servable() | (write ? reads : writes).hits) & bit) == 0;
        timing.column(bank, write, close, e);
        if (close) {
            shut(bank);
        } else if (timedClose) {
            lastUse[bank] = e;
            idleNext = Math.min(idleNext, e + policy.timeout() - prechargeLead);
        }
        if (finishing) {
            columnNext = now + 1;
        } else {
            columnNext = (queue.servable() & ~blocked) == 0 ? NEVER : Math.max(now + 1, e + columnGap - lead);
        }
        if (inOrder) {
            rowNext = now;
        } else if ((active.rowWanted() & bit) != 0) {
            rowNext = Math.min(rowNext, rowStart(bank));
        }
        if (turns()) {
            turnTimer = now + 1;
        }
        lastSlot = slot;
        if (write) {
            return close ? Command.WRITE_CLOSE : Command.WRITE;
        }
        return close ? Command.READ_CLOSE : Command.READ;
    }

    /** Slot, in the queue its command names, of the request served last; readable until the next {@link #add}. */
    int lastSlot;

    private void shut(int bank) {
        if (finishing) {
            columnNext = 0; // It may have been the last row to wait for.
        }
        open &= ~(1L << bank);
        int rank = bank / banksPerRank;
        closing[rank] = Math.max(closing[rank], timing.lastPrecharge(bank));
        if ((open & timing.rankMask(rank)) == 0) {
            trace.closed(rank, closing[rank]);
        }
        openRow[bank] = CLOSED;
        reads.closed(bank);
        writes.closed(bank);
    }

    /** Bank whose oldest request's row command starts at {@code now}, or -1. */
    int pickRow(long now) {
        if (rowNext > now) {
            return NONE;
        }
        RequestQueue queue = active;
        long banks = queue.rowWanted();
        if (inOrder) {
            int bank = queue.oldestBank();
            banks = bank == NONE || queue.headWantsOpenRow(bank) ? 0 : 1L << bank;
        }
        banks &= ~blocked;
        if (finishing) {
            banks &= ~passive.begun;
        }
        long earliest = NEVER;
        long anyActivate = timing.anyActivateAt() - activateLead;
        if (anyActivate > now && (banks & ~open) != 0) {
            earliest = anyActivate;
            banks &= open;
        }
        long ready = timing.rowReady(banks, open, now);
        if (ready != 0) {
            long activates = ready & ~open;
            return queue.oldestOf(prechargeLast && activates != 0 ? activates : ready);
        }
        rowNext = Math.min(earliest, timing.soonest);
        return NONE;
    }

    /** Issues the row command that {@link #pickRow} chose. */
    Command issueRow(long now, int bank) {
        rowNext = now + 1;
        if ((open & (1L << bank)) != 0) {
            active.mark(bank, RequestQueue.CONFLICT);
            close(now, bank);
            return Command.PRECHARGE;
        }
        long e = now + activateLead;
        int row = active.headRow(bank);
        active.mark(bank, RequestQueue.MISS);
        active.begun |= 1L << bank;
        trace.activate(bank);
        timing.activated(bank, e);
        int rank = bank / banksPerRank;
        if ((open & timing.rankMask(rank)) == 0) {
            trace.opened(rank, e);
        }
        open |= 1L << bank;
        openRow[bank] = row;
        lastUse[bank] = e;
        reads.opened(bank, row);
        writes.opened(bank, row);
        columnNext = Math.min(columnNext, timing.columnAt(bank, draining) - (draining ? writeLead : readLead));
        if (timedClose) {
            idleNext = Math.min(idleNext, e + policy.timeout() - prechargeLead);
        }
        return Command.ACTIVATE;
    }

    private void close(long now, int bank) {
        trace.precharge(bank);
        timing.precharged(bank, now + prechargeLead);
        shut(bank);
    }

    /** The open row of a bank, -1 if it is closed. */
    int openRow(int bank) {
        return openRow[bank];
    }

    /** Bank whose unused row is closed at {@code now}, or -1. */
    int pickIdle(long now) {
        if (idleNext > now) {
            return NONE;
        }
        idleNext = NEVER;
        for (long left = open & ~reads.hits & ~writes.hits & ~blocked; left != 0; left &= left - 1) {
            int bank = Long.numberOfTrailingZeros(left);
            long start = Math.max(timing.prechargeAt(bank), lastUse[bank] + policy.timeout()) - prechargeLead;
            idleNext = Math.min(idleNext, start);
            if (start <= now) {
                return bank;
            }
        }
        return NONE;
    }

    /** Closes the row that {@link #pickIdle} chose. */
    void issueIdle(long now, int bank) {
        close(now, bank);
        if ((active.occupied & (1L << bank)) != 0) {
            rowNext = Math.min(rowNext, rowStart(bank));
        }
    }

    /** Rank whose refresh, or the precharge before it, starts at {@code now}, or -1. */
    int pickRefresh(long now) {
        if (refreshNext > now) {
            return NONE;
        }
        refreshNext = NEVER;
        for (int r = 0; r < ranks; r++) {
            if (refreshDue[r] <= now) {
                long start = refreshStart(r);
                refreshNext = Math.min(refreshNext, start);
                if (start <= now) {
                    return r;
                }
            }
        }
        return NONE;
    }

    private long refreshStart(int rank) {
        long toClose = open & refreshMask(rank);
        if (toClose != 0) {
            return (policy.refresh() == Refresh.ALL_BANK
                            ? timing.prechargeAllAt(rank)
                            : timing.prechargeAt(refreshTarget(rank)))
                    - prechargeLead;
        }
        return (policy.refresh() == Refresh.ALL_BANK
                        ? timing.refreshAllAt(rank)
                        : timing.refreshBankAt(rank * banksPerRank + refreshBank[rank]))
                - refreshLead;
    }

    /** Bank that the refresh of a rank is about: the first of the rank if all are refreshed together. */
    int refreshTarget(int rank) {
        return rank * banksPerRank + refreshBank[rank];
    }

    /** Issues what {@link #pickRefresh} chose. */
    Command issueRefresh(long now, int rank) {
        refreshNext = now + 1;
        boolean all = policy.refresh() == Refresh.ALL_BANK;
        long toClose = open & refreshMask(rank);
        if (toClose != 0) {
            if (!all) {
                close(now, refreshTarget(rank));
                return Command.PRECHARGE;
            }
            timing.prechargedAll(toClose, now + prechargeLead);
            for (long left = toClose; left != 0; left &= left - 1) {
                shut(Long.numberOfTrailingZeros(left));
            }
            return Command.PRECHARGE_ALL;
        }
        blocked &= ~refreshMask(rank);
        if (all) {
            timing.refreshedAll(rank, refreshDue[rank], now + refreshLead);
        } else {
            timing.refreshedBank(refreshTarget(rank), refreshDue[rank], now + refreshLead);
            refreshed[rank] |= 1L << refreshBank[rank];
            if (refreshed[rank] == timing.rankMask(0)) {
                refreshed[rank] = 0;
            }
        }
        refreshDue[rank] += interval;
        refreshTimer = Math.min(refreshTimer, Math.max(refreshDue[rank], now + 1));
        trace.refreshed(all, 1);
        rowNext = Math.min(rowNext, now + 1);
        return all ? Command.REFRESH_ALL : Command.REFRESH_BANK;
    }
}
