package dev.headrace.hw.dram;

import dev.headrace.simulator.unit.UnitType;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** The unit type {@code "dma"}. */
public final class DmaType implements UnitType<Dma> {
    @Override
    public String type() {
        return "dma";
    }

    @Override
    public String about() {
        return "DMA engine: moves blocks between a memory and the chip, with bounded reads under way.";
    }

    @Override
    public Class<Dma> parameters() {
        return Dma.class;
    }

    @Override
    public Dma build(Dma parameters, UnaryOperator<Path> resolve) {
        return parameters;
    }
}
