package dev.headrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.traces.ElementType;
import dev.headrace.traces.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Formats that a unit or an operator names are what it computes in; what does not fit them is told. */
class FormatsOfUnitsTest {
    private static final String UNITS = "hardware.units.";

    @TempDir
    Path dir;

    private int runs;

    private record Run(int code, String out, String err, JsonNode result) {
        JsonNode at(String pointer) {
            return result.at(pointer);
        }

        boolean isWithout(String pointer) {
            return at(pointer).isMissingNode() || at(pointer).isNull();
        }
    }

    private Run run(String design, String... sets) throws IOException {
        Path out = dir.resolve("out" + runs++);
        List<String> args = new ArrayList<>(
                List.of("run", design, "--workload", dir.resolve("w.json").toString(), "--out", out.toString()));
        for (String set : sets) {
            args.addAll(List.of("--set", set));
        }
        Terminal t = Terminal.run(args.toArray(String[]::new));
        Path file = out.resolve("result.json");
        JsonNode result = Files.exists(file)
                ? JsonMapper.shared().readTree(file.toFile())
                : JsonMapper.shared().createObjectNode();
        return new Run(t.code(), t.out().replaceAll("\\s+", " "), t.err(), result);
    }

    private void workload(String format, int queries, int keys, double[] q, double[] k, double[] v) throws IOException {
        int dim = q.length / queries;
        new SafetensorsWriter()
                .add("q", ElementType.F64, List.of(1L, (long) queries, (long) dim), q)
                .add("k", ElementType.F64, List.of(1L, (long) keys, (long) dim), k)
                .add("v", ElementType.F64, List.of(1L, (long) keys, (long) (v.length / keys)), v)
                .write(dir.resolve("w.safetensors"));
        Files.writeString(dir.resolve("w.json"), """
            { "name": "w", "format": "%s",
              "shape": { "heads": 1, "queries": %d, "keys": %d, "head_dim": %d, "value_dim": %d },
              "tensors": { "file": "w.safetensors", "q": "q", "k": "k", "v": "v" } }\
            """.formatted(format, queries, keys, dim, v.length / keys));
    }

    private static double[] all(int count, double x) {
        double[] values = new double[count];
        Arrays.fill(values, x);
        return values;
    }

    /**
     * 4096 keys alike, so every weight is 1, and v = 1024. A tile of 32 keys sums to 32,768, and two pass 65,504: the second
     * firing of the sum. The sum of the weights, 4096, fits.
     */
    @Test
    void anAccumulatorInHalfPrecisionOverflowsWhereItMustAndIsNamed() throws IOException {
        workload("fp16", 1, 4096, all(4, 0), all(4 * 4096, 0), all(2 * 4096, 1024));
        String[] tiles = {"params.Br=1", "params.Bc=32"};
        Run exact = run("flash-attention-2", tiles);
        assertEquals(0, exact.code(), exact.err() + exact.out());
        assertTrue(exact.isWithout("/numbers"));
        Run vector = run("flash-attention-2", tiles[0], tiles[1], UNITS + "vector.accumulate=fp16");
        assertEquals(1, vector.code(), vector.out());
        assertEquals("O", vector.at("/numbers/not_finite/operator").asString());
        assertEquals("Infinity", vector.at("/numbers/not_finite/value").asString());
        assertEquals(2, vector.at("/numbers/not_finite/stored/o/infinite").asInt());
        assertTrue(vector.at("/numbers/not_finite/cycle").asLong() > 0);
        assertTrue(vector.out().contains("not finite first in cycle "), vector.out());
        // The array's own sums stay within a tile, and so do the softmax's; a larger tile does not.
        assertEquals(
                0,
                run("flash-attention-2", tiles[0], tiles[1], UNITS + "array.accumulate=half")
                        .code());
        Run array = run("flash-attention-2", tiles[0], "params.Bc=128", UNITS + "array.accumulate=fp16");
        assertEquals(1, array.code());
        assertEquals("PV", array.at("/numbers/not_finite/operator").asString());
    }

