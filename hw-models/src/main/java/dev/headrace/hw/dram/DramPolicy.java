package dev.headrace.hw.dram;

/**
 * How a controller chooses, for every pseudo channel by itself.
 *
 * @param cap an oldest request of its bank lets at most this many younger ones of the open row go first, 1 or more
 * @param yield an oldest request of its bank lets at most this many younger ones of the open row go first without asking
 *     for its own row; then its precharge starts as soon as it may, while younger ones go on. Up to {@code cap}, where
 *     they stop. With a few, banks that several streams share change rows one after another, each behind the data of the
 *     others; with many, all at the same time, and the data bus waits
 * @param timeout cycles after the last use of a row at which {@link RowPolicy#TIMEOUT} closes it
 * @param readQueue reads that wait, 1 or more
 * @param writeQueue writes that wait, 1 or more
 * @param drainHigh waiting writes at which the controller turns from reads to writes, 1 to {@code writeQueue}
 * @param drainLow waiting writes at which it turns back if reads wait, 0 to {@code drainHigh - 1}
 */
public record DramPolicy(
        Scheduler scheduler,
        int cap,
        int yield,
        Turn turn,
        Precharge precharge,
        RowPolicy rowPolicy,
        int timeout,
        Refresh refresh,
        RefreshOrder refreshOrder,
        int readQueue,
        int writeQueue,
        int drainHigh,
        int drainLow) {

    /** Order of service. */
    public enum Scheduler {
        /** Ready column commands before row commands, oldest first among each; bounded by the cap. */
        FR_FCFS,
        /** Only the oldest request is worked on. */
        FCFS
    }

    /** What becomes of rows opened for requests of the queue that is left for the other. */
    public enum Turn {
        /** Those requests get their columns first. */
        FINISH,
        /** They wait until their queue has its turn again; meanwhile the rows may be closed. */
        AT_ONCE
    }

    /** When a precharge for a request goes, among commands that could start in the same cycle. */
    public enum Precharge {
        /** After every activate, and on a common bus after every column. */
        LAST,
        /** By the age of its request among the row commands, which on a common bus go before the columns. */
        BY_AGE
    }

    /** What becomes of a row that nobody waits for. */
    public enum RowPolicy {
        /** It stays open until another row of the bank is wanted, or refresh. */
        OPEN,
        /** It is closed with the access (auto-precharge) if no waiting request wants it. */
        CLOSED,
        /** It is closed when it has not been used for a while. */
        TIMEOUT
    }

    /** How rows are kept alive. */
    public enum Refresh {
        /** One refresh per rank and interval; the rank serves nothing meanwhile. */
        ALL_BANK,
        /** One bank after another; the others go on. */
        PER_BANK,
        /** None. */
        NONE
    }

    /** Which bank of a rank has the next refresh of {@link Refresh#PER_BANK}; each has one in every round. */
    public enum RefreshOrder {
        /**
         * Of those left that no request waits for: the one used last of those unused for an interval; if there are none,
         * the one used first. If requests wait for all, the first.
         */
        IDLE_FIRST,
        /** The first of those left. */
        IN_ORDER
    }

    /** FR-FCFS with a cap of 16 that yields after 1, turns that finish, precharges last, open rows, all-bank refresh, 32 reads and 32 writes, drained from 26 to 6. */
    public static final DramPolicy USUAL = new DramPolicy(
            Scheduler.FR_FCFS,
            16,
            1,
            Turn.FINISH,
            Precharge.LAST,
            RowPolicy.OPEN,
            200,
            Refresh.ALL_BANK,
            RefreshOrder.IDLE_FIRST,
            32,
            32,
            26,
            6);

    public DramPolicy {
        Allowed.between("cap", cap, 1, 1 << 20);
        Allowed.between("yield", yield, 0, cap);
        Allowed.between("timeout", timeout, 1, 1 << 24);
        Allowed.between("read_queue", readQueue, 1, 1 << 16);
        Allowed.between("write_queue", writeQueue, 1, 1 << 16);
        Allowed.between("drain_high", drainHigh, 1, writeQueue);
        Allowed.between("drain_low", drainLow, 0, drainHigh - 1);
    }
}
