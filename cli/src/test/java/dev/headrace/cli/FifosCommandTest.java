package dev.headrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.simulator.spec.JsonFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class FifosCommandTest {
    private static final String[] SMALL = {
        "--set", "workload.shape.queries=16", "--set", "workload.shape.keys=16", "--workload", "streaming-512"
    };

    @TempDir
    Path folder;

    private static Terminal fifos(String... args) {
        String[] all = new String[args.length + SMALL.length + 1];
        all[0] = "fifos";
        System.arraycopy(args, 0, all, 1, args.length);
        System.arraycopy(SMALL, 0, all, args.length + 1, SMALL.length);
        return Terminal.run(all);
    }

    @Test
    void sizedDesignThatIsWrittenRunsAtFullSpeedAndIsRight() throws Exception {
        Path sized = folder.resolve("sized.json");
        Terminal found = fifos("streaming-sdpa-naive", "--json", "--write", sized.toString());
        assertEquals("", found.err());
        JsonNode fast = JsonFile.MAPPER.readTree(found.out()).path("full_speed");
        assertEquals(18, fast.at("/depths/E->P").asLong());
        // RN + N + 3.
        assertEquals(16 * 16 + 16 + 3, fast.path("cycles").asLong());
        assertTrue(fast.path("proven_least").asBoolean());
        assertTrue(Files.exists(sized));
        Terminal run = Terminal.run(
                "run",
                sized.toString(),
                SMALL[0],
                SMALL[1],
                SMALL[2],
                SMALL[3],
                SMALL[4],
                SMALL[5],
                "--json",
                "--out",
                folder.resolve("out").toString());
        assertEquals(ExitCode.OK, run.code(), run.err());
        JsonNode result = JsonFile.MAPPER.readTree(run.out());
        assertEquals(fast.path("cycles").asLong(), result.path("cycles").asLong());
        assertEquals("complete", result.path("status").asString());
        assertTrue(result.at("/golden/passed").asBoolean());
    }

    @Test
    void tablesShowTheDepthsThatEndAndThoseOfFullSpeed() {
        String text = fifos("streaming-sdpa-naive").out();
        assertTrue(text.lines().anyMatch(l -> l.matches("E->P +64 +514 +16 +18")), text);
        assertTrue(text.lines().anyMatch(l -> l.matches(" +275 +1.00x +\\S+ +no \\(proven\\)")), text);
        assertTrue(text.contains("\n\nBits against time\n"), text);
        assertTrue(text.lines().allMatch(l -> l.length() <= 80), text);
    }

    @Test
    void designOnOneSharedMachineIsSizedWithoutAClaimToBeLeast() {
        Terminal t = Terminal.run("fifos", "flash-attention-2", "--workload", "tiny", "--points", "1", "--runs", "60");
        assertEquals(ExitCode.OK, t.code(), t.err());
        assertTrue(t.out().contains("not known"), t.out());
    }

    @Test
    void wrongNumbersAreRefused() {
        assertTrue(fifos("streaming-sdpa-naive", "--runs", "0").complaint().contains("--runs: 0; allowed: 1 or more"));
        assertEquals(
                ExitCode.INPUT, fifos("streaming-sdpa-naive", "--points", "-1").code());
        assertEquals(
                ExitCode.INPUT,
                fifos("streaming-sdpa-naive", "--write", folder.toString()).code());
    }
}