    /**
     * Queries of 2^-11 become 0 as they enter an array of fp8-e4m3, whose least number is 2^-9; against keys of 256 and -256,
     * 16 columns and a scale of 1/4, scores of 0.5 and -0.5 become 0. The array does what it declares: the error is that of a
     * query, 2^-11, times the key, and no miss.
     */
    @Test
    void whatIsLostOfASmallFactorIsMultipliedByTheOther() throws IOException {
        double[] keys = all(2 * 16, 256);
        Arrays.fill(keys, 16, 32, -256);
        workload("fp16", 1, 2, all(16, 0x1p-11), keys, new double[] {1, 1, -1, -1});
        Run run = run("flash-attention-2", "params.Br=1", "params.Bc=2", UNITS + "array.operands=fp8-e4m3");
        assertEquals(0, run.code(), run.out() + run.err());
        assertEquals(Math.tanh(0.5), run.at("/golden/max_abs_error").asDouble(), 1e-6);
    }

    /** The sum of 70,000 weights of 1: more than fp16 has, so it is infinite, and 1 over it is 0. */
    @Test
    void theSumOfTheWeightsIsKeptInTheFormatOfTheSoftmax() throws IOException {
        int keys = 70_000;
        workload("fp16", 1, keys, all(1, 0), all(keys, 0), all(keys, 1));
        Run wide = run("flash-attention-2", "params.Br=1", "params.Bc=1000");
        assertEquals(0, wide.code(), wide.out());
        Run narrow = run("flash-attention-2", "params.Br=1", "params.Bc=1000", UNITS + "softmax.accumulate=fp16");
        assertEquals(1, narrow.code(), narrow.out());
        assertEquals("P", narrow.at("/numbers/not_finite/operator").asString());
        assertTrue(narrow.at("/numbers/not_finite/element").asString().startsWith("P.denominator["));
    }

    /** int8 products summed in int32: scores exact, and nothing rounds on the way to an output of equal weights. */
    @Test
    void wholeNumbersAreSummedExactlyInInt32() throws IOException {
        workload("int8", 1, 4, all(2, 0), all(8, 100), new double[] {1, 2, 3, 4, 5, 6, 7, 8});
        Run run = run(
                "flash-attention-2",
                UNITS + "array.operands=int8",
                UNITS + "array.accumulate=int32",
                "params.Br=1",
                "params.Bc=4");
        assertEquals(0, run.at("/golden/max_abs_error").asDouble(), run.err() + run.out());
        assertEquals(0, run.code(), run.out());
        assertEquals(2, run.at("/golden/outputs_checked").asInt());
        Run refused = run(
                "flash-attention-2",
                "workload.format=fp16",
                "params.Br=1",
                "params.Bc=4",
                UNITS + "array.accumulate=int32");
        assertEquals(2, refused.code());
        assertTrue(
                refused.err().contains("whose sums are int32, for operands in fp16; allowed: operands in int8"),
                refused.err());
        Run overflow = run(
                "flash-attention-2",
                UNITS + "array.accumulate=int32",
                "workload.shape.keys=200000",
                "params.Bc=200000",
                "params.Br=1");
        assertEquals(2, overflow.code());
        assertTrue(overflow.err().contains("sums that cannot overflow"), overflow.err());
    }

    /** Of one key the weight is 1: o = v, which bf16 operands cannot hold. */
    @Test
    void operandsAreRoundedAsTheyEnterTheUnit() throws IOException {
        workload("fp16", 1, 1, all(1, 0), all(1, 0), new double[] {1 + 0x1p-10});
        String[] one = {"params.Br=1", "params.Bc=1"};
        Run exact = run("flash-attention-2", one);
        assertEquals(0, exact.at("/golden/max_abs_error").asDouble());
        Run rounded = run("flash-attention-2", one[0], one[1], UNITS + "array.operands=bf16");
        assertEquals(0x1p-10, rounded.at("/golden/max_abs_error").asDouble());
        Run refused = run("flash-attention-2", one[0], one[1], UNITS + "array.operands=int8");
        assertEquals(2, refused.code());
        assertTrue(refused.err().contains("whose operands are int8, for numbers in fp16"), refused.err());
    }

