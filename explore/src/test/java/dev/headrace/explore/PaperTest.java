package dev.headrace.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.simulator.spec.InputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PaperTest {
    @TempDir
    Path dir;

    @Test
    void runWithATableIsOneExperimentForEachRow() throws IOException {
        List<Experiment> all = Papers.small(dir).experiments();
        assertEquals(
                List.of("naive (N=8, long=10)", "naive (N=16, long=18)", "short"),
                all.stream().map(Experiment::title).toList());
        assertEquals(
                List.of("workload.shape.queries=16", "workload.shape.keys=16", "params.long_fifo=18"),
                all.get(1).sets());
        assertEquals(Path.of("naive", "N=16,long=18"), all.get(1).folder());
        assertEquals("full", all.get(1).options().check());
        assertTrue(all.get(2).options().fastForward());
    }

    @Test
    void designWithAPathIsSoughtBesideThePaper() throws IOException {
        Paper paper = Papers.small(
                dir, "\"design\": \"streaming-sdpa-naive\", \"workload\"", "\"design\": \"mine.json\", \"workload\"");
        assertEquals(
                dir.resolve("mine.json").toString(), paper.experiments().get(2).design());
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        "run": "short", "at"            | "run": "long", "at"            | /figures/1/simulated/run | "long" | naive, short
        "at": "/status"                 | "at": "/state"                 | /figures/1/simulated/at | "state" | cycles
        "at": "/status"                 | "at": "/channels/S"            | /figures/1/simulated/at | no single value | peak_tokens
        "at": "/status"                 | "at": "cycles"                 | /figures/1/simulated/at | "cycles" | a JSON pointer
        "at": "/status"                 | "at": "/status/x"              | /figures/1/simulated/at | "x" | nothing more
        "at": "/status"                 | "at": "/simulation/events"     | /figures/1/simulated/at | /simulation | same from run to run
        "at": "/status"                 | "at": "/status", "of": "x"     | /figures/1/simulated/of | unknown field | run, where, at
        "where": { "N": 8 }             | "where": { "N": 9 }            | /simulated/ratio/1/where | 0 rows | N=8, long=10; N=16, long=18
        { "ratio":                      | { "quotient":                  | /figures/2/simulated | "quotient" | {ratio}
        "ratio": [ {                    | "ratio": [ { "sum": [] }, {    | /figures/2/simulated/ratio | [{ | two values
        "id": "stuck"                   | "id": "cycles"                 | /figures/1/id | "cycles" twice | of its own
        "name": "short"                 | "name": "naive"                | /runs/1/name | "naive" twice | of its own
        [75, 275]                       | [75]                           | /figures/0/published | 1 values | 2, one for each row
        [75, 275]                       | [75, [275]]                    | /figures/0/published/1 | [275] | a number
        [1, 3.7]                        | ["one", 3.7]                   | /figures/2/published/0 | "one" with a tolerance of 1% | a number
        "tolerance": "1%"               | "tolerance": "close"           | /figures/2/tolerance | "close" | "exact"
        "source": "table 1",            | ``                           | /figures/0/source | missing | a value
        { "M": "measured by hand" }     | { "X": "measured by hand" }    | /figures/0/tag | "M" | X
        "tolerance": "quoted"           | "tolerance": "exact"           | /figures/3/simulated | missing | "quoted"
        [8, 16]                         | [8]                            | /runs/0/for/long | 2 values | 1, as many
        "N": [8, 16], "long": [10, 18]  | "N": [8, 8]                    | /runs/0/for | row N=8 twice | differ
        "check": "full"                 | "check": "maybe"               | /runs/0/check | "maybe" | auto, full, sample, off
        "simulated": "cycles"           | "simulated": "speed"           | /charts/0/series/1/simulated | "speed" | cycles, stuck
        "x": "N"                        | "x": "M"                       | /charts/0/x | "M" | N, long
        "name": "small"                 | "name": "../small"             | /name | "../small" | small letters
        "about": "Two graphs."          | "abut": "Two graphs."          | /abut | unknown field | citation
        """)
    void mistakeIsNamedWithItsPlaceAndWhatIsAllowed(
            String text, String by, String place, String found, String allowed) {
        InputException e = assertThrows(InputException.class, () -> Papers.small(dir, text, by));
        // One mistake may make others, such as a run that nobody finds under its name.
        String line = e.faults().get(0);
        assertTrue(line.startsWith(dir.resolve("small.json").toString()), line);
        String[] halves = line.split("; allowed: ", 2);
        assertTrue(halves[0].contains(place) && halves[0].contains(found), line);
        assertTrue(halves[1].contains(allowed), line);
        assertEquals(1, line.lines().count());
    }

    @Test
    void designThatDoesNotExistIsNamedWithItsRun() throws IOException {
        Paper paper = Papers.small(
                dir, "\"design\": \"streaming-sdpa-naive\", \"workload\"", "\"design\": \"abacus\", \"workload\"");
        Bench bench = new Bench(Shipped.LIBRARY, 1, false, (e, reused) -> {});
        String line = String.valueOf(assertThrows(InputException.class, () -> bench.check(paper.experiments()))
                .getMessage());
        assertTrue(line.contains("small.json /runs/1, run short: design \"abacus\": not found"), line);
    }
}
