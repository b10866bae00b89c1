package dev.headrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TraceCommandTest {
    private static final String HEADER =
            "iteration_id,layer_id,head_id,embedding_length_D,sentence_length_L,key_fetch_num,quant_key_bit,"
                    + "quant_query_bit,auto_requant_thres,if_requant,auto_requant_incre,value_fetch_num,quant_value_bit,"
                    + "if_accumulate_importance,if_rescale_previous_importance,if_topk,topk\n";

    @TempDir
    Path folder;

    private Path kept(String rows) throws IOException {
        return Files.writeString(folder.resolve("kept.csv"), HEADER + rows);
    }

    @Test
    void aKeptSetTraceIsCountedAndBounded() throws IOException {
        Path file = kept("0,0,0,64,100,20,6,16,0.05,True,4,5,6,True,False,False,-1\nmade by hand,,,,,,,,,,,,,,,,\n");
        Terminal t = Terminal.run("trace", "inspect", file.toString(), "--json");
        assertEquals(ExitCode.OK, t.code(), t.err());
        JsonNode found = new JsonMapper().readTree(t.out());
        assertEquals((24 * 640 + 8 * 384) / 8, found.at("/dram_bytes").asLong());
        assertEquals(5, found.at("/least_cycles/dram").asLong());
        assertEquals(6, found.at("/least_cycles/query-key").asLong());
        assertEquals("top-k", found.at("/bound_by").asString());
        assertEquals("made by hand", found.at("/origin").asString());
        Terminal exact = Terminal.run("trace", "inspect", file.toString(), "--fetch-group", "1", "--comparators", "4");
        assertTrue(exact.out().contains("dram_bytes: " + (20 * 640 + 5 * 384) / 8), exact.out());
    }

    @Test
    void tensorsAreListed() {
        Path file = Terminal.HOME.resolve("traces/data/minilm-s128.qkv.safetensors");
        Terminal t = Terminal.run("trace", "inspect", file.toString());
        assertEquals(ExitCode.OK, t.code(), t.err());
        assertTrue(t.out().contains("layer.5.k: F16 [12, 128, 32]"), t.out());
        assertTrue(t.out().contains("layer.0.token_importance: F32 [128]"), t.out());
    }

    @Test
    void aBadTraceIsOneLineWithFileAndLine() throws IOException {
        Path file = kept("0,0,0,64,100,120,6,16,0.05,True,4,5,6,True,False,False,-1\n");
        Terminal t = Terminal.run("trace", "inspect", file.toString());
        assertEquals(ExitCode.INPUT, t.code());
        assertTrue(t.complaint().contains("kept.csv:2: key_fetch_num is 120; allowed: 0 to 100"), t.err());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"inspect none.csv", "inspect", "extract x.txt", "extract x.txt --out y --type f8", "", "knit"})
    void wrongArgumentsAreOneLineAndExitCodeTwo(String arguments) {
        Terminal t = Terminal.run(("trace " + arguments).strip().split(" "));
        assertEquals(ExitCode.INPUT, t.code());
        assertTrue(t.complaint().startsWith("headrace: "), t.err());
    }

    @Test
    void withoutAModelOnTheClassPathExtractionSaysHowToGetOne() throws IOException {
        Path text = Files.writeString(folder.resolve("text.txt"), "In the beginning");
        Terminal t = Terminal.run(
                "trace",
                "extract",
                text.toString(),
                "--out",
                folder.resolve("o").toString());
        assertEquals(ExitCode.INPUT, t.code());
        assertTrue(t.complaint().contains("HEADRACE_CLASSPATH"), t.err());
        assertTrue(t.complaint().contains("-P extract"), t.err());
    }
}
