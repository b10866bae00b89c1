package dev.headrace.hw.dma;

import dev.headrace.simulator.unit.UnitType;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** {@code "type": "dma"}: a DMA engine. */
public final class DmaType implements UnitType<DmaParameters> {
    @Override
    public String type() {
        return "dma";
    }

    @Override
    public String about() {
        return "DMA engine: the bursts that may be under way at a memory.";
    }

    @Override
    public Class<DmaParameters> parameters() {
        return DmaParameters.class;
    }

    @Override
    public Object build(DmaParameters parameters, UnaryOperator<Path> resolve) {
        return parameters;
    }
}
