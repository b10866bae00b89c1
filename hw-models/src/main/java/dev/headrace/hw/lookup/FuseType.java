package dev.headrace.hw.lookup;

import dev.headrace.simulator.unit.UnitType;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** {@code "type": "fuse"}: a {@link FuseLanes}. */
public final class FuseType implements UnitType<FuseParameters> {
    @Override
    public String type() {
        return "fuse";
    }

    @Override
    public String about() {
        return "Lanes behind a lookup engine: dequantize, rotate, silu times, residual.";
    }

    @Override
    public Class<FuseParameters> parameters() {
        return FuseParameters.class;
    }

    @Override
    public Object build(FuseParameters parameters, UnaryOperator<Path> resolve) {
        return new FuseLanes(parameters);
    }
}
