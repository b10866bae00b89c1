package dev.headrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.simulator.spec.JsonFile;
import dev.headrace.traces.ElementType;
import dev.headrace.traces.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
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

    private static final String MERGE = """
        { "name": "merge", "hardware": "streaming-fabric", "workload": "m.json",
          "loops": { "h": "heads", "i": "queries", "j": "keys", "m": "queries+keys" },
          "dataflow": [
            { "name": "A", "op": "source", "tensor": "q", "over": ["h", "i"] },
            { "name": "B", "op": "source", "tensor": "k", "over": ["h", "j"], "ii": 3 },
            { "name": "M", "op": "merge", "a": "A", "b": "B", "over": ["h", "m"], "ii": 1, "latency": 1 },
            { "name": "Out", "op": "sink", "in": "M" } ],
          "buffers": { "A": { "tiles": 4 }, "B": { "tiles": 4 }, "M": { "tiles": 4 } } }
        """;
    private static final String MERGED = """
        { "name": "m", "shape": { "heads": 1, "queries": 256, "keys": 256, "head_dim": 1 }, "format": "fp32",
          "tensors": { "file": "m.safetensors", "q": "q", "k": "k", "v": "v" } }
        """;
    private static final String PAPER_OF_MERGE = """
        { "name": "merging", "title": "Merging", "citation": "Nobody, 2024", "tags": { "M": "by hand" },
          "runs": [ { "name": "merge", "design": "d.json", "workload": "m.json", "check": "off" } ],
          "figures": [ { "id": "cycles", "about": "Cycles", "published": 768, "unit": "cycles", "source": "table 1",
                         "tag": "M", "tolerance": "exact", "simulated": { "run": "merge", "at": "/cycles" } } ] }
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

    /** Values decide the timing of a merge: 768 cycles with one file of them, 1,014 with another of the same name. */
    @Test
    void aFinishedRunIsRunAgainIfAFileThatDecidesItsTimingIsAnother() throws IOException {
        Files.writeString(dir.resolve("d.json"), MERGE);
        Files.writeString(dir.resolve("m.json"), MERGED);
        merged(1, 2);
        assertEquals(768, cycles(reproduce(PAPER_OF_MERGE, "--json")));
        assertTrue(reproduce(PAPER_OF_MERGE, "--resume").out().contains("Done already: 1 of 1"));
        merged(10_000, 1);
        assertEquals(1014, cycles(reproduce(PAPER_OF_MERGE, "--json", "--resume")));
    }

    /** Keys that rise from a first one by a step, to be merged with the even numbers below 512. */
    private void merged(int first, int step) {
        int[] even = IntStream.range(0, 256).map(i -> 2 * i).toArray();
        int[] keys = IntStream.range(0, 256).map(i -> first + step * i).toArray();
        new SafetensorsWriter()
                .add("q", ElementType.F32, List.of(1L, 256L, 1L), doubles(even))
                .add("k", ElementType.F32, List.of(1L, 256L, 1L), doubles(keys))
                .add("v", ElementType.F32, List.of(1L, 256L, 1L), new double[256])
                .write(dir.resolve("m.safetensors"));
    }

    private static double[] doubles(int[] numbers) {
        return Arrays.stream(numbers).asDoubleStream().toArray();
    }

    private static long cycles(Terminal t) {
        assertEquals("", t.err());
        return JsonFile.MAPPER
                .readTree(t.out())
                .at("/figures/0/rows/0/simulated")
                .asLong();
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        "at": "/cycles"           | "at": "/speed"         | paper.json /figures/0/simulated/at ("cycles", line 5 column 89): "/speed"
        "run": "naive"            | "run": "clever"        | paper.json /figures/0/simulated/run ("cycles", line 5 column 74): unknown run "clever"
        "published": 75           | "published": [75, 76]  | paper.json /figures/0/published ("cycles", line 4 column 66): 2 values
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
    void whereOneFileCannotBeReplacedAllStayAsTheyWere() throws IOException {
        Path to = out().resolve("one-number");
        Files.createDirectories(to.resolve("reproduction.md/below"));
        Files.writeString(to.resolve("reproduction.csv"), "mine");
        Terminal t = reproduce(PAPER);
        assertEquals(ExitCode.INPUT, t.code(), t.out());
        assertTrue(t.complaint().contains("reproduction.md is a folder there"), t.err());
        assertEquals("mine", Files.readString(to.resolve("reproduction.csv")));
        assertFalse(Files.exists(to.resolve("reproduction.json")));
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
