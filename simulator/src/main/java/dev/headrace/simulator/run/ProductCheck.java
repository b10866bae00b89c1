package dev.headrace.simulator.run;

import dev.headrace.golden.ErrorBound;
import dev.headrace.golden.MatrixProduct;
import dev.headrace.simulator.dataflow.Dimension;
import dev.headrace.simulator.dataflow.Precision;
import dev.headrace.simulator.dataflow.Tensor;
import dev.headrace.simulator.dataflow.Values;
import dev.headrace.simulator.spec.WorkloadSpec;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Compares a stored tensor that is a product of two others, as linear layers are, with {@link MatrixProduct} of what the
 * memory holds of those: every element against its own bound ({@link ErrorBound#product}), so that no error of an operand is
 * counted again.
 */
final class ProductCheck {
    private final WorkloadSpec workload;
    private final WorkloadSpec.Shape shape;
    private final Values values;
    private final Values.Reader reader;
    private final Wanted wanted;

    ProductCheck(WorkloadSpec workload, Values values, Values.Reader reader, Wanted wanted) {
        this.workload = workload;
        this.shape = workload.shape();
        this.values = values;
        this.reader = reader;
        this.wanted = wanted;
    }

    /**
     * Whether a tensor is one: each of its matrices of one matrix of each operand, so that the memory holds all three at the end,
     * and none of it hidden by a mask.
     */
    boolean knows(String name, Precision p) {
        Precision.Product product = p.product();
        if (product == null) {
            return false;
        }
        Tensor tensor = Tensor.of(name, workload);
        boolean masked = workload.causal()
                && tensor.rows().equals(Dimension.QUERIES)
                && tensor.cols().equals(Dimension.KEYS);
        int[] a = new int[(int) tensor.matrices(shape)];
        int[] b = a.clone();
        Arrays.fill(a, -1);
        Arrays.fill(b, -1);
        boolean one = true;
        for (int head = 0; head < shape.allHeads(); head++) {
            int own = tensor.headOf(head, shape);
            int left = product.a().headOf(head, shape);
            int right = product.b().headOf(head, shape);
            one &= (a[own] < 0 || a[own] == left) && (b[own] < 0 || b[own] == right);
            a[own] = left;
            b[own] = right;
        }
        return one && !masked;
    }

    /** The comparison of a tensor that this {@link #knows}. */
    Result.TensorCheck check(String name, Precision p) {
        Precision.Product product = Objects.requireNonNull(p.product());
        Tensor tensor = Tensor.of(name, workload);
        int[] heads = new int[(int) tensor.matrices(shape)];
        IntStream.range(0, shape.allHeads()).forEach(h -> heads[tensor.headOf(h, shape)] = h);
        Worst[] worst = new Worst[heads.length];
        boolean[] filled = new boolean[2];
        for (int i = 0; i < heads.length; i++) {
            worst[i] = matrix(tensor, product, heads[i], filled);
        }
        Worst all = new Worst(name);
        for (Worst w : worst) {
            all.merge(w);
        }
        String zero = !filled[0] ? product.a().name() : !filled[1] ? product.b().name() : null;
        return all.result(
                workload,
                "product of " + product.a().name() + " and " + product.b().name() + " as stored; " + p.describe(),
                zero == null ? null : GoldenCheck.allZero(zero, name));
    }

    private Worst matrix(Tensor tensor, Precision.Product product, int head, boolean[] filled) {
        int rows = tensor.rows().extent(shape);
        int cols = tensor.cols().extent(shape);
        int depth = product.a().cols().extent(shape);
        double[] a = held(product.a(), head);
        double[] b = held(product.b(), head);
        filled[0] |= Arrays.stream(a).anyMatch(x -> x != 0);
        filled[1] |= Arrays.stream(b).anyMatch(x -> x != 0);
        double[] want = multiply(product, a, b, rows, depth, cols);
        double[] sizes = multiply(product, magnitudes(a), magnitudes(b), rows, depth, cols);
        double factor = Math.max(ErrorBound.maxAbs(a), ErrorBound.maxAbs(b));
        Worst worst = new Worst(tensor.name());
        int matrix = tensor.headOf(head, shape);
        for (int r = 0; r < rows; r++) {
            int from = r * cols;
            wanted.row(tensor.name(), matrix, r, cols, c -> want[from + c]);
            double[] got = values.row(tensor.name(), matrix, r);
            for (int c = 0; c < cols; c++) {
                double w = want[from + c];
                double size = sizes[from + c];
                double bound = ErrorBound.product(product.steps(), size, w, factor);
                worst.compare(got == null ? Double.NaN : got[c], w, bound, size + Math.abs(w), matrix, r, c);
            }
        }
        return worst;
    }

    private static double[] multiply(Precision.Product p, double[] a, double[] b, int rows, int depth, int cols) {
        return p.transposed()
                ? MatrixProduct.multiplyTransposed(a, b, rows, depth, cols)
                : MatrixProduct.multiply(a, b, rows, depth, cols);
    }

    private static double[] magnitudes(double[] x) {
        return Arrays.stream(x).map(Math::abs).toArray();
    }

    /** The matrix of a tensor that belongs to a head, as the memory holds it. */
    private double[] held(Tensor tensor, int head) {
        int matrix = tensor.headOf(head, shape);
        int cols = tensor.cols().extent(shape);
        double[] all = new double[Math.multiplyExact(tensor.rows().extent(shape), cols)];
        if (tensor.isInput()) {
            reader.read(tensor.name(), matrix, all);
            return all;
        }
        Arrays.fill(all, tensor.initial());
        for (int r = 0; r * cols < all.length; r++) {
            double @Nullable [] row = values.row(tensor.name(), matrix, r);
            if (row != null) {
                System.arraycopy(row, 0, all, r * cols, cols);
            }
        }
        return all;
    }
}
