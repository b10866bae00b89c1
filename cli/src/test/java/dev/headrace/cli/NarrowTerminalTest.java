package dev.headrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.headrace.reports.Style;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** On a terminal of 80 columns help, lists and costs do not run over the edge. */
class NarrowTerminalTest {
    private final List<String> over = new ArrayList<>();

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
    void listsAndCostsFit() {
        ask(ExitCode.OK, "list");
        ask(ExitCode.OK, "costs");
        assertEquals("", String.join("\n", over));
    }
}
