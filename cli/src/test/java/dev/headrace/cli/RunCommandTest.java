package dev.headrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.reports.ResultJson;
import dev.headrace.simulator.run.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunCommandTest {
    @TempDir
    Path dir;

    private Terminal run(String... more) {
        List<String> args = Stream.concat(
                        Stream.of("run", "flash-attention-2", "--workload", "tiny", "--out", out()), Stream.of(more))
                .toList();
        return Terminal.run(args.toArray(new String[0]));
    }

    private String out() {
        return dir.resolve("out").toString();
    }

    @Test
    void runWritesResultPageAndChartsAndSaysThatTheNumbersAreRight() throws IOException {
        Terminal t = run();
        assertEquals(ExitCode.OK, t.code(), t.err());
        assertTrue(t.out().contains("golden      passed"), t.out());
        for (String name : List.of("result.json", "report.html", "utilization.png", "stalls.png", "traffic.png")) {
            assertTrue(Files.size(dir.resolve("out").resolve(name)) > 0, name);
        }
        assertEquals("", t.err());
    }

    @Test
    void jsonOnOutputIsTheFileThatWasWritten() throws IOException {
        Terminal t = run("--json");
        assertEquals(Files.readString(dir.resolve("out/result.json")), t.out());
        assertEquals("complete", ResultJson.parse(t.out(), "output").status());
    }

    @Test
    void sameRunTwiceIsTheSameToTheBitButForTheTimeItTook() {
        Result first = ResultJson.parse(run("--json").out(), "first");
        Result second = ResultJson.parse(run("--json", "--no-fast-forward").out(), "second");
        assertEquals(withoutTime(first), withoutTime(second));
    }

    private static String withoutTime(Result result) {
        return ResultJson.text(result).replaceAll("(?s)\"simulation\".*", "").replaceAll("\"fast_forward.*\n", "");
    }

    @Test
    void runCutOffByMaxCyclesIsWrittenAsIncompleteWithExitCodeOne() {
        Terminal t = run("--max-cycles", "100", "--json");
        assertEquals(ExitCode.VERDICT, t.code());
        assertEquals("incomplete", ResultJson.parse(t.out(), "output").status());
        assertTrue(Files.isRegularFile(dir.resolve("out/result.json")));
    }

    @Test
    void settingsReachDesignHardwareAndWorkload() {
        Terminal t = run(
                "--json",
                "--set",
                "params.Br=64",
                "--set",
                "hardware.units.array.rows=64",
                "--set",
                "workload.shape.heads=3");
        Result result = ResultJson.parse(t.out(), "output");
        assertEquals(64L, result.params().get("Br"));
        assertTrue(
                String.valueOf(result.workload()).contains("heads=3"),
                result.workload().toString());
        assertTrue(result.cycles()
                > ResultJson.parse(run("--json").out(), "default").cycles());
    }

    @Test
    void reportShowsAResultAgain() {
        String summary = run().out();
        Terminal t = Terminal.run("report", out());
        assertEquals(ExitCode.OK, t.code(), t.err());
        assertEquals(summary, t.out() + "Written to " + out() + System.lineSeparator());
    }

    @Test
    void resultsAndDesignsCompareSideBySide() {
        run();
        Terminal t = Terminal.run("compare", "flash-attention-1", out(), "--workload", "tiny", "--csv");
        assertEquals(ExitCode.OK, t.code(), t.err());
        assertTrue(t.out().startsWith("metric,unit,flash-attention-1,flash-attention-2,"), t.out());
    }

    @Test
    void comparisonWithAResultThatIsNoneIsRefused() throws IOException {
        Path file = Files.writeString(dir.resolve("result.json"), "{ \"schema\": \"headrace.result/9\" }");
        Terminal t = Terminal.run("compare", dir.toString());
        assertEquals(ExitCode.INPUT, t.code());
        assertTrue(t.complaint().contains(file + ": /schema"), t.err());
    }

    @ParameterizedTest
    @CsvSource({"\"verdict\" : \"passed\", \"verdict\" : \"missed\"", "\"complete\", \"deadlock\""})
    void wrongNumbersAndDeadlocksAreExitCodeOne(String good, String bad) throws IOException {
        String result = run("--json").out();
        assertTrue(result.contains(good), result);
        String wrong = result.replace(good, bad);
        Files.writeString(
                dir.resolve("bad.json"),
                bad.contains("missed") ? wrong.replace("\"passed\" : true", "\"passed\" : false") : wrong);
        assertEquals(ExitCode.OK, Terminal.run("compare", out()).code());
        assertEquals(
                ExitCode.VERDICT,
                Terminal.run("compare", out(), dir.resolve("bad.json").toString())
                        .code());
    }

    @Test
    void deadlockNamesTheSettingThatMendsIt() throws IOException {
        List<String> args = new ArrayList<>(List.of("run", "streaming-sdpa-naive", "--out", out(), "--check", "off"));
        for (String set : List.of("workload.shape.queries=16", "workload.shape.keys=16", "params.long_fifo=9")) {
            args.addAll(List.of("--set", set));
        }
        Terminal stuck = Terminal.run(args.toArray(new String[0]));
        assertEquals(ExitCode.VERDICT, stuck.code(), stuck.err());
        assertTrue(stuck.out().contains("E waits for room in E->P (full, 9 of 9 tokens), which P should empty"));
        assertTrue(stuck.out().contains("--set 'buffers.E->P.tiles=16'"), stuck.out());
        String json = Files.readString(dir.resolve("out/result.json"));
        assertTrue(json.contains("\"setting\" : \"buffers.E->P.tiles\""), json);
        args.addAll(List.of("--set", "buffers.E->P.tiles=16"));
        assertEquals(ExitCode.OK, Terminal.run(args.toArray(new String[0])).code());
        args.set(args.size() - 1, "buffers.E->P.tiles=15");
        args.add("--no-mend");
        Terminal unmended = Terminal.run(args.toArray(new String[0]));
        assertEquals(ExitCode.VERDICT, unmended.code());
        assertFalse(unmended.out().contains("--set"), unmended.out());
    }

    @Test
    void progressIsShownOnAScreenAndTakenAwayBeforeTheResult() {
        String[] args = {"run", "flash-attention-2", "--workload", "tiny", "--out", out(), "--json"};
        Terminal shown = Terminal.onScreen(args);
        assertEquals(ExitCode.OK, shown.code(), shown.err());
        assertTrue(shown.err().contains("Simulating"), shown.err());
        assertTrue(shown.err().endsWith("\r" + " ".repeat(79) + "\r"), shown.err());
        Result onScreen = ResultJson.parse(shown.out(), "shown");
        assertEquals(withoutTime(ResultJson.parse(Terminal.run(args).out(), "piped")), withoutTime(onScreen));
    }

    @ParameterizedTest
    @CsvSource({"-q", "--quiet"})
    void quietRunsShowNoProgress(String quiet) {
        Terminal t = Terminal.onScreen(
                "run", "flash-attention-2", "--workload", "tiny", "--out", out(), "--check", "off", quiet);
        assertEquals(ExitCode.OK, t.code(), t.err());
        assertEquals("", t.err());
    }
}
