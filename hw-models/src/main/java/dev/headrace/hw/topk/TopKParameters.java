package dev.headrace.hw.topk;

import dev.headrace.hw.check.Check;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Parameters of a {@link TopKEngine}.
 *
 * @param comparators comparators in each of the two arrays, so also elements that a round streams in a cycle, 1 or more;
 *     SpAtten (HPCA 2021) has 16 at both of its sizes
 * @param capacity elements that each of the two FIFOs holds, so also the longest row it selects from, 1 or more
 * @param roundOverhead cycles of a round beyond those in which elements enter (pivot, counts, decision), 0 or more;
 *     absent: 3, the cycle model of SpAtten's released simulator
 * @param seed chooses the pivots; absent: 0
 * @param shifter of the eliminator behind it: {@code low-latency} (absent) or {@code max-frequency}
 * @param fill elements of a row that enter in a cycle before its first round, and leave after its last; absent: the row is
 *     there, and leaves as fast as the comparators compare
 * @param clock name of its clock domain
 */
public record TopKParameters(
        int comparators,
        int capacity,
        @Nullable Integer roundOverhead,
        @Nullable Long seed,
        @Nullable String shifter,
        @Nullable Integer fill,
        @Nullable String clock) {
    public TopKParameters {
        Check.atLeastOne("comparators", comparators);
        Check.atLeastOne("capacity", capacity);
        if (roundOverhead != null && roundOverhead < 0) {
            throw new IllegalArgumentException("round_overhead is " + roundOverhead + "; allowed: 0 or more");
        }
        Check.atLeastOneOrAbsent("fill", fill);
        if (shifter != null) {
            Check.oneOf("shifter", shifter, List.of("low-latency", "max-frequency"));
        }
        roundOverhead = roundOverhead == null ? Integer.valueOf(3) : roundOverhead;
        seed = seed == null ? Long.valueOf(0) : seed;
        shifter = shifter == null ? "low-latency" : shifter;
    }

    int roundOverheadOrDefault() {
        return roundOverhead == null ? 3 : roundOverhead;
    }

    /** Elements that leave in a cycle. */
    int width() {
        return fill == null ? comparators : fill;
    }

    long seedOrDefault() {
        return seed == null ? 0 : seed;
    }
}
