package dev.headrace.simulator.run;

import dev.headrace.golden.DenseAttention;
import dev.headrace.golden.Mask;
import dev.headrace.golden.NumberFormat;
import dev.headrace.golden.sparse.BitWidths;
import dev.headrace.golden.sparse.CandidateAttention;
import dev.headrace.golden.sparse.Cascade;
import dev.headrace.golden.sparse.Datapath;
import dev.headrace.golden.sparse.LayerOutcome;
import dev.headrace.golden.sparse.LayerTensors;
import dev.headrace.golden.sparse.PrunedAttention;
import dev.headrace.golden.sparse.PrunedModel;
import dev.headrace.golden.sparse.PruningSchedule;
import dev.headrace.golden.sparse.Quality;
import dev.headrace.golden.sparse.QueryOutcome;
import dev.headrace.golden.sparse.ZeroSkipping;
import dev.headrace.simulator.dataflow.Kept;
import dev.headrace.simulator.dataflow.KeptTable;
import dev.headrace.simulator.dataflow.Values;
import dev.headrace.simulator.spec.KeptSpec;
import dev.headrace.simulator.spec.WorkloadSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Compares a run with pruning and quantization twice: with the golden model of the same approximation, which must keep the
 * same rows, fetch the same low bits and give the same outputs, and with dense attention, for its quality.
 *
 * <p><b>Bound of an output.</b> Both sides compute in double precision ({@code u = 2^-53}) from the same quantized numbers. A
 * score of magnitude at most {@code S = scale d max|q| max|k|} is off by at most {@code (d + 3) u S} on each side, so that a
 * weight is off by {@code 2 (d + 3) u S} relative to its size, a quotient of weight and sum by twice that, and sums of n
 * terms add {@code 2 (n + 8) u}. With {@code max|v|} and both sides:
 * {@code (8 (d + 3) u S + 4 (n + 8) u) max|v|}, plus the rounding of the output to its format.
 *
 * <p><b>Other number formats.</b> Where the units compute with codes, in single precision, or with approximate exponentials,
 * both sides follow one definition to the bit ({@link Datapath}): whole numbers and single roundings leave nothing
 * open. Then rows kept, low bits and stored outputs must be the same, no tie is waived, and the bound is 0.
 */
final class PrunedCheck {
    private static final double UNIT = 0x1p-53;

    /** Selections whose scores differ by less may go either way: both sides' sums of up to 2^20 probabilities err less. */
    private static final double TIE = 0x1p-30;

    private final WorkloadSpec workload;
    private final KeptTable table;
    private final Values values;
    private final Values.Reader reader;
    private final Wanted wanted;
    private final KeptSpec kept;
    private final Map<String, double[]> matrices = new HashMap<>();
    private final NumberFormat format;
    private final Datapath datapath;
    private long checked;
    private long waived;
    private long rows;
    private long notFinite;
    private final List<String> unchecked;
    private double maxAbs;
    private double maxRel;
    private double maxBound;
    private double worstShare = -1;
    private String worst = "";
    private boolean passed = true;

    PrunedCheck(
            WorkloadSpec workload,
            KeptTable table,
            dev.headrace.simulator.dataflow.Datapath formats,
            Set<String> stored,
            Values values,
            Values.Reader reader,
            Wanted wanted) {
        this.unchecked = stored.stream().filter(t -> !t.equals("o")).toList();
        this.workload = workload;
        this.table = table;
        this.values = values;
        this.reader = reader;
        this.wanted = wanted;
        this.kept = Objects.requireNonNull(workload.kept());
        this.format = NumberFormat.parse(workload.formatName());
        this.datapath = GoldenFormats.of(formats);
    }

    private boolean toTheBit() {
        return !datapath.equals(Datapath.EXACT);
    }

    /** What came out. */
    record Verdict(Result.Golden golden, List<Result.LayerQuality> layers) {}

