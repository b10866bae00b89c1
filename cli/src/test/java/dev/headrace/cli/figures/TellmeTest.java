package dev.headrace.cli.figures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.cli.Terminal;
import dev.headrace.cli.Words;
import dev.headrace.reports.ResultJson;
import dev.headrace.simulator.run.Result;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TeLLMe v2 with a real decoder in it, and its timing by hand. */
class TellmeTest {
    @TempDir
    Path folder;

    @Test
    void theTextGoesOnWordByWordWithTheTimeOfEachAndIsTheGoldenDecoders() {
        Terminal t = kjv("params.prompt=12", "workload.shape.queries=18", "workload.shape.keys=18");
        assertEquals(0, t.code(), t.err());
        assertTrue(t.out().contains("prompt: And God said,"), t.out());
        assertEquals(
                7,
                t.out()
                        .lines()
                        .filter(l -> l.matches(" *[0-9.]+ ms  \\+[0-9.]+  \\|.*\\|"))
                        .count(),
                t.out());
        Result result = result();
        assertTrue(result.golden() != null && result.golden().passed(), String.valueOf(result.golden()));
        assertEquals(7, result.golden().outputsChecked());
        assertEquals(
                List.of("11", "12", "13", "14", "15", "16", "17"),
                List.copyOf(result.timeline().keySet()));
        long before = 0;
        for (long at : result.timeline().values()) {
            assertTrue(at > before);
            before = at;
        }
    }

    @Test
    void queriesTurnedByOtherAnglesThanKeysFailTheCheck() {
        Terminal t = kjv(
                "params.prompt=12",
                "workload.shape.queries=18",
                "workload.shape.keys=18",
                "stages.prefill.dataflow.Rq.theta=2",
                "stages.decode.dataflow.Rq.theta=2");
        assertEquals(1, t.code(), t.out() + t.err());
        assertTrue(t.out().contains("golden") && t.out().contains("MISSED"), t.out());
    }

    @Test
    void everyMatrixIsReadOnceForThePromptAndOnceForEachToken() {
        kjv("params.prompt=12", "workload.shape.queries=14", "workload.shape.keys=14");
        Map<String, Result.Traffic> by = result().memories().get("ddr").byTensor();
        // 5 blocks of 84 for 384 inputs: 384 x 5 vectors in 384 beats of 96 bytes; 6 layers, a prompt and 2 tokens.
        assertEquals(3 * 6 * 384 * 96, by.get("w_q").readBytes());
        // 13 blocks for 1024 inputs: 4992 vectors in 999 beats.
        assertEquals(3 * 6 * 999 * 96, by.get("w_d").readBytes());
        // The table once for the first token and once for each of 2.
        assertEquals(3 * 2048 * 384 * 2 + 14 * 384 * 2, by.get("embedding").readBytes());
    }

    @Test
    void theLookupEngineIsBusyForItsLoopNest() {
        kjv("params.prompt=12", "workload.shape.queries=14", "workload.shape.keys=14");
        // Blocks of 27 cycles to fill, outputs / 8 lookups, 5 + 5 deep: 384 -> 48, 1024 -> 128 lookups.
        long layer = 4 * 5 * (27 + 48 + 10) + 2 * 5 * (27 + 128 + 10) + 13 * (27 + 48 + 10);
        assertEquals(14 * 6 * layer, result().units().get("tlmm").busyCycles());
    }

    @Test
    void promptsBeyondTheContextAndTokensOutOfRangeAreRefused() {
        Terminal t = kjv("workload.shape.queries=1025", "workload.shape.keys=1025");
        assertEquals(2, t.code());
        assertTrue(
                t.err()
                        .contains(
                                "/shape/queries: 1025 tokens, the prompt and what is generated; allowed: at most 1024"),
                t.err());
        t = kjv("params.prompt=16", "workload.shape.queries=17", "workload.shape.keys=17");
        // The prompt has 12 words: at position 12 there is none.
        assertEquals(2, t.code(), t.out());
        assertTrue(t.err().contains("word 12 is missing: the text ends before it; allowed: 0 to 2047"), t.err());
    }

    @Test
    void aPromptThatReachesIntoWhatIsGeneratedIsRefused() {
        Terminal t = kjv("params.prompt=10", "workload.shape.queries=13", "workload.shape.keys=13");
        assertEquals(2, t.code(), t.out());
        assertTrue(t.err().contains("word 10 is given and generated"), t.err());
    }

    @Test
    void prefillAloneEndsWithItsWordAndIsChecked() {
        Terminal t = Terminal.run(
                args("tellme-v2-prefill", "params.prompt=12", "workload.shape.queries=18", "workload.shape.keys=18")
                        .toArray(String[]::new));
        assertEquals(0, t.code(), t.out() + t.err());
        Result.Golden golden = Objects.requireNonNull(result().golden());
        assertTrue(golden.passed(), golden.boundFrom());
        assertEquals(1, golden.outputsChecked());
        assertEquals(List.of("11"), List.copyOf(result().timeline().keySet()));
    }

