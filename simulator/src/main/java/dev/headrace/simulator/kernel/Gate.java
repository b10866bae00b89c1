package dev.headrace.simulator.kernel;

/** Opens or closes a port for single firings: a stream that skips points of its nest. Must be a pure function. */
@FunctionalInterface
public interface Gate extends IndexFunction {
    /** True if the port acts at the firing with this index; the array must not be kept or changed. */
    boolean open(long[] index);
}
