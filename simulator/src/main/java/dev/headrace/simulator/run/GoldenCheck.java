package dev.headrace.simulator.run;

import dev.headrace.golden.AttentionRows;
import dev.headrace.golden.DenseAttention;
import dev.headrace.golden.ErrorBound;
import dev.headrace.golden.Mask;
import dev.headrace.golden.MatrixProduct;
import dev.headrace.golden.NumberFormat;
import dev.headrace.golden.RowBound;
import dev.headrace.simulator.dataflow.Precision;
import dev.headrace.simulator.dataflow.Values;
import dev.headrace.simulator.spec.WorkloadSpec;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Compares what a run stored with the golden model, element by element, each against the bound derived from the
 * formats ({@link ErrorBound}). A design that stores {@code o} is checked as attention; one that stores only {@code s}
 * as a matrix product of q and k transposed. Attention outputs are also compared with the workload's reference file, if
 * it names one.
 */
final class GoldenCheck {
    private final WorkloadSpec workload;
    private final Precision precision;
    private final Values values;
    private final @Nullable SampledRows sampled;
    private final Values.Reader reader;
    private final Reference reference;

    /** Reads a whole head of outputs computed elsewhere. */
    @FunctionalInterface
    interface Reference {
        /** Fills in a head, counted through layers and batch entries; false if there is no reference. */
        boolean read(int head, double[] into);
    }

    GoldenCheck(
            WorkloadSpec workload,
            Precision precision,
            Values values,
            @Nullable SampledRows sampled,
            Values.Reader reader,
            Reference reference) {
        this.workload = workload;
        this.precision = precision;
        this.values = values;
        this.sampled = sampled;
        this.reader = reader;
        this.reference = reference;
    }

    /** A head against the golden model, and against the reference. */
    private record Checked(Worst golden, Worst reference) {}

    /** Worst element seen so far; heads are merged in a fixed order, so ties do not depend on threads. */
    private static final class Worst {
        long checked;
        double abs;
        double rel;
        double share;
        double bound;
        int head = -1;
        int row;
        int col;

        void compare(double got, double want, double allowed, int atHead, int atRow, int atCol) {
            double error = Math.abs(got - want);
            if (!(error <= Double.MAX_VALUE)) {
                error = Double.MAX_VALUE;
            }
            checked++;
            abs = Math.max(abs, error);
            rel = Math.max(rel, want == 0 ? 0 : Math.min(error / Math.abs(want), Double.MAX_VALUE));
            bound = Math.max(bound, allowed);
            note(error == 0 ? 0 : error / allowed, atHead, atRow, atCol);
        }

        void merge(Worst o) {
            checked += o.checked;
            abs = Math.max(abs, o.abs);
            rel = Math.max(rel, o.rel);
            bound = Math.max(bound, o.bound);
            if (o.head >= 0) {
                note(o.share, o.head, o.row, o.col);
            }
        }

        boolean finite() {
            return bound < Double.POSITIVE_INFINITY;
        }

        boolean passed() {
            return finite() && share <= 1;
        }

        private void note(double part, int atHead, int atRow, int atCol) {
            if (head < 0 || part > share) {
                share = part;
                head = atHead;
                row = atRow;
                col = atCol;
            }
        }
    }

    Result.@Nullable Golden check() {
        String output = precision.output();
        if (output == null) {
            return null;
        }
        int heads = workload.shape().allHeads();
        Checked[] byHead = new Checked[heads];
        IntStream.range(0, heads).parallel().forEach(h -> byHead[h] = output.equals("o") ? attention(h) : product(h));
        Worst all = new Worst();
        Worst elsewhere = new Worst();
        for (Checked c : byHead) {
            all.merge(c.golden());
            elsewhere.merge(c.reference());
        }
        Result.Reference second = elsewhere.checked == 0 ? null : reference(elsewhere);
        return new Result.Golden(
                sampled == null ? "full" : "sample",
                all.checked,
                all.abs,
                all.rel,
                all.finite() ? all.bound : Double.MAX_VALUE,
                all.finite()
                        ? precision.describe() + "; every element against its own bound, the largest is shown"
                        : precision.describe() + " promise nothing for these sizes: there is no finite bound",
                all.passed() && (second == null || second.passed()),
                where(output, all),
                second,
                null);
    }

    private Result.Reference reference(Worst w) {
        WorkloadSpec.Tensors tensors = workload.tensors();
        String file = tensors == null || tensors.reference() == null ? "" : tensors.reference();
        double bound = w.finite() ? w.bound : Double.MAX_VALUE;
        return new Result.Reference(file, w.checked, w.abs, w.rel, bound, w.passed(), where("o", w));
    }

