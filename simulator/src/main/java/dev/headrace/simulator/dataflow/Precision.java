package dev.headrace.simulator.dataflow;

import dev.headrace.golden.AttentionFormats;
import dev.headrace.golden.ErrorBound;
import dev.headrace.golden.NumberFormat;
import dev.headrace.simulator.spec.WorkloadSpec;
import dev.headrace.simulator.unit.ComputeUnit;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where a dataflow rounds, read off its streams: what the golden check's bound is derived from.
 *
 * @param output tensor that is checked: "o", or "s" for a design that stores scores only; null if it stores neither
 * @param input format of the inputs
 * @param score coarsest format that scores pass through
 * @param probability coarsest format that probabilities pass through
 * @param accumulator format of sums
 * @param tiles key tiles of a row
 * @param stores times an output passes through its format
 * @param exponential "exact", or "taylor-5" if one of its units computes exponentials that way
 * @param fraction bits of the fraction that probabilities are rounded to; 0 if they are not
 */
public record Precision(
        @Nullable String output,
        String input,
        String score,
        String probability,
        String accumulator,
        int tiles,
        int stores,
        String exponential,
        int fraction) {

    /** Reads them off a dataflow. */
    public static Precision of(Dataflow flow) {
        String input = flow.workload().formatName();
        String wide = input.equals("fp64") ? "fp64" : "fp32";
        String score = wide;
        String probability = wide;
        boolean stores = false;
        boolean scores = false;
        boolean reloads = false;
        int tiles = 1;
        String exponential = "exact";
        int fraction = 0;
        for (Dataflow.Stage stage : flow.stages()) {
            for (Op op : stage.ops()) {
                String kind = op.common().op();
                StreamType out = op.primary().type();
                if (op.access() != null) {
                    String t = op.access().tensor().name();
                    stores |= op.access().write() && t.equals("o");
                    scores |= op.access().write() && t.equals("s");
                    reloads |= !op.access().write() && t.equals("o");
                    score = t.equals("s") ? coarser(score, op.access().tensor().format()) : score;
                    probability = t.equals("p")
                            ? coarser(probability, op.access().tensor().format())
                            : probability;
                }
                boolean keys = out.cols().dimension().equals(Dimension.KEYS);
                String on = op.common().on();
                ComputeUnit unit = flow.hardware().unit(ComputeUnit.class, on);
                exponential = unit == null || unit.exponential().equals("exact") ? exponential : unit.exponential();
                int bits = unit == null || !kind.equals("softmax") ? 0 : unit.probabilityBits();
                fraction = fraction == 0 || bits == 0 ? Math.max(fraction, bits) : Math.min(fraction, bits);
                score = kind.equals("matmul") && keys ? coarser(score, out.format()) : score;
                if (kind.equals("softmax")
                        || kind.equals("online-softmax")
                        || (keys && (kind.equals("map") || kind.equals("divide")))) {
                    probability = coarser(probability, out.format());
                    Loop k = out.cols().loop();
                    tiles = Math.max(tiles, k == null ? 1 : k.trips());
                }
            }
        }
        String output = stores ? "o" : scores ? "s" : null;
        return new Precision(
                output, input, score, probability, wide, tiles, reloads ? tiles : 1, exponential, fraction);
    }

    private static String coarser(String a, String b) {
        return NumberFormat.parse(a).unitRoundoff() >= NumberFormat.parse(b).unitRoundoff() ? a : b;
    }

    /** The bound for a workload. */
    public ErrorBound bound(WorkloadSpec workload) {
        AttentionFormats formats = new AttentionFormats(
                NumberFormat.parse(input),
                NumberFormat.parse(score),
                NumberFormat.parse(probability),
                NumberFormat.parse(accumulator),
                NumberFormat.parse(Objects.requireNonNull(workload.formatName())));
        WorkloadSpec.Shape s = workload.shape();
        double e = exponential.equals("exact") ? 0 : ErrorBound.taylorExponential(NumberFormat.parse(accumulator));
        return new ErrorBound(formats, s.headDim(), s.keys(), tiles, stores, workload.scaleFactor(), e);
    }

    /**
     * What rounding probabilities to a fraction of fixed width adds to the bound of an output: n probabilities are off by at
     * most half a step each, one next to 1, which cannot be reached, by a whole one: {@code (n + 1) step / 2 max|v|}. Twice
     * that, so that the relative errors that the bound counts for probabilities and sums cover what is added here too.
     */
    public double fractionError(double maxAbsV, int keys) {
        return fraction == 0 ? 0 : Math.scalb((keys + 1) * maxAbsV, -fraction);
    }

    /** In words. */
    public String describe() {
        String exp = exponential.equals("exact")
                ? ""
                : String.format(
                        java.util.Locale.ROOT,
                        "exponentials by a Taylor polynomial of degree 5 within %.2e of themselves (%.2e of it truncation), ",
                        ErrorBound.taylorExponential(NumberFormat.parse(accumulator)),
                        ErrorBound.taylorExponential(NumberFormat.FP64));
        List<String> parts = List.of(
                "inputs " + input,
                "scores " + score,
                "probabilities " + (fraction == 0 ? probability : "a fraction of " + fraction + " bits"),
                "sums " + accumulator,
                "output " + input + (stores > 1 ? " stored " + stores + " times" : ""),
                tiles + (tiles == 1 ? " key tile" : " key tiles"));
        return exp + String.join(", ", parts);
    }
}
