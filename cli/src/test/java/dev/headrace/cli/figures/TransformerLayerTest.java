package dev.headrace.cli.figures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.cli.laws.Trial;
import dev.headrace.golden.DenseAttention;
import dev.headrace.golden.Mask;
import dev.headrace.golden.MatrixProduct;
import dev.headrace.simulator.dataflow.Dataflow;
import dev.headrace.simulator.dataflow.Values;
import dev.headrace.simulator.dataflow.Wiring;
import dev.headrace.simulator.kernel.Machine;
import dev.headrace.simulator.kernel.Settings;
import dev.headrace.simulator.run.Result;
import dev.headrace.simulator.run.Setup;
import dev.headrace.simulator.run.TensorReader;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The whole layer as one design: its traffic and time are those of its parts, its numbers those of the golden model. */
class TransformerLayerTest {
    private static final Trial SMALL = Trial.of("transformer-layer").with("transformer-small");

    /**
     * Two sequences of 256 tokens, model 384, feed-forward 1536, 2 bytes each. Everything is moved once, but keys and values
     * once for each of the two blocks of 128 queries.
     */
    @Test
    void trafficIsThatOfEveryTensorOnce() {
        Result r = SMALL.run();
        long rows = 2 * 256 * 384 * 2;
        Map<String, long[]> expected = Map.ofEntries(
                Map.entry("x", new long[] {rows, 0}),
                Map.entry("qc", new long[] {rows, rows}),
                Map.entry("kc", new long[] {2 * rows, rows}),
                Map.entry("vc", new long[] {2 * rows, rows}),
                Map.entry("ac", new long[] {rows, rows}),
                Map.entry("y", new long[] {rows, rows}),
                Map.entry("h", new long[] {4 * rows, 4 * rows}),
                Map.entry("z", new long[] {0, rows}),
                Map.entry("w_q", new long[] {384 * 384 * 2, 0}),
                Map.entry("w_k", new long[] {384 * 384 * 2, 0}),
                Map.entry("w_v", new long[] {384 * 384 * 2, 0}),
                Map.entry("w_o", new long[] {384 * 384 * 2, 0}),
                Map.entry("w_up", new long[] {384 * 1536 * 2, 0}),
                Map.entry("w_down", new long[] {384 * 1536 * 2, 0}));
        var moved = r.memories().get("hbm").byTensor();
        assertEquals(expected.keySet(), moved.keySet());
        expected.forEach((tensor, bytes) -> {
            assertEquals(bytes[0], moved.get(tensor).readBytes(), tensor);
            assertEquals(bytes[1], moved.get(tensor).writeBytes(), tensor);
        });
    }

    /**
     * BERT at 1K on the paper's machine: 65,536 tokens times 4 x 768^2 + 2 x 768 x 3,072 multiply-adds on 65,536 elements are
     * 7,077,888 cycles; attention takes what it takes alone. Between stages, the first tiles of each have to come in.
     */
    @Test
    void timeIsThatOfTheLinearLayersAndAttention() {
        Result attention = Trial.of("fusemax")
                .with("fusemax-bert")
                .on("fusemax-ideal")
                .set("preset=paper", "params.block=1024", "params.P1=4", "params.states=5")
                .run();
        Result layer = Trial.of("transformer-layer")
                .with("transformer-bert")
                .on("fusemax-ideal")
                .set("preset=paper")
                .run();
        long parts = 7_077_888 + attention.cycles();
        assertTrue(layer.cycles() >= parts, layer.cycles() + " of at least " + parts);
        assertEquals(parts, layer.cycles(), 0.005 * parts);
    }

    /** In fp64, against plain products and golden attention; what is left is the error of the five-term exponential. */
    @Test
    void numbersAreThoseOfTheGoldenModel() {
        int n = 32;
        int heads = 2;
        int d = 8;
        int model = heads * d;
        int ffn = 24;
        Trial trial = small();
        Setup s = trial.setup();
        Values values = new Values(TransformerLayerTest::numbers, Values.Sample.all(), 16);
        Dataflow flow = Dataflow.resolve(s.designFile(), s.design(), s.hardware(), s.workload(), values, null);
        Machine.wire(Wiring.wire(flow).graph())
                .start(new Settings(Settings.Compile.LONG_REGIONS, true))
                .finish(Long.MAX_VALUE);
        for (int sequence = 0; sequence < 2; sequence++) {
            double[] x = matrix("x", sequence, n * model);
            double[] q = linear(x, "w_q", n, model, model);
            double[] k = linear(x, "w_k", n, model, model);
            double[] v = linear(x, "w_v", n, model, model);
            double[] a = new double[n * model];
            for (int h = 0; h < heads; h++) {
                double[] o = new DenseAttention(n, n, d, d, 1 / Math.sqrt(d), Mask.none())
                        .attend(h, IntStream.range(0, n).toArray(), head(q, h, d), head(k, h, d), head(v, h, d))
                        .o();
                for (int i = 0; i < n; i++) {
                    System.arraycopy(o, i * d, a, i * model + h * d, d);
                }
            }
            double[] y = linear(a, "w_o", n, model, model);
            double[] z = linear(linear(y, "w_up", n, model, ffn), "w_down", n, ffn, model);
            for (int i = 0; i < n; i++) {
                double[] got = values.row("z", sequence, i);
                assertNotNull(got);
                for (int c = 0; c < model; c++) {
                    // The products H and Z are stored in fp16, as are weights and probabilities.
                    assertEquals(z[i * model + c], got[c], 0.02, "row " + i + ", column " + c);
                }
            }
        }
    }

