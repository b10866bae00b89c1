package dev.headrace.simulator.kernel.reference;

/** Ticks spent waiting, by cause. */
final class Waits {
    long input;
    long memory;
    long room;
    long unit;

    void arrival(boolean fromMemory, long ticks) {
        if (fromMemory) {
            memory += ticks;
        } else {
            input += ticks;
        }
    }
}
