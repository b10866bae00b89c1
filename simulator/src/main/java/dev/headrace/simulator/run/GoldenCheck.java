package dev.headrace.simulator.run;

import dev.headrace.golden.AttentionRows;
import dev.headrace.golden.DenseAttention;
import dev.headrace.golden.ErrorBound;
import dev.headrace.golden.Mask;
import dev.headrace.golden.MatrixProduct;
import dev.headrace.golden.NumberFormat;
import dev.headrace.golden.RowBound;
import dev.headrace.simulator.dataflow.Dataflow;
import dev.headrace.simulator.dataflow.Precision;
import dev.headrace.simulator.dataflow.Values;
import dev.headrace.simulator.spec.WorkloadSpec;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Compares what a run stored with the golden model, element by element, each against the bound derived from the
 * formats ({@link ErrorBound}). A design that stores {@code o} is checked as attention; one that stores only {@code s}
 * as a matrix product of q and k transposed.
 */
final class GoldenCheck {
    private final WorkloadSpec workload;
    private final Precision precision;
    private final Values values;
    private final @Nullable SampledRows sampled;
    private final Values.Reader reader;

    GoldenCheck(Setup setup, Dataflow flow, Values values, @Nullable SampledRows sampled, Values.Reader reader) {
        this.workload = setup.workload();
        this.precision = Precision.of(flow);
        this.values = values;
        this.sampled = sampled;
        this.reader = reader;
    }

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
        Worst[] byHead = new Worst[heads];
        IntStream.range(0, heads).parallel().forEach(h -> byHead[h] = output.equals("o") ? attention(h) : product(h));
        Worst all = new Worst();
        for (Worst w : byHead) {
            all.merge(w);
        }
        boolean finite = all.bound < Double.POSITIVE_INFINITY;
        return new Result.Golden(
                sampled == null ? "full" : "sample",
                all.checked,
                all.abs,
                all.rel,
                finite ? all.bound : Double.MAX_VALUE,
                finite
                        ? precision.describe() + "; every element against its own bound, the largest is shown"
                        : precision.describe() + " promise nothing for these sizes: there is no finite bound",
                finite && all.share <= 1,
                where(output, all));
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

    private Worst attention(int head) {
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
        Worst worst = new Worst();
        int cols = s.valueColumns();
        for (int r = 0; r < rows.length; r++) {
            double[] got = values.row("o", head, rows[r]);
            for (int c = 0; c < cols; c++) {
                double want = expected.o()[r * cols + c];
                double allowed = rowBound.output(maxV, expected.meanAbsV()[r * cols + c], want);
                worst.compare(got == null ? Double.NaN : got[c], want, allowed, head, rows[r], c);
            }
        }
        return worst;
    }

    private Worst product(int head) {
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
        return worst;
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
