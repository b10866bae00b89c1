package dev.headrace.cli.figures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.cli.Words;
import dev.headrace.cli.laws.Trial;
import dev.headrace.simulator.run.Result;
import dev.headrace.simulator.spec.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Bytes of keys and values that stay on chip during a loop: each tile crosses the memory at its first visit on a core.
 * Workload {@code tiny}: 2 heads, 128 queries and keys in tiles of 32, rows of 16 numbers of 2 bytes, so a tile is 1,024
 * bytes.
 */
class ReuseTest {
    private static final String DESIGN = """
        { "name": "kv-on-chip", "hardware": "%s", "workload": "tiny",
          "params": { "reuse": "q", "tiles": 4 },
          "loops": { "h": "heads", "q": { "of": "queries", "tile": 32 }, "k": { "of": "keys", "tile": 32 } },
          "dataflow": [
            { "name": "Q", "op": "load", "tensor": "q", "over": ["h", "q"], "from": "hbm" },
            { "name": "K", "op": "load", "tensor": "k", "over": ["h", "q", "k"], "from": "hbm", "reuse": "$reuse" },
            { "name": "V", "op": "load", "tensor": "v", "over": ["h", "q", "k"], "from": "hbm", "reuse": "$reuse" },
            { "name": "S", "op": "matmul", "a": "Q", "b": "K", "transpose_b": true, "on": "array" },
            { "name": "P", "op": "online-softmax", "in": "S", "running_over": "k", "on": "softmax" },
            { "name": "PV", "op": "matmul", "a": "P", "b": "V", "on": "array" },
            { "name": "O", "op": "rescale-accumulate", "in": "PV", "factor": "P.correction", "accumulate_over": "k", "on": "vector" },
            { "name": "A", "op": "divide", "a": "O", "b": "P.denominator", "on": "vector" },
            { "name": "A.store", "op": "store", "in": "A", "tensor": "o", "to": "hbm" } ],
          "deal": { "over": ["h", "q"] },
          "buffers": {
            "Q": { "in": "sram", "tiles": 2 }, "K": { "in": "sram", "tiles": "$tiles" },
            "V": { "in": "sram", "tiles": "$tiles" }, "S": { "tiles": 2 }, "P": { "tiles": 2 },
            "PV": { "tiles": 2 }, "O": { "tiles": 2 }, "A": { "tiles": 2 } } }
        """;

    @TempDir
    Path dir;

    private Trial trial() throws IOException {
        String hardware =
                Trial.home().resolve("configs/hardware/systolic-128-hbm2.json").toString();
        Path file = Files.writeString(dir.resolve("kv-on-chip.json"), DESIGN.formatted(hardware));
        return Trial.of(file.toString()).check("full");
    }

    private static long tilesOf(String tensor, Result r) {
        assertTrue(r.golden() != null && r.golden().passed());
        Map<String, Result.Traffic> by = r.memories().get("hbm").byTensor();
        long bytes = by.get(tensor).readBytes();
        assertEquals(0, bytes % 1024);
        return bytes / 1024;
    }

    /** On n cores item i of the 8 (head, query tile) goes to core i mod n, or they go in runs of neighbours. */
    @ParameterizedTest
    @CsvSource({
        // Every key tile once for each head.
        "none, 1, cyclic, 8",
        "causal, 1, cyclic, 8",
        // Each core has two query tiles of each head, then one, then less than one.
        "none, 2, cyclic, 16",
        "none, 4, cyclic, 32",
        "none, 8, cyclic, 32",
        "none, 3, cyclic, 24",
        // Half a head for each core; a head for each.
        "none, 4, blocks, 16",
        "none, 2, blocks, 8",
        // Of a head a core sees query tiles {0, 2} or {1, 3}: 3 and 4 key tiles.
        "causal, 2, cyclic, 14",
        // One query tile of each head on each core: 1 + 2 + 3 + 4.
        "causal, 4, cyclic, 20",
        // {0, 1} and {2, 3}: 2 and 4.
        "causal, 4, blocks, 12",
    })
    void eachTileIsLoadedAtItsFirstVisitOnEachCore(String mask, int cores, String policy, long tiles)
            throws IOException {
        Result r = trial().set("workload.mask=" + mask, "hardware.cores=" + cores, "deal.policy=" + policy)
                .run();
        assertEquals(tiles, tilesOf("k", r));
        assertEquals(tiles, tilesOf("v", r));
    }

