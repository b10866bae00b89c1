package dev.headrace.cli.figures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.cli.Words;
import dev.headrace.cli.laws.Trial;
import dev.headrace.simulator.run.Result;
import dev.headrace.simulator.spec.InputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Streams from one iteration to the next, and tiles inside tiles, where a mask skips some of them. */
class SkippedTilesTest {
    private static Trial causal(int block, int tile) {
        return Trial.of("fusemax-dynamic")
                .set(
                        "workload.mask=causal",
                        "masked_tiles=skip",
                        "params.block=" + block,
                        "params.tile=" + tile,
                        "params.P1=4",
                        "params.states=6");
    }

    /** 2 heads, 128 queries and keys, rows of 32 bytes. Maximum, sum and numerator go from each key tile to the next. */
    @ParameterizedTest
    @CsvSource({
        // One block of 4 x 4 tiles, of which 10 are seen; each tile crosses the memory once.
        "128, 32, 10, 4",
        // Two blocks; 36 of 8 x 8 tiles are seen; the first block sees 4 key tiles, the second all 8.
        "64, 16, 36, 12",
        // Tiles of 16 in blocks of one: 1 + ... + 8.
        "16, 16, 36, 36",
    })
    void onePassOverTheKeysVisitsWhatIsSeen(int block, int tile, long pairs, long keyTiles) {
        Result r = causal(block, tile).check("full").run();
        assertTrue(r.golden() != null && r.golden().passed(), String.valueOf(r.golden()));
        assertEquals(2 * pairs, r.operators().get("QK").firings());
        assertEquals(2L * 128 * 32, r.memories().get("hbm").byTensor().get("q").readBytes());
        assertEquals(
                2 * keyTiles * tile * 32,
                r.memories().get("hbm").byTensor().get("k").readBytes());
    }

    @Test
    void skippingPeriodsChangesNothing() {
        Trial t = causal(32, 16).shape(256, 256, 32, 32, 16, 16).set("hardware.units.hbm.fidelity=bandwidth");
        Result skipped = t.run();
        assertTrue(skipped.fastForwardedCycles() > 0);
        assertEquals(Trial.factsOfFullRun(t.runInFull()), Trial.factsOfFullRun(skipped));
    }

    @Test
    void loopThatHandsOnIsNotDealt() {
        Trial t = Trial.of("flash-attention-1").set("hardware.cores=2", "deal.over=[\"h\", \"k\"]");
        String message =
                Words.withoutPlace(assertThrows(InputException.class, t::run).getMessage());
        assertTrue(message.contains("/deal/over: loop k, whose iterations operator "), message);
    }
}
