package dev.headrace.hw.softmax;

import dev.headrace.hw.check.Check;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Parameters of a {@link SoftmaxPipeline}.
 *
 * @param lanes elements that enter in a cycle, 1 or more
 * @param dequantize cycles of the first stage, 0 or more, as of all others
 * @param exp cycles of the exponential
 * @param accumulate cycles of the sum
 * @param divide cycles of the division
 * @param quantize cycles of the last stage
 * @param exponential "exact" or "taylor-5", how exponentials are computed; absent: exact
 * @param streamed quotients leave as they are made, and whoever takes them takes so many a cycle, 1 or more; absent: they
 *     leave when all are there
 * @param operands number format of the operands; absent: the workload's
 * @param sums number format of scores, exponentials and sums; absent: fp32, and double precision where a workload leaves
 *     things out
 * @param probabilityBits probabilities leave as an unsigned fraction of so many bits, 2 to 16, rounded to the nearest, of two
 *     equally near the even one; what would be 1 is one step below it. Absent: as they are
 * @param clock name of its clock domain
 */
public record SoftmaxPipelineParameters(
        int lanes,
        int dequantize,
        int exp,
        int accumulate,
        int divide,
        int quantize,
        @Nullable String exponential,
        @Nullable Integer streamed,
        @Nullable String operands,
        @Nullable String sums,
        @Nullable Integer probabilityBits,
        @Nullable String clock) {
    public SoftmaxPipelineParameters {
        Check.atLeastOne("lanes", lanes);
        notNegative("dequantize", dequantize);
        notNegative("exp", exp);
        notNegative("accumulate", accumulate);
        notNegative("divide", divide);
        notNegative("quantize", quantize);
        Check.atLeastOneOrAbsent("streamed", streamed);
        exponential = exponential == null ? "exact" : exponential;
        Check.oneOf("exponential", exponential, List.of("exact", "taylor-5"));
        operands = Check.operandsOrAbsent("operands", operands);
        sums = Check.formatOrAbsent("sums", sums, List.of("fp32", "fp64"));
        if (probabilityBits != null && (probabilityBits < 2 || probabilityBits > 16)) {
            throw new IllegalArgumentException("probability_bits is " + probabilityBits + "; allowed: 2 to 16");
        }
    }

    private static void notNegative(String name, int cycles) {
        if (cycles < 0) {
            throw new IllegalArgumentException(name + " is " + cycles + "; allowed: 0 or more");
        }
    }

    int stages() {
        return dequantize + exp + accumulate + divide + quantize;
    }
}
