package dev.headrace.simulator.kernel;

/** Operators evaluated together by generated code. */
interface Compiled {
    /** What came of a call. */
    enum Progress {
        /** Firings have been made, and more may be possible at once. */
        MORE,
        /** Firings have been made, as many as the channels allow. */
        SOME,
        /** A token or a slot is missing. */
        BLOCKED,
        /** A slot is there, but its ring would have to grow. */
        SHORT_OF_MEMORY,
        /** A take might be later than the limit. */
        LIMITED
    }

    /** How it is laid out. */
    Blueprint plan();

    /**
     * Makes as many firings as the channels allow, up to one batch.
     *
     * @param limit no take may be later than this
     */
    Progress run(long limit);

    /** True if all firings are made. */
    boolean done();

    /** Firings made, of all operators together. */
    long firings();

    /** Gives the operators and channels back to the event-driven engine, as they are. */
    void dissolve();
}
