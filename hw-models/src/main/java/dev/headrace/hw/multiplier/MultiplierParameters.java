package dev.headrace.hw.multiplier;

import dev.headrace.hw.check.Check;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Parameters of a {@link MultiplierArray}.
 *
 * @param multipliers multipliers, 1 or more
 * @param adds {@code dot-products}: the tree adds up each row of the second operand; {@code rows}: it adds up the rows that
 *     enter together, and an accumulator the rest
 * @param broadcast cycles to bring the first operand to all multipliers; absent: 1
 * @param multiply cycles of a multiplication; absent: 1
 * @param level cycles of a level of the adder tree; absent: 1
 * @param accumulate cycles of the accumulator; absent: 1
 * @param ii cycles between two lines of the second operand; absent: 1
 * @param streamed results leave as they are made, and whoever takes them takes so many a cycle, 1 or more; absent: they leave
 *     when all are there
 * @param operands number format of the operands; absent: the workload's
 * @param sums number format of sums; absent: fp32
 * @param clock name of its clock domain
 */
public record MultiplierParameters(
        int multipliers,
        String adds,
        @Nullable Integer broadcast,
        @Nullable Integer multiply,
        @Nullable Integer level,
        @Nullable Integer accumulate,
        @Nullable Integer ii,
        @Nullable Integer streamed,
        @Nullable String operands,
        @Nullable String sums,
        @Nullable String clock) {
    // A missing JSON property arrives as null in spite of the type.
    @SuppressWarnings("ConstantValue")
    public MultiplierParameters {
        Check.atLeastOne("multipliers", multipliers);
        Check.oneOf("adds", adds == null ? "missing" : adds, List.of("dot-products", "rows"));
        notNegative("broadcast", broadcast);
        notNegative("multiply", multiply);
        notNegative("level", level);
        notNegative("accumulate", accumulate);
        Check.atLeastOneOrAbsent("streamed", streamed);
        if (streamed != null && !"dot-products".equals(adds)) {
            throw new IllegalArgumentException("streamed is " + streamed + " with adds " + adds
                    + "; allowed: only with dot-products, whose results do not wait for the last line");
        }
        if (ii != null) {
            Check.atLeastOne("ii", ii);
        }
    }

    private static void notNegative(String name, @Nullable Integer cycles) {
        if (cycles != null && cycles < 0) {
            throw new IllegalArgumentException(name + " is " + cycles + "; allowed: 0 or more");
        }
    }

    static int orOne(@Nullable Integer cycles) {
        return cycles == null ? 1 : cycles;
    }
}
