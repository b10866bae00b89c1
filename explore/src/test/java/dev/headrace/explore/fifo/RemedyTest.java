package dev.headrace.explore.fifo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.explore.Shipped;
import dev.headrace.explore.Trial;
import dev.headrace.simulator.run.Result;
import dev.headrace.simulator.run.Simulation;
import dev.headrace.simulator.spec.Overrides;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RemedyTest {
    private static final Simulation.Options TIMING = new Simulation.Options("off", 0, true);

    private static List<String> sets(int n, String... more) {
        List<String> all = new ArrayList<>(List.of("workload.shape.queries=" + n, "workload.shape.keys=" + n));
        all.addAll(List.of(more));
        return all;
    }

    private static Result run(String design, List<String> sets) {
        try (Trial trial = Trial.load(Shipped.LIBRARY, design, "streaming-512", Overrides.of(sets), TIMING)) {
            return trial.run();
        }
    }

    /** What mends the deadlock of a run, as settings. */
    private static List<Result.Mend> mend(String design, List<String> sets) {
        Result stuck = run(design, sets);
        assertEquals("deadlock", stuck.status());
        Result.Deadlock known = new Remedy(Shipped.LIBRARY, design, "streaming-512", sets, TIMING)
                .mend(stuck)
                .deadlock();
        assertTrue(known != null);
        return known.mend();
    }

    /** With all settings the run ends; with any of them one less, it does not. */
    private static void assertLeast(String design, List<String> sets, List<Result.Mend> mends) {
        for (int lessened = -1; lessened < mends.size(); lessened++) {
            List<String> all = new ArrayList<>(sets);
            for (int i = 0; i < mends.size(); i++) {
                Result.Mend m = mends.get(i);
                all.add(m.setting() + "=" + (m.depth() - (i == lessened ? 1 : 0)));
            }
            assertEquals(
                    lessened < 0 ? "complete" : "deadlock", run(design, all).status(), all.toString());
        }
    }

    @ParameterizedTest
    @CsvSource({"5, 1", "16, 15", "33, 2", "64, 40"})
    void longFifoOfTheNaiveGraphNeedsARow(int n, int depth) {
        assertEquals(
                List.of(new Result.Mend("E->P", "buffers.E->P.tiles", n, true)),
                mend("streaming-sdpa-naive", sets(n, "params.long_fifo=" + depth)));
    }

    /** With a causal mask rows grow, and a FIFO a little too short for the last of them stands still long after the first. */
    @ParameterizedTest
    @ValueSource(ints = {2, 60, 119})
    void deadlockThatComesLateIsFoundByRunningToTheEnd(int depth) {
        assertEquals(
                List.of(new Result.Mend("E->P", "buffers.E->P.tiles", 120, true)),
                mend("streaming-sdpa-naive", sets(120, "workload.mask=causal", "params.long_fifo=" + depth)));
    }

    @Test
    void twoFifosThatAreBothTooShortAreRaisedTogether() {
        List<String> sets = sets(20, "params.max_fifo=7", "params.long_fifo=3", "params.exp_latency=9");
        List<Result.Mend> mends = mend("streaming-sdpa-three-pass", sets);
        assertEquals(
                List.of("S->D", "E->P"),
                mends.stream().map(Result.Mend::channel).toList());
        assertTrue(mends.stream().noneMatch(Result.Mend::alone));
        assertLeast("streaming-sdpa-three-pass", sets, mends);
    }

    @Test
    void fifoThatIsLongEnoughIsNotNamed() {
        List<String> sets = sets(20, "params.max_fifo=20", "params.long_fifo=3");
        List<Result.Mend> mends = mend("streaming-sdpa-three-pass", sets);
        assertEquals(List.of(new Result.Mend("E->P", "buffers.E->P.tiles", 20, true)), mends);
    }

    @Test
    void resultOfARunThatEndedIsLeftAsItIs() {
        Result fine = run("streaming-sdpa-naive", sets(8));
        assertEquals(fine, new Remedy(Shipped.LIBRARY, "streaming-sdpa-naive", null, sets(8), TIMING).mend(fine));
    }

    @Test
    void searchThatIsStoppedFindsNothingAndEnds() {
        List<String> sets = sets(16, "params.long_fifo=3");
        Result stuck = run("streaming-sdpa-naive", sets);
        Remedy remedy = new Remedy(Shipped.LIBRARY, "streaming-sdpa-naive", "streaming-512", sets, TIMING);
        remedy.stop();
        Result.Deadlock known = remedy.mend(stuck).deadlock();
        assertTrue(known != null && known.mend().isEmpty());
    }

    /** Numerators go to their sum and to the division by it, through FIFOs of two. */
    private static final String DIVIDE = """
        { "name": "divide", "hardware": "%s", "workload": "tiny",
          "loops": { "h": "heads", "i": "queries", "j": "keys" },
          "dataflow": [
            { "name": "Q", "op": "source", "tensor": "q", "over": ["h", "i"] },
            { "name": "K", "op": "source", "tensor": "k", "over": ["h", "i", "j"] },
            { "name": "E", "op": "matmul", "a": "Q", "b": "K", "transpose_b": true, "then": "exp", "ii": 1 },
            { "name": "C", "op": "broadcast", "in": "E", "ii": 1 },
            %s,
            { "name": "P.out", "op": "sink", "in": "P" } ],
          "buffers": { "Q": { "tiles": 3 }, "K": { "tiles": 3 }, "E": { "tiles": 2 }, "C": { "tiles": 2 },
            "Sum": { "tiles": 3 }, "P": { "tiles": 3 } } }
        """;

    private static final String SUM =
            "{ \"name\": \"Sum\", \"op\": \"reduce\", \"function\": \"sum\", \"in\": \"C\", \"accumulate_over\":"
                    + " \"j\", \"ii\": 1 }";
    private static final String DIVISION =
            "{ \"name\": \"P\", \"op\": \"divide\", \"a\": \"C\", \"b\": \"Sum\", \"ii\": 1 }";

    private static String divide(Path dir, String first, String second) throws IOException {
        String hardware = Shipped.LIBRARY.find("hardware", "streaming-fabric").toString();
        return Files.writeString(dir.resolve("divide.json"), DIVIDE.formatted(hardware, first + ", " + second))
                .toString();
    }

    @Test
    void orderOfReadersThatEndsTheRunIsNamed(@TempDir Path dir) throws IOException {
        // Three keys: the division holds two numerators and starves the sum of the third, if it is served first.
        List<String> sets = List.of("workload.shape.queries=3", "workload.shape.keys=3");
        String right = divide(dir, SUM, DIVISION);
        assertEquals("complete", of(right, sets).status());
        String wrong = divide(dir, DIVISION, SUM);
        Result stuck = of(wrong, sets);
        assertEquals("deadlock", stuck.status());
        assertEquals(List.of(new Result.Order("C", List.of("Sum", "P"))), orders(wrong, sets, stuck));
        // Four keys: two orders, no end.
        List<String> four = List.of("workload.shape.queries=3", "workload.shape.keys=4");
        assertEquals(List.of(), orders(wrong, four, of(wrong, four)));
        assertEquals(List.of(), orders(divide(dir, SUM, DIVISION), four, of(right, four)));
    }

    private static List<Result.Order> orders(String design, List<String> sets, Result stuck) {
        Result.Deadlock known = new Remedy(Shipped.LIBRARY, design, "tiny", sets, TIMING)
                .mend(stuck)
                .deadlock();
        assertTrue(known != null);
        return known.orders();
    }

    private static Result of(String design, List<String> sets) {
        try (Trial trial = Trial.load(Shipped.LIBRARY, design, "tiny", Overrides.of(sets), TIMING)) {
            return trial.run();
        }
    }
}
