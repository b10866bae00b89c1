package dev.headrace.simulator.run;

import dev.headrace.golden.DenseAttention;
import dev.headrace.golden.ErrorBound;
import dev.headrace.golden.Mask;
import dev.headrace.golden.NumberFormat;
import dev.headrace.golden.RowBound;
import dev.headrace.golden.ScoreRow;
import dev.headrace.simulator.dataflow.Precision;
import dev.headrace.simulator.dataflow.Tensor;
import dev.headrace.simulator.dataflow.Values;
import dev.headrace.simulator.spec.WorkloadSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Compares everything of attention that a run stored with the golden model, element by element, each against the bound of its
 * row, derived from what the operators round ({@link ErrorBound}): outputs {@code o}, scores {@code s}, probabilities {@code
 * p}, the largest score {@code m}, the sum {@code l} of exponentials of scores less that, and {@code lse = m + ln l}. Outputs
 * are also compared with the workload's reference file, if it names one. Products of other tensors, linear layers, are compared
 * by {@link ProductCheck}.
 *
 * <p>A comparison that could not have failed is no pass: one of nothing, or against bounds beyond what outputs of attention can
 * differ by (max|v| and |o|), or that zeros would keep too, or of outputs that an input reached which is all zeros or which the
 * golden model does not read.
 */
final class GoldenCheck {
    /** Tensors that the golden model knows, by name; outputs first. */
    private static final List<String> KNOWN = List.of("o", "lse", "l", "m", "p", "s");

    private static final List<String> READ = List.of("q", "k", "v");

    private final WorkloadSpec workload;
    private final Map<String, Precision> precision = new LinkedHashMap<>();
    private final Map<String, Precision> products = new LinkedHashMap<>();
    private final Map<String, ErrorBound> bounds = new HashMap<>();
    private final List<String> unchecked = new ArrayList<>();
    private final ProductCheck productCheck;
    private final Values values;
    private final @Nullable SampledRows sampled;
    private final Values.Reader reader;
    private final Reference reference;
    private final Wanted wanted;

    /** Reads a whole head of outputs computed elsewhere. */
    @FunctionalInterface
    interface Reference {
        /** Fills in a head, counted through layers and batch entries; false if there is no reference. */
        boolean read(int head, double[] into);
    }

    /**
     * A check.
     *
     * @param stored where the design rounds on the way to each tensor that it stores
     * @param wanted hears of the golden model's numbers
     */
    GoldenCheck(
            WorkloadSpec workload,
            Map<String, Precision> stored,
            Values values,
            @Nullable SampledRows sampled,
            Values.Reader reader,
            Reference reference,
            Wanted wanted) {
        this.workload = workload;
        for (String tensor : KNOWN) {
            Precision p = stored.get(tensor);
            if (p != null) {
                precision.put(tensor, p);
                bounds.put(tensor, new ErrorBound(p.steps(), plain(p) ? 1 : workload.scaleFactor()));
            }
        }
        this.values = values;
        this.sampled = sampled;
        this.reader = reader;
        this.reference = reference;
        this.wanted = wanted;
        // What a sample leaves out of an operand is not in the memory.
        ProductCheck check = new ProductCheck(workload, values, reader, wanted);
        stored.forEach((tensor, p) -> {
            if (KNOWN.contains(tensor)) {
                return;
            }
            if (sampled == null && check.knows(tensor, p)) {
                products.put(tensor, p);
            } else {
                unchecked.add(tensor);
            }
        });
        this.productCheck = check;
    }

    /** What is compared, tensor by tensor, outputs against the reference, and inputs with a number that is not 0. */
    private record Seen(Map<String, Worst> tensors, Worst reference, Set<String> filled) {
        static Seen nothing(Set<String> tensors) {
            Map<String, Worst> all = new LinkedHashMap<>();
            tensors.forEach(t -> all.put(t, new Worst(t)));
            return new Seen(all, new Worst("o"), new TreeSet<>());
        }

        void merge(Seen o) {
            tensors.forEach((t, w) -> w.merge(Objects.requireNonNull(o.tensors.get(t))));
            reference.merge(o.reference);
            filled.addAll(o.filled);
        }

        Worst of(String tensor) {
            return Objects.requireNonNull(tensors.get(tensor));
        }
    }