    @Test
    void decodeAloneGoesOnFromASingleWordAndIsChecked() {
        List<String> args =
                args("tellme-v2-decode", "params.prompt=0", "workload.shape.queries=8", "workload.shape.keys=8");
        args.addAll(List.of("--workload", "kjv-ternary", "--set", "workload.tensors.prompt=And"));
        Terminal t = Terminal.run(args.toArray(String[]::new));
        assertEquals(0, t.code(), t.out() + t.err());
        Result.Golden golden = Objects.requireNonNull(result().golden());
        assertTrue(golden.passed(), golden.boundFrom());
        assertEquals(8, golden.outputsChecked());
    }

    @Test
    void decodeAloneTimesTheModelOfThePaper() {
        Terminal t = Terminal.run("describe", "tellme-v2-decode");
        assertEquals(0, t.code(), t.err());
        assertTrue(t.out().contains("bitnet-0.73b"), t.out());
    }

    @Test
    void aFormatWhoseRoundingsReachHalfAStepIsNotCheckable() {
        Terminal t =
                kjv("params.prompt=12", "workload.shape.queries=13", "workload.shape.keys=13", "workload.format=fp16");
        assertEquals(0, t.code(), t.out() + t.err());
        Result.Golden golden = Objects.requireNonNull(result().golden());
        assertTrue(Objects.requireNonNull(golden.why()).startsWith("not checkable: roundings of fp16"), golden.why());
        assertEquals(Result.Verdict.NO_USEFUL_CHECK, golden.verdict());
        assertFalse(golden.passed());
    }

    @Test
    void layersAndHeadsFollowTheWorkload() {
        String[] run = {
            "run",
            "tellme-v2-prefill",
            "--workload",
            "bitnet-0.73b",
            "--check",
            "off",
            "--out",
            folder.toString(),
            "--set",
            "params.prompt=4",
            "--set",
            "workload.shape.queries=4",
            "--set",
            "workload.shape.keys=4",
            "--set",
            "hardware.units.ddr.fidelity=bandwidth"
        };
        assertEquals(0, Terminal.run(run).code());
        // Once for each of 24 layers: 1536 x 19 vectors in 5837 beats of 96 bytes.
        assertEquals(
                24L * 5837 * 96,
                result().memories().get("ddr").byTensor().get("w_q").readBytes());
        // 4 resident queries with each of 4 keys, in each head and layer.
        assertEquals(24 * 16 * 4, result().operators().get("prefill.S").firings());
    }

    @Test
    void designsThatContradictTheWorkloadAreRefused() {
        Terminal t = kjv("params.prompt=20", "workload.shape.queries=18", "workload.shape.keys=18");
        assertEquals(2, t.code());
        assertTrue(
                Words.withoutPlace(t.err()).contains("/loops/t/to: 20; allowed: up to 18, the queries of workload"),
                t.err());
        t = kjv("params.prompt=12", "workload.shape.queries=18", "workload.shape.keys=19");
        assertEquals(2, t.code());
        assertTrue(t.err().contains("\"keys\" with 18 queries and 19 keys"), t.err());
        t = kjv("workload.shape.heads=5");
        assertEquals(2, t.code());
        t = Terminal.run("run", "tellme-v2-decode", "--check", "off", "--set", "workload.shape.heads=12");
        assertEquals(2, t.code());
        assertTrue(t.err().contains("rows of all heads of the workload, of 96"), t.err());
    }

    @Test
    void hardwareThatDoesNotFitItsBoardRunsOnlyIfAllowed() {
        String small = "hardware.board=boards/zcu102.json";
        Terminal t = kjv(small);
        assertEquals(2, t.code());
        assertTrue(
                Words.withoutPlace(t.err()).contains("/board: hardware that does not fit ZCU102: URAM binds, 48 of 0"),
                t.err());
        List<String> args =
                args("tellme-v2", "params.prompt=12", "workload.shape.queries=13", "workload.shape.keys=13", small);
        args.add("--allow-oversize");
        assertEquals(0, Terminal.run(args.toArray(String[]::new)).code());
    }

    @Test
    void describeShowsWhatTheDesignTakesOfItsBoard() {
        Terminal t = Terminal.run("describe", "tellme-v2");
        assertTrue(t.out().contains("Resources of KV260"), t.out());
        assertTrue(t.out().contains("fits KV260: URAM binds, 48 of 64"), t.out());
    }

    private Terminal kjv(String... sets) {
        return Terminal.run(args("tellme-v2", sets).toArray(String[]::new));
    }

    private List<String> args(String design, String... sets) {
        List<String> args = new ArrayList<>(
                List.of("run", design, "--out", folder.toString(), "--set", "workload.tensors.prompt=" + PROMPT));
        for (String set : sets) {
            args.add("--set");
            args.add(set);
        }
        args.add("--set");
        args.add("hardware.units.ddr.fidelity=bandwidth");
        return args;
    }

    private static final String PROMPT = "And God said, Let there be light: and there was";

    private Result result() {
        try {
            return ResultJson.read(folder.resolve("result.json"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
