package dev.headrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.simulator.spec.JsonFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class AgainTest {
    @TempDir
    Path dir;

    private Path workload;
    private Path file;

    @BeforeEach
    void run() throws IOException {
        workload = dir.resolve("w.json");
        Files.copy(Terminal.HOME.resolve("configs/workloads/tiny.json"), workload);
        Terminal t = Terminal.run(
                "run",
                "flash-attention-2",
                "--workload",
                workload.toString(),
                "--set",
                "params.Br=64",
                "--set",
                "hardware.units.sram.kib=512",
                "--set",
                "workload.tensors.seed=7",
                "--check",
                "full",
                "--out",
                dir.resolve("first").toString());
        assertEquals(ExitCode.OK, t.code(), t.err());
        file = dir.resolve("first/result.json");
    }

    private Terminal again(String... more) {
        String[] args = new String[3 + more.length];
        args[0] = "run";
        args[1] = "--again";
        args[2] = file.toString();
        System.arraycopy(more, 0, args, 3, more.length);
        return Terminal.run(args);
    }

    private static String withoutSimulation(Path file) throws IOException {
        return Files.readString(file).replaceAll("(?s)\"simulation\".*", "");
    }

    @Test
    void theSameRunGivesTheSameBytesButForTheSimulation() throws IOException {
        Terminal t = again();
        assertEquals(ExitCode.OK, t.code(), t.err());
        assertTrue(t.out().contains("The same as"), t.out());
        assertEquals(withoutSimulation(file), withoutSimulation(dir.resolve("first/again/result.json")));
        String page = Files.readString(dir.resolve("first/report.html"));
        assertTrue(page.contains("</s> overridden"), "the source of an overridden number is struck out");
    }

    @Test
    void aFileThatHasChangedIsRefusedWithBothHashes() throws IOException {
        Files.writeString(workload, Files.readString(workload) + "\n");
        Terminal t = again();
        assertEquals(ExitCode.INPUT, t.code());
        assertTrue(t.err().matches("(?s).*w\\.json: changed; SHA-256 [0-9a-f]{12} then, [0-9a-f]{12} now\n"), t.err());
        assertFalse(Files.exists(dir.resolve("first/again")));
    }

    @Test
    void aFileThatIsGoneIsRefused() throws IOException {
        Files.delete(workload);
        Terminal t = again();
        assertEquals(ExitCode.INPUT, t.code());
        assertTrue(t.err().contains("w.json: not there any more"), t.err());
    }

    /** What a run in another folder recorded: paths from there, which lead nowhere from here. */
    @Test
    void aRelativePathFromAnotherFolderIsRefusedWithWhatToDo() throws IOException {
        Files.writeString(file, Files.readString(file).replace(workload.toString(), "elsewhere/w.json"));
        Terminal t = again();
        assertEquals(ExitCode.INPUT, t.code());
        assertTrue(t.complaint().contains("workload elsewhere/w.json: not there any more, at /"), t.err());
        assertTrue(t.complaint().endsWith("; a relative path: start from the folder of that run"), t.err());
        assertFalse(Files.exists(dir.resolve("first/again")));
    }

    /** A preset, a workload by its path, and numbers from a file beside it. */
    @Test
    void presetsAndNumbersByFileAreRunAgainUntilAByteOfThemChanges() throws IOException {
        new dev.headrace.traces.SafetensorsWriter()
                .add("n", dev.headrace.traces.ElementType.F32, java.util.List.of(1L, 8L, 1L), new double[] {
                    1, 2, 3, 4, 5, 6, 7, 8
                })
                .write(dir.resolve("n.safetensors"));
        Files.writeString(workload, """
            { "name": "n", "shape": { "heads": 1, "queries": 8, "keys": 8, "head_dim": 1 }, "format": "fp32",
              "tensors": { "file": "n.safetensors", "q": "n", "k": "n", "v": "n" } }
            """);
        Terminal t = Terminal.run(
                "run",
                "streaming-sdpa-naive",
                "-w",
                workload.toString(),
                "--set",
                "preset=artifact",
                "--set",
                "params.long_fifo=10",
                "--out",
                dir.resolve("first").toString());
        assertEquals(ExitCode.OK, t.code(), t.err());
        t = again();
        assertEquals(ExitCode.OK, t.code(), t.err());
        assertEquals(withoutSimulation(file), withoutSimulation(dir.resolve("first/again/result.json")));
        byte[] numbers = Files.readAllBytes(dir.resolve("n.safetensors"));
        numbers[numbers.length - 1] ^= 1;
        Files.write(dir.resolve("n.safetensors"), numbers);
        t = again();
        assertEquals(ExitCode.INPUT, t.code());
        assertTrue(t.complaint().contains("n.safetensors: changed; SHA-256"), t.err());
    }

    @Test
    void aResultThatIsNotWhatTheRunGivesIsTold() throws IOException {
        ObjectNode tree = (ObjectNode) JsonFile.MAPPER.readTree(file.toFile());
        long cycles = tree.path("cycles").asLong();
        Files.writeString(file, tree.put("cycles", cycles + 1).toString());
        Terminal t = again();
        assertEquals(ExitCode.VERDICT, t.code());
        assertTrue(t.out().contains("/cycles was " + (cycles + 1) + ", is " + cycles), t.out());
    }

    @Test
    void otherOptionsAreRefused() {
        Terminal t = again("--set", "params.Br=32");
        assertEquals(ExitCode.INPUT, t.code());
        assertTrue(t.err().contains("other options that decide the result"), t.err());
    }

    @Test
    void aResultThatDoesNotSayHowItCameAboutIsReadButNotRunAgain() throws IOException {
        ObjectNode tree = (ObjectNode) JsonFile.MAPPER.readTree(file.toFile());
        tree.remove("provenance");
        Files.writeString(file, tree.toString());
        assertEquals(
                ExitCode.OK,
                Terminal.run("report", dir.resolve("first").toString()).code());
        Terminal t = again();
        assertEquals(ExitCode.INPUT, t.code());
        assertTrue(t.err().contains("/provenance: missing"), t.err());
    }

    @Test
    void aResultOfBeforeVerdictsIsRefusedInALine() throws IOException {
        ObjectNode tree = (ObjectNode) JsonFile.MAPPER.readTree(file.toFile());
        JsonNode golden = tree.path("golden");
        ((ObjectNode) golden).remove("verdict");
        Files.writeString(file, tree.toString());
        Terminal t = Terminal.run("report", dir.resolve("first").toString());
        assertEquals(ExitCode.INPUT, t.code());
        assertTrue(t.err().contains("result.json: /golden/verdict: missing, and needed in results of this"), t.err());
        assertEquals(1, t.err().lines().count(), t.err());
    }
}
