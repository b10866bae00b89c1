package dev.headrace.cli.figures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.cli.laws.Trial;
import dev.headrace.simulator.run.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pruning to the edges of what can be pruned, in generation and in whole passes, with numbers checked. */
class PruningTest {
    @TempDir
    Path dir;

    private Trial trial(String design, String kept) throws IOException {
        boolean generates = kept.contains("generate");
        Path file = Files.writeString(dir.resolve("w.json"), """
                { "name": "w", "format": "fp16", "mask": "%s", "tensors": { "seed": 3 },
                  "shape": { "layers": 3, "heads": 3, "queries": 21, "keys": 21, "head_dim": 16 },
                  "kept": { %s } }""".formatted(generates ? "causal" : "none", kept));
        return Trial.of(design).with(file.toString()).check("full");
    }

    private static Result good(Result r) {
        Result.Golden golden = Objects.requireNonNull(r.golden());
        assertTrue(golden.passed(), String.valueOf(golden));
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
            Result r = good(a3.set("params.steps=11").run());
            assertEquals(1.0, Objects.requireNonNull(r.sparsity()).rowsKept());
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
        Result r = trial("spatten", values).run();
        assertTrue(r.operators().get("T").busyCycles() > 0);
        assertTrue(r.units().get("topk").busyCycles() >= r.operators().get("T").busyCycles());
    }
}
