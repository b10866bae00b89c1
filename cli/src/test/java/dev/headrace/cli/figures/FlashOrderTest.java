package dev.headrace.cli.figures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.cli.laws.Trial;
import dev.headrace.simulator.run.Result;
import org.junit.jupiter.api.Test;

/**
 * FlashAttention-2 before FlashAttention-1 before three passes over memory, on the shape of gpt2-medium-1k. One sequence on
 * 16 of the 108 cores and 6 of the 40 channels, so that each core has one head and its share of the bandwidth. The full shape on
 * the whole file, with the memory exact to the command, is in docs/flash-attention.md.
 */
class FlashOrderTest {
    private static Result run(String design) {
        return Trial.of(design)
                .on("a100-like")
                .with("gpt2-medium-1k")
                .set(
                        "workload.shape.batch=1",
                        "hardware.cores=16",
                        "hardware.units.hbm.channels=6",
                        "hardware.units.hbm.fidelity=bandwidth")
                .run();
    }

    private static long bytes(Result r) {
        return r.memories().get("hbm").readBytes() + r.memories().get("hbm").writeBytes();
    }

    @Test
    void flashAttention2BeatsFlashAttention1BeatsUnfused() {
        Result unfused = run("unfused");
        Result first = run("flash-attention-1");
        Result second = run("flash-attention-2");
        assertTrue(second.cycles() < first.cycles(), second.cycles() + " " + first.cycles());
        assertTrue(first.cycles() < unfused.cycles(), first.cycles() + " " + unfused.cycles());
        // By element counts, N = 1,024, d = 64: (4Nd + 4N^2) 2 B over (2Nd + 8 x 2Nd) 2 B + 4N B.
        assertEquals(8_912_896.0 / 2_363_392.0, (double) bytes(unfused) / bytes(second), 1e-12);
    }
}