    /** 6 query heads on 6, 2 or 1 kv heads; keys of a kv head stay on chip while its heads come one after another. */
    @ParameterizedTest
    @CsvSource({"2, none, 8", "2, causal, 8", "1, none, 4", "1, causal, 4"})
    void headsWithKeysInCommonLoadThemOnce(int kvHeads, String mask, long tiles) throws IOException {
        Trial t = trial().shape(6, kvHeads, 128, 128, 16, 16).set("workload.mask=" + mask);
        assertEquals(tiles, tilesOf("k", t.set("params.reuse=h").run()));
        // Over the query tiles alone, they are loaded again for each head.
        assertEquals(24, tilesOf("k", t.run()));
    }

    @ParameterizedTest
    @CsvSource({
        "h, '\"h\", each of whose iterations loads other tiles of k; allowed: a loop that leaves tiles the same: q'",
        "k, '\"k\", each of whose iterations loads other tiles of k; allowed: a loop that leaves tiles the same: q'"
    })
    void loopThatTheTensorDependsOnIsRefused(String loop, String complaint) throws IOException {
        Trial t = trial().set("params.reuse=" + loop);
        String message =
                Words.withoutPlace(assertThrows(InputException.class, t::run).getMessage());
        assertTrue(message.endsWith("/dataflow/1/reuse: " + complaint), message);
    }

    /** What M.store writes in one iteration of k is what M brings in the next, so that it cannot be there from the one before. */
    @ParameterizedTest
    @CsvSource({"M, m", "L, l", "Oold, o"})
    void whatIsStoredAnewInEachIterationOfALoopIsNotReusedOverIt(String load, String tensor) throws IOException {
        Trial t = Trial.of("flash-attention-1")
                .set("params.Br=32", "params.Bc=32", "dataflow." + load + ".reuse=k", "buffers." + load + ".tiles=8");
        String message =
                Words.withoutPlace(assertThrows(InputException.class, t::run).getMessage());
        assertTrue(
                message.endsWith("/reuse: \"k\", in each of whose iterations " + (load.equals("Oold") ? "O" : load)
                        + ".store writes new tiles of " + tensor + "; allowed: a loop inside [h, k]"),
                message);
    }

    @Test
    void bufferMustHoldWhatIsVisitedAgain() throws IOException {
        // All four key tiles; under a causal mask the last one is seen by the last query tile alone.
        String message = Words.withoutPlace(assertThrows(
                        InputException.class,
                        () -> trial().set("params.tiles=3").run())
                .getMessage());
        assertTrue(
                message.endsWith("/buffers/K/tiles: 3 with reuse over loop q; allowed: at least 4,"
                        + " all the tokens that are used again"),
                message);
        assertEquals(
                8,
                tilesOf(
                        "k",
                        trial().set("params.tiles=3", "workload.mask=causal").run()));
        assertThrows(
                InputException.class,
                () -> trial().set("params.tiles=2", "workload.mask=causal").run());
        // Over heads with keys in common: the tiles of one of them at a time.
        Trial shared = trial().shape(6, 2, 128, 128, 16, 16).set("params.reuse=h");
        assertEquals(8, tilesOf("k", shared.run()));
        assertThrows(InputException.class, () -> shared.set("params.tiles=3").run());
    }

    @Test
    void firingsMayBeSkippedAllTheSame() throws IOException {
        for (String mask : new String[] {"none", "causal"}) {
            Trial t = trial().check("off")
                    .shape(8, 8, 512, 512, 16, 16)
                    .set("workload.mask=" + mask, "params.tiles=16", "hardware.units.hbm.fidelity=bandwidth");
            Result skipped = t.run();
            assertTrue(skipped.fastForwardedCycles() > 0, mask);
            assertEquals(Trial.factsOfFullRun(t.runInFull()), Trial.factsOfFullRun(skipped));
            assertEquals(
                    8 * 16 * 1024,
                    skipped.memories().get("hbm").byTensor().get("k").readBytes());
        }
    }
}