    Verdict check() {
        if (kept.pruning() == null) {
            return rows();
        }
        KeptSpec.Pruning p = Objects.requireNonNull(kept.pruning());
        WorkloadSpec.Shape s = workload.shape();
        int shift = s.keys() - s.queries();
        Mask mask = workload.causal() ? (head, query, key) -> key <= query + shift : Mask.none();
        BitWidths widths =
                new BitWidths(or(p.queryBits()), or(p.keyBits()), p.low(), p.refetchBelow(), or(p.valueBits()));
        PrunedAttention attention = new PrunedAttention(
                s.headDim(), s.valueColumns(), workload.scaleFactor(), mask, p.valuesKept(), widths, datapath);
        PrunedModel model =
                new PrunedModel(s.layerCount(), s.heads(), schedule(p.tokens()), schedule(p.heads()), attention);
        LayerTensors tensors = new Tensors();
        List<LayerOutcome> outcomes;
        if (kept.generates()) {
            int prompt = kept.promptRows();
            outcomes = model.generate(tensors, prompt, s.queries() - prompt, Boolean.TRUE.equals(p.promptScores()));
        } else {
            outcomes = model.pass(tensors, new Cascade(s.keys(), s.heads()));
        }
        compare(outcomes);
        return new Verdict(golden(), quality(outcomes, attention, tensors));
    }

    private Result.Golden golden() {
        String why = passed ? vacuous() : null;
        Result.Verdict verdict =
                !passed ? Result.Verdict.MISSED : why == null ? Result.Verdict.PASSED : Result.Verdict.NO_USEFUL_CHECK;
        return new Result.Golden(
                "full",
                verdict,
                verdict == Result.Verdict.PASSED,
                rows,
                checked,
                "o",
                maxAbs,
                maxRel,
                maxBound,
                worstShare >= 0 && worstShare <= Double.MAX_VALUE ? worstShare : 0,
                "the same rows kept and the same low bits fetched as by the golden model of this pruning; outputs "
                        + (toTheBit()
                                ? "the same to the bit, in the number formats of the units"
                                : "from double precision on both sides")
                        + ", stored in " + workload.formatName(),
                notFinite,
                why,
                worst.isEmpty() ? null : worst,
                null,
                waived == 0 ? null : waived,
                List.of(),
                unchecked);
    }

    /** Why the comparison could not have failed; null if it could. */
    private @Nullable String vacuous() {
        if (checked == 0) {
            return "no output was compared";
        }
        for (String input : List.of("q", "k", "v")) {
            boolean filled = matrices.entrySet().stream()
                    .anyMatch(e -> e.getKey().startsWith(input)
                            && Arrays.stream(e.getValue()).anyMatch(x -> x != 0));
            if (!filled) {
                return GoldenCheck.allZero(input, "o");
            }
        }
        return null;
    }

    /** A3 and MNNFast: every query for itself, on the keys that the mask lets it see. */
    private Verdict rows() {
        WorkloadSpec.Shape s = workload.shape();
        List<Result.LayerQuality> layers = new ArrayList<>();
        for (int l = 0; l < s.layerCount(); l++) {
            RowQuality quality = new RowQuality();
            for (int h = l * s.heads(); h < (l + 1) * s.heads(); h++) {
                double bound = bound(h, s.keys());
                for (int q = 0; q < s.queries(); q++) {
                    row(h, q, bound, quality);
                }
            }
            layers.add(quality.layer(s.keys(), s.heads()));
        }
        return new Verdict(golden(), layers);
    }

    private void row(int head, int query, double bound, RowQuality quality) {
        WorkloadSpec.Shape s = workload.shape();
        int shift = s.keys() - s.queries();
        int[] seen = IntStream.range(0, workload.causal() ? Math.min(s.keys(), query + shift + 1) : s.keys())
                .toArray();
        double[] q = Arrays.copyOfRange(matrix("q", head), query * s.headDim(), (query + 1) * s.headDim());
        double[] k = Arrays.copyOf(matrix("k", head), seen.length * s.headDim());
        double[] v = Arrays.copyOf(matrix("v", head), seen.length * s.valueColumns());
        DenseAttention dense =
                new DenseAttention(1, seen.length, s.headDim(), s.valueColumns(), workload.scaleFactor(), Mask.none());
        double[] p = dense.probabilities(0, 0, q, k);
        QueryOutcome want;
        if (kept.candidates() != null) {
            int steps = (int) Math.ceil(kept.candidates().iterations() * seen.length);
            double below = CandidateAttention.belowFor(kept.candidates().share());
            want = new CandidateAttention(
                            seen.length, s.headDim(), s.valueColumns(), workload.scaleFactor(), steps, below)
                    .attend(q, k, v);
        } else {
            double least = Objects.requireNonNull(kept.zeroSkipping()).threshold();
            want = new ZeroSkipping(least).attend(query, p, v);
        }
        compare(head, query, want, bound, Double.POSITIVE_INFINITY);
        quality.add(want, p, dense.attend(0, q, k, v).o());
    }

