package dev.headrace.golden.ternary;

import dev.headrace.golden.NumberFormat;
import java.util.ArrayList;
import java.util.List;

/**
 * A decoder with ternary weights and int8 activations (BitNet b1.58, arXiv 2402.17764), token by token with a cache of
 * keys and values:
 *
 * <pre>
 * x  = embedding[token]
 * x += o(attention(rope(q(x)), rope(k(x)), v(x)))      softmax(q kT / sqrt(head_dim)) v over the tokens so far
 * x += d(silu(g(x)) * u(x))                            silu(z) = z / (1 + e^-z)
 * logits = rmsnorm(x) embedding^T</pre>
 *
 * every linear map being {@code acc * x_scale * scale} with the {@link Quantizer} in front. The rotary embedding turns
 * the pair (2i, 2i+1) of a head by {@code position * theta^(-2i / head_dim)}. Sums of whole numbers are exact, all else
 * is fp64 but for the quantizer, or in another format: then every product, sum, quotient and function is rounded to it,
 * and sums are formed term by term. For one thread.
 */
public final class TernaryDecoder {
    private final TernaryWeights weights;
    private final TernaryShape shape;
    private final Quantizer quantizer;
    private final Rounding rounding;
    private final Tap tap;
    private final NumberFormat format;
    private final List<List<double[]>> keys = new ArrayList<>();
    private final List<List<double[]>> values = new ArrayList<>();
    private int position;

    /** Sees the whole numbers of every linear map. */
    @FunctionalInterface
    public interface Tap {
        /**
         * One linear map of one token.
         *
         * @param x int8 input
         * @param sums int32 accumulators
         */
        void linear(int position, int layer, Linear linear, int[] x, int[] sums);
    }

    /** A decoder at the start of a sequence. */
    public TernaryDecoder(TernaryWeights weights) {
        this(weights, Rounding.nearest(), (position, layer, linear, x, sums) -> {});
    }

    /** The same with a rounding of its own, watched. */
    public TernaryDecoder(TernaryWeights weights, Rounding rounding, Tap tap) {
        this(weights, rounding, tap, NumberFormat.FP64);
    }

    /** The same with all that is not whole numbers in a format. */
    public TernaryDecoder(TernaryWeights weights, Rounding rounding, Tap tap, NumberFormat format) {
        this.format = format;
        this.weights = weights;
        this.shape = weights.shape();
        this.quantizer = new Quantizer(shape.rmsEps());
        this.rounding = rounding;
        this.tap = tap;
        for (int layer = 0; layer < shape.layers(); layer++) {
            keys.add(new ArrayList<>());
            values.add(new ArrayList<>());
        }
    }

    /** Tokens taken so far. */
    public int position() {
        return position;
    }

    /**
     * Takes one more token.
     *
     * @return the logits of the token after it, one a word of the vocabulary
     * @throws IllegalArgumentException if the token is not in the vocabulary or the sequence as long as the context
     */
    public double[] next(int token) {
        if (token < 0 || token >= shape.vocabulary()) {
            throw new IllegalArgumentException(
                    "token " + position + " is " + token + "; allowed: 0 to " + (shape.vocabulary() - 1));
        }
        if (position == shape.context()) {
            throw new IllegalArgumentException(
                    "sequence is longer than " + shape.context() + " tokens; allowed: at most the context");
        }
        double[] x = new double[shape.hidden()];
        for (int c = 0; c < x.length; c++) {
            x[c] = rounded(weights.embedding()[token * x.length + c]);
        }
        for (int layer = 0; layer < shape.layers(); layer++) {
            attention(layer, x);
            feedForward(layer, x);
        }
        position++;
        return logits(x);
    }

    /** Takes tokens and returns the logits after the last. */
    public double[] next(int[] tokens) {
        if (tokens.length == 0) {
            throw new IllegalArgumentException("no tokens; allowed: 1 or more");
        }
        double[] logits = new double[0];
        for (int token : tokens) {
            logits = next(token);
        }
        return logits;
    }

    /** Takes a prompt, then generates {@code count} tokens, each the likeliest; of equal ones the first. */
    public int[] greedy(int[] prompt, int count) {
        int[] generated = new int[count];
        double[] logits = next(prompt);
        for (int i = 0; i < count; i++) {
            generated[i] = argmax(logits);
            if (i + 1 < count) {
                logits = next(generated[i]);
            }
        }
        return generated;
    }

