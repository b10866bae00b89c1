package dev.headrace.cli.figures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.cli.laws.Trial;
import dev.headrace.simulator.run.Result;
import dev.headrace.simulator.run.Simulation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * FuseMax's published cycles per tile of 256 x 256 scores, by running the designs on ideal hardware: what one head more
 * adds, divided by its tiles. With M1 = N / 256 and E = F: FuseMax 10 + 2F + F/M1 (the small array is never idle),
 * +Architecture max(E + 1, 1 + F/M1) + 256 + 9 + 2F, +Cascade 4 x 256 + 5 + 2F + F/M1, FLAT 4 x 256.
 */
class FusemaxTest {
    private static Trial trial(String design, String hardware, int heads, int n, int e) {
        return Trial.of(design)
                .shape(heads, heads, n, n, e, e)
                .set("preset=paper", "hardware=" + hardware)
                .set("workload.format=fp16");
    }

    private static Trial fusemax(String design, String hardware, int heads, int n, int e) {
        int blocks = n / 256;
        return trial(design, hardware, heads, n, e)
                .set("params.block=" + n, "params.P1=" + blocks, "params.states=" + (blocks + 1));
    }

    /** Cycles that each tile of two further heads takes. */
    private static double spacing(Result two, Result four, int n) {
        return (four.cycles() - two.cycles()) / (2.0 * (n / 256) * (n / 256));
    }

    @ParameterizedTest
    @CsvSource({
        "fusemax, fusemax-ideal, 1024, 64, 154",
        "fusemax, fusemax-ideal, 2048, 64, 146",
        "fusemax, fusemax-ideal, 1024, 128, 298",
        "fusemax-dynamic, fusemax-ideal, 1024, 64, 154",
        "fusemax-architecture, fusemax-ideal, 1024, 64, 458",
        "fusemax-architecture, fusemax-ideal, 1024, 128, 650",
        "fusemax-cascade, flat-cascade-ideal, 1024, 64, 1173",
        "fusemax-cascade, flat-cascade-ideal, 1024, 128, 1317",
    })
    void cyclesOfATileAreThePublishedOnes(String design, String hardware, int n, int e, double cycles) {
        Result two = fusemax(design, hardware, 2, n, e).run();
        Result four = fusemax(design, hardware, 4, n, e).run();
        assertEquals(cycles, spacing(two, four, n));
    }

    /** 4096 scores squared of two heads, everything cycle by cycle: within 5 % of the ideal, the array within 2 points. */
    @Test
    void everythingCycleByCycleIsWithinFivePercentOfTheIdealAtFourThousand() {
        Result ideal = fusemax("fusemax", "fusemax-ideal", 2, 4096, 64).run();
        Result cycle = fusemax("fusemax", "fusemax", 2, 4096, 64)
                .set("preset=cycle", "params.states=18")
                .run();
        assertEquals("cycle", cycle.memories().get("hbm").fidelity());
        assertTrue(
                cycle.cycles() > ideal.cycles() && cycle.cycles() < 1.05 * ideal.cycles(),
                cycle.cycles() + " " + ideal.cycles());
        assertEquals(
                ideal.units().get("array2d").utilization(),
                cycle.units().get("array2d").utilization(),
                0.02);
    }

    @Test
    void staticPowerCountsForTheWholeRunIfItIsAskedFor() {
        Result without = fusemax("fusemax", "fusemax-ideal", 1, 1024, 64).run();
        Result with = fusemax("fusemax", "fusemax-ideal", 1, 1024, 64)
                .set("hardware.static_power=true")
                .run();
        // 65,536 elements leak 169.38 + 0.0122 + 1.61 uW each, 256 elements the same and nothing for their divider
        double watts = (65_536 + 256) * (169.38 + 0.0122 + 1.61) * 1e-6;
        assertEquals(
                watts * with.seconds() * 1e12,
                with.totals().energyPj() - without.totals().energyPj(),
                1e-6 * with.totals().energyPj());
        assertEquals(without.cycles(), with.cycles());
    }

    @Test
    void flatIsBoundByTheFourPassesOfItsSoftmax() {
        Result two = trial("flat", "flat-cloud-ideal", 2, 1024, 64)
                .set("params.block=256")
                .run();
        Result four = trial("flat", "flat-cloud-ideal", 4, 1024, 64)
                .set("params.block=256")
                .run();
        assertEquals(1024, spacing(two, four, 1024));
    }

    @Test
    void fusemaxReadsKeysAndValuesOnceForEachBlockOfQueries() {
        Trial t = trial("fusemax", "fusemax-ideal", 1, 2048, 64)
                .set("params.block=512", "params.P1=2", "params.states=3");
        Result.MemoryResult hbm = t.run().memories().get("hbm");
        // q and o once, k and v 2048 / 512 = 4 times: 2048 x 64 numbers of 2 bytes each
        assertEquals((1 + 4 + 4) * 2048 * 64 * 2, hbm.readBytes());
        assertEquals(2048 * 64 * 2, hbm.writeBytes());
    }

    @Test
    void theRunningStateTakesPlaceForTheQueriesOfABlockWhateverTheLength() {
        for (int n : new int[] {1024, 4096}) {
            Result r = trial("fusemax", "fusemax-ideal", 1, n, 64)
                    .set("params.block=512", "params.P1=2", "params.states=3")
                    .run();
            // two tiles of 256 x 64 numbers of 2 bytes
            assertEquals(2 * 256 * 64 * 2, r.onChip().byBuffer().get("RNV[m-1]"));
            // places: queries 2, keys 2, values 2, output 2, numerator 3; maximum and denominator 3 of 256 numbers each
            assertEquals(
                    11 * 256 * 64 * 2 + 2 * 3 * 256 * 2, r.onChip().allocated().get("gb"));
        }
    }

    @Test
    void tilesWithoutAPlaceCrossTheMemorySevenTimes() {
        Trial t = trial("flat", "flat-cloud-ideal", 1, 1024, 64).set("params.block=256");
        Result whole = t.run();
        Result part = t.set("params.keep=3").run();
        // one tile of 256 x 256 numbers of 2 bytes in each of 4 row blocks
        long tile = 256 * 256 * 2;
        assertEquals(
                4 * 3 * tile,
                part.memories().get("hbm").writeBytes()
                        - whole.memories().get("hbm").writeBytes());
        assertEquals(
                4 * 4 * tile,
                part.memories().get("hbm").readBytes()
                        - whole.memories().get("hbm").readBytes());
    }

    @Test
    void anOrderThatCannotGoOnIsADeadlockThatNamesTheUnit() {
        Trial t = fusemax("fusemax", "fusemax-ideal", 1, 1024, 64)
                .set("arbitration.array2d.order=[\"LM\",\"QK\",\"SLN\",\"SLD\",\"SLNV\"]")
                .set("arbitration.array2d.ahead={}");
        Simulation.Options off = new Simulation.Options("off", 0, true);
        Result r = new Simulation(t.setup(), off, (tensor, layer, batch, head, into) -> {}).run();
        assertEquals("deadlock", r.status());
        Result.Deadlock deadlock = r.deadlock();
        assertTrue(
                deadlock != null
                        && deadlock.circle().stream()
                                .anyMatch(w ->
                                        w.reason().equals("turn") && w.channel().equals("array2d")),
                String.valueOf(deadlock));
    }
}
