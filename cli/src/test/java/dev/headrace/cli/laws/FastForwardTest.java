package dev.headrace.cli.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.simulator.run.Result;
import dev.headrace.simulator.spec.Library;
import dev.headrace.simulator.unit.MemoryUnit;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Skipping repeated periods changes nothing in the result of any shipped design. */
class FastForwardTest {
    static Stream<Trial> trials() {
        return new Library(Trial.home())
                .names("designs").stream()
                        // what generates text times its words one by one; that and whole layers have shapes of their
                        // own
                        .filter(design -> !design.startsWith("tellme")
                                && !List.of("transformer-layer", "ubimoe-experts", "spatten-e2e")
                                        .contains(design))
                        .flatMap(design -> Stream.of("none", "causal")
                                // partial sums are carried from tile to tile, in an order that this mask does not keep
                                .filter(mask -> !design.equals("gemm-partial-sums") || mask.equals("none"))
                                .map(mask -> trial(design, mask)));
    }

    /** A design on a shape of ragged tiles and shared heads, with memories whose state can repeat. */
    private static Trial trial(String design, String mask) {
        boolean merge = design.equals("merge-sorted");
        // tiles of tiles must divide the sequence; others are ragged at its end
        boolean nested =
                Trial.of(design).setup().design().loops().values().stream().anyMatch(loop -> loop.has("inside"));
        int n = nested ? 512 : 480;
        Trial own = Trial.of(design)
                .shape(12, 4, n, n, merge ? 1 : 64, 64)
                .set("workload.mask=" + mask)
                .set("workload.tensors.distribution=" + (merge ? "ascending" : "normal"));
        String[] quick = own.setup().hardware().spec().units().keySet().stream()
                .filter(u -> own.setup().hardware().unit(MemoryUnit.class, u) != null)
                .map(u -> "hardware.units." + u + ".fidelity=bandwidth")
                .toArray(String[]::new);
        return own.set(quick);
    }

    @ParameterizedTest
    @MethodSource("trials")
    void resultIsThatOfTheFullRun(Trial t) {
        Result full = t.runInFull();
        assertEquals(0, full.fastForwardedCycles());
        assertEquals(Trial.factsOfFullRun(full), Trial.factsOfFullRun(t.run()), t.toString());
    }

    /** Stages one after another, of which attention repeats. */
    @Test
    void resultOfAWholeLayerIsThatOfTheFullRun() {
        Trial t = Trial.of("transformer-layer")
                .with("transformer-bert")
                .on("fusemax-ideal")
                .set("preset=paper", "workload.shape.batch=16");
        Result full = t.runInFull();
        Result skipped = t.run();
        assertTrue(skipped.fastForwardedCycles() > 0);
        assertEquals(Trial.factsOfFullRun(full), Trial.factsOfFullRun(skipped));
    }

    @Test
    void mostOfALongTileLoopIsSkipped() {
        for (String design : List.of("unfused", "flash-attention-1", "flash-attention-2")) {
            Result r = trial(design, "none")
                    .shape(12, 4, 512, 512, 64, 64)
                    .set("workload.shape.batch=8")
                    .run();
            assertTrue(r.fastForwardedCycles() > r.cycles() / 2, r.fastForwardedCycles() + " of " + r.cycles());
        }
    }

    @Test
    void memoryOfCommandsAndNumbersTurnItOffAndSaySo() {
        Result commands = Trial.of("flash-attention-2").run();
        assertEquals(0, commands.fastForwardedCycles());
        assertTrue(commands.simulation().fastForward().contains("command by command"));
        Result numbers = Trial.of("flash-attention-2").check("full").run();
        assertTrue(numbers.simulation().fastForward().contains("numbers"));
    }
}
