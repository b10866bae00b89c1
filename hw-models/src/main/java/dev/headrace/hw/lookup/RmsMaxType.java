package dev.headrace.hw.lookup;

import dev.headrace.hw.check.Check;
import dev.headrace.simulator.unit.UnitType;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** {@code "type": "rms-max"}: a {@link RmsMaxUnit}. */
public final class RmsMaxType implements UnitType<LaneParameters> {
    @Override
    public String type() {
        return "rms-max";
    }

    @Override
    public String about() {
        return "Streaming root mean square and maximum of rows, and the quantizer behind it.";
    }

    @Override
    public Class<LaneParameters> parameters() {
        return LaneParameters.class;
    }

    @Override
    public Object build(LaneParameters parameters, UnaryOperator<Path> resolve) {
        Check.formatOrAbsent("accumulate", parameters.accumulate(), LaneParameters.FP32);
        return new RmsMaxUnit(parameters);
    }
}
