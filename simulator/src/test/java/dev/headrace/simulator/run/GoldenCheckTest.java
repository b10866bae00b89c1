package dev.headrace.simulator.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.golden.AttentionFormats;
import dev.headrace.golden.DenseAttention;
import dev.headrace.golden.Grid;
import dev.headrace.golden.Mask;
import dev.headrace.golden.NumberFormat;
import dev.headrace.golden.Role;
import dev.headrace.golden.Step;
import dev.headrace.simulator.dataflow.Precision;
import dev.headrace.simulator.dataflow.Tensor;
import dev.headrace.simulator.dataflow.Values;
import dev.headrace.simulator.spec.WorkloadSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The check itself: it passes what is right, and any single thing that is wrong makes it fail. */
class GoldenCheckTest {
    private static final Wanted NOBODY = (tensor, matrix, row, cols, number) -> {};

    private static final int HEADS = 4;
    private static final int N = 24;
    private static final int D = 8;
    private static final int TILE = 8;
    private static final WorkloadSpec WORKLOAD = new WorkloadSpec(
            "small",
            null,
            new WorkloadSpec.Shape(1, 1, HEADS, 2, N, N, D, D),
            "none",
            null,
            "fp16",
            null,
            new WorkloadSpec.Tensors(null, null, null, null, null, null, 1L, null),
            null,
            null,
            null);
    private static final List<Step> STEPS =
            AttentionFormats.mixed(NumberFormat.FP16, NumberFormat.FP32).steps(D, N, N / TILE, 1);
    private static final Precision PRECISION = precision("o", Role.OUTPUT);

    private static Precision precision(String tensor, Role holds) {
        return new Precision(tensor, holds, false, Set.of("q", "k", "v"), Set.of("fp16"), STEPS, null);
    }

    private Values values;

    @BeforeEach
    void storeTheRightOutputs() {
        values = new Values(GoldenCheckTest::read, Values.Sample.all(), 1);
        for (int h = 0; h < HEADS; h++) {
            store(h, attention(h, 0, N));
        }
    }

    private static void read(String tensor, int head, double[] into) {
        Random random = new Random(31L * tensor.charAt(0) + head);
        Arrays.setAll(into, i -> NumberFormat.FP16.round(random.nextGaussian()));
    }

    private static double[] head(String tensor, int head) {
        double[] all = new double[N * D];
        read(tensor, head, all);
        return all;
    }

    /** Attention of a head to some of its keys. */
    private static double[] attention(int h, int fromKey, int toKey) {
        double[] k = Arrays.copyOfRange(head("k", h / 2), fromKey * D, toKey * D);
        double[] v = Arrays.copyOfRange(head("v", h / 2), fromKey * D, toKey * D);
        DenseAttention dense = new DenseAttention(N, toKey - fromKey, D, D, WORKLOAD.scaleFactor(), Mask.none());
        return dense.attend(h, IntStream.range(0, N).toArray(), head("q", h), k, v)
                .o();
    }

    private void store(int head, double[] o) {
        Tensor tensor = Tensor.of("o", WORKLOAD);
        for (int row = 0; row < N; row++) {
            double[] into = values.rowForWriting(tensor, head, row, D);
            for (int c = 0; c < D; c++) {
                into[c] = NumberFormat.FP16.round(o[row * D + c]);
            }
        }
    }

    private double[] row(int head, int row) {
        return values.rowForWriting(Tensor.of("o", WORKLOAD), head, row, D);
    }

    private Result.Golden check() {
        return check(null, (head, into) -> false);
    }

    private Result.Golden check(@Nullable SampledRows sampled, GoldenCheck.Reference reference) {
        return present(new GoldenCheck(
                        WORKLOAD, Map.of("o", PRECISION), values, sampled, GoldenCheckTest::read, reference, NOBODY)
                .check());
    }

    private static Result.Golden present(Result.@Nullable Golden golden) {
        assertNotNull(golden);
        return golden;
    }

    @Test
    void rightOutputsPass() {
        Result.Golden g = check();
        assertTrue(g.passed(), g.toString());
        assertEquals(HEADS * N * D, g.outputsChecked());
        assertNull(g.reference());
    }

