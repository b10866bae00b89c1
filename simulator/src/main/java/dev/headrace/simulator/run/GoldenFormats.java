package dev.headrace.simulator.run;

import dev.headrace.golden.sparse.Datapath;
import dev.headrace.simulator.unit.FixedPoint;
import org.jspecify.annotations.Nullable;

/** The number formats of a design's units, as the golden model wants to be told. */
final class GoldenFormats {
    /** Sums of 2^30 products of 32 bits do not wrap around in more. */
    private static final int MOST_SUM_BITS = 62;

    private GoldenFormats() {}

    static Datapath of(dev.headrace.simulator.dataflow.Datapath units) {
        return new Datapath(
                multiplier(units.scores()),
                multiplier(units.values()),
                !units.softmax().equals("fp64"),
                units.exponential().equals("taylor-5"),
                units.probabilityBits());
    }

    private static Datapath.Multiplier multiplier(@Nullable FixedPoint unit) {
        return unit == null
                ? Datapath.Multiplier.ANY
                : new Datapath.Multiplier(
                        unit.operandBits(),
                        unit.productBits(),
                        unit.sumBits() > MOST_SUM_BITS ? 0 : unit.sumBits(),
                        unit.nearest());
    }
}
