package dev.headrace.hw.sram;

import dev.headrace.simulator.unit.UnitType;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** {@code "type": "sram"}: an {@link Sram}. */
public final class SramType implements UnitType<SramParameters> {
    @Override
    public String type() {
        return "sram";
    }

    @Override
    public String about() {
        return "Banked on-chip memory that holds the buffers of streams.";
    }

    @Override
    public Class<SramParameters> parameters() {
        return SramParameters.class;
    }

    @Override
    public Object build(SramParameters parameters, UnaryOperator<Path> resolve) {
        return new Sram(parameters);
    }
}
