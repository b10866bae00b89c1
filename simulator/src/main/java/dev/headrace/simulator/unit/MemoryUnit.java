package dev.headrace.simulator.unit;

import dev.headrace.simulator.kernel.Device;
import dev.headrace.simulator.run.Result;
import java.util.List;

/** A memory outside the chip, as described by its parameters; makes the device of each run. */
public interface MemoryUnit {
    /** One DMA engine in front of the memory: its name and how many bursts it may have under way, 1 or more. */
    record Port(String name, int outstanding) {}

    /** A running memory and its counters. */
    interface Running extends Device {
        /**
         * The counters after the run.
         *
         * @param seconds length of the run, for rates
         */
        Result.MemoryResult result(double seconds);
    }

    /** Bytes it can hold. */
    long capacityBytes();

    /** Alignment in bytes at which tensors should start, a power of two: at least one burst. */
    long alignment();

    /** Bytes per second that its data pins can move. */
    double peakBytesPerSecond();

    /**
     * A fresh memory.
     *
     * @param ticksPerCycle kernel ticks per cycle of this memory's clock
     * @param ports the DMA engines; a transfer names one by its index
     * @param tensors names of the tensors; a transfer names one by its index
     */
    Running start(long ticksPerCycle, List<Port> ports, List<String> tensors);
}