    @Test
    void oneCorruptedValueFailsAndIsNamed() {
        row(2, 17)[5] += 0.1;
        Result.Golden g = check();
        assertFalse(g.passed());
        assertEquals("o[layer 0, batch 0, head 2, query 17, 5]", g.worst());
    }

    @Test
    void everyFlippedSignFails() {
        for (int i = 0; i < 50; i++) {
            double[] row = row(i % HEADS, i % N);
            int c = i % D;
            row[c] = -row[c];
            assertFalse(check().passed(), "head " + i % HEADS + ", row " + i % N + ", column " + c);
            row[c] = -row[c];
        }
        assertTrue(check().passed());
    }

    @Test
    void aTileOfKeysThatWasSkippedFails() {
        store(1, attention(1, 0, N - TILE));
        Result.Golden g = check();
        assertFalse(g.passed());
        assertTrue(String.valueOf(g.worst()).startsWith("o[layer 0, batch 0, head 1,"), g.worst());
    }

    @Test
    void aRowThatWasNeverStoredFails() {
        Values fresh = new Values(GoldenCheckTest::read, Values.Sample.all(), 1);
        values = fresh;
        for (int h = 0; h < HEADS; h++) {
            double[] o = attention(h, 0, N);
            for (int r = 0; r < N; r++) {
                if (h != 3 || r != 20) {
                    System.arraycopy(o, r * D, row(h, r), 0, D);
                }
            }
        }
        Result.Golden g = check();
        assertFalse(g.passed());
        assertTrue(String.valueOf(g.worst()).startsWith("o[layer 0, batch 0, head 3, query 20,"), g.worst());
    }

    @Test
    void headsThatChangedPlacesFail() {
        store(0, attention(1, 0, N));
        store(1, attention(0, 0, N));
        assertFalse(check().passed());
    }

    @Test
    void nanAndInfinityFail() {
        double kept = row(0, 0)[0];
        for (double wrong : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
            row(0, 0)[0] = wrong;
            Result.Golden g = check();
            assertFalse(g.passed());
            assertTrue(Double.isFinite(g.maxAbsError()));
        }
        row(0, 0)[0] = kept;
        assertTrue(check().passed());
    }

    /** Values that are all 0 make outputs of 0, whatever the weights are. */
    @Test
    void inputsThatAreAllZeroProveNothing() {
        for (String zero : List.of("q", "k", "v")) {
            values = new Values((t, h, into) -> zeros(zero, t, h, into), Values.Sample.all(), 1);
            for (int h = 0; h < HEADS; h++) {
                double[] q = new double[N * D];
                double[] k = new double[N * D];
                double[] v = new double[N * D];
                zeros(zero, "q", h, q);
                zeros(zero, "k", h / 2, k);
                zeros(zero, "v", h / 2, v);
                store(
                        h,
                        new DenseAttention(N, N, D, D, WORKLOAD.scaleFactor(), Mask.none())
                                .attend(h, q, k, v)
                                .o());
            }
            Result.Golden g = present(new GoldenCheck(
                            WORKLOAD,
                            Map.of("o", PRECISION),
                            values,
                            null,
                            (t, h, into) -> zeros(zero, t, h, into),
                            (head, into) -> false,
                            NOBODY)
                    .check());
            assertEquals(Result.Verdict.NO_USEFUL_CHECK, g.verdict());
            assertFalse(g.passed());
            assertTrue(String.valueOf(g.why()).contains("all of " + zero), g.why());
        }
    }

    private static void zeros(String zero, String tensor, int head, double[] into) {
        read(tensor, head, into);
        Arrays.fill(into, 0, tensor.equals(zero) ? into.length : 0, 0);
    }

    @Test
    void anInputThatTheGoldenModelDoesNotReadMakesItNoPass() {
        Precision other =
                new Precision("o", Role.OUTPUT, false, Set.of("q", "k", "v", "bias"), Set.of("fp16"), STEPS, null);
        Result.Golden g = present(new GoldenCheck(
                        WORKLOAD,
                        Map.of("o", other),
                        values,
                        null,
                        GoldenCheckTest::read,
                        (head, into) -> false,
                        NOBODY)
                .check());
        assertEquals(Result.Verdict.NO_USEFUL_CHECK, g.verdict());
        assertTrue(String.valueOf(g.why()).startsWith("bias reaches o"), g.why());
    }

