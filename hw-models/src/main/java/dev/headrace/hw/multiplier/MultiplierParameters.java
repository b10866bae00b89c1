package dev.headrace.hw.multiplier;

import dev.headrace.hw.check.Check;
import dev.headrace.simulator.unit.FixedPoint;
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
 * @param operandBits bits of an operand, 2 to 16: what was fetched as codes is multiplied as whole numbers, put left-aligned
 *     into so many; absent: numbers in the accumulator's format, whatever they were fetched as
 * @param productBits with operand_bits: highest bits of a product that are kept, 1 to twice as many; absent: all
 * @param productRounding with product_bits: "floor" cuts a product off, "nearest" rounds it; absent: floor
 * @param sumBits with operand_bits: sums wrap around as numbers of so many bits, from those of a product to 64; absent: exact
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
        @Nullable Integer operandBits,
        @Nullable Integer productBits,
        @Nullable String productRounding,
        @Nullable Integer sumBits,
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
        operands = Check.operandsOrAbsent("operands", operands);
        sums = Check.sumsOfProductsOrAbsent("sums", sums);
        needs("product_bits", productBits, "operand_bits", operandBits);
        needs("sum_bits", sumBits, "operand_bits", operandBits);
        needs("product_rounding", productRounding, "product_bits", productBits);
        if (productRounding != null) {
            Check.oneOf("product_rounding", productRounding, List.of("floor", "nearest"));
        }
        fixed(operandBits, productBits, productRounding, sumBits);
        broadcast = orOne(broadcast);
        multiply = orOne(multiply);
        level = orOne(level);
        accumulate = orOne(accumulate);
        ii = orOne(ii);
    }

    private static void needs(String what, @Nullable Object given, String other, @Nullable Integer bits) {
        if (given != null && bits == null) {
            throw new IllegalArgumentException(
                    what + " is " + given + " without " + other + "; allowed: both, or neither");
        }
    }

    private static @Nullable FixedPoint fixed(
            @Nullable Integer operands, @Nullable Integer products, @Nullable String rounding, @Nullable Integer sums) {
        return operands == null
                ? null
                : new FixedPoint(
                        operands,
                        products == null ? 2 * operands : products,
                        sums == null ? Long.SIZE : sums,
                        "nearest".equals(rounding));
    }

    /** How codes are multiplied; null if like any numbers. */
    @Nullable
    FixedPoint fixedPoint() {
        return fixed(operandBits, productBits, productRounding, sumBits);
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