    /** Scores 0, 400, 900: e4m3 has 448 at most, so of three one is too large, and becomes 448. */
    @Test
    void resultsTooLargeForTheirFormatAreCountedPerOperator() throws IOException {
        workload("fp32", 1, 3, all(1, 10), new double[] {0, 40, 90}, all(3, 1));
        Path design = dir.resolve("d.json");
        Files.writeString(design, """
            { "name": "d", "hardware": "streaming-fabric", "loops": { "h": "heads", "i": "queries", "j": "keys" },
              "dataflow": [
                { "name": "Q", "op": "source", "tensor": "q", "over": ["h", "i"] },
                { "name": "K", "op": "source", "tensor": "k", "over": ["h", "i", "j"] },
                { "name": "S", "op": "matmul", "a": "Q", "b": "K", "transpose_b": true, "format": "float8_e4m3fn",
                  "ii": 1, "latency": 1 },
                { "name": "Out", "op": "sink", "in": "S", "tensor": "s" } ],
              "buffers": { "Q": { "tiles": 2 }, "K": { "tiles": 2 }, "S": { "tiles": 2 } } }\
            """);
        Run run = run(design.toString());
        assertEquals(1, run.at("/numbers/too_large/S").asInt(), run.out() + run.err());
        assertEquals(1, run.at("/numbers/too_large").size());
        assertTrue(
                run.out().contains("too large results too large for the format they were converted to: S 1"),
                run.out());
        assertTrue(run.isWithout("/numbers/not_finite"), "448 is finite");
    }

    /** Scores of 162 as logits overflow e to the x in fp32; infinity over infinity is NaN. E computes in cycle 1. */
    @Test
    void nanAndInfinityAreNamedWithOperatorElementAndCycle() throws IOException {
        workload("fp16", 2, 2, all(2, 9), all(2, 18), all(2, 1));
        Path design = dir.resolve("d.json");
        Files.writeString(design, """
            { "name": "d", "hardware": "streaming-fabric", "loops": { "h": "heads", "i": "queries", "j": "keys" },
              "dataflow": [
                { "name": "Q", "op": "source", "tensor": "q", "over": ["h", "i"] },
                { "name": "K", "op": "source", "tensor": "k", "over": ["h", "i", "j"] },
                { "name": "V", "op": "source", "tensor": "v", "over": ["h", "i", "j"] },
                { "name": "E", "op": "matmul", "a": "Q", "b": "K", "transpose_b": true, "then": "exp", "ii": 1, "latency": 1 },
                { "name": "Sum", "op": "reduce", "function": "sum", "in": "E", "accumulate_over": "j", "ii": 1, "latency": 1 },
                { "name": "W", "op": "matmul", "a": "E", "b": "V", "accumulate_over": "j", "ii": 1, "latency": 1 },
                { "name": "O", "op": "divide", "a": "W", "b": "Sum", "ii": 1, "latency": 1 },
                { "name": "Out", "op": "sink", "in": "O", "tensor": "o" } ],
              "buffers": { "Q": { "tiles": 2 }, "K": { "tiles": 2 }, "V": { "tiles": 2 }, "E": { "tiles": 2 },
                "Sum": { "tiles": 2 }, "W": { "tiles": 2 }, "O": { "tiles": 2 } } }\
            """);
        Run run = run(design.toString());
        assertEquals(1, run.code());
        JsonNode found = run.at("/numbers/not_finite");
        assertEquals("E", found.path("operator").asString());
        assertEquals(
                "E[layer 0, batch 0, head 0, queries 0, keys 0]",
                found.path("element").asString());
        assertEquals("Infinity", found.path("value").asString());
        assertEquals(1, found.path("cycle").asLong());
        assertEquals(2, found.at("/stored/o/nan").asInt());
        assertEquals(
                "o[layer 0, batch 0, head 0, queries 0, 0]",
                found.at("/stored/o/first").asString());
        String page = Files.readString(dir.resolve("out0").resolve("report.html"));
        assertTrue(page.contains("of o, 2 are NaN and 0 infinite"), "the page says so too");
    }

    /** The mean of two numbers of 1e308 is one, but their sum, which the design makes first, is beyond double precision. */
    @Test
    void aSumOfValuesThatOverflowsInDoublePrecisionIsMissedAndNamed() throws IOException {
        workload("fp64", 2, 2, all(2, 1), all(2, 1), all(2, 1e308));
        Run run = run("flash-attention-2", "params.Br=2", "params.Bc=2");
        assertEquals(1, run.code(), run.err() + run.out());
        assertEquals("PV", run.at("/numbers/not_finite/operator").asString());
        assertEquals("Infinity", run.at("/numbers/not_finite/value").asString());
        assertTrue(run.at("/numbers/not_finite/cycle").asLong() > 0);
        assertEquals(2, run.at("/numbers/not_finite/stored/o/infinite").asInt());
        assertTrue(run.out().contains("MISSED") && run.out().contains("not finite first in cycle "), run.out());
    }

