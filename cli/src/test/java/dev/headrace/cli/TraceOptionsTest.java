package dev.headrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code headrace run --trace}: which files there are, and what is refused. */
class TraceOptionsTest {
    @TempDir
    Path dir;

    private Terminal run(String... more) {
        List<String> args = new ArrayList<>(List.of("run", "flash-attention-2", "-w", "tiny", "--check", "off"));
        args.addAll(List.of("--out", dir.resolve("out").toString()));
        args.addAll(List.of(more));
        return Terminal.run(args.toArray(new String[0]));
    }

    private boolean there(String file) {
        return Files.exists(dir.resolve("out").resolve(file));
    }

    @Test
    void traceStandsBesideTheResultAndGoesWithTheNextRun() throws IOException {
        Terminal plain = run();
        assertFalse(there("trace.perfetto-trace") || there("trace.vcd"));
        String cycles = plain.out()
                .lines()
                .filter(l -> l.startsWith("cycles"))
                .findFirst()
                .orElse("")
                .replaceAll(" *[(].*", "");
        Terminal perfetto = run("--trace", "perfetto", "--trace-dram", "--explain");
        assertEquals(ExitCode.OK, perfetto.code(), perfetto.err());
        assertTrue(perfetto.out().contains(cycles), "the same cycles");
        assertTrue(perfetto.out().contains("trace.perfetto-trace: "), perfetto.out());
        assertTrue(perfetto.out().contains("not compiled: the same cycles"), perfetto.out());

        assertTrue(there("trace.perfetto-trace"));
        String json = Files.readString(dir.resolve("out/result.json"));
        assertTrue(json.contains("off: every firing is recorded") && json.contains("\"explanation\""), json);
        Terminal vcd = run("--trace", "vcd");
        assertEquals(ExitCode.OK, vcd.code(), vcd.err());
        assertTrue(there("trace.vcd"));
        assertFalse(there("trace.perfetto-trace"), "of another run");
        assertTrue(Files.readString(dir.resolve("out/result.json")).contains("off: every firing is watched"));
        run();
        assertFalse(there("trace.vcd"), "of another run");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--trace svg | \"svg\" | perfetto, vcd",
                "--trace VCD | \"VCD\" | did you mean \"vcd\"?",
                "--trace vcd --trace-cycles 9..3 | \"9..3\" | A not after B",
                "--trace vcd --trace-cycles 9 | \"9\" | A..B, cycles from 0 on",
                "--trace vcd --trace-cycles -1..9 | \"-1..9\" | A..B, cycles from 0 on",
                "--trace vcd --trace-only aray | \"aray\" | did you mean \"array\"?",
                "--trace-only array | without --trace | ",
                "--trace-cycles 1..2 | without --trace | ",
                "--trace-dram | without --trace | ",
                "--trace vcd --trace-dram | with --trace vcd | --trace perfetto"
            })
    void whatMakesNoSenseIsOneLine(String options, String found, String allowed) {
        Terminal t = run(options.split(" "));
        assertEquals(ExitCode.INPUT, t.code(), t.out());
        assertTrue(t.complaint().contains(found), t.complaint());
        assertTrue(allowed == null || t.complaint().contains(allowed), t.complaint());
        assertFalse(Files.exists(dir.resolve("out")), "nothing half-written");
    }
}
