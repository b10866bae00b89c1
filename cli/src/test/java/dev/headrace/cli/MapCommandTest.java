package dev.headrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.reports.Style;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MapCommandTest {
    @TempDir
    Path folder;

    private static final List<String> WORDS = List.of(
            "map",
            "gemm",
            "--set",
            "workload.shape.queries=64",
            "--set",
            "workload.shape.keys=64",
            "--set",
            "workload.shape.head_dim=64",
            "--tile",
            "kt=32,64");

    private static Terminal map(String... more) {
        List<String> words = new ArrayList<>(WORDS);
        words.addAll(List.of(more));
        return Terminal.run(words.toArray(String[]::new));
    }

    @Test
    void tablesShowWhatThereIsTheBestAndWhatItCannotBeBelowAndTheDesignThatIsWrittenPassesItsCheck() {
        Path best = folder.resolve("best.json");
        Terminal done = map("--tile", "mt=32", "--tile", "nt=32,64", "--depths", "2", "--out", best.toString());
        assertEquals(ExitCode.OK, done.code(), done.err());
        assertTrue(done.out().contains("loop orders tried"), done.out());
        assertTrue(done.out().contains("not valid: \"k\"; allowed: the innermost loop of the nest"), done.out());
        assertTrue(done.out().contains("not run"), done.out());
        assertTrue(done.out().contains("Best mappings"), done.out());
        assertTrue(done.out().contains("No mapping can take less than"), done.out());
        assertTrue(done.out().contains("Why the best takes so long\nroofline "), done.out());
        assertTrue(done.out().contains("\nbusiest "), done.out());
        assertTrue(done.out().contains("\nThe critical path, from the end of the run"), done.out());
        assertTrue(done.out().contains("golden      passed"), done.out());
        assertTrue(Files.exists(best));
        assertTrue(done.out().lines().allMatch(l -> l.length() <= 100), done.out());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--tile|mx=32|--tile mx: no tile size of that name; allowed: kt, mt, nt",
                "--tile|mt=0|--tile mt=0: 0; allowed: whole numbers, 1 or more",
                "--tile|mt=a|--tile mt=a: \"a\"; allowed: whole numbers, 1 or more",
                "--tile|mt|--tile mt: no path or no values",
                "--tile|mt=32,32|a second time",
                "--tile|kt=16|--tile kt=16: kt a second time; allowed: each once",
                "--order|h,m,n|--order h,m,n: not the loops of",
                "--order|k,h,m,n|allowed: the innermost loop of the nest",
                "--minimize|cycels|--minimize cycels: ",
                "--depths|0|--depths: 0; allowed: 1 to 16",
                "--most|0|--most: 0; allowed: 1 to 1000000",
                "--finalists|0|--finalists: 0; allowed: 1 or more",
                "--jobs|0|--jobs: 0; allowed: 1 or more",
                "--registers|-1|--registers: -1; allowed: ",
                "--resume||--resume: nothing to go on with; allowed: beside --journal FILE",
                "--check|all|--check: \"all\"; allowed: ",
                "--out|best|--out best: no name of a design's file; allowed: a path that ends in .json",
                "--hardware|fusemax|unknown unit \"array\"; allowed: ",
                "--hardware|nowhere|not found; allowed: ",
                "--workload|nowhere|not found; allowed: ",
                "--set|hardware.units.sram.kib=1|no mapping is valid: "
            })
    void whatMakesNoSenseIsOneLineAndNothingIsWritten(String option, @Nullable String value, String complaint) {
        Path best = folder.resolve("best.json");
        List<String> more = new ArrayList<>(List.of("--out", best.toString()));
        more.addAll(option.equals("--out") ? List.of() : value == null ? List.of(option) : List.of(option, value));
        Terminal done = option.equals("--out") ? map(option, value) : map(more.toArray(String[]::new));
        assertEquals(ExitCode.INPUT, done.code(), done.out());
        assertTrue(done.err().contains(complaint), done.err());
        assertTrue(done.err().lines().allMatch(line -> line.startsWith("headrace: ")), done.err());
        assertEquals("", done.out());
        assertFalse(Files.exists(best));
    }

    @Test
    void ofMoreCombinationsThanAskedForItSaysHowManyThereAreAndHowManyAreDrawn() {
        Terminal done = map("--depths", "1", "--most", "5", "--seed", "3");
        assertEquals(ExitCode.OK, done.code(), done.err());
        // Two orders of 3 x 3 x 2 tiles, in each of which A and B may be used again over one loop or not.
        assertEquals(
                "headrace: 144 combinations of order, reuse and tiles, of which 5 are drawn (--most, --seed)",
                done.err().strip());
        assertTrue(done.out().contains("    5  drawn"), done.out());
    }

    private static String[] search(Path journal, Path best, String... more) {
        List<String> words = new ArrayList<>(List.of("--tile", "mt=32", "--tile", "nt=16,32", "--depths", "2"));
        words.addAll(List.of("--jobs", "1", "--journal", journal.toString(), "--out", best.toString()));
        words.addAll(List.of(more));
        return words.toArray(String[]::new);
    }

    @Test
    void whatWasRunBeforeItWasStoppedIsKeptAndGoneOnWith() throws IOException, InterruptedException {
        Path journal = folder.resolve("rows.jsonl");
        Path best = folder.resolve("best.json");
        Interrupts interrupts = new Interrupts();
        StringWriter said = new StringWriter();
        PrintWriter to = new PrintWriter(said);
        Context context = new Context(Terminal.HOME, to, to, Style.plain(), false, 0, interrupts);
        List<String> words = new ArrayList<>(WORDS);
        words.addAll(List.of(search(journal, best)));
        AtomicReference<Integer> code = new AtomicReference<>();
        Thread run = new Thread(() -> {
            try {
                code.set(Headrace.execute(context, words.toArray(new String[0])));
            } finally {
                interrupts.end();
            }
        });
        run.start();
        while (run.isAlive()
                && !(Files.exists(journal) && Files.readAllLines(journal).size() > 3)) {
            Thread.onSpinWait();
        }
        interrupts.interrupt();
        run.join();
        assertEquals(ExitCode.VERDICT, code.get(), said.toString());
        assertTrue(said.toString().contains("Best mappings so far"), said.toString());
        assertTrue(said.toString().contains("mappings that were not run may be better"), said.toString());
        assertTrue(said.toString().contains("not checked; --resume goes on from there"), said.toString());
        assertTrue(Files.exists(best));
        long before = Files.readAllLines(journal).size();

        // Another search does not go on with it, nor does anything write over it.
        Terminal other = map(search(journal, best, "--resume", "--registers", "1000000"));
        assertEquals(ExitCode.INPUT, other.code(), other.out());
        assertTrue(other.err().contains("rows of another state of \"map gemm\""), other.err());
        Terminal again = map(search(journal, best));
        assertTrue(again.err().contains("holds rows already; allowed: --resume"), again.err());
        assertEquals(before, Files.readAllLines(journal).size());

        Terminal whole = map(search(folder.resolve("full.jsonl"), folder.resolve("full.json")));
        Terminal resumed = map(search(journal, best, "--resume"));
        assertEquals(ExitCode.OK, resumed.code(), resumed.err());
        assertEquals(whole.out().replace("full.json", "best.json"), resumed.out());
        assertEquals(
                rows(folder.resolve("full.jsonl")).toString(), rows(journal).toString());
    }

    private static TreeSet<String> rows(Path journal) throws IOException {
        TreeSet<String> rows = new TreeSet<>();
        Files.readAllLines(journal).stream().skip(1).forEach(row -> assertTrue(rows.add(row), "twice: " + row));
        return rows;
    }
}
