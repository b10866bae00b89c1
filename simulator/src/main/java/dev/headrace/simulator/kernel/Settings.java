package dev.headrace.simulator.kernel;

/**
 * How a run is evaluated. Changes its speed and nothing else: every counter of the outcome is the same.
 *
 * @param compile which static regions are compiled
 * @param fastForward whether whole periods of a steady state are skipped
 */
public record Settings(Compile compile, boolean fastForward) {
    /** Compiles what is worth it, and skips what repeats. */
    public static final Settings DEFAULT = new Settings(Compile.LONG_REGIONS, true);

    /** Fewest firings in a block that are worth going operator by operator: a call costs as much as a few of them. */
    private static final int LEAST_BLOCK = 16;

    /** Which operators with static rates are taken out of the event-driven engine. */
    public enum Compile {
        /** None. */
        NOTHING,
        /** Those with so many firings that they repay the compilation. */
        LONG_REGIONS,
        /** All. */
        EVERYTHING,
        /** All, operator by operator in blocks, however few firings a block has. */
        IN_BLOCKS;

        boolean all() {
            return this == EVERYTHING || this == IN_BLOCKS;
        }

        /** Fewest firings in a block that are worth going operator by operator. */
        int leastBlock() {
            return this == IN_BLOCKS ? 1 : LEAST_BLOCK;
        }
    }
}
