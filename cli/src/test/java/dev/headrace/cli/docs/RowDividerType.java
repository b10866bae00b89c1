package dev.headrace.cli.docs;

import dev.headrace.simulator.unit.UnitType;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** {@code "type": "row-divider"}: a {@link RowDivider}. */
public final class RowDividerType implements UnitType<RowDividerParameters> {
    @Override
    public String type() {
        return "row-divider";
    }

    @Override
    public String about() {
        return "Divides rows with one reciprocal each, then multiplies.";
    }

    @Override
    public Class<RowDividerParameters> parameters() {
        return RowDividerParameters.class;
    }

    @Override
    public Object build(RowDividerParameters parameters, UnaryOperator<Path> resolve) {
        return new RowDivider(parameters);
    }
}
