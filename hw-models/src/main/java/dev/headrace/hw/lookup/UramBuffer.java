package dev.headrace.hw.lookup;

import dev.headrace.hw.check.Exact;
import dev.headrace.simulator.unit.Logic;
import dev.headrace.simulator.unit.OnFpga;
import dev.headrace.simulator.unit.Scratchpad;

/**
 * TeLLMe's weight buffer: index vectors in UltraRAM, laid out by {@link UramLayout} so that Q vectors are read in every
 * cycle. Its capacity is counted in vectors, shown as bytes of ternary weights at two bits each: a vector of T indices is
 * {@code T G / 4} bytes, whatever its 5 bits an index take in the RAM, and a matrix takes up whole vectors: rows of inputs
 * are padded to multiples of T G.
 *
 * <p>Ports are never in the way: the layout has one for each of the Q vectors, and loads come through the second one of
 * each bank while the engine builds tables.
 *
 * <p><b>On an FPGA</b> it is the URAMs of the layout for the vectors that it is built for, and a register of a vector for each of the Q.
 */
public final class UramBuffer implements Scratchpad, OnFpga {
    private final UramParameters parameters;

    public UramBuffer(UramParameters parameters) {
        this.parameters = parameters;
    }

    @Override
    public long capacityBytes() {
        return bytes(parameters.layout().capacity(parameters.urams()));
    }

    /**
     * {@inheritDoc}
     *
     * @param rows outputs of a ternary matrix
     * @param cols its inputs
     */
    @Override
    public long bytesOf(long rows, long cols, long bytes) {
        return bytes(parameters.layout().vectors(rows, cols));
    }

    private long bytes(long vectors) {
        return Exact.ceilDiv(Exact.times(vectors, parameters.tables(), parameters.group()), 4);
    }

    @Override
    public int readPorts() {
        return 1;
    }

    @Override
    public long readHold(long rows, long rowBytes) {
        return 0;
    }

    @Override
    public long writeHold(long rows, long rowBytes) {
        return 0;
    }

    @Override
    public Logic logic() {
        long registers = Math.multiplyExact(parameters.layout().vectorBits(), (long) parameters.lookups());
        return new Logic(0, registers, 0, 0, parameters.urams());
    }
}
