package dev.headrace.hw.dma;

import dev.headrace.hw.check.Check;
import dev.headrace.hw.cost.fpga.LogicOf;
import dev.headrace.simulator.unit.DmaUnit;
import dev.headrace.simulator.unit.Logic;
import dev.headrace.simulator.unit.OnFpga;
import org.jspecify.annotations.Nullable;

/**
 * A DMA engine in front of a memory; the parameters are all there is to it, the memory model does the work.
 *
 * @param memory name of the memory unit in the same hardware file
 * @param outstanding bursts under way at most, 1 or more; the memory is kept busy from about its read latency divided by
 *     the time of one burst (Little's law)
 * @param portBytesPerCycle bytes that its ports move in a cycle of its clock, each way, if that is less than the memory
 *     gives; absent: no limit
 * @param clock name of its clock domain
 */
public record DmaParameters(
        String memory,
        int outstanding,
        @Nullable Integer portBytesPerCycle,
        @Nullable String clock) implements DmaUnit, OnFpga {
    /** An engine as wide as the memory. */
    public DmaParameters(String memory, int outstanding, @Nullable String clock) {
        this(memory, outstanding, null, clock);
    }

    // A missing JSON property arrives as null in spite of the type.
    @SuppressWarnings("ConstantValue")
    public DmaParameters {
        if (memory == null || memory.isBlank()) {
            throw new IllegalArgumentException("memory is missing; allowed: the name of a memory unit in this file");
        }
        Check.atLeastOne("outstanding", outstanding);
        Check.atLeastOneOrAbsent("port_bytes_per_cycle", portBytesPerCycle);
    }

    @Override
    public int bytesPerCycle() {
        return portBytesPerCycle == null ? 0 : portBytesPerCycle;
    }

    /** A FIFO of 64 bytes for each burst under way, in block memory, 768 bits wide: what three ports of 256 move in a cycle. */
    @Override
    public Logic logic() {
        return LogicOf.blockMemory(768, (outstanding * 64L + 95) / 96);
    }
}
