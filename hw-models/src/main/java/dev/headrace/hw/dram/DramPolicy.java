package dev.headrace.hw.dram;

/**
 * How a controller chooses, for every pseudo channel by itself.
 *
 * @param cap an oldest request of its bank lets at most this many younger ones of the open row go first, 1 or more
 * @param timeout cycles after the last use of a row at which {@link RowPolicy#TIMEOUT} closes it
 * @param readQueue reads that wait, 1 or more
 * @param writeQueue writes that wait, 1 or more
 * @param drainHigh waiting writes at which the controller turns from reads to writes, 1 to {@code writeQueue}
 * @param drainLow waiting writes at which it turns back if reads wait, 0 to {@code drainHigh - 1}
 */
public record DramPolicy(
        Scheduler scheduler,
        int cap,
        RowPolicy rowPolicy,
        int timeout,
        Refresh refresh,
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

    /** FR-FCFS with a cap of 16, open rows, all-bank refresh, 32 reads and 32 writes, drained from 26 to 6. */
    public static final DramPolicy USUAL =
            new DramPolicy(Scheduler.FR_FCFS, 16, RowPolicy.OPEN, 200, Refresh.ALL_BANK, 32, 32, 26, 6);

    public DramPolicy {
        Allowed.between("cap", cap, 1, 1 << 20);
        Allowed.between("timeout", timeout, 1, 1 << 24);
        Allowed.between("read_queue", readQueue, 1, 1 << 16);
        Allowed.between("write_queue", writeQueue, 1, 1 << 16);
        Allowed.between("drain_high", drainHigh, 1, writeQueue);
        Allowed.between("drain_low", drainLow, 0, drainHigh - 1);
    }
}
