package dev.headrace.simulator.run;

import dev.headrace.golden.NumberFormat;
import dev.headrace.golden.ternary.Rounding;
import dev.headrace.golden.ternary.TernaryDecoder;
import dev.headrace.golden.ternary.TernaryWeights;
import dev.headrace.simulator.dataflow.Tensor;
import dev.headrace.simulator.dataflow.Values;
import dev.headrace.simulator.spec.WorkloadSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Compares the words that a run generated with the golden decoder, which reads the run's own words: up to the first that
 * differs that is the golden decoder's own text. A word is right if no other has a logit that is higher by more than the
 * bound; so the first difference, and every later one, must be a tie.
 *
 * <p><b>The bound</b> is what rounding can decide, in two steps ({@link RoundingReach}): how far roundings of the
 * workload's format move quotients of the quantizer, and logits, while all whole numbers stay the same; then what becomes
 * of the logits if every quotient that near a half is rounded up, or every one down. For each word the bound is twice the
 * most by which one of its logits differs between any two of nearest, up and down, and at least what roundings alone move.
 *
 * <p>Where roundings reach half a step of the quantizer, any whole number may be its neighbour, and the check says nothing:
 * the result is then that the text is not checkable, which is no pass.
 */
final class TextCheck {
    private final WorkloadSpec workload;
    private final String words;
    private final Values values;
    private final Values.Reader reader;
    private final TernaryWeights weights;
    private final List<String> unchecked;
    private final Wanted wanted;

    /**
     * A check of a run's words.
     *
     * @param words tensor of them; row i is the word after position i
     * @param stored tensors that the design stores
     * @param reader inputs, of which one declared tensor has the data "prompt"
     * @param wanted hears of the golden decoder's words
     */
    TextCheck(
            WorkloadSpec workload,
            String words,
            Set<String> stored,
            Values values,
            Values.Reader reader,
            TernaryWeights weights,
            Wanted wanted) {
        this.unchecked = stored.stream().filter(t -> !t.equals(words)).toList();
        this.workload = workload;
        this.words = words;
        this.values = values;
        this.reader = reader;
        this.weights = weights;
        this.wanted = wanted;
    }

    Result.Golden check() {
        NumberFormat format = NumberFormat.parse(workload.formatName());
        int[] read = read();
        RoundingReach reach = new RoundingReach(weights, format);
        List<double[]> nearest = new ArrayList<>();
        for (int word : read) {
            nearest.add(reach.next(word));
        }
        long stored = IntStream.range(0, read.length)
                .filter(i -> values.row(words, 0, i) != null)
                .count();
        double window = reach.window();
        if (!(window < 0.5)) {
            String text = "not checkable: roundings of " + format.jsonName() + " move numbers by "
                    + String.format(Locale.ROOT, "%.2g", window)
                    + " of a step of the int8 quantizer, half a step or more, and so decide any word";
            return golden(stored, 0, Double.POSITIVE_INFINITY, 0, text, Result.Verdict.NO_USEFUL_CHECK, null);
        }
        return compare(read, nearest, window, reach.logits());
    }

    /** The word read at each position, up to the last that a word was stored after. */
    private int[] read() {
        double[] prompt = prompt();
        int positions = Tensor.of(words, workload).rows().extent(workload.shape());
        while (positions > 0 && values.row(words, 0, positions - 1) == null) {
            positions--;
        }
        int[] read = new int[positions];
        for (int i = 0; i < positions; i++) {
            double[] before = i == 0 ? null : values.row(words, 0, i - 1);
            read[i] = (int) (before != null ? before[0] : prompt[i]);
        }
        return read;
    }

    private Result.Golden compare(int[] read, List<double[]> nearest, double window, double least) {
        TernaryDecoder up = decoder(ties(window, true));
        TernaryDecoder down = decoder(ties(window, false));
        long checked = 0;
        double worst = 0;
        double worstShare = -1;
        double boundShown = 0;
        String where = null;
        int same = 0;
        String first = "";
        for (int i = 0; i < read.length; i++) {
            double[][] logits = {nearest.get(i), up.next(read[i]), down.next(read[i])};
            double[] stored = values.row(words, 0, i);
            if (stored == null) {
                continue;
            }
            int got = (int) stored[0];
            int best = TernaryDecoder.argmax(logits[0]);
            wanted.row(words, 0, i, 1, c -> best);
            double gap = got < 0 || got >= logits[0].length ? Double.MAX_VALUE : logits[0][best] - logits[0][got];
            double bound = Math.max(2 * most(logits), least);
            checked++;
            same += best == got ? 1 : 0;
            if (first.isEmpty() && best != got) {
                first = String.format(
                        Locale.ROOT,
                        ", the first that is not at position %d, by %.2g where %.2g is a tie",
                        i,
                        gap,
                        bound);
            }
            worst = Math.max(worst, gap);
            if (gap / bound > worstShare) {
                worstShare = gap / bound;
                boundShown = bound;
                where = words + "[" + i + "]";
            }
        }
        String text = same + " of " + checked + " words are the golden decoder's likeliest" + first
                + "; a word's logit may be lower by what roundings within "
                + String.format(Locale.ROOT, "%.2g", window) + " of a half can decide";
        Result.Verdict verdict = worstShare > 1
                ? Result.Verdict.MISSED
                : checked == 0 ? Result.Verdict.NO_USEFUL_CHECK : Result.Verdict.PASSED;
        return golden(checked, worst, boundShown, Math.max(0, worstShare), text, verdict, where);
    }

    private Result.Golden golden(
            long checked,
            double worst,
            double bound,
            double share,
            String text,
            Result.Verdict verdict,
            @Nullable String where) {
        return new Result.Golden(
                "full",
                verdict,
                verdict == Result.Verdict.PASSED,
                checked,
                checked,
                words,
                worst,
                0,
                bound,
                share,
                text,
                0,
                verdict == Result.Verdict.NO_USEFUL_CHECK ? checked == 0 ? "no word was compared" : text : null,
                where,
                null,
                null,
                List.of(),
                unchecked);
    }

    private TernaryDecoder decoder(Rounding rounding) {
        return new TernaryDecoder(weights, rounding, (position, layer, linear, x, sums) -> {});
    }

    /** The most by which a logit differs between any two. */
    private static double most(double[][] logits) {
        double most = 0;
        for (int i = 0; i < logits[0].length; i++) {
            double low = Math.min(logits[0][i], Math.min(logits[1][i], logits[2][i]));
            double high = Math.max(logits[0][i], Math.max(logits[1][i], logits[2][i]));
            most = Math.max(most, high - low);
        }
        return most;
    }

    /** The nearest, but what is within a window of a half goes up, or down. */
    private static Rounding ties(double window, boolean up) {
        return (place, quotient, exact) -> {
            double floor = Math.floor(exact);
            boolean tie = Math.abs(exact - floor - 0.5) <= window;
            int whole = (int) (tie ? floor + (up ? 1 : 0) : Math.rint(quotient));
            return Math.max(-128, Math.min(127, whole));
        };
    }

    private double[] prompt() {
        for (var e : workload.declared().entrySet()) {
            if ("prompt".equals(e.getValue().data())) {
                double[] all = new double[Tensor.of(e.getKey(), workload).rows().extent(workload.shape())];
                reader.read(e.getKey(), 0, all);
                return all;
            }
        }
        throw new IllegalStateException("a decoder without a prompt");
    }
}
