package dev.headrace.cli.figures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.cli.laws.Trial;
import dev.headrace.simulator.dataflow.KeptTable;
import dev.headrace.simulator.run.Result;
import dev.headrace.simulator.run.Setup;
import dev.headrace.simulator.run.Simulation;
import dev.headrace.simulator.run.TensorReader;
import dev.headrace.simulator.spec.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pruning to the edges of what can be pruned, in generation and in whole passes, with numbers in double precision checked. */
class PruningTest {
    @TempDir
    Path dir;

    private Trial trial(String design, String kept) throws IOException {
        boolean generates = kept.contains("generate");
        Path file = Files.writeString(dir.resolve("w.json"), """
            { "name": "w", "format": "fp16", "mask": "%s", "tensors": { "seed": 3 },
              "shape": { "layers": 3, "heads": 3, "queries": 21, "keys": 21, "head_dim": 16 },
              "kept": { %s } }\
            """.formatted(generates ? "causal" : "none", kept));
        Trial trial = Trial.of(design).with(file.toString()).check("full");
        return design.startsWith("spatten") ? trial.set(NarrowDatapathTest.WIDE) : trial;
    }

    private static Result good(Result r) {
        Result.Golden golden = Objects.requireNonNull(r.golden());
        // Where everything is dropped, nothing was compared, and that is no pass.
        assertEquals(
                golden.outputsChecked() == 0 ? Result.Verdict.NO_USEFUL_CHECK : Result.Verdict.PASSED,
                golden.verdict(),
                String.valueOf(golden));
        assertNull(golden.waived(), String.valueOf(golden));
        return r;
    }

    @ParameterizedTest
    @CsvSource({
        "'', 1",
        "'\"tokens\": {\"layers\": [0, 1, 1]}', 2",
        "'\"tokens\": {\"layers\": [0, 0.96, 0.96]}', 3",
        "'\"tokens\": {\"layers\": [1, 1, 1]}', 4",
        "'\"heads\": {\"layers\": [0, 0.5, 1]}', 5",
        "'\"heads\": {\"layers\": [1, 1, 1]}', 6",
        "'\"values\": 0', 7",
        "'\"values\": 0.05', 8",
        "'\"query_bits\": 12, \"key_bits\": 6, \"low_bits\": 4, \"threshold\": 0, \"value_bits\": 8', 9",
        "'\"query_bits\": 12, \"key_bits\": 6, \"low_bits\": 4, \"threshold\": 1, \"value_bits\": 8', 10",
        "'\"key_bits\": 4, \"tokens\": {\"free\": 0, \"start\": 0.2, \"end\": 0.9}, \"values\": 0.3', 11"
    })
    void whateverIsPrunedTheRunEndsAndItsNumbersAreRight(String pruning, int number) throws IOException {
        String of = "\"pruning\": { " + pruning + " }";
        good(trial("spatten-encoder", of).run());
        good(trial("spatten", of + ", \"generate\": true, \"prompt\": " + number)
                .run());
    }

    @Test
    void withEveryHeadDroppedNothingIsFetchedButTheRunStillEnds() throws IOException {
        String all = "\"pruning\": { \"heads\": { \"layers\": [1, 1, 1] } }";
        Result r = good(trial("spatten-encoder", all).run());
        assertEquals(0, Objects.requireNonNull(r.sparsity()).bytes());
        assertEquals(0, r.operators().get("S").firings());
        assertEquals(0, Objects.requireNonNull(r.golden()).outputsChecked());
    }

    /** Values of 0 make outputs of 0, whatever is kept. */
    @Test
    void valuesThatAreAllZeroProveNothing() throws IOException {
        for (String design : new String[] {"spatten-encoder", "mnnfast"}) {
            Trial trial = trial(
                    design,
                    design.equals("mnnfast") ? "\"zero_skipping\": { \"threshold\": 0.01 }" : "\"pruning\": {}");
            TensorReader numbers = Trial.reader(trial.setup().workload());
            Result.Golden golden = Objects.requireNonNull(trial.run((tensor, layer, batch, head, into) -> {
                        if (tensor != 'v') {
                            numbers.read(tensor, layer, batch, head, into);
                        }
                    })
                    .golden());
            assertEquals(Result.Verdict.NO_USEFUL_CHECK, golden.verdict(), golden.toString());
            assertTrue(String.valueOf(golden.why()).startsWith("all of v is 0"), golden.why());
        }
    }

