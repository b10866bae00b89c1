package dev.headrace.hw.dma;

import dev.headrace.hw.check.Check;
import dev.headrace.hw.cost.fpga.LogicOf;
import dev.headrace.simulator.spec.BadField;
import dev.headrace.simulator.unit.DmaUnit;
import dev.headrace.simulator.unit.Logic;
import dev.headrace.simulator.unit.OnFpga;
import org.jspecify.annotations.Nullable;

/**
 * A DMA engine in front of a memory; the parameters are all there is to it, the memory model does the work.
 *
 * @param memory name of the memory unit in the same hardware file
 * @param outstanding bursts under way at most, 1 or more; the memory is kept busy from about its read latency divided by
 *     the time of one burst (Little's law). Absent if it reads through a fetcher
 * @param portBytesPerCycle bytes that its ports move in a cycle of its clock, each way, if that is less than the memory
 *     gives; absent: no limit
 * @param through name of the fetcher of this memory that it reads through; absent: it reads from the memory itself. It
 *     writes to the memory itself in any case
 * @param before name of an engine through the same fetcher whose turn it shares, and before whose waiting requests its own
 *     go; absent: it has a turn of its own
 * @param clock name of its clock domain
 */
public record DmaParameters(
        String memory,
        @Nullable Integer outstanding,
        @Nullable Integer portBytesPerCycle,
        @Nullable String through,
        @Nullable String before,
        @Nullable String clock)
        implements DmaUnit, OnFpga {
    /** An engine as wide as the memory. */
    public DmaParameters(String memory, int outstanding, @Nullable String clock) {
        this(memory, outstanding, null, null, null, clock);
    }

    // A missing JSON property arrives as null in spite of the type.
    @SuppressWarnings("ConstantValue")
    public DmaParameters {
        if (memory == null || memory.isBlank()) {
            throw new IllegalArgumentException("memory is missing; allowed: the name of a memory unit in this file");
        }
        Check.atLeastOneOrAbsent("port_bytes_per_cycle", portBytesPerCycle);
        if (through == null) {
            if (outstanding == null) {
                throw new BadField("outstanding", "missing", "1 or more, or a fetcher to read through");
            }
            Check.atLeastOne("outstanding", outstanding);
            if (before != null) {
                throw new BadField("before", "\"" + before + "\"", "nothing, as it does not read through a fetcher");
            }
        } else {
            nothing("outstanding", outstanding);
            nothing("port_bytes_per_cycle", portBytesPerCycle);
        }
    }

    private static void nothing(String field, @Nullable Integer found) {
        if (found != null) {
            throw new BadField(field, found.toString(), "nothing, as the fetcher that it reads through says so");
        }
    }

    @Override
    public int underWay() {
        return outstanding == null ? 0 : outstanding;
    }

    @Override
    public int bytesPerCycle() {
        return portBytesPerCycle == null ? 0 : portBytesPerCycle;
    }

    /** A FIFO of 64 bytes for each burst under way, in block memory, 768 bits wide: what three ports of 256 move in a cycle. */
    @Override
    public Logic logic() {
        return outstanding == null ? Logic.NONE : LogicOf.blockMemory(768, (outstanding * 64L + 95) / 96);
    }
}
