package dev.headrace.golden.ternary;

/**
 * What every linear map does with its input: RMSNorm without gain, then int8 with one scale a token.
 *
 * <pre>
 * n     = x / sqrt(mean(x^2) + eps)
 * scale = max|n| / 127
 * q     = round(n / scale)</pre>
 *
 * Both norm and quotient are rounded to single precision, each operation in that order: 127 divides nothing, so a number
 * that is exactly half of the largest falls on 63.5, and only a stated precision says on which side of it. The quotient
 * in double precision goes along, so that a {@link Rounding} can tell how near a half it was.
 */
final class Quantizer {
    private final float eps;

    /** A quantized token. */
    static final class Quantized {
        final int[] q;
        final float scale;

        Quantized(int[] q, float scale) {
            this.q = q;
            this.scale = scale;
        }
    }

    Quantizer(double eps) {
        this.eps = (float) eps;
    }

    Quantized quantize(double[] x, int position, int layer, Linear linear, Rounding rounding) {
        float[] n = new float[x.length];
        float factor = inverseRms(x);
        float most = 0;
        double exactMost = 0;
        for (int i = 0; i < n.length; i++) {
            n[i] = (float) x[i] * factor;
            most = Math.max(most, Math.abs(n[i]));
            exactMost = Math.max(exactMost, Math.abs(x[i]));
        }
        float scale = most / 127;
        int[] q = new int[x.length];
        for (int i = 0; i < q.length && scale > 0; i++) {
            Rounding.Place place = new Rounding.Place(position, layer, linear, i);
            q[i] = rounding.round(place, n[i] / scale, x[i] * 127 / exactMost);
        }
        return new Quantized(q, scale);
    }

    private float inverseRms(double[] x) {
        double sum = 0;
        for (double v : x) {
            sum += (double) (float) v * (float) v;
        }
        float mean = (float) (sum / x.length);
        // A row of zeros stays one, whatever eps.
        return mean + eps == 0 ? 0 : 1 / (float) Math.sqrt(mean + eps);
    }
}
