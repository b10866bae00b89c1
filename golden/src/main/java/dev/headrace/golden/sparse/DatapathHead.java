package dev.headrace.golden.sparse;

import dev.headrace.golden.sparse.Datapath.Multiplier;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;

/** One head's matrices in the number formats of a {@link Datapath}, and what it makes of them. */
final class DatapathHead {
    /** (ln 2)^k / k!, k from 0. */
    private static final double[] SERIES = {
        1,
        6.931471805599453e-1,
        2.402265069591007e-1,
        5.5504108664821576e-2,
        9.618129107628477e-3,
        1.3333558146428441e-3
    };

    private final Datapath path;
    private final double scale;
    private final Matrix q;
    private final Matrix k;
    private final Matrix v;

    DatapathHead(Datapath path, double scale, Matrix q, Matrix k, Matrix v) {
        this.path = path;
        this.scale = scale;
        this.q = q;
        this.k = k;
        this.v = v;
    }

    /** A matrix in codes of so many bits, or, with 0 bits, as it is. */
    static final class Matrix {
        private final int columns;
        private final int bits;
        private final double step;
        private final double[] numbers;

        Matrix(double[] matrix, int columns, int bits) {
            this.columns = columns;
            this.bits = bits;
            Quantized quantized = bits == 0 ? null : Quantized.of(matrix, bits);
            this.step = quantized == null ? 1 : quantized.step();
            this.numbers = quantized == null ? matrix : quantized.codes();
        }

        long code(int row, int column, int hidden) {
            int code = (int) numbers[row * columns + column];
            return Quantized.merge(Quantized.msb(code, hidden), 0, hidden);
        }

        double value(int row, int column, int hidden) {
            return bits == 0 ? numbers[row * columns + column] : code(row, column, hidden) * step;
        }
    }

    /**
     * Probabilities of a query over some keys.
     *
     * @param hidden lowest bits of the keys that have not been fetched
     */
    double[] probabilities(int query, int[] keys, int hidden) {
        double[] p = new double[keys.length];
        double most = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < keys.length; j++) {
            p[j] = rounded(rounded(score(query, keys[j], hidden)) * rounded(scale));
            most = Math.max(most, p[j]);
        }
        double sum = 0;
        for (int j = 0; j < keys.length; j++) {
            double x = rounded(p[j] - most);
            p[j] = path.taylor() ? polynomial(x) : rounded(StrictMath.exp(x));
            sum = rounded(sum + p[j]);
        }
        for (int j = 0; j < keys.length; j++) {
            double quotient = rounded(p[j] / sum);
            p[j] = path.probabilityBits() == 0 ? quotient : (double) code(quotient) / (1 << path.probabilityBits());
        }
        return p;
    }

    private double score(int query, int key, int hidden) {
        Multiplier m = path.scores();
        if (m.operandBits() == 0 || q.bits == 0 || k.bits == 0) {
            double sum = 0;
            for (int c = 0; c < q.columns; c++) {
                sum += q.value(query, c, 0) * k.value(key, c, hidden);
            }
            return sum;
        }
        long[] a = new long[q.columns];
        long[] b = new long[q.columns];
        for (int c = 0; c < a.length; c++) {
            a[c] = m.aligned(q.code(query, c, 0), q.bits);
            b[c] = m.aligned(k.code(key, c, hidden), k.bits);
        }
        return m.dot(a, b) * m.unit(q.step, q.bits, k.step, k.bits);
    }

    /** The code of a probability. */
    private long code(double probability) {
        long whole = 1L << path.probabilityBits();
        BigDecimal exact = new BigDecimal(probability).multiply(BigDecimal.valueOf(whole));
        return Math.min(whole - 1, exact.setScale(0, RoundingMode.HALF_EVEN).longValueExact());
    }

    private double polynomial(double x) {
        double y = rounded(x * rounded(1.4426950408889634));
        double n = Math.rint(y);
        double sum = 0;
        for (int power = 5; power >= 0; power--) {
            sum = rounded(rounded(sum * (y - n)) + rounded(SERIES[power]));
        }
        // Below the smallest number that either format has.
        return n < -1100 ? 0 : rounded(Math.scalb(sum, (int) n));
    }

    private double rounded(double x) {
        return path.single() ? (float) x : x;
    }

    /** The output row from some of the probabilities, whose places are given, ascending. */
    double[] output(double[] probabilities, int[] keys, int[] places) {
        double[] output = new double[v.columns];
        Multiplier m = path.values();
        int bits = path.probabilityBits();
        boolean codes = m.operandBits() != 0 && bits != 0 && v.bits != 0;
        long[] a = codes
                ? Arrays.stream(places)
                        .mapToLong(j -> m.aligned(code(probabilities[j]), bits))
                        .toArray()
                : new long[0];
        for (int c = 0; c < output.length; c++) {
            int column = c;
            if (codes) {
                long[] b = Arrays.stream(places)
                        .mapToLong(j -> m.aligned(v.code(keys[j], column, 0), v.bits))
                        .toArray();
                output[c] = m.dot(a, b) * m.unit(1.0 / (1 << bits), bits, v.step, v.bits);
            } else {
                for (int j : places) {
                    output[c] += probabilities[j] * v.value(keys[j], c, 0);
                }
            }
        }
        return output;
    }
}
