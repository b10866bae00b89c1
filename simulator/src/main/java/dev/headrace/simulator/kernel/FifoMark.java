package dev.headrace.simulator.kernel;

/**
 * A channel between regions at some moment, to be compared with a later one. Only what can still matter is kept: arrivals
 * of tokens not yet taken, puts of slots not yet released, and the credits that slots or the peak may still ask for.
 */
final class FifoMark implements Mark {
    private final Fifo fifo;
    private long reserved;
    private long filled;
    private long taken;
    private long credited;
    private long peak;
    private long lastArrival;
    private long firstCredit;
    private long[] arrivals = new long[0];
    private long[] puts = new long[0];
    private long[] credits = new long[0];

    FifoMark(Fifo fifo) {
        this.fifo = fifo;
    }

    @Override
    public void save() {
        reserved = fifo.reserved;
        filled = fifo.filled;
        taken = fifo.taken;
        credited = fifo.credited;
        peak = fifo.peak;
        lastArrival = fifo.lastArrival();
        firstCredit = firstCredit();
        if (fifo.consumer >= 0) {
            arrivals = Ring.copy(fifo.arrival, taken, filled);
            puts = Ring.copy(fifo.put, credited, fifo.putsFollow ? credited : reserved);
            credits = Ring.copy(fifo.credit, Math.max(0, firstCredit), credited);
        }
    }

    /**
     * The oldest credit that may still be asked for. While the peak is below the capacity no put has ever waited for a
     * slot, nor will one if everything repeats; then only the peak looks back.
     */
    private long firstCredit() {
        return fifo.peak < fifo.capacity ? fifo.credited - fifo.peak : fifo.reserved - fifo.capacity;
    }

    /** Tokens put since. */
    private long tokens() {
        return fifo.reserved - reserved;
    }

    @Override
    public boolean repeats(long later) {
        long tokens = tokens();
        if (fifo.peak != peak || fifo.filled - filled != tokens) {
            return false;
        }
        if (fifo.consumer < 0) {
            return tokens == 0 || fifo.capacity == Channel.UNBOUNDED;
        }
        if (fifo.credited - credited != tokens || fifo.taken - taken != tokens) {
            return false;
        }
        if (tokens == 0) {
            return true;
        }
        long arrived = fifo.lastArrival() - lastArrival;
        return firstCredit >= 0
                && firstCredit() - firstCredit == tokens
                && (arrived == 0 || arrived == later)
                && Ring.repeats(arrivals, fifo.arrival, fifo.taken, later)
                && Ring.repeats(puts, fifo.put, fifo.credited, later)
                && Ring.repeats(credits, fifo.credit, firstCredit(), later);
    }

    /** A window must move with its tokens: each a period later, and the one that may wait now, too. */
    @Override
    public long periods(long most) {
        Window window = fifo.window;
        long tokens = tokens();
        if (window == null || tokens == 0) {
            return most;
        }
        long alike = 0;
        while (alike <= most * tokens
                && window.first(reserved + alike + tokens) == window.first(reserved + alike) + tokens) {
            alike++;
        }
        return Math.min(most, (alike - 1) / tokens);
    }

    @Override
    public void skip(long periods, long later) {
        long tokens = periods * tokens();
        if (tokens > 0) {
            boolean arrived = fifo.lastArrival() != lastArrival;
            fifo.moveOn(tokens, periods * later, firstCredit(), arrived);
        }
    }

    @Override
    public long latest() {
        return fifo.latest();
    }
}
