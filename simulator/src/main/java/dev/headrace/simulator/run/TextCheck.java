package dev.headrace.simulator.run;

import dev.headrace.golden.ternary.Rounding;
import dev.headrace.golden.ternary.TernaryDecoder;
import dev.headrace.golden.ternary.TernaryWeights;
import dev.headrace.simulator.dataflow.Tensor;
import dev.headrace.simulator.dataflow.Values;
import dev.headrace.simulator.spec.WorkloadSpec;
import java.util.Locale;

/**
 * Compares the words that a run generated with the golden decoder, which reads the run's own words. A word is right if no
 * other has a logit that is higher by more than the bound.
 *
 * <p><b>The bound</b> is what rounding can decide. A quotient of the quantizer within {@code w} of a half may be rounded
 * either way by a program that keeps numbers in the workload's format: {@code w = 127 * 32 u}, with the format's unit
 * roundoff u and errors that grow by 32 over a block (at fp32 2^-12). The golden decoder runs three times: to the
 * nearest, with all such ties up, and with all down. For each word the bound is twice the most by which one of its logits
 * differs between any two of the three, and at least {@code 2^10 u} times the largest.
 */
final class TextCheck {
    private final WorkloadSpec workload;
    private final String words;
    private final Values values;
    private final Values.Reader reader;
    private final TernaryWeights weights;

    /**
     * A check of a run's words.
     *
     * @param words tensor of them; row i is the word after position i
     * @param reader inputs, of which one declared tensor has the data "prompt"
     */
    TextCheck(WorkloadSpec workload, String words, Values values, Values.Reader reader, TernaryWeights weights) {
        this.workload = workload;
        this.words = words;
        this.values = values;
        this.reader = reader;
        this.weights = weights;
    }

    Result.Golden check() {
        double u = dev.headrace.golden.NumberFormat.parse(workload.formatName()).unitRoundoff();
        double window = Math.min(0.5, 127 * 32 * u);
        TernaryDecoder[] decoders = {
            decoder(Rounding.nearest()), decoder(ties(window, true)), decoder(ties(window, false))
        };
        double[] prompt = prompt();
        int positions = Tensor.of(words, workload).rows().extent(workload.shape());
        long checked = 0;
        double worst = 0;
        double worstShare = -1;
        double boundShown = 0;
        String where = null;
        int same = 0;
        int first = -1;
        for (int i = 0; i < positions; i++) {
            double[] before = i == 0 ? null : values.row(words, 0, i - 1);
            int word = (int) (before != null ? before[0] : prompt[i]);
            double[][] logits = new double[decoders.length][];
            for (int d = 0; d < decoders.length; d++) {
                logits[d] = decoders[d].next(word);
            }
            double[] stored = values.row(words, 0, i);
            if (stored == null) {
                continue;
            }
            int got = (int) stored[0];
            int best = TernaryDecoder.argmax(logits[0]);
            double gap = got < 0 || got >= logits[0].length ? Double.MAX_VALUE : logits[0][best] - logits[0][got];
            double bound = bound(logits, u);
            checked++;
            same += best == got ? 1 : 0;
            first = first < 0 && best != got ? i : first;
            worst = Math.max(worst, gap);
            if (gap / bound > worstShare) {
                worstShare = gap / bound;
                boundShown = bound;
                where = words + "[" + i + "]";
            }
        }
        String text = same + " of " + checked + " words are the golden decoder's likeliest"
                + (first < 0 ? "" : ", the first that is not at position " + first)
                + "; a word's logit may be lower by what roundings within "
                + String.format(Locale.ROOT, "%.2g", window) + " of a half can decide";
        return new Result.Golden(
                "full", checked, worst, 0, boundShown, text, checked > 0 && worstShare <= 1, where, null, null);
    }

    private TernaryDecoder decoder(Rounding rounding) {
        return new TernaryDecoder(weights, rounding, (position, layer, linear, x, sums) -> {});
    }

    private static double bound(double[][] logits, double u) {
        double most = 0;
        double largest = 0;
        for (int i = 0; i < logits[0].length; i++) {
            double low = Math.min(logits[0][i], Math.min(logits[1][i], logits[2][i]));
            double high = Math.max(logits[0][i], Math.max(logits[1][i], logits[2][i]));
            most = Math.max(most, high - low);
            largest = Math.max(largest, Math.max(Math.abs(low), Math.abs(high)));
        }
        return Math.max(2 * most, 1024 * u * largest);
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