    Result.@Nullable Golden check() {
        if (precision.isEmpty() && products.isEmpty() && unchecked.isEmpty()) {
            return null;
        }
        int heads = precision.isEmpty() ? 0 : workload.shape().allHeads();
        Seen[] byHead = new Seen[heads];
        IntStream.range(0, heads).parallel().forEach(h -> byHead[h] = head(h));
        Seen all = Seen.nothing(precision.keySet());
        long rows = 0;
        for (int h = 0; h < heads; h++) {
            all.merge(byHead[h]);
            rows += rows(h).length;
        }
        List<Result.TensorCheck> tensors = new ArrayList<>();
        precision.forEach((t, p) -> tensors.add(all.of(t).result(workload, p.describe(), vacuous(p, all.filled()))));
        products.forEach((t, p) -> tensors.add(productCheck.check(t, p)));
        WorkloadSpec.Tensors given = workload.tensors();
        String file = given == null || given.reference() == null ? "" : given.reference();
        Result.Reference second =
                all.reference().checked() == 0 ? null : all.reference().reference(workload, file);
        return golden(tensors, second, rows);
    }

    private Result.Golden golden(List<Result.TensorCheck> tensors, Result.@Nullable Reference second, long rows) {
        if (tensors.isEmpty()) {
            String why = "the golden model knows none of the tensors that are stored";
            tensors.add(new Result.TensorCheck(
                    "", Result.Verdict.NO_USEFUL_CHECK, 0, 0, 0, Double.POSITIVE_INFINITY, 0, "", 0, why, null));
        }
        Result.TensorCheck shown = tensors.get(0);
        for (Result.TensorCheck t : tensors) {
            shown = t.verdict().compareTo(shown.verdict()) > 0 ? t : shown;
        }
        List<Result.TensorCheck> others = new ArrayList<>(tensors);
        others.remove(shown);
        Result.Verdict verdict =
                second == null ? shown.verdict() : shown.verdict().and(second.verdict());
        String alone = second == null || verdict == shown.verdict()
                ? null
                : "the outputs are the golden model's, within its bound, but not those of the reference file "
                        + second.file();
        return new Result.Golden(
                sampled == null ? "full" : "sample",
                verdict,
                verdict == Result.Verdict.PASSED,
                rows,
                shown.outputsChecked(),
                shown.tensor(),
                shown.maxAbsError(),
                shown.maxRelError(),
                shown.bound(),
                shown.share(),
                shown.boundFrom(),
                shown.notFinite(),
                alone == null ? shown.why() : alone,
                shown.worst(),
                second,
                null,
                others,
                unchecked);
    }

    /** Why a tensor's numbers prove little although they are right; null if they do not. */
    private @Nullable String vacuous(Precision p, Set<String> filled) {
        for (String input : p.reads()) {
            if (!READ.contains(input)) {
                return input + " reaches " + p.tensor() + ", but the golden model does not read it";
            }
            if (!filled.contains(input)) {
                return allZero(input, p.tensor());
            }
        }
        return null;
    }

