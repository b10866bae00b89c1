package dev.headrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mappings of a product and of attention on the shipped machines. */
final class MapOnMachinesTest {
    private static final Pattern BEST = Pattern.compile("(?m)^.*?([0-9,]+) +([0-9.]+)%$");

    private static final Pattern SHIPPED = Pattern.compile("(?m)^as it stands +([0-9,]+) .*$");

    @TempDir
    Path folder;

    private static long count(String text) {
        return Long.parseLong(text.replace(",", ""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gemm|systolic-128-hbm2|",
                "gemm|a100-like|params.mt=64 params.nt=64",
                "gemm|fusemax|params.array=array2d params.buffer=gb",
                "flash-attention-2|systolic-128-hbm2|",
                "flash-attention-2|a100-like|",
                "fusemax|fusemax|"
            })
    void theBestIsNoWorseThanTheDesignAndPassesItsCheckAndWhatLimitsItIsSaid(
            String design, String machine, String sets) {
        List<String> words = new ArrayList<>(List.of("map", design, "--hardware", machine, "--workload", "tiny"));
        words.addAll(List.of("--depths", "2", "--jobs", "2", "--check", "full"));
        words.addAll(List.of(
                "--set",
                "workload.shape.queries=128",
                "--set",
                "workload.shape.keys=128",
                "--set",
                "workload.shape.head_dim=64"));
        for (String set : sets == null ? new String[0] : sets.split(" ")) {
            words.addAll(List.of("--set", set));
        }
        String[] tiles = design.equals("gemm")
                ? new String[] {"mt=64", "nt=64,128", "kt=32,64"}
                : design.equals("fusemax")
                        ? new String[] {"block=64,128", "tile=64"}
                        : new String[] {"Br=64", "Bc=32,64"};
        for (String tile : tiles) {
            words.addAll(List.of("--tile", tile));
        }
        words.addAll(List.of("--out", folder.resolve("best.json").toString()));
        Terminal done = Terminal.run(words.toArray(String[]::new));
        assertEquals(ExitCode.OK, done.code(), done.err() + done.out());
        String table = done.out().substring(done.out().indexOf("Best mappings"));
        Matcher best = BEST.matcher(table);
        assertTrue(best.find(), table);
        Matcher shipped = SHIPPED.matcher(table);
        assertTrue(shipped.find(), table);
        assertTrue(count(best.group(1)) <= count(shipped.group(1)), table);
        assertTrue(table.contains("Why the best takes so long\nroofline "), table);
        assertTrue(table.contains("\nbusiest "), table);
        assertTrue(table.contains("golden      passed"), table);
        // What is written runs as found.
        assertTrue(table.contains("\ncycles      " + best.group(1)), table);
    }

    @Test
    void aDesignThatDoesNotFitAsItStandsIsNamedWithItsReason() {
        Terminal done = Terminal.run(
                "map",
                "gemm",
                "--hardware",
                "a100-like",
                "--workload",
                "gemm-256",
                "--depths",
                "1",
                "--order",
                "h,m,n,k",
                "--tile",
                "mt=64",
                "--tile",
                "nt=64",
                "--tile",
                "kt=64");
        assertEquals(ExitCode.OK, done.code(), done.err() + done.out());
        assertTrue(done.out().contains("gemm as it stands is not valid here: "), done.out());
        assertTrue(done.out().contains("the buffers in sram need"), done.out());
    }

    /** FuseMax holds many tiles in flight: with FIFOs that are too short for them it comes to a stop. */
    @Test
    void mappingsThatDeadlockAreCountedWithTheirReasonAndDoNotEndTheSearch() {
        Terminal done = Terminal.run(
                "map", "fusemax", "--workload", "tiny", "--depths", "1", "--tile", "tile=64", "--tile", "block=64");
        assertEquals(ExitCode.OK, done.code(), done.err() + done.out());
        assertTrue(done.out().contains("  deadlock: at cycle N: "), done.out());
        assertTrue(done.out().contains(" own "), done.out());
        assertFalse(done.out().contains("No mapping comes to its end"), done.out());
    }
}
