package dev.headrace.cli.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.headrace.cli.Terminal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/sweeps.md: what it says of other tools, run where they are installed. */
final class SweepSnippetsTest {
    @TempDir
    static Path folder;

    @BeforeAll
    static void sweep() {
        Terminal done = Terminal.run(
                "sweep",
                "flash-attention-2",
                "-w",
                "tiny",
                "--set",
                "hardware.units.hbm.fidelity=bandwidth",
                "--axis",
                "params.Br=8,16,32",
                "--out",
                folder.resolve("rows").toString());
        assertEquals(0, done.code(), done.err());
    }

    private static String snippet(String language) {
        return Markdown.read("docs/sweeps.md").blocks().stream()
                .filter(block -> block.kind().equals(language))
                .map(Markdown.Block::body)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void sqlOnThePageCountsTheRows() {
        String sql = snippet("sql")
                .replace(
                        "points.parquet",
                        folder.resolve("rows").resolve("points.parquet").toString());
        Terminal answer = Terminal.run("sweep", "query", folder.resolve("rows").toString(), sql, "--csv");
        assertEquals(0, answer.code(), answer.err());
        assertTrue(answer.out().lines().anyMatch(l -> l.startsWith("complete,3,")), answer.out());
    }

    @Test
    void pythonOnThePageFindsTheFront() throws Exception {
        // The system's own beside one that comes first on the path.
        String python = null;
        for (String one : List.of("python3", "/usr/bin/python3")) {
            python = python == null && runs(one, "-c", "import pandas") ? one : python;
        }
        assumeTrue(python != null, "skipped: no python3 with pandas is installed (Debian: python3-pandas)");
        assertTrue(said(python, "-c", snippet("python")).contains("energy_pj"));
    }

    @Test
    void rOnThePageFindsTheFastest() throws Exception {
        assumeTrue(runs("Rscript", "--version"), "skipped: no R is installed (Debian: r-base-core)");
        assertTrue(said("Rscript", "-e", snippet("r")).contains("complete"));
    }

    private static boolean runs(String... command) throws InterruptedException {
        try {
            return start(command).waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static String said(String... command) throws Exception {
        Process process = start(command);
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
        return said;
    }

    private static Process start(String... command) throws IOException {
        return new ProcessBuilder(List.of(command))
                .directory(folder.resolve("rows").toFile())
                .redirectErrorStream(true)
                .start();
    }
}