    private static int or(@Nullable Integer bits) {
        return bits == null ? 0 : bits;
    }

    private PruningSchedule schedule(KeptSpec.@Nullable Ramp ramp) {
        int layers = workload.shape().layerCount();
        if (ramp == null) {
            return PruningSchedule.none(layers);
        }
        if (ramp.layers() != null) {
            return PruningSchedule.of(
                    ramp.layers().stream().mapToDouble(Double::doubleValue).toArray());
        }
        double start = ramp.start() == null ? 0 : ramp.start();
        return PruningSchedule.ramp(
                layers, ramp.free() == null ? 0.15 : ramp.free(), start, ramp.end() == null ? start : ramp.end());
    }

    private void compare(List<LayerOutcome> outcomes) {
        WorkloadSpec.Shape s = workload.shape();
        boolean[][] seen = new boolean[s.allHeads()][s.queries()];
        double[][] margins = new double[s.layerCount()][s.queries()];
        for (double[] layer : margins) {
            Arrays.fill(layer, Double.POSITIVE_INFINITY);
        }
        for (LayerOutcome outcome : outcomes) {
            double margin = outcome.margin();
            if (kept.generates()) {
                margins[outcome.layer()][outcome.rows()[0]] = margin;
            } else {
                Arrays.fill(margins[outcome.layer()], margin);
            }
            for (int i = 0; i < outcome.heads().length; i++) {
                int head = outcome.layer() * s.heads() + outcome.heads()[i];
                double bound = bound(head, outcome.length());
                for (QueryOutcome query : outcome.queries().get(i)) {
                    seen[head][query.query()] = true;
                    compare(head, query.query(), query, bound, margin);
                }
            }
        }
        for (int h = 0; h < seen.length; h++) {
            for (int q = 0; q < s.queries(); q++) {
                if (!seen[h][q] && table.at(h, q) != null) {
                    if (toTheBit() || margins[h / s.heads()][q] > TIE) {
                        fail(h, q, "a row that the golden model drops");
                    }
                    waived++;
                }
            }
        }
        if (waived > 0 && checked == 0) {
            fail(0, 0, "no row to compare, as all selections are ties");
        }
    }

    private double bound(int head, int length) {
        WorkloadSpec.Shape s = workload.shape();
        int d = s.headDim();
        double score = Math.abs(workload.scaleFactor()) * d * largest("q", head) * largest("k", head);
        return (8 * (d + 3) * UNIT * score + 4 * (length + 8) * UNIT) * largest("v", head);
    }

    private double largest(String tensor, int head) {
        return Arrays.stream(matrix(tensor, head)).map(Math::abs).max().orElse(0);
    }

    private void compare(int head, int query, QueryOutcome want, double bound, double margin) {
        wanted.row("o", head, query, want.output().length, c -> should(want, c));
        Kept got = table.at(head, query);
        boolean same = got != null
                && Arrays.equals(got.keys(), want.keys())
                && got.refetched() == want.refetched()
                && Arrays.equals(got.values(), want.values());
        if (!same) {
            if (!ties(got, want, margin)) {
                fail(head, query, "other rows, or other low bits, than the golden model's");
            }
            waived++;
            return;
        }
        rows++;
        double[] row = values.row("o", head, query);
        for (int c = 0; c < want.output().length; c++) {
            double is = row == null ? Double.NaN : row[c];
            double should = should(want, c);
            double error = is == should ? 0 : Math.abs(is - should);
            double allowed =
                    toTheBit() ? 0 : bound + format.unitRoundoff() * (Math.abs(should) + bound) + format.smallest() / 2;
            checked++;
            if (!(error <= Double.MAX_VALUE)) {
                notFinite++;
                fail(head, query, "an output that is not finite");
                continue;
            }
            maxAbs = Math.max(maxAbs, error);
            maxRel = Math.max(maxRel, should == 0 ? 0 : Math.min(error / Math.abs(should), Double.MAX_VALUE));
            maxBound = Math.max(maxBound, allowed);
            double share = error == 0 ? 0 : error / allowed;
            if (share > worstShare && (share > 0 || !toTheBit())) {
                worstShare = share;
                worst = place(head, query) + ", column " + c;
            }
            passed &= error <= allowed;
        }
    }