    /** That an input has no number but 0. */
    static String allZero(String input, String tensor) {
        return "all of " + input + " is 0, so that much of " + tensor + " would be right by chance";
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

    private Seen head(int head) {
        WorkloadSpec.Shape s = workload.shape();
        int kv = kvHead(head);
        double[] q = head("q", head, s.queries(), s.headDim());
        double[] k = head("k", kv, s.keys(), s.headDim());
        Seen seen = Seen.nothing(precision.keySet());
        double[] v = precision.containsKey("o") ? head("v", kv, s.keys(), s.valueColumns()) : new double[0];
        note(seen, "q", q);
        note(seen, "k", k);
        note(seen, "v", v);
        double[] other = new double[s.queries() * s.valueColumns()];
        boolean compared = precision.containsKey("o") && reference.read(head, other);
        double largest = ErrorBound.maxAbs(v);
        double factor = Math.max(ErrorBound.maxAbs(q), ErrorBound.maxAbs(k));
        DenseAttention golden = attention(workload.scaleFactor());
        for (int r : rows(head)) {
            ScoreRow row = golden.scores(head, r, q, k);
            for (Precision p : precision.values()) {
                if (p.tensor().equals("o")) {
                    double[] elsewhere = Arrays.copyOfRange(other, r * s.valueColumns(), (r + 1) * s.valueColumns());
                    RowBound bound = bound(p).row(row, factor);
                    outputs(
                            seen,
                            bound,
                            row.seesNothing(),
                            golden.output(row, v),
                            v,
                            largest,
                            compared ? elsewhere : null,
                            head,
                            r);
                } else {
                    ScoreRow own = plain(p) ? attention(1).scores(head, r, q, k) : row;
                    inner(seen, p, bound(p).row(own, factor), own, head, r);
                }
            }
        }
        return seen;
    }

    private ErrorBound bound(Precision p) {
        return Objects.requireNonNull(bounds.get(p.tensor()));
    }

    /** Whether they are scores that are stored before they are scaled. */
    private static boolean plain(Precision p) {
        return p.tensor().equals("s") && !p.scaled();
    }

    private DenseAttention attention(double scale) {
        WorkloadSpec.Shape s = workload.shape();
        Mask mask = workload.causal() ? Mask.causal(s.queries(), s.keys()) : Mask.none();
        return new DenseAttention(s.queries(), s.keys(), s.headDim(), s.valueColumns(), scale, mask);
    }

    private static void note(Seen seen, String tensor, double[] numbers) {
        if (Arrays.stream(numbers).anyMatch(x -> x != 0)) {
            seen.filled().add(tensor);
        }
    }

    private void outputs(
            Seen seen,
            RowBound bound,
            boolean nothing,
            double[] want,
            double[] v,
            double largest,
            double @Nullable [] elsewhere,
            int head,
            int row) {
        double[] got = stored("o", head, row, want.length, nothing);
        double[] allowed = bound.outputs(v, largest, want);
        wanted.row("o", head, row, want.length, c -> want[c]);
        for (int c = 0; c < want.length; c++) {
            double value = got == null ? Double.NaN : got[c];
            seen.of("o").compare(value, want[c], allowed[c], largest + Math.abs(want[c]), head, row, c);
            if (elsewhere != null) {
                double x = elsewhere[c];
                // The file's numbers lie as far from the true ones as its format says, and no further from the golden
                // model's.
                seen.reference().compare(value, x, allowed[c] + stored(x), largest + Math.abs(x), head, row, c);
            }
        }
    }

    /**
     * A row as the memory holds it; null if it holds nothing. A row of a query that sees no key need not be visited: it holds
     * what was there before.
     */
    private double @Nullable [] stored(String tensor, int head, int row, int cols, boolean seesNothing) {
        double[] got = values.row(tensor, head, row);
        if (got == null && seesNothing) {
            got = new double[cols];
            Arrays.fill(got, Tensor.of(tensor, workload).initial());
        }
        return got;
    }

    /** What lies on the way to an output. */
    private void inner(Seen seen, Precision p, RowBound bound, ScoreRow row, int head, int at) {
        double[] got = stored(p.tensor(), head, at, 1, row.seesNothing());
        Worst worst = seen.of(p.tensor());
        int keys = workload.shape().keys();
        switch (p.tensor()) {
            case "lse" -> one(worst, p, got, row.logSumExp(), bound.logSumExp(), head, at);
            case "m" -> one(worst, p, got, row.max(), bound.maximum(), head, at);
            case "l" -> one(worst, p, got, row.seesNothing() ? 0 : row.denominator(), bound.denominator(), head, at);
            case "p" -> each(worst, p, got, row, keys, row::probability, bound::probability, head, at);
            default -> each(worst, p, got, row, keys, j -> row.scores()[j], bound::score, head, at);
        }
    }

    private void one(
            Worst worst, Precision p, double @Nullable [] got, double want, double allowed, int head, int row) {
        wanted.row(p.tensor(), head, row, 1, c -> want);
        worst.compare(got == null ? Double.NaN : got[0], want, allowed, Double.MAX_VALUE, head, row, 0);
    }

    /** Of every key that the row sees; what a mask hides is read by nobody. */
    private void each(
            Worst worst,
            Precision p,
            double @Nullable [] got,
            ScoreRow row,
            int keys,
            IntToDoubleFunction want,
            IntToDoubleFunction allowed,
            int head,
            int at) {
        wanted.row(p.tensor(), head, at, keys, want);
        for (int j = 0; j < keys; j++) {
            if (row.scores()[j] > Double.NEGATIVE_INFINITY) {
                double value = got == null ? Double.NaN : got[j];
                worst.compare(value, want.applyAsDouble(j), allowed.applyAsDouble(j), Double.MAX_VALUE, head, at, j);
            }
        }
    }

    /** What rounding a reference output to fp32 for storage may have changed. */
    private static double stored(double value) {
        return NumberFormat.FP32.unitRoundoff() * Math.abs(value) + NumberFormat.FP32.smallest() / 2;
    }
}
