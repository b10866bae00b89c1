package dev.headrace.simulator.unit;

/**
 * A unit that selects the largest of some numbers, and whose time depends on what they are. Selections are made before a
 * run, in whatever order; the cycles found go into the {@link Work} of the firing that stands for the selection.
 */
public interface Selector extends ComputeUnit {
    /** One selecting machine; not for several threads. */
    interface Machine {
        /**
         * Selects the k largest of the first {@code count} numbers; of equal ones at the border the first.
         *
         * @param kept receives their positions, ascending
         * @return cycles it takes
         */
        long select(double[] scores, int count, int k, int[] kept);
    }

    /** Longest row it selects from. */
    int capacity();

    /** A machine with these parameters. */
    Machine machine();
}