    /** What the golden model would store. */
    private double should(QueryOutcome want, int column) {
        double exact = want.output()[column];
        return toTheBit() ? format.round(exact) : exact;
    }

    /** True if the two sides may differ because scores are as good as equal. */
    private boolean ties(@Nullable Kept got, QueryOutcome want, double margin) {
        if (toTheBit()) {
            return false;
        }
        if (margin < TIE) {
            return true;
        }
        if (got == null || !Arrays.equals(got.keys(), want.keys())) {
            return false;
        }
        KeptSpec.Pruning p = kept.pruning();
        if (p == null) {
            return false;
        }
        if (got.refetched() != want.refetched()) {
            return Math.abs(want.firstMaximum() - p.refetchBelow()) < TIE;
        }
        double[] sorted = want.probabilities().clone();
        Arrays.sort(sorted);
        int k = want.values().length;
        return k > 0 && k < sorted.length && sorted[sorted.length - k] - sorted[sorted.length - k - 1] < TIE;
    }

    private void fail(int head, int query, String what) {
        if (passed) {
            worst = place(head, query) + ": " + what;
            worstShare = Double.POSITIVE_INFINITY;
        }
        passed = false;
    }

    private String place(int head, int query) {
        int heads = workload.shape().heads();
        return "layer " + head / heads + ", head " + head % heads + ", query " + query;
    }

    private List<Result.LayerQuality> quality(
            List<LayerOutcome> outcomes, PrunedAttention attention, LayerTensors tensors) {
        int layers = workload.shape().layerCount();
        List<List<LayerOutcome>> byLayer = new ArrayList<>();
        for (int l = 0; l < layers; l++) {
            byLayer.add(new ArrayList<>());
        }
        outcomes.forEach(o -> byLayer.get(o.layer()).add(o));
        List<Result.LayerQuality> all = new ArrayList<>();
        for (List<LayerOutcome> steps : byLayer) {
            List<Quality> each = steps.stream()
                    .map(o -> Quality.of(o, workload.shape().heads(), attention, tensors))
                    .toList();
            long refetches = each.stream().mapToLong(Quality::refetches).sum();
            long queries = steps.stream()
                    .mapToLong(o -> (long) o.heads().length * o.rows().length)
                    .sum();
            all.add(new Result.LayerQuality(
                    mean(steps.stream().mapToDouble(o -> o.tokens().length).toArray()),
                    mean(steps.stream().mapToDouble(o -> o.heads().length).toArray()),
                    mean(each.stream().mapToDouble(Quality::meanKeyMass).toArray()),
                    each.stream().mapToDouble(Quality::leastKeyMass).min().orElse(1),
                    mean(each.stream().mapToDouble(Quality::meanValueMass).toArray()),
                    mean(each.stream().mapToDouble(Quality::relativeError).toArray()),
                    each.stream().mapToDouble(Quality::maxError).max().orElse(0),
                    queries == 0 ? 0 : (double) refetches / queries));
        }
        return all;
    }

    private static double mean(double[] numbers) {
        return Arrays.stream(numbers).average().orElse(0);
    }

    private double[] matrix(String tensor, int head) {
        return matrices.computeIfAbsent(tensor + head, t -> {
            WorkloadSpec.Shape s = workload.shape();
            int rows = tensor.equals("q") ? s.queries() : s.keys();
            int cols = tensor.equals("v") ? s.valueColumns() : s.headDim();
            double[] all = new double[Math.multiplyExact(rows, cols)];
            int group = s.heads() / s.kvHeadCount();
            int from = tensor.equals("q") ? head : head / s.heads() * s.kvHeadCount() + head % s.heads() / group;
            reader.read(tensor, from, all);
            return all;
        });
    }

    private final class Tensors implements LayerTensors {
        private int number(int layer, int head) {
            return layer * workload.shape().heads() + head;
        }

        @Override
        public double[] q(int layer, int head) {
            return matrix("q", number(layer, head));
        }

        @Override
        public double[] k(int layer, int head) {
            return matrix("k", number(layer, head));
        }

        @Override
        public double[] v(int layer, int head) {
            return matrix("v", number(layer, head));
        }
    }
}
