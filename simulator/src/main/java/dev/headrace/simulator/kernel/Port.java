package dev.headrace.simulator.kernel;

import org.jspecify.annotations.Nullable;

/**
 * A port of an operator in a compiled region.
 *
 * @param fifo the channel to the outside, or null within the region
 * @param link number of the channel within the region, or -1
 * @param external number among the region's inputs or outputs that act at every firing, or -1
 * @param depth leading loops that the port runs over
 * @param full true if it acts at every firing
 * @param release of an input
 * @param ring ring of takes of an input within the region
 */
record Port(@Nullable Fifo fifo, int link, int external, int depth, boolean full, InPort.Release release, int ring) {
    /** The channel to the outside. */
    Fifo outside() {
        return java.util.Objects.requireNonNull(fifo);
    }
}
