package dev.headrace.hw.lookup;

import dev.headrace.simulator.unit.Logic;
import dev.headrace.simulator.unit.OnFpga;
import dev.headrace.simulator.unit.Scratchpad;

/**
 * TeLLMe's weight buffer: index vectors in UltraRAM, laid out by {@link UramLayout} so that Q vectors are read in every
 * cycle. Its capacity is given as bytes of ternary weights at two bits each, which is how streams count them: a vector of
 * T indices holds T G weights, {@code T G / 4} bytes, whatever its 5 bits an index take in the RAM.
 *
 * <p>Ports are never in the way: the layout has one for each of the Q vectors, and loads come through the second one of
 * each bank while the engine builds tables.
 *
 * <p><b>On an FPGA</b> it is its URAMs, and a register of a vector for each of the Q.
 */
public final class UramBuffer implements Scratchpad, OnFpga {
    private final UramParameters parameters;

    public UramBuffer(UramParameters parameters) {
        this.parameters = parameters;
    }

    @Override
    public long capacityBytes() {
        long weights = Math.multiplyExact(
                parameters.layout().capacity(parameters.urams()), (long) parameters.tables() * parameters.group());
        return weights / 4;
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
