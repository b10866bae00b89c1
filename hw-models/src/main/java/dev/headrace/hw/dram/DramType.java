package dev.headrace.hw.dram;

import dev.headrace.simulator.unit.UnitType;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** The unit type {@code "dram"}. */
public final class DramType implements UnitType<Dram> {
    @Override
    public String type() {
        return "dram";
    }

    @Override
    public String about() {
        return "Memory outside the chip: HBM, DDR or LPDDR, exact to the command, or as latency and bandwidth.";
    }

    @Override
    public Class<Dram> parameters() {
        return Dram.class;
    }

    @Override
    public DramMemory build(Dram parameters, UnaryOperator<Path> resolve) {
        return DramMemory.of(parameters, resolve);
    }
}
