package dev.headrace.hw.pe;

import dev.headrace.simulator.unit.UnitType;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** {@code "type": "pe-array"}: a {@link PeArray}. */
public final class PeArrayType implements UnitType<PeArrayParameters> {
    @Override
    public String type() {
        return "pe-array";
    }

    @Override
    public String about() {
        return "Grid of elements for products, and for maxima, exponentials and sums where the scores lie.";
    }

    @Override
    public Class<PeArrayParameters> parameters() {
        return PeArrayParameters.class;
    }

    @Override
    public Object build(PeArrayParameters parameters, UnaryOperator<Path> resolve) {
        return new PeArray(parameters);
    }
}
