package dev.headrace.cli.figures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.cli.laws.Trial;
import dev.headrace.simulator.dataflow.Kept;
import dev.headrace.simulator.dataflow.KeptTable;
import dev.headrace.simulator.run.Result;
import dev.headrace.simulator.run.Simulation;
import dev.headrace.simulator.spec.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A3 and MNNFast by counts alone: what a query keeps is given, how long that takes is not. */
class CandidateCountsTest {
    private static final int ROWS = 40;
    private static final int HEADS = 2 * 3;

    @TempDir
    Path dir;

    private Trial trial(String design, String kept) throws IOException {
        return trial(design, kept, ROWS);
    }

    private Trial trial(String design, String kept, int queries) throws IOException {
        Path file = Files.writeString(dir.resolve("w.json"), """
            { "name": "w", "mask": "none",
              "shape": { "layers": 2, "heads": 3, "queries": %d, "keys": %d, "head_dim": 64 },
              "kept": { %s } }\
            """.formatted(queries, ROWS, kept));
        return Trial.of(design).with(file.toString());
    }

    private static String counts(String of) {
        return "\"counts\": { \"first\": [{ \"layers\": 2, " + of
                + " \"query_bits\": 8, \"key_bits\": 8, \"value_bits\": 8 }] }";
    }

    private static String a3(String iterations, int keys) {
        return "\"candidates\": { \"iterations\": " + iterations + ", \"share\": 0.05 }, "
                + counts("\"keys\": " + keys + ",");
    }

    @Test
    void everyQueryDrawsItsOwnCandidatesAndNoneIsDropped() throws IOException {
        Trial trial = trial("a3", a3("0.5", 12));
        Simulation run = new Simulation(trial.setup(), new Simulation.Options("off", 0, true), null);
        assertEquals("complete", run.run().status());
        KeptTable table = Objects.requireNonNull(run.kept());
        assertEquals(HEADS * ROWS, table.all().size());
        for (Kept k : table.all()) {
            assertEquals(12, k.keys().length);
            assertEquals(12, Arrays.stream(k.keys()).distinct().count());
        }
        assertEquals(ROWS, table.tokens(0).length);
        List<List<Integer>> rows = table.all().stream()
                .map(k -> Arrays.stream(k.keys()).boxed().toList())
                .distinct()
                .toList();
        assertTrue(rows.size() > HEADS * ROWS / 2, "all alike");
    }

    /** Steps of the search or candidates, whichever are more; and never what is not there to be fetched. */
    @ParameterizedTest
    @CsvSource({"0.5, 10, 20", "0.5, 20, 20", "0.25, 20, 20", "0.125, 5, 5", "0.5, 40, 40"})
    void aQueryTakesAsLongAsItsSearchOrItsCandidates(String iterations, int candidates, int cycles) throws IOException {
        Result r = trial("a3", a3(iterations, candidates)).run();
        long least = (long) HEADS * ROWS * cycles;
        long fill = r.units().get("dots").ends().fill();
        assertTrue(r.cycles() >= least, least + " of " + r.cycles());
        // Two layers begin with a fetch and end with the way of a query through three modules.
        assertTrue(r.cycles() <= least + 2 * (fill + 3L * candidates + 60), least + " of " + r.cycles());
        assertEquals(
                2L * HEADS * ROWS * 64, Objects.requireNonNull(r.sparsity()).bytes());
    }

    /** 64 multipliers: 40 - 1 and 8 stages of dot products, then 40 + 10, then 40 - 1 and 3. */
    @Test
    void aQueryWaitsForItsLargestScoreAndForItsSum() throws IOException {
        Result r = trial("a3", counts(""), 1)
                .set("workload.shape.layers=1")
                .set("workload.shape.heads=1")
                .set("workload.kept.counts.first.0.layers=1")
                .run();
        long way = r.cycles() - r.units().get("dots").ends().fill();
        long modules = 47 + 50 + 42;
        assertTrue(way > modules && way < modules + 40, way + " with the store");
    }

    @Test
    void aLayerBeginsWhenTheOneBeforeHasEnded() throws IOException {
        Result one = trial("a3", counts(""))
                .set("workload.shape.layers=1")
                .set("workload.kept.counts.first.0.layers=1")
                .run();
        Result two = trial("a3", counts("")).run();
        long store = one.cycles() - modulesEnd(one);
        assertTrue(two.cycles() >= 2 * (one.cycles() - store), one.cycles() + " and " + two.cycles());
    }

    private static long modulesEnd(Result r) {
        return r.cycles() - r.units().get("output").ends().drain();
    }

    @Test
    void onlyRowsThatAreUsedAreReadOnChip() throws IOException {
        Result some = trial("a3", a3("0.5", 12)).run();
        double read = some.totals().energyByAction().values().stream()
                .mapToDouble(actions -> actions.getOrDefault("sram_read_byte", 0.0))
                .sum();
        // 2.5 pJ a byte; 12 rows of K and 12 of V, of 64 B
        assertEquals(2.5 * HEADS * ROWS * 24 * 64, read, 1e-6);
    }

    @Test
    void allKeysAreComparedWithWhereValuesAreSkipped() throws IOException {
        Result r = trial("mnnfast", counts("\"values\": 10,")).run();
        assertEquals((long) HEADS * ROWS * ROWS, r.units().get("dots").busyCycles());
        assertEquals((long) HEADS * ROWS * 10, r.units().get("output").busyCycles());
    }

    @Test
    void aSearchInGenerationIsRefused() {
        InputException e = assertThrows(
                InputException.class,
                () -> trial("a3", "\"generate\": true, " + a3("0.5", 12)).run());
        assertTrue(e.getMessage().contains("generate"), e.getMessage());
    }
}