    /** 32 tokens, 2 heads of 8, a feed-forward width of 24, in double precision, with numbers. */
    private static Trial small() {
        Trial trial = SMALL.set(
                "workload.format=fp64",
                "workload.shape={\"batch\":2,\"heads\":2,\"queries\":32,\"keys\":32,\"head_dim\":8,"
                        + "\"dimensions\":{\"model\":16,\"ffn\":24}}",
                "params.heads=2",
                "params.head_dim=8",
                "params.tokens=16",
                "params.tile=8",
                "params.block=16",
                "params.state=fp64");
        for (String tensor : new String[] {"x", "w_q", "w_k", "w_v", "w_o", "w_up", "w_down"}) {
            trial = trial.set("workload.arrays." + tensor + ".data=" + tensor);
        }
        return trial;
    }

    /** Linear layers are compared with products of what the memory holds; attention over declared tensors is named as not checked. */
    @Test
    void everyLinearLayerIsChecked() {
        Result.Golden golden = checked(small(), TransformerLayerTest::numbers);
        assertEquals(Result.Verdict.PASSED, golden.verdict(), golden.toString());
        Set<String> tensors =
                golden.others().stream().map(Result.TensorCheck::tensor).collect(Collectors.toSet());
        tensors.add(golden.tensor());
        assertEquals(Set.of("qc", "kc", "vc", "y", "h", "z"), tensors);
        assertEquals(List.of("ac"), golden.unchecked());
        for (Result.TensorCheck t : golden.others()) {
            assertTrue(t.share() > 0.05 && t.share() <= 1, t.toString());
        }
    }

    /** A design that read other weights than the memory holds at the end: that product is missed, and no other. */
    @Test
    void aLinearLayerOfOtherWeightsIsMissed() {
        boolean[] read = new boolean[1];
        Result.Golden golden = checked(small(), (tensor, matrix, into) -> {
            numbers(tensor, matrix, into);
            if (tensor.equals("w_up") && !read[0]) {
                read[0] = true;
                into[5] += 0.25;
            }
        });
        assertEquals(Result.Verdict.MISSED, golden.verdict(), golden.toString());
        assertEquals("h", golden.tensor());
        assertTrue(golden.others().stream().allMatch(t -> t.verdict() == Result.Verdict.PASSED), golden.toString());
    }

    private static Result.Golden checked(Trial trial, Values.Reader reader) {
        TensorReader arrays = new TensorReader() {
            @Override
            public void read(char tensor, int layer, int batch, int head, double[] into) {
                throw new AssertionError(tensor);
            }

            @Override
            public void array(String tensor, int matrix, double[] into) {
                reader.read(tensor, matrix, into);
            }
        };
        return Objects.requireNonNull(trial.check("full").run(arrays).golden());
    }

    private static double[] linear(double[] rows, String weights, int n, int in, int out) {
        return MatrixProduct.multiplyTransposed(rows, matrix(weights, 0, out * in), n, in, out);
    }

    private static double[] head(double[] rows, int head, int d) {
        int model = 2 * d;
        double[] r = new double[rows.length / 2];
        for (int i = 0; i < r.length / d; i++) {
            System.arraycopy(rows, i * model + head * d, r, i * d, d);
        }
        return r;
    }

    private static double[] matrix(String tensor, int matrix, int elements) {
        double[] m = new double[elements];
        numbers(tensor, matrix, m);
        return m;
    }

    private static void numbers(String tensor, int matrix, double[] into) {
        Random random = new Random(tensor.hashCode() * 31L + matrix);
        for (int i = 0; i < into.length; i++) {
            into[i] = random.nextGaussian() / (tensor.equals("x") ? 1 : 4);
        }
    }
}