    @Test
    void oneTokenIsAProbabilityOfOne() throws IOException {
        String one = "\"pruning\": { \"tokens\": { \"layers\": [0, 0.96, 0.96] } }";
        Result r = good(trial("spatten-encoder", one).run());
        // floor(21 x 0.04) = 0 tokens; with 0.952 it is floor(1.008) = 1
        assertEquals(0, Objects.requireNonNull(r.sparsity()).layers().get(2).tokens());
        r = good(trial("spatten-encoder", one.replace("0.96", "0.952")).run());
        assertEquals(1, Objects.requireNonNull(r.sparsity()).layers().get(2).tokens());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void noRowIsFetchedAgainBelowZeroAndEveryFlatOneBelowOne(int threshold) throws IOException {
        String bits = "\"pruning\": { \"key_bits\": 6, \"low_bits\": 4, \"threshold\": " + threshold + " }";
        Result r = good(trial("spatten-encoder", bits).run());
        assertEquals(threshold, Objects.requireNonNull(r.sparsity()).refetchRate());
        assertEquals(
                threshold == 0 ? 0 : 3 * 3 * 21, r.operators().get("P.again").firings());
        // Low bits of a head come once for all its queries: 24 rows of 16 x 4 bits, rounded up to groups of 8.
        Result.Traffic low = r.memories().get("hbm").byTensor().get("k.low");
        assertEquals(threshold == 0 ? 0 : 3 * 3 * 24 * 8, low == null ? 0 : low.readBytes());
    }

    @Test
    void rowsComputedAgainKeepTheirOrderAndCostTime() throws IOException {
        String bits = "\"generate\": true, \"pruning\": { \"key_bits\": 6, \"low_bits\": 4, \"threshold\": %s }";
        Result never = good(trial("spatten", bits.formatted("0")).run());
        Result always = good(trial("spatten", bits.formatted("1")).run());
        assertTrue(always.cycles() > never.cycles());
        assertEquals(
                2 * never.units().get("qk").usefulOps() - rowsOfOneKey(),
                always.units().get("qk").usefulOps());
    }

    /** The first token has one key, a probability of 1, which is not below a threshold of 1. */
    private static long rowsOfOneKey() {
        return 2L * 16 * 9;
    }

    @Test
    void candidatesAndSkippedZerosAreThoseOfTheGoldenModel() throws IOException {
        for (String share : new String[] {"0.05", "0", "1"}) {
            Trial a3 = trial("a3", "\"candidates\": { \"iterations\": 0.5, \"share\": " + share + " }");
            Result r = good(a3.run());
            assertEquals(1.0, Objects.requireNonNull(r.sparsity()).rowsKept());
            // ceil(0.5 x 21) steps for each of 3 x 3 x 21 queries
            assertEquals(11 * 189, r.operators().get("C").busyCycles());
            good(trial("mnnfast", "\"zero_skipping\": { \"threshold\": " + share + " }")
                    .run());
        }
    }

    @Test
    void selectionsTakeTheEngineAndMoreComparatorsMakeThemFaster() throws IOException {
        String values = "\"pruning\": { \"values\": 0.3 }, \"generate\": true";
        long slow = trial("spatten", values)
                .set("hardware.units.topk.comparators=1")
                .run()
                .cycles();
        long fast = trial("spatten", values).run().cycles();
        assertTrue(fast < slow, fast + " and " + slow);
        long half = trial("spatten", values)
                .set("hardware.units.topk.comparators=8")
                .run()
                .cycles();
        assertTrue(fast < half, fast + " and " + half);
        Result r = trial("spatten", values).run();
        assertTrue(r.operators().get("T").busyCycles() > 0);
        assertTrue(r.units().get("topk").busyCycles() >= r.operators().get("T").busyCycles());
    }

    private static KeptTable kept(Trial trial) {
        Setup setup = trial.setup();
        Simulation.Options options = new Simulation.Options(trial.check(), 0, true);
        Simulation run = new Simulation(setup, options, Trial.reader(setup.workload()));
        assertEquals("complete", run.run().status());
        return Objects.requireNonNull(run.kept());
    }

    @Test
    void aLayerWaitsForTheImportancesOfHeadsWhereNoTokenIsDropped() throws IOException {
        String heads = "\"pruning\": { \"heads\": { \"layers\": [0, 0.4, 0.4] } }";
        Trial trial = trial("spatten-encoder", heads);
        KeptTable.Cut cut = Objects.requireNonNull(kept(trial).cut(1, 0));
        assertEquals(21, cut.scores().length);
        assertEquals(21, cut.kept());
        assertNull(kept(trial).cut(2, 0), "one of three heads is gone already");
        Result r = good(trial.run());
        assertEquals(0, r.operators().get("Keep").busyCycles());
        assertTrue(r.operators().get("Keep").stalls().input() > 0);
    }

    @Test
    void theNextTokenIsSelectedFromAllTokensAndItself() throws IOException {
        Path file = Files.writeString(dir.resolve("w.json"), """
            { "name": "w", "format": "fp16", "mask": "causal",
              "shape": { "layers": 2, "heads": 2, "queries": 3, "keys": 12, "head_dim": 16 },
              "kept": { "generate": true, "counts": { "first": [{ "layers": 2 }],
                "others": [{ "layers": 1, "keys": 10 }, { "layers": 1, "keys": 6, "heads": 1 }] } } }\
            """);
        KeptTable table = kept(Trial.of("spatten").with(file.toString()));
        // Tokens have 10, 11 and 12 keys: 10 of 11 before the second, then 6 of 10; 10 of 12 before the third.
        assertNull(table.cut(1, 0));
        int[][] selections = {{0, 1, 11, 10}, {1, 1, 10, 6}, {0, 2, 12, 10}, {1, 2, 10, 6}};
        for (int[] s : selections) {
            KeptTable.Cut cut = Objects.requireNonNull(table.cut(s[0], s[1]));
            assertEquals(s[2], cut.scores().length);
            assertEquals(s[3], cut.kept());
        }
    }

    @Test
    void headsThatCountsDropAreWaitedForToo() throws IOException {
        Path file = Files.writeString(dir.resolve("w.json"), """
            { "name": "w", "format": "fp16", "mask": "causal",
              "shape": { "layers": 2, "heads": 2, "queries": 2, "keys": 12, "head_dim": 16 },
              "kept": { "generate": true,
                "counts": { "first": [{ "layers": 1 }, { "layers": 1, "heads": 1 }] } } }\
            """);
        KeptTable table = kept(Trial.of("spatten").with(file.toString()));
        assertEquals(11, Objects.requireNonNull(table.cut(1, 0)).kept());
        assertNull(table.cut(0, 1), "every token starts with all heads");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'pruning': { 'tokens': { 'layers': [0, 1] } } | /kept/pruning/tokens/layers: 2 shares",
                "'pruning': { 'heads': { 'layers': [0, 1, 1, 1] } } | 3, one for each layer",
                "'pruning': {}, 'generate': true, 'prompt': 21 | /kept/prompt: 21 of 21 queries",
                "'pruning': {}, 'generate': true, 'prompt': 30 | fewer than queries",
                "'counts': { 'first': [{ 'layers': 3 }], 'others': [] }, 'generate': true | /kept/counts/others: 0"
                        + " layers",
                "'counts': { 'first': [{ 'layers': 2 }] } | /kept/counts/first: 2 layers",
                "'counts': { 'first': [{ 'layers': 3 }] } | checked with full"
            })
    void whatDoesNotGoWithTheShapeIsRefused(String what, String message) throws IOException {
        Trial trial = trial("spatten", what.replace('\'', '"')).check(message.contains("counts") ? "off" : "full");
        String m = assertThrows(InputException.class, trial::run).getMessage();
        assertTrue(m.contains(message), m);
    }

