package dev.headrace.simulator.kernel;

import org.jspecify.annotations.Nullable;

/**
 * What a firing does with numbers. Called once per firing, at its take, in an order in which inputs come first. As a function of
 * indices it says over which iterations firings add the same to its {@link #sums}.
 */
@FunctionalInterface
public interface Action extends IndexFunction {
    /**
     * Computes one firing.
     *
     * @param tick of its take
     * @param index loop indices, outermost first; not to be kept or changed
     * @param first inputs of this depth or more are taken anew at this firing
     * @param last outputs of this depth or more are put by this firing
     * @param empty depth of the loop that has no iterations here (ports deeper than it do nothing), or -1
     */
    void fire(long tick, long[] index, int first, int last, int empty);

    /**
     * The sums that firings add to, if that is all they do and the same index always adds the same; then firings may be
     * skipped, and the sums are raised by what they would have added. Null, as by default, if every firing must be made.
     */
    default long @Nullable [] sums() {
        return null;
    }
}
