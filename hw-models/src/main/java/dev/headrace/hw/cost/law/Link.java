package dev.headrace.hw.cost.law;

import dev.headrace.simulator.spec.BadField;
import dev.headrace.simulator.spec.Require;

/**
 * A link between chips: what a bit over it costs, both ends together.
 *
 * @param leastPj lowest of the published picojoules of a bit
 * @param mostPj highest
 * @param source where from
 */
public record Link(double leastPj, double mostPj, String source) {
    public Link {
        Positive.check("least_pj", leastPj);
        Positive.check("most_pj", mostPj);
        if (mostPj < leastPj) {
            throw new BadField("most_pj", String.valueOf(mostPj), "least_pj " + leastPj + " or more");
        }
        Require.present(source, "source");
    }

    /** Picojoules of a bit: the middle of what is published. */
    public double pj() {
        return (leastPj + mostPj) / 2;
    }
}
