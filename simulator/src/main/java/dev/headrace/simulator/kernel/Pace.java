package dev.headrace.simulator.kernel;

/** Initiation interval and latency of an operator's firings. Must be a pure function of the index. */
public interface Pace extends IndexFunction {
    /** Cycles from the last put of this firing (its take, if it puts nothing) to the next possible take; 0 or more. */
    long interval(long[] index);

    /** Cycles from the take to the arrival of the outputs; 0 or more (the channels add at least 1). */
    long latency(long[] index);

    /**
     * The same for every firing.
     *
     * @param interval cycles, 0 or more
     * @param latency cycles, 0 or more
     */
    record Constant(long interval, long latency) implements Pace {
        public Constant {
            if (interval < 0 || latency < 0) {
                throw new IllegalArgumentException(
                        "initiation interval " + interval + ", latency " + latency + "; allowed: 0 or more");
            }
        }

        @Override
        public long interval(long[] index) {
            return interval;
        }

        @Override
        public long latency(long[] index) {
            return latency;
        }

        @Override
        public long alike(int level, long[] index) {
            return Long.MAX_VALUE;
        }
    }
}
