package dev.headrace.hw.lookup;

import dev.headrace.simulator.unit.UnitType;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** {@code "type": "fuse"}: a {@link FuseLanes}. */
public final class FuseType implements UnitType<LaneParameters> {
    @Override
    public String type() {
        return "fuse";
    }

    @Override
    public String about() {
        return "Lanes behind a lookup engine: dequantize, rotate, silu times, residual.";
    }

    @Override
    public Class<LaneParameters> parameters() {
        return LaneParameters.class;
    }

    @Override
    public Object build(LaneParameters parameters, UnaryOperator<Path> resolve) {
        return new FuseLanes(parameters);
    }
}
