package dev.headrace.hw.lookup;

import dev.headrace.simulator.unit.UnitType;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** {@code "type": "dot"}: a {@link DotLanes}. */
public final class DotType implements UnitType<LaneParameters> {
    @Override
    public String type() {
        return "dot";
    }

    @Override
    public String about() {
        return "Multiply-add lanes with an adder tree: dot products and sums of scaled rows.";
    }

    @Override
    public Class<LaneParameters> parameters() {
        return LaneParameters.class;
    }

    @Override
    public Object build(LaneParameters parameters, UnaryOperator<Path> resolve) {
        return new DotLanes(parameters);
    }
}