    @Test
    void tensorsThatTheGoldenModelDoesNotKnowAreNamed() {
        Map<String, Precision> stored = Map.of("o", PRECISION, "h", precision("h", Role.OTHER));
        Result.Golden g = present(
                new GoldenCheck(WORKLOAD, stored, values, null, GoldenCheckTest::read, (head, into) -> false, NOBODY)
                        .check());
        assertTrue(g.passed());
        assertEquals(List.of("h"), g.unchecked());
        Result.Golden none = present(new GoldenCheck(
                        WORKLOAD,
                        Map.of("h", precision("h", Role.OTHER)),
                        values,
                        null,
                        GoldenCheckTest::read,
                        (head, into) -> false,
                        NOBODY)
                .check());
        assertEquals(Result.Verdict.NO_USEFUL_CHECK, none.verdict());
    }

    /** Formats of which nothing follows: outputs of any kind are no pass, unless they are no numbers, which is a miss. */
    @Test
    void aBoundThatIsInfiniteIsNoUsefulCheck() {
        List<Step> coarse = List.of(new Step(Role.SCORE, Grid.of("fp8-e5m2"), 40, 1, 0, true, false));
        Precision p = new Precision("o", Role.OUTPUT, false, Set.of("q", "k", "v"), Set.of("fp16"), coarse, null);
        GoldenCheck check = new GoldenCheck(
                WORKLOAD, Map.of("o", p), values, null, GoldenCheckTest::read, (head, into) -> false, NOBODY);
        assertEquals(Result.Verdict.NO_USEFUL_CHECK, present(check.check()).verdict());
        row(1, 1)[1] = Double.NaN;
        Result.Golden g = present(check.check());
        assertEquals(Result.Verdict.MISSED, g.verdict());
        assertEquals(1, g.notFinite());
        assertEquals("o[layer 0, batch 0, head 1, query 1, 1]", g.worst());
    }

    @Test
    void aComparisonOfNothingIsNoPass() {
        Worst nothing = new Worst("o");
        assertEquals(Result.Verdict.NO_USEFUL_CHECK, nothing.verdict());
        Result.TensorCheck check = nothing.result(WORKLOAD, "", null);
        assertEquals(Result.Verdict.NO_USEFUL_CHECK, check.verdict());
        assertEquals("no element of o was compared", check.why());
    }

    @Test
    void sampleChecksItsRowsAndNoOthers() {
        SampledRows sampled = new SampledRows(N, 4, List.of());
        int in = sampled.of(1)[1];
        int out = IntStream.range(0, N)
                .filter(r -> IntStream.of(sampled.of(1)).noneMatch(s -> s == r))
                .findFirst()
                .getAsInt();
        row(1, out)[0] += 1;
        assertTrue(check(sampled, (head, into) -> false).passed());
        row(1, in)[0] += 1;
        assertFalse(check(sampled, (head, into) -> false).passed());
    }

    @Test
    void referenceThatAgreesPassesAndOneThatDiffersFails() {
        GoldenCheck.Reference same = (head, into) -> {
            double[] o = attention(head, 0, N);
            Arrays.setAll(into, i -> (float) o[i]);
            return true;
        };
        Result.Reference reference = check(null, same).reference();
        assertNotNull(reference);
        assertEquals(Result.Verdict.PASSED, reference.verdict());
        assertEquals(HEADS * N * D, reference.outputsChecked());

        GoldenCheck.Reference other = (head, into) -> {
            same.read(head, into);
            into[100] += head == 3 ? 0.1 : 0;
            return true;
        };
        Result.Golden g = check(null, other);
        assertFalse(g.passed());
        assertNotNull(g.reference());
        assertEquals("o[layer 0, batch 0, head 3, query 12, 4]", g.reference().worst());
    }
}