    private double[] head(String tensor, int head, int rows, int cols) {
        double[] all = new double[Math.multiplyExact(rows, cols)];
        reader.read(tensor, head, all);
        return all;
    }

    private int[] rows(int head) {
        return sampled == null ? IntStream.range(0, workload.shape().queries()).toArray() : sampled.of(head);
    }

    private int kvHead(int head) {
        WorkloadSpec.Shape s = workload.shape();
        return head / s.heads() * s.kvHeadCount() + DenseAttention.kvHead(head % s.heads(), s.heads(), s.kvHeadCount());
    }

    private Checked attention(int head) {
        WorkloadSpec.Shape s = workload.shape();
        int kv = kvHead(head);
        double[] q = head("q", head, s.queries(), s.headDim());
        double[] k = head("k", kv, s.keys(), s.headDim());
        double[] v = head("v", kv, s.keys(), s.valueColumns());
        Mask mask = workload.causal() ? Mask.causal(s.queries(), s.keys()) : Mask.none();
        DenseAttention golden =
                new DenseAttention(s.queries(), s.keys(), s.headDim(), s.valueColumns(), workload.scaleFactor(), mask);
        int[] rows = rows(head);
        AttentionRows expected = golden.attend(head, rows, q, k, v);
        ErrorBound bound = precision.bound(workload);
        RowBound rowBound = bound.forScores(ErrorBound.maxAbsScore(q, k, s.headDim(), workload.scaleFactor()));
        double maxV = ErrorBound.maxAbs(v);
        double fraction = precision.fractionError(maxV, s.keys());
        int cols = s.valueColumns();
        double[] other = new double[s.queries() * cols];
        boolean compared = reference.read(head, other);
        Worst worst = new Worst();
        Worst elsewhere = new Worst();
        for (int r = 0; r < rows.length; r++) {
            double[] got = values.row("o", head, rows[r]);
            for (int c = 0; c < cols; c++) {
                double want = expected.o()[r * cols + c];
                double meanAbsV = expected.meanAbsV()[r * cols + c];
                double value = got == null ? Double.NaN : got[c];
                worst.compare(value, want, fraction + rowBound.output(maxV, meanAbsV, want), head, rows[r], c);
                if (compared) {
                    want = other[rows[r] * cols + c];
                    double allowed = fraction + rowBound.output(maxV, meanAbsV, want) + stored(want);
                    elsewhere.compare(value, want, allowed, head, rows[r], c);
                }
            }
        }
        return new Checked(worst, elsewhere);
    }

    private Checked product(int head) {
        WorkloadSpec.Shape s = workload.shape();
        double[] q = head("q", head, s.queries(), s.headDim());
        double[] k = head("k", kvHead(head), s.keys(), s.headDim());
        int[] rows = rows(head);
        double[] some = new double[rows.length * s.headDim()];
        for (int r = 0; r < rows.length; r++) {
            System.arraycopy(q, rows[r] * s.headDim(), some, r * s.headDim(), s.headDim());
        }
        double[] expected = MatrixProduct.multiplyTransposed(some, k, rows.length, s.headDim(), s.keys());
        double allowed = ErrorBound.matrixProduct(
                NumberFormat.parse(workload.formatName()),
                NumberFormat.parse(precision.accumulator()),
                NumberFormat.parse(workload.formatName()),
                s.headDim(),
                ErrorBound.maxAbsScore(q, k, s.headDim(), 1));
        Worst worst = new Worst();
        for (int r = 0; r < rows.length; r++) {
            double[] got = values.row("s", head, rows[r]);
            for (int c = 0; c < s.keys(); c++) {
                double want = expected[r * s.keys() + c];
                worst.compare(got == null ? Double.NaN : got[c], want, allowed, head, rows[r], c);
            }
        }
        return new Checked(worst, new Worst());
    }

    /** What rounding a reference output to fp32 for storage may have changed. */
    private static double stored(double value) {
        return NumberFormat.FP32.unitRoundoff() * Math.abs(value) + NumberFormat.FP32.smallest() / 2;
    }

    private @Nullable String where(String tensor, Worst w) {
        WorkloadSpec.Shape s = workload.shape();
        int group = w.head / s.heads();
        return w.head < 0
                ? null
                : String.format(
                        Locale.ROOT,
                        "%s[layer %d, batch %d, head %d, query %d, %d]",
                        tensor,
                        group / s.batchSize(),
                        group % s.batchSize(),
                        w.head % s.heads(),
                        w.row,
                        w.col);
    }
}