    /** The first of the largest. */
    public static int argmax(double[] logits) {
        int best = 0;
        for (int i = 1; i < logits.length; i++) {
            best = logits[i] > logits[best] ? i : best;
        }
        return best;
    }

    private void attention(int layer, double[] x) {
        Quantizer.Quantized in = quantize(x, layer, Linear.Q);
        double[] q = linear(in, layer, Linear.Q);
        double[] k = linear(in, layer, Linear.K);
        rotate(q);
        rotate(k);
        keys.get(layer).add(k);
        values.get(layer).add(linear(in, layer, Linear.V));
        double[] a = new double[x.length];
        for (int head = 0; head < shape.heads(); head++) {
            attend(layer, head * shape.headDim(), q, a);
        }
        add(x, linear(quantize(a, layer, Linear.O), layer, Linear.O));
    }

    private void attend(int layer, int from, double[] q, double[] into) {
        int tokens = position + 1;
        int dim = shape.headDim();
        double[] p = new double[tokens];
        double most = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < tokens; j++) {
            double[] k = keys.get(layer).get(j);
            double dot = 0;
            for (int c = from; c < from + dim; c++) {
                dot = rounded(dot + rounded(q[c] * k[c]));
            }
            p[j] = rounded(dot / Math.sqrt(dim));
            most = Math.max(most, p[j]);
        }
        double sum = 0;
        for (int j = 0; j < tokens; j++) {
            p[j] = rounded(Math.exp(rounded(p[j] - most)));
            sum = rounded(sum + p[j]);
        }
        for (int j = 0; j < tokens; j++) {
            double[] v = values.get(layer).get(j);
            for (int c = from; c < from + dim; c++) {
                into[c] = rounded(into[c] + rounded(p[j] * v[c]));
            }
        }
        for (int c = from; c < from + dim; c++) {
            into[c] = rounded(into[c] / sum);
        }
    }

    private void feedForward(int layer, double[] x) {
        Quantizer.Quantized in = quantize(x, layer, Linear.G);
        double[] g = linear(in, layer, Linear.G);
        double[] u = linear(in, layer, Linear.U);
        for (int i = 0; i < g.length; i++) {
            g[i] = rounded(rounded(g[i] / rounded(1 + rounded(Math.exp(-g[i])))) * u[i]);
        }
        add(x, linear(quantize(g, layer, Linear.D), layer, Linear.D));
    }

    private double[] logits(double[] x) {
        double sum = 0;
        for (double v : x) {
            sum = rounded(sum + rounded(v * v));
        }
        double norm = rounded(Math.sqrt(rounded(sum / x.length) + shape.rmsEps()));
        double[] logits = new double[shape.vocabulary()];
        for (int t = 0; t < logits.length; t++) {
            double dot = 0;
            for (int c = 0; c < x.length; c++) {
                dot = rounded(dot + rounded(x[c] * weights.embedding()[t * x.length + c]));
            }
            logits[t] = norm == 0 ? 0 : rounded(dot / norm);
        }
        return logits;
    }

    private Quantizer.Quantized quantize(double[] x, int layer, Linear linear) {
        return quantizer.quantize(x, position, layer, linear, rounding);
    }

    private double[] linear(Quantizer.Quantized in, int layer, Linear linear) {
        TernaryMatrix matrix = weights.matrix(layer, linear);
        int[] sums = matrix.accumulate(in.q);
        tap.linear(position, layer, linear, in.q, sums);
        double[] y = new double[sums.length];
        for (int i = 0; i < y.length; i++) {
            y[i] = rounded(sums[i] * rounded(in.scale * matrix.scale()));
        }
        return y;
    }

    private void rotate(double[] x) {
        int dim = shape.headDim();
        for (int c = 0; c < x.length; c += 2) {
            double angle = position * Math.pow(shape.ropeTheta(), -(double) (c % dim) / dim);
            double cos = rounded(Math.cos(angle));
            double sin = rounded(Math.sin(angle));
            double even = x[c];
            x[c] = rounded(rounded(even * cos) - rounded(x[c + 1] * sin));
            x[c + 1] = rounded(rounded(even * sin) + rounded(x[c + 1] * cos));
        }
    }

    private void add(double[] x, double[] y) {
        for (int i = 0; i < x.length; i++) {
            x[i] = rounded(x[i] + y[i]);
        }
    }

    private double rounded(double v) {
        return switch (format) {
            case FP64 -> v;
            case FP32 -> (float) v;
            default -> format.round(v);
        };
    }
}