    @Test
    void aWholePassHasAsManyQueriesAsKeys() throws IOException {
        Trial trial = trial("spatten-encoder", "\"pruning\": {}").set("workload.shape.queries=20");
        String m = assertThrows(InputException.class, trial::run).getMessage();
        assertTrue(m.contains("/kept/pruning: 20 queries, 21 keys"), m);
    }

    @Test
    void selectionsAreNotSampled() throws IOException {
        Trial trial = trial("spatten", "\"pruning\": { \"values\": 0.5 }, \"generate\": true");
        String m =
                assertThrows(InputException.class, trial.check("sample")::run).getMessage();
        assertTrue(m.contains("full, off or auto"), m);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {"'values': 0.5 | 20", "'tokens': { 'free': 0, 'start': 0.3 } | 15"})
    void aRowLongerThanTheEngineHoldsIsRefused(String pruning, int capacity) throws IOException {
        // Of 21 tokens 14 have probabilities in the second case: only the selection of tokens itself is too long.
        Trial trial = trial("spatten", "\"generate\": true, \"pruning\": {" + pruning.replace('\'', '"') + "}");
        Trial small = trial.set("hardware.units.topk.capacity=" + capacity);
        String m = assertThrows(InputException.class, small::run).getMessage();
        assertTrue(m.contains("whose capacity is " + capacity + ", for a row of 21"), m);
        good(trial.set("hardware.units.topk.capacity=21").run());
    }
}