    /** Products of weights and the least number of double precision are 0 or that number, whatever the order of sums. */
    @Test
    void theLeastNumbersOfDoublePrecisionAreNotMissed() throws IOException {
        workload("fp64", 1, 7, all(1, 1), new double[] {0, 1, 2, 3, 4, 5, 6}, all(7, 7 * Double.MIN_VALUE));
        Run run = run("streaming-sdpa-memory-free");
        assertEquals(0, run.code(), run.err() + run.out());
    }

    /** int8 has no NaN: infinity less infinity stays NaN on its way into it, and is named. */
    @Test
    void aNumberThatIsNoneIsNamedInAFormatWithoutNaNToo() throws IOException {
        workload("fp32", 1, 2, all(1, 3e38), all(2, 3e38), all(2, 1));
        Run run = run("streaming-sdpa-three-pass", "dataflow.D.format=int8");
        assertEquals(1, run.code(), run.err() + run.out());
        assertEquals("S", run.at("/numbers/not_finite/operator").asString());
        assertEquals(1, run.at("/numbers/not_finite/stored/o/nan").asInt());
    }

    /** Tiles of three elements of two bits each lie across bytes: both bytes move. */
    @Test
    void elementsOfLessThanAByteMoveTheBytesThatTheyShare() throws IOException {
        workload("ternary", 4, 6, all(4, 1), all(6, 1), all(6, 1));
        Run run = run("unfused", "params.Br=4", "params.Bc=3", "params.rows=4", "params.key_tiles=6");
        assertEquals(0, run.code(), run.err() + run.out());
    }

    /** Causal masks put minus infinity into scores, and rows of maxima; that is nothing to tell of. */
    @ParameterizedTest
    @CsvSource({
        "flash-attention-2, params.Br=2 params.Bc=2",
        "unfused, params.Br=2 params.Bc=2 params.rows=2",
        "flash-attention-1, params.Br=2 params.Bc=2",
        "streaming-sdpa-memory-free, workload.name=w",
        "streaming-sdpa-three-pass, workload.name=w",
        "streaming-sdpa-reordered, workload.name=w"
    })
    void minusInfinityThatMasksIsNotNamed(String design, String sets) throws IOException {
        workload("fp16", 4, 4, all(8, 1), all(8, 1), all(8, 1));
        Run run = run(design, ("workload.mask=causal " + sets).split(" "));
        assertEquals(0, run.code(), run.err() + run.out());
        assertTrue(run.isWithout("/numbers"), run.out());
        assertNotNull(run.at("/golden"));
        // Of six queries and four keys, two see none.
        workload("fp16", 6, 4, all(12, 1), all(8, 1), all(8, 1));
        Run hidden = run(design, ("workload.mask=causal " + sets).split(" "));
        assertEquals(0, hidden.code(), hidden.err() + hidden.out());
        assertTrue(hidden.isWithout("/numbers"), hidden.out());
    }

    @Test
    void namesOfPyTorchAreTheSameFormatsAndResultsShowOurs() throws IOException {
        workload("float32", 1, 1, all(1, 0), all(1, 0), all(1, 1));
        Run run = run("flash-attention-2", "params.Br=1", "params.Bc=1");
        assertEquals(0, run.code(), run.err());
        assertEquals("fp32", run.at("/workload/format").asString());
        Run wrong = run("flash-attention-2", "workload.format=float");
        assertEquals(2, wrong.code());
        assertTrue(wrong.err().contains("\"float\"; allowed: fp64, fp32"), wrong.err());
        assertNull(wrong.result().get("workload"));
    }

    @Test
    void inputsOutsideTheFormatAreRefusedOrCounted() throws IOException {
        workload("fp8-e4m3", 2, 2, all(2, 1), new double[] {1, 70000}, all(2, 1));
        Run refused = run("flash-attention-2", "params.Br=2", "params.Bc=2");
        assertEquals(2, refused.code());
        assertTrue(
                refused.err().contains("tensor \"k\" element 1 (batch 0, head 0, row 1, column 0) is 70000.0"),
                refused.err());
        assertTrue(refused.err().contains("-448.0 to 448.0, the numbers of fp8-e4m3"), refused.err());
        Run counted = run("flash-attention-2", "params.Br=2", "params.Bc=2", "workload.tensors.saturate=true");
        assertEquals(1, counted.at("/numbers/saturated_inputs/k").asInt(), counted.err());
        assertTrue(
                counted.out().contains("saturated inputs too large for their format, made the largest it has: k 1"),
                counted.out());
    }
}
