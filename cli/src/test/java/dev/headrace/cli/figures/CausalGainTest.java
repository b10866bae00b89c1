package dev.headrace.cli.figures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.cli.laws.Trial;
import dev.headrace.simulator.run.Result;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What causal FlashAttention-2 gains, and why it is not the whole of what tile counting allows. The cycles of the array
 * fall into parts that sum to instances x cycles: work, fill, waiting for memory after the fill, for inputs, for room,
 * drain, imbalance. With T tile pairs of T0 left by the mask, each part of the causal run is compared with T / T0 of the
 * same part of the full run; the differences sum to the cycles that the causal run takes beyond T / T0 of the full one.
 */
class CausalGainTest {
    /** 1,024 queries and keys in tiles of 128: 8 + 7 + ... + 1 = 36 of 64 pairs. */
    private static final int TILES = 8;

    private static Trial trial(String hardware, String mask) {
        Trial t = Trial.of("flash-attention-2")
                .on(hardware)
                .shape(8, 8, 1024, 1024, 64, 64)
                .set("workload.mask=" + mask);
        // A ninth of the many-core file: 12 of 108 cores, 4 of 40 channels.
        return hardware.equals("a100-like") ? t.set("hardware.cores=12", "hardware.units.hbm.channels=4") : t;
    }

    /** Parts of the cycles of all arrays together. */
    private static Map<String, Long> parts(Result r) {
        Result.UnitResult array = Objects.requireNonNull(r.units().get("array"));
        Result.Stalls s = array.stalls();
        Result.Ends e = array.ends();
        Map<String, Long> parts = new LinkedHashMap<>();
        parts.put("work", array.busyCycles());
        parts.put("fill", e.fill());
        parts.put("memory", s.memory() - e.fill());
        parts.put("input", s.input());
        parts.put("room", s.room());
        parts.put("unit", s.unit());
        parts.put("drain", e.drain());
        parts.put("imbalance", e.imbalance());
        return parts;
    }

    @ParameterizedTest
    @CsvSource({"systolic-128-hbm2, 1", "a100-like, 12"})
    void everyCycleBeyondTileCountingHasAName(String hardware, int cores) {
        Result full = trial(hardware, "none").run();
        Result causal = trial(hardware, "causal").run();
        long all = TILES * TILES;
        long kept = TILES * (TILES + 1) / 2;
        long beyond = 0;
        Map<String, Long> was = parts(full);
        for (Map.Entry<String, Long> part : parts(causal).entrySet()) {
            assertTrue(part.getValue() >= 0, part + " of " + causal.units().get("array"));
            beyond += all * part.getValue() - kept * was.get(part.getKey());
        }
        assertEquals(cores * (all * causal.cycles() - kept * full.cycles()), beyond);
        // Tiles on the diagonal are computed whole, so the work is exactly what tile counting says.
        assertEquals(all * parts(causal).get("work"), kept * was.get("work"));
        double gain = (double) full.cycles() / causal.cycles();
        assertTrue(gain > 1.3 && gain <= (double) all / kept, "gain " + gain);
    }

    @Test
    void dealingTheLongestFirstTakesTheImbalanceAway() {
        Trial cyclic = trial("a100-like", "causal").set("hardware.units.hbm.fidelity=bandwidth");
        Result before = cyclic.run();
        Result after = cyclic.set("deal.policy=longest-first").run();
        assertTrue(
                2 * parts(after).get("imbalance") < parts(before).get("imbalance"), parts(before) + " " + parts(after));
        assertTrue(after.cycles() < before.cycles());
        assertEquals(parts(before).get("work"), parts(after).get("work"));
        assertEquals(
                before.memories().get("hbm").byTensor(),
                after.memories().get("hbm").byTensor());
    }

    /** 8 heads of 8 query tiles with 1 to 8 key tiles, 288 pairs, on 12 cores: 24 each, and the rule finds just that. */
    @Test
    void longestFirstGivesEveryCoreTheSameTiles() {
        Result r = trial("a100-like", "causal")
                .set("deal.policy=longest-first", "hardware.units.hbm.fidelity=bandwidth")
                .run();
        long span = r.cores().stream().mapToLong(Long::longValue).max().getAsLong()
                - r.cores().stream().mapToLong(Long::longValue).min().getAsLong();
        assertTrue(span < 2 * 2048, "cores end " + r.cores() + "; a pair takes 2,048 cycles of the array");
    }
}
