package dev.headrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SweepCommandTest {
    @TempDir
    static Path folder;

    private static Terminal done;

    @BeforeAll
    static void sweep() {
        done = sweep("--out", folder.resolve("a").toString());
    }

    private static Terminal sweep(String... more) {
        List<String> words = new ArrayList<>(List.of(
                "sweep",
                "flash-attention-2",
                "-w",
                "tiny",
                "--set",
                "hardware.units.hbm.fidelity=bandwidth",
                "--axis",
                "params.Br=8,16",
                "--axis",
                "hardware.units.hbm.channels=1..8:x2",
                "--axis",
                "hardware.units.sram.kib=1,1024"));
        words.addAll(List.of(more));
        return Terminal.run(words.toArray(String[]::new));
    }

    @Test
    void aSweepWithoutAFileShowsWhatCameOfItAndItsFront() {
        assertEquals(0, done.code(), done.err());
        assertTrue(done.out().contains("16 points"), done.out());
        assertTrue(done.out().contains("complete"), done.out());
        assertTrue(done.out().contains("refused"), done.out());
        assertTrue(done.out().contains("Front: "), done.out());
        assertTrue(done.out().contains("min area_mm2"), done.out());
        assertTrue(done.out().lines().allMatch(l -> l.length() <= 100), done.out());
    }

    @Test
    void whereOneFileCannotBeReplacedNoneIsWritten() throws IOException {
        Path to = folder.resolve("taken");
        Files.createDirectories(to.resolve("sweep.duckdb/below"));
        Terminal t = sweep("--out", to.toString());
        assertEquals(ExitCode.INPUT, t.code(), t.out());
        assertTrue(t.complaint().contains("sweep.duckdb is a folder there"), t.err());
        try (Stream<Path> files = Files.list(to)) {
            assertEquals(
                    List.of("journal.jsonl", "sweep.duckdb", "sweep.json"),
                    files.map(f -> String.valueOf(f.getFileName())).sorted().toList());
        }
    }

    @Test
    void aRowIsWhatARunOfThePointSays() {
        Terminal row = Terminal.run(
                "sweep",
                "query",
                folder.resolve("a").toString(),
                "SELECT cycles FROM points WHERE Br = 16 AND channels = 2 AND kib = 1024",
                "--csv");
        Terminal run = Terminal.run(
                "run",
                "flash-attention-2",
                "-w",
                "tiny",
                "--check",
                "off",
                "--set",
                "hardware.units.hbm.fidelity=bandwidth",
                "--set",
                "params.Br=16",
                "--set",
                "hardware.units.hbm.channels=2",
                "--json",
                "--out",
                folder.resolve("run").toString());
        assertEquals(0, row.code(), row.err());
        String cycles = row.out().lines().skip(1).findFirst().orElseThrow().strip();
        assertTrue(run.out().contains("\"cycles\" : " + cycles + ","), cycles);
    }

    /** Mutants: a page without commands, or with a script; pictures that differ from those of the first time. */
    @Test
    void theFolderHoldsPicturesAndAPageWithTheCommandOfEachPointAndReportDrawsTheSameAgain() throws IOException {
        Path a = folder.resolve("a");
        // Places where a line may break are no characters to whoever copies the command.
        String page = Files.readString(a.resolve("report.html")).replace("<wbr/>", "");
        assertEquals(16, page.split("<td>headrace run ", -1).length - 1, "a command for each point");
        assertTrue(page.contains("<td>headrace run flash-attention-2 --workload tiny"
                + " --set hardware.units.hbm.fidelity=bandwidth --set params.Br=16"
                + " --set hardware.units.hbm.channels=2 --set hardware.units.sram.kib=1024</td>"));
        assertTrue(page.contains("default-src 'none'") && !page.contains("<script"));
        assertEquals(page.split("href=", -1).length, page.split("href=\"#", -1).length, "links lead nowhere else");
        assertTrue(done.out().contains("What matters here"), done.out());
        Terminal again = Terminal.run(
                "report", a.toString(), "--out", folder.resolve("again").toString());
        assertEquals(0, again.code(), again.err());
        assertTrue(again.out().contains("Front: ") && again.out().contains("What matters here"), again.out());
        for (String name : List.of("front", "axes", "heat", "parallel")) {
            String svg = Files.readString(a.resolve(name + ".svg"));
            assertTrue(svg.contains("channels") && svg.endsWith("</svg>\n"), name);
            assertEquals(svg, Files.readString(folder.resolve("again").resolve(name + ".svg")));
            assertTrue(Files.size(a.resolve(name + ".png")) > 1000, name);
        }
        for (String name : List.of("report.html", "sensitivity.csv")) {
            assertEquals(
                    Files.readString(a.resolve(name)),
                    Files.readString(folder.resolve("again").resolve(name)));
        }
        assertEquals(2, Terminal.run("report", a.toString(), "--json").code());
    }

    @Test
    void theColumnsAreListedWithTheirUnits() {
        Terminal columns = Terminal.run("sweep", "query", folder.resolve("a").toString());
        assertEquals(0, columns.code());
        assertTrue(
                columns.out().lines().anyMatch(l -> l.matches("energy_pj +pJ +energy of all parts.*")), columns.out());
        assertTrue(columns.out().contains("sets hardware.units.hbm.channels"));
    }

    @Test
    void theFolderIsNotOverwrittenAndResumingItChangesNothing() throws IOException {
        Terminal again = sweep("--out", folder.resolve("a").toString());
        assertEquals(2, again.code());
        assertTrue(again.complaint().contains("--resume"));
        byte[] before = Files.readAllBytes(folder.resolve("a").resolve("points.csv"));
        assertEquals(
                0, sweep("--out", folder.resolve("a").toString(), "--resume").code());
        assertEquals(new String(before), Files.readString(folder.resolve("a").resolve("points.csv")));
    }

    @Test
    void aDryRunCountsAndWritesNothing() {
        Terminal dry = sweep(
                "--dry-run",
                "--constraint",
                "Br > 8",
                "--out",
                folder.resolve("dry").toString());
        assertEquals(0, dry.code(), dry.err());
        assertTrue(dry.out().contains("8 points to run, of a grid of 16"), dry.out());
        assertTrue(Files.notExists(folder.resolve("dry")));
    }

    @Test
    void theShippedSweepIsListedDescribedAndHasAThousandPoints() {
        assertTrue(Terminal.run("list", "sweeps").out().contains("flash-attention-2-machine"));
        String said = Terminal.run("describe", "flash-attention-2-machine").out();
        assertTrue(said.contains("1,000 points to run"), said);
        assertTrue(said.contains("sram_kib"), said);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sweep flash-attention-2 --axis params.Bq=1,2 | --axis params.Bq=1,2: \"params.Bq\"",
                "sweep flash-attention-2 --axis params.Br | no path or no values",
                "sweep flash-attention-2 --axis params.Br=8..1 | empty: from 8 to 1",
                "sweep flash-attention-2 --axis params.Br=1..1000000000000 | a grid of 1,000,000,000,000 points",
                "sweep flash-attention-2 --axis params.Br=8 --axis params.Br=16 | --axis params.Br=16",
                "sweep flash-attention-2 --axis params.Br=8 --minimize cycels | did you mean cycles?",
                "sweep flash-attention-2 --axis params.Br=8 --constraint Br>9 | no point of 1 meets Br>9",
                "sweep flash-attention-2 --axis params.Br=8 --sample some:3 | method",
                "sweep flash-attention-2 --axis params.Br=8 --jobs 0 | --jobs: 0",
                "sweep flash-attention-2 --axis params.Br=8 --keep everything | --keep",
                "sweep no-such-sweep | sweep \"no-such-sweep\": not found",
                "sweep flash-attention-2-machine --set params.Br=8 | --set: without --axis",
                "sweep query no-such-folder | no sweep",
            })
    void aMistakeIsOneLineAndExitCodeTwo(String command, String said) {
        List<String> words = new ArrayList<>(List.of(command.split(" ")));
        if (!words.contains("query")) {
            words.addAll(List.of("--out", folder.resolve("bad").toString()));
        }
        Terminal t = Terminal.run(words.toArray(String[]::new));
        assertEquals(2, t.code(), t.out());
        assertTrue(t.complaint().contains(said), t.complaint());
        assertTrue(t.complaint().contains("allowed: "), t.complaint());
        assertTrue(Files.notExists(folder.resolve("bad")));
    }

    @Test
    void aWrongQueryIsOneLine() {
        Terminal t = Terminal.run("sweep", "query", folder.resolve("a").toString(), "SELEC 1");
        assertEquals(2, t.code());
        assertTrue(t.complaint().contains("query: "));
        assertEquals(
                2,
                Terminal.run("sweep", "query", folder.resolve("a").toString(), "DROP TABLE points")
                        .code());
        assertEquals(
                0,
                Terminal.run("sweep", "query", folder.resolve("a").toString()).code());
    }
}
