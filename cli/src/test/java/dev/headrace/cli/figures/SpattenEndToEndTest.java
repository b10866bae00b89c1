package dev.headrace.cli.figures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.cli.laws.Trial;
import dev.headrace.simulator.run.LinearWork;
import dev.headrace.simulator.run.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A whole encoder on SpAtten: what its arrays multiply and its memory reads is what counting gives. */
class SpattenEndToEndTest {
    private static final List<String> WEIGHTS = List.of("w_q", "w_k", "w_v", "w_o", "w_up", "w_down");

    @TempDir
    Path dir;

    private Result run(String pruning) throws IOException {
        return run("\"pruning\": { " + pruning + " }", "full");
    }

    private Result run(String kept, String check) throws IOException {
        return trial(kept, check).run();
    }

    private Trial trial(String kept, String check) throws IOException {
        Path file = Files.writeString(dir.resolve("w.json"), """
                { "name": "w", "format": "fp16", "tensors": { "seed": 5 },
                  "shape": { "layers": 4, "heads": 4, "queries": 21, "keys": 21, "head_dim": 16,
                             "dimensions": { "model": 64, "ffn": 160 } },
                  "arrays": {
                    "x": { "rows": "queries", "cols": "model", "per": "sequence" },
                    "y": { "rows": "queries", "cols": "model", "per": "sequence" },
                    "qc": { "rows": "queries", "cols": "head_dim", "per": "head", "format": "int8" },
                    "kc": { "rows": "keys", "cols": "head_dim", "per": "head", "format": "int8" },
                    "vc": { "rows": "keys", "cols": "value_dim", "per": "head", "format": "int8" },
                    "w_q": { "rows": "head_dim", "cols": "model", "per": "head", "format": "int8" },
                    "w_k": { "rows": "head_dim", "cols": "model", "per": "head", "format": "int8" },
                    "w_v": { "rows": "value_dim", "cols": "model", "per": "head", "format": "int8" },
                    "w_o": { "rows": "value_dim", "cols": "model", "per": "head", "format": "int8" },
                    "w_up": { "rows": "ffn", "cols": "model", "per": "layer", "format": "int8" },
                    "w_down": { "rows": "ffn", "cols": "model", "per": "layer", "format": "int8" } },
                  "kept": { %s },
                  "linear": { "model": 64, "ffn": 160, "weight_bits": 8 } }""".formatted(kept));
        return Trial.of("spatten-e2e").with(file.toString()).check(check);
    }

    private static LinearWork linear(Result r) {
        return Objects.requireNonNull(Objects.requireNonNull(r.sparsity()).linear());
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "``",
                "`\"tokens\": { \"layers\": [0, 0.3, 0.6, 0.9] }`",
                "`\"heads\": { \"layers\": [0, 0.25, 0.5, 0.75] }`",
                "`\"tokens\": { \"layers\": [0.2, 0.3, 0.6, 0.95] }, \"heads\": { \"layers\": [0, 0.5, 0.5, 0.75] }`",
                "`\"tokens\": { \"layers\": [0, 0, 0.5, 0.5] }, \"values\": 0.4, \"key_bits\": 8`"
            })
    void arraysMultiplyAndMemoryReadsWhatIsCounted(String pruning) throws IOException {
        Result r = run(pruning);
        assertTrue(Objects.requireNonNull(r.golden()).passed(), String.valueOf(r.golden()));
        LinearWork work = linear(r);
        assertEquals(work.weightBytes(), weights(r));
        long products = Objects.requireNonNull(r.sparsity()).products();
        assertEquals(
                2 * (work.macs().total() + products),
                r.units().get("qk").usefulOps() + r.units().get("pv").usefulOps());
        long rows = work.layers().stream().mapToLong(LinearWork.Layer::rows).sum();
        assertEquals(rows, r.operators().get("Z.store").firings());
        assertEquals(3 * rows, r.operators().get("U").firings());
    }

    @Test
    void theLastHeadThatIsThereEndsTheSumWhicheverItIs() throws IOException {
        // Counts drop the last heads first.
        Result r = run(
                "\"counts\": { \"first\": [{ \"layers\": 1 }, { \"layers\": 2, \"heads\": 3, \"keys\": 15 },"
                        + " { \"layers\": 1, \"heads\": 1, \"keys\": 4 }] }",
                "off");
        assertEquals(21 + 15 + 15 + 4, r.operators().get("Y.store").firings());
        assertEquals(linear(r).weightBytes(), weights(r));
    }

    @Test
    void aLayerWithoutTokensStillReadsItsFeedForwardWeights() throws IOException {
        // floor(21 x 0.04) = 0 tokens in the last layer.
        Result r = run("\"tokens\": { \"layers\": [0, 0, 0, 0.96] }");
        assertEquals(linear(r).weightBytes() + 2 * 64 * 160, weights(r));
        assertEquals(3 * 21, r.operators().get("Z.store").firings());
    }

    private static long weights(Result r) {
        return WEIGHTS.stream()
                .mapToLong(w -> r.memories().get("hbm").byTensor().get(w).readBytes())
                .sum();
    }

    @Test
    void tokensAndHeadsThatAreDroppedSaveTime() throws IOException {
        long dense = run("").cycles();
        long tokens = run("\"tokens\": { \"layers\": [0, 0.3, 0.6, 0.9] }").cycles();
        long heads = run("\"heads\": { \"layers\": [0, 0.25, 0.5, 0.75] }").cycles();
        assertTrue(tokens < dense, tokens + " and " + dense);
        assertTrue(heads < dense, heads + " and " + dense);
    }

    /** Operator 38, Done, tells the next layer that this one has ended; without its wait it does so with the last sum. */
    @Test
    void aLayerBeginsWhenTheOneBeforeHasStoredItsRows() throws IOException {
        Trial waits = trial("\"pruning\": { \"tokens\": { \"layers\": [0, 0.3, 0.6, 0.9] } }", "off");
        Result r = waits.run();
        assertEquals(4, r.operators().get("Keep").firings());
        Result hurries = waits.set("dataflow.38.wait_for=null").run();
        assertTrue(r.cycles() > hurries.cycles(), r.cycles() + " and " + hurries.cycles());
    }
}
