package dev.headrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MapCommandTest {
    @TempDir
    Path folder;

    private static Terminal map(String... more) {
        List<String> words = new ArrayList<>(List.of(
                "map",
                "gemm",
                "--set",
                "workload.shape.queries=64",
                "--set",
                "workload.shape.keys=64",
                "--set",
                "workload.shape.head_dim=64",
                "--tile",
                "kt=32,64"));
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
                "--check|all|--check: \"all\"; allowed: ",
                "--out|best|--out best: no name of a design's file; allowed: a path that ends in .json",
                "--hardware|fusemax|unknown unit \"array\"; allowed: ",
                "--hardware|nowhere|not found; allowed: ",
                "--workload|nowhere|not found; allowed: ",
                "--set|hardware.units.sram.kib=1|no mapping is valid: "
            })
    void whatMakesNoSenseIsOneLineAndNothingIsWritten(String option, String value, String complaint) {
        Path best = folder.resolve("best.json");
        List<String> more = new ArrayList<>(List.of("--out", best.toString()));
        more.addAll(option.equals("--out") ? List.of() : List.of(option, value));
        Terminal done = option.equals("--out") ? map(option, value) : map(more.toArray(String[]::new));
        assertEquals(ExitCode.INPUT, done.code(), done.out());
        assertTrue(done.err().contains(complaint), done.err());
        assertTrue(done.err().lines().allMatch(line -> line.startsWith("headrace: ")), done.err());
        assertEquals("", done.out());
        assertFalse(Files.exists(best));
    }
}
