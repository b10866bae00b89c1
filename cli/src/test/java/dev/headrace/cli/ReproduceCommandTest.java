package dev.headrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.simulator.spec.JsonFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReproduceCommandTest {
    /** N = 8 at unit latency: N^2 + N + 3 = 75 cycles. */
    private static final String PAPER = """
            { "name": "one-number", "title": "One number", "citation": "Nobody, 2024", "tags": { "M": "by hand" },
              "runs": [ { "name": "naive", "design": "streaming-sdpa-naive", "workload": "streaming-512",
                          "shape": { "queries": 8, "keys": 8 }, "set": ["params.long_fifo=10"] } ],
              "figures": [ { "id": "cycles", "about": "Cycles", "published": 75, "unit": "cycles", "source": "table 1",
                             "tag": "M", "tolerance": "exact", "simulated": { "run": "naive", "at": "/cycles" } } ] }
            """;

    @TempDir
    Path dir;

    private Terminal reproduce(String paper, String... more) throws IOException {
        Path file = Files.writeString(dir.resolve("paper.json"), paper);
        List<String> args = new ArrayList<>(List.of("reproduce", file.toString(), "--out", out().toString()));
        args.addAll(Arrays.asList(more));
        return Terminal.run(args.toArray(new String[0]));
    }

    private Path out() {
        return dir.resolve("out");
    }

    @Test
    void publishedFigureThatIsHitIsExitCodeNought() throws IOException {
        Terminal t = reproduce(PAPER);
        assertEquals(ExitCode.OK, t.code(), t.err());
        assertTrue(t.out().contains("1 hit, 0 missed, 0 quoted; 1 run"), t.out());
        assertEquals("", t.err());
        for (String name : new String[] {"md", "csv", "json"}) {
            assertTrue(Files.isRegularFile(out().resolve("one-number/reproduction." + name)), name);
        }
        assertTrue(Files.isRegularFile(out().resolve("one-number/runs/naive/result.json")));
    }

    @Test
    void publishedFigureThatIsMissedIsExitCodeOne() throws IOException {
        Terminal t = reproduce(PAPER.replace("75", "76"));
        assertEquals(ExitCode.VERDICT, t.code(), t.err());
        assertTrue(t.out().contains("MISS"), t.out());
    }

    @Test
    void jsonOnOutputIsTheFileThatWasWritten() throws IOException {
        Terminal t = reproduce(PAPER, "--json");
        assertEquals(Files.readString(out().resolve("one-number/reproduction.json")), t.out());
        assertEquals(
                75,
                JsonFile.MAPPER
                        .readTree(t.out())
                        .at("/figures/0/rows/0/simulated")
                        .asInt());
    }

    @Test
    void finishedRunsAreTakenUpAgainOnlyIfAskedTo() throws IOException {
        reproduce(PAPER);
        assertFalse(reproduce(PAPER).out().contains("Done already"));
        assertTrue(reproduce(PAPER, "--resume").out().contains("Done already: 1 of 1"));
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "at": "/cycles"           | "at": "/speed"         | paper.json /figures/0/simulated/at: "/speed"
            "run": "naive"            | "run": "clever"        | paper.json /figures/0/simulated/run: unknown run "clever"
            "published": 75           | "published": [75, 76]  | paper.json /figures/0/published: 2 values
            streaming-sdpa-naive      | abacus                 | paper.json /runs/0, run naive: design "abacus": not found
            params.long_fifo          | params.short_fifo      | has no parameter "short_fifo"
            """)
    void mistakeInThePaperIsOneLineAndNothingIsWritten(String text, String by, String complaint) throws IOException {
        Terminal t = reproduce(PAPER.replace(text, by));
        assertEquals(ExitCode.INPUT, t.code(), t.err() + t.out());
        assertTrue(t.complaint().contains(complaint), t.err());
        assertEquals("", t.out());
        assertFalse(Files.exists(out()));
    }

    @Test
    void noJobsAtAllAreRefused() throws IOException {
        Terminal t = reproduce(PAPER, "--jobs", "0");
        assertEquals(ExitCode.INPUT, t.code());
        assertTrue(t.complaint().contains("--jobs: 0; allowed: 1 or more"), t.err());
    }

    @Test
    void outputFolderThatCannotBeWrittenIsRefusedBeforeAnythingRuns() throws IOException {
        Path file = Files.writeString(dir.resolve("out"), "mine");
        Terminal t = reproduce(PAPER);
        assertEquals(ExitCode.INPUT, t.code());
        assertTrue(t.complaint().contains("output folder " + file), t.err());
        assertEquals("mine", Files.readString(file));
    }

    @Test
    void shippedPapersAreListedDescribedAndValid() {
        Terminal list = Terminal.run("list", "papers");
        assertTrue(list.out().contains("streaming-dataflow-sdpa"), list.out());
        Terminal described = Terminal.run("describe", "streaming-dataflow-sdpa");
        assertTrue(
                described.out().contains("arXiv 2404.16629") && described.out().contains("naive-cycles"),
                described.out());
        Path file = Terminal.HOME.resolve("configs/papers/streaming-dataflow-sdpa.json");
        assertEquals(
                file + ": valid paper\n", Terminal.run("check", file.toString()).out());
    }
}
