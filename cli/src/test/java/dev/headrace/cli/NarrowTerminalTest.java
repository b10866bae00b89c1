package dev.headrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.headrace.reports.Style;
import dev.headrace.simulator.spec.Library;
import dev.headrace.simulator.unit.UnitTypes;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** On a terminal of 80 columns help, lists and costs do not run over the edge. */
class NarrowTerminalTest {
    private final List<String> over = new ArrayList<>();

    @TempDir
    Path dir;

    private void ask(int code, String... args) {
        Terminal t = Terminal.narrow(args);
        if (t.code() != code) {
            over.add(String.join(" ", args) + ": exit " + t.code() + ", " + t.err());
        }
        t.out()
                .lines()
                .filter(line -> line.codePointCount(0, line.length()) > 80)
                .forEach(line -> over.add(String.join(" ", args) + ": " + line));
    }

    private void help(CommandLine line, List<String> path) {
        line.getSubcommands().forEach((name, below) -> {
            List<String> to = new ArrayList<>(path);
            to.add(name);
            to.add("--help");
            ask(ExitCode.OK, to.toArray(new String[0]));
            help(below, to.subList(0, to.size() - 1));
        });
    }

    @Test
    void helpOfEveryCommandFits() {
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        ask(ExitCode.OK, "--help");
        help(
                Headrace.commandLine(
                        new Context(Terminal.HOME, nowhere, nowhere, Style.plain(), false, 0, new Interrupts())),
                List.of());
        assertEquals("", String.join("\n", over));
    }

    @Test
    void descriptionsOfEverythingThatIsListedFit() {
        Library library = new Library(Terminal.HOME);
        for (String kind : List.of("designs", "hardware", "hardware/dram", "workloads", "papers", "sweeps")) {
            library.names(kind).forEach(name -> ask(ExitCode.OK, "describe", name));
        }
        UnitTypes.all().keySet().forEach(name -> ask(ExitCode.OK, "describe", name));
        Operators.about().keySet().forEach(name -> ask(ExitCode.OK, "describe", name));
        assertEquals("", String.join("\n", over));
    }

    @Test
    void resultsFit() {
        String out = dir.resolve("out").toString();
        for (String design : List.of("flash-attention-2", "streaming-sdpa-naive", "unfused", "tellme-v2-decode")) {
            ask(ExitCode.VERDICT, "run", design, "--max-cycles", "500", "--out", out);
        }
        ask(ExitCode.OK, "run", "flash-attention-2", "--workload", "tiny", "--out", out);
        ask(ExitCode.OK, "report", out);
        ask(
                ExitCode.OK,
                "compare",
                "unfused",
                "flash-attention-1",
                "flash-attention-2",
                "streaming-sdpa-memory-free",
                "--workload",
                "tiny");
        ask(ExitCode.OK, "memory", "hbm3-6400", "--pattern", "random", "--requests", "1000", "--out", out);
        ask(ExitCode.OK, "fifos", "streaming-sdpa-naive", "--workload", "tiny");
        assertEquals("", String.join("\n", over));
    }

    @Test
    void sweepsFit() {
        String out = dir.resolve("sweep").toString();
        String[] sweep = {
            "sweep",
            "flash-attention-2",
            "--workload",
            "tiny",
            "--axis",
            "params.Br=8,16",
            "--axis",
            "hardware.units.hbm.channels=1..2",
            "--out",
            out
        };
        ask(ExitCode.OK, sweep);
        ask(ExitCode.OK, Stream.concat(Stream.of(sweep), Stream.of("--dry-run")).toArray(String[]::new));
        ask(ExitCode.OK, "report", out);
        ask(ExitCode.OK, "sweep", "query", out);
        assertEquals("", String.join("\n", over));
    }

    @Test
    void listsAndCostsFit() {
        ask(ExitCode.OK, "list");
        ask(ExitCode.OK, "costs");
        ask(ExitCode.OK, "costs", "--die", "800");
        assertEquals("", String.join("\n", over));
    }
}
