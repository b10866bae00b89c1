package dev.headrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.cli.laws.Trial;
import dev.headrace.golden.DenseAttention;
import dev.headrace.golden.Mask;
import dev.headrace.golden.MatrixProduct;
import dev.headrace.golden.NumberFormat;
import dev.headrace.reports.ResultJson;
import dev.headrace.simulator.run.Result;
import dev.headrace.simulator.run.TensorReader;
import dev.headrace.simulator.spec.WorkloadSpec;
import dev.headrace.traces.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DumpTest {
    @TempDir
    Path dir;

    private Terminal run(String... args) {
        List<String> all = new ArrayList<>(List.of("run"));
        all.addAll(Arrays.asList(args));
        all.addAll(List.of("--out", dir.resolve("out").toString()));
        return Terminal.run(all.toArray(String[]::new));
    }

    private double[] read(String tensor, List<Long> shape) {
        return read(dir.resolve("out"), tensor, shape);
    }

    private static double[] read(Path folder, String tensor, List<Long> shape) {
        String file = tensor.replace(".golden", "");
        try (Safetensors tensors = Safetensors.open(folder.resolve("dump/" + file + ".safetensors"))) {
            assertEquals(shape, tensors.tensor(tensor).shape());
            long count = shape.stream().reduce(1L, (a, b) -> a * b);
            double[] all = new double[(int) count];
            tensors.read(tensors.tensor(tensor), 0, all);
            return all;
        }
    }

    /** A dump of the golden values under both names differs by 0 and not by the error that the check found. */
    private static double mostDifferent(double[] a, double[] b) {
        double most = 0;
        for (int i = 0; i < a.length; i++) {
            most = Math.max(most, Math.abs(a[i] - b[i]));
        }
        return most;
    }

    @Test
    void outputsAreTheRunsOwnBesideTheGoldenModelsOfEveryLayerSequenceAndHead() throws IOException {
        String[] sets = {
            "workload.shape.layers=2", "workload.shape.batch=2", "workload.shape.heads=2", "workload.shape.kv_heads=1"
        };
        List<String> args = new ArrayList<>(List.of("flash-attention-2", "-w", "tiny", "--check", "full"));
        for (String set : sets) {
            args.addAll(List.of("--set", set));
        }
        args.addAll(List.of("--dump", "o"));
        Terminal t = run(args.toArray(String[]::new));
        assertEquals(ExitCode.OK, t.code(), t.err());

        WorkloadSpec workload = Trial.of("flash-attention-2").set(sets).setup().workload();
        WorkloadSpec.Shape s = workload.shape();
        List<Long> shape = List.of(2L, 2L, 2L, (long) s.queries(), (long) s.valueColumns());
        double[] stored = read("o", shape);
        double[] golden = read("o.golden", shape);
        assertTrue(Arrays.equals(golden(workload), golden), "each head in its place, in double precision");
        NumberFormat format = NumberFormat.parse(workload.formatName());
        for (double x : stored) {
            assertEquals(format.round(x), x, "a number of " + format.jsonName());
        }
        Result result = ResultJson.read(dir.resolve("out/result.json"));
        double error = Objects.requireNonNull(result.golden()).maxAbsError();
        assertTrue(error > 0);
        assertEquals(error, mostDifferent(stored, golden));
    }

    private static double[] golden(WorkloadSpec workload) {
        WorkloadSpec.Shape s = workload.shape();
        TensorReader numbers = Trial.reader(workload);
        Mask mask = workload.causal() ? Mask.causal(s.queries(), s.keys()) : Mask.none();
        DenseAttention dense =
                new DenseAttention(s.queries(), s.keys(), s.headDim(), s.valueColumns(), workload.scaleFactor(), mask);
        double[] all = new double[s.allHeads() * s.queries() * s.valueColumns()];
        int at = 0;
        for (int head = 0; head < s.allHeads(); head++) {
            int group = head / s.heads();
            int of = DenseAttention.kvHead(head % s.heads(), s.heads(), s.kvHeadCount());
            double[] q = new double[s.queries() * s.headDim()];
            double[] k = new double[s.keys() * s.headDim()];
            double[] v = new double[s.keys() * s.valueColumns()];
            numbers.read('q', group / s.batchSize(), group % s.batchSize(), head % s.heads(), q);
            numbers.read('k', group / s.batchSize(), group % s.batchSize(), of, k);
            numbers.read('v', group / s.batchSize(), group % s.batchSize(), of, v);
            for (int r = 0; r < s.queries(); r++) {
                double[] row = dense.output(dense.scores(head, r, q, k), v);
                System.arraycopy(row, 0, all, at, row.length);
                at += row.length;
            }
        }
        return all;
    }

    @Test
    void everyStoredTensorOfAttentionHasGoldenValues() throws IOException {
        Terminal t = run("unfused", "-w", "tiny", "--check", "full", "--dump", "s", "--dump", "p", "--dump", "s");
        assertEquals(ExitCode.OK, t.code(), t.err());
        WorkloadSpec.Shape s = Trial.of("unfused").setup().workload().shape();
        List<Long> shape = List.of(1L, 1L, (long) s.heads(), (long) s.queries(), (long) s.keys());
        Result result = ResultJson.read(dir.resolve("out/result.json"));
        for (Result.TensorCheck check : Objects.requireNonNull(result.golden()).others()) {
            if (check.tensor().equals("s") || check.tensor().equals("p")) {
                double error = mostDifferent(read(check.tensor(), shape), read(check.tensor() + ".golden", shape));
                assertEquals(check.maxAbsError(), error, check.tensor());
            }
        }
    }

    /** m = max_j s_j, l = sum_j e^(s_j - m) and lse = m + ln l, worked out here from the seeded numbers, row by row. */
    @Test
    void maximaSumsAndTheirLogarithmsAreThoseOfTheScores() throws IOException {
        String[] tiles = {"--set", "params.Br=32", "--set", "params.Bc=64", "--check", "full"};
        List<String> first = new ArrayList<>(List.of("flash-attention-1", "-w", "tiny", "--dump", "l", "--dump", "m"));
        first.addAll(List.of(tiles));
        assertEquals(ExitCode.OK, run(first.toArray(String[]::new)).code());
        WorkloadSpec workload = Trial.of("flash-attention-1").setup().workload();
        WorkloadSpec.Shape s = workload.shape();
        List<Long> shape = List.of(1L, 1L, (long) s.heads(), (long) s.queries(), 1L);
        double[] m = new double[s.heads() * s.queries()];
        double[] l = new double[m.length];
        double[] lse = new double[m.length];
        for (int h = 0; h < s.heads(); h++) {
            double[] q = new double[s.queries() * s.headDim()];
            double[] k = new double[s.keys() * s.headDim()];
            Trial.reader(workload).read('q', 0, 0, h, q);
            Trial.reader(workload).read('k', 0, 0, h, k);
            double[] scores = MatrixProduct.multiplyTransposed(q, k, s.queries(), s.headDim(), s.keys());
            for (int i = 0; i < s.queries(); i++) {
                int row = h * s.queries() + i;
                m[row] = Double.NEGATIVE_INFINITY;
                for (int j = 0; j < s.keys(); j++) {
                    scores[i * s.keys() + j] *= workload.scaleFactor();
                    m[row] = Math.max(m[row], scores[i * s.keys() + j]);
                }
                for (int j = 0; j < s.keys(); j++) {
                    l[row] += Math.exp(scores[i * s.keys() + j] - m[row]);
                }
                lse[row] = m[row] + Math.log(l[row]);
            }
        }
        requireStored("m", m, shape);
        requireStored("l", l, shape);
        List<String> second = new ArrayList<>(List.of("flash-attention-2", "-w", "tiny", "--dump", "lse"));
        second.addAll(List.of(tiles));
        assertEquals(ExitCode.OK, run(second.toArray(String[]::new)).code());
        requireStored("lse", lse, shape);
    }

    /** A tensor of the run just made: golden values as worked out, those stored as far off as the check says. */
    private void requireStored(String tensor, double[] want, List<Long> shape) throws IOException {
        double[] golden = read(tensor + ".golden", shape);
        assertTrue(mostDifferent(want, golden) < 1e-12, tensor);
        Result.Golden check = Objects.requireNonNull(
                ResultJson.read(dir.resolve("out/result.json")).golden());
        Result.TensorCheck own = check.others().stream()
                .filter(o -> o.tensor().equals(tensor))
                .findFirst()
                .orElseThrow();
        double error = mostDifferent(read(tensor, shape), golden);
        assertTrue(error > 0, tensor);
        assertEquals(own.maxAbsError(), error, tensor);
    }

    /** A linear layer: X times W transposed, each stored number within half of the last place of fp16. */
    @Test
    void productsAreThoseOfTheirOperands() throws IOException {
        Terminal t = run("linear", "-w", "tiny", "--check", "full", "--dump", "s");
        assertEquals(ExitCode.OK, t.code(), t.err());
        WorkloadSpec workload = Trial.of("linear").setup().workload();
        WorkloadSpec.Shape s = workload.shape();
        List<Long> shape = List.of(1L, 1L, (long) s.heads(), (long) s.queries(), (long) s.keys());
        double[] stored = read("s", shape);
        double[] golden = read("s.golden", shape);
        int at = 0;
        for (int h = 0; h < s.heads(); h++) {
            double[] x = new double[s.queries() * s.headDim()];
            double[] w = new double[s.keys() * s.headDim()];
            Trial.reader(workload).read('q', 0, 0, h, x);
            Trial.reader(workload).read('k', 0, 0, h, w);
            for (int i = 0; i < s.queries(); i++) {
                for (int j = 0; j < s.keys(); j++, at++) {
                    double sum = 0;
                    for (int c = 0; c < s.headDim(); c++) {
                        sum += x[i * s.headDim() + c] * w[j * s.headDim() + c];
                    }
                    assertEquals(sum, golden[at], 1e-13);
                    assertEquals(sum, stored[at], 0x1p-11 * Math.abs(sum) + 1e-5);
                    assertEquals(NumberFormat.FP16.round(stored[at]), stored[at]);
                }
            }
        }
        assertEquals(stored.length, at);
    }

    @Test
    void whatIsNotStoredIsRefusedWithWhatIs() {
        Terminal t = run("unfused", "-w", "tiny", "--dump", "o", "--dump", "lse");
        assertEquals(ExitCode.INPUT, t.code());
        assertEquals("headrace: --dump lse: not stored by this design; allowed: s, p, o", t.complaint());
        assertFalse(Files.exists(dir.resolve("out")));
    }

    @Test
    void aRunThatDoesNotComputeAllNumbersIsRefused() {
        for (String check : List.of("off", "sample")) {
            Terminal t = run("unfused", "-w", "tiny", "--check", check, "--dump", "o");
            assertEquals(ExitCode.INPUT, t.code());
            assertTrue(t.complaint().endsWith("allowed: a run that computes all numbers: --check full"), t.err());
        }
        assertFalse(Files.exists(dir.resolve("out")));
    }

    @Test
    void aRunThatIsCutShortSaysThatItHasNoGoldenValues() {
        Terminal t = run("unfused", "-w", "tiny", "--max-cycles", "100", "--dump", "o");
        assertEquals(ExitCode.VERDICT, t.code(), t.err());
        assertTrue(t.out().contains("dump/o.safetensors holds no golden values: the run"), t.out());
        try (Safetensors file = Safetensors.open(dir.resolve("out/dump/o.safetensors"))) {
            assertEquals(1, file.tensors().size());
        }
    }

    @Test
    void theRunAgainWritesTheSameBytesAndTheNextRunWithoutTakesThemAway() throws IOException {
        assertEquals(ExitCode.OK, run("unfused", "-w", "tiny", "--dump", "o").code());
        Path out = dir.resolve("out");
        Terminal again = Terminal.run("run", "--again", out.toString());
        assertEquals(ExitCode.OK, again.code(), again.err());
        assertEquals(-1, Files.mismatch(out.resolve("dump/o.safetensors"), out.resolve("again/dump/o.safetensors")));
        assertEquals(ExitCode.OK, run("unfused", "-w", "tiny").code());
        assertFalse(Files.exists(out.resolve("dump")));
    }
}
