package dev.headrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeadraceTest {

    @ParameterizedTest
    @ValueSource(strings = {"run", "compare", "reproduce", "list", "describe", "check", "schema", "report", "trace"})
    void everyCommandExplainsItself(String command) {
        Terminal t = Terminal.run(command, "--help");
        assertEquals(ExitCode.OK, t.code());
        assertTrue(t.out().startsWith("Usage: headrace " + command), t.out());
        assertEquals("", t.err());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "sweep", "run", "run --frobnicate x", "compare", "list nothing", "schema x"})
    void wrongArgumentsAreOneLineAndExitCodeTwo(String arguments) {
        Terminal t = Terminal.run(arguments.isEmpty() ? new String[0] : arguments.split(" "));
        assertEquals(ExitCode.INPUT, t.code());
        assertTrue(t.complaint().startsWith("headrace: "), t.err());
        assertEquals("", t.out());
    }

    @Test
    void misspeltCommandIsAnsweredWithTheRightOne() {
        assertTrue(Terminal.run("compair").complaint().contains("did you mean compare"));
    }

    private static final List<String> COMMANDS = commands();

    /** Names that help lists, the first word of each line below "Commands:" that is indented by two. */
    private static List<String> commands() {
        Terminal t = Terminal.run("--help");
        assertEquals(ExitCode.OK, t.code());
        return t.out()
                .substring(t.out().indexOf("\nCommands:"))
                .lines()
                .filter(line -> line.matches(" {2}[a-z-]+( .*|$)"))
                .map(line -> line.strip().split(" ")[0])
                .filter(name -> !name.equals("headrace"))
                .toList();
    }

    @Test
    void helpNamesNoCommandThatDoesNotExist() {
        assertTrue(COMMANDS.containsAll(List.of("run", "sweep", "map", "fifos", "costs", "memory")), "" + COMMANDS);
        for (String name : COMMANDS) {
            assertEquals(ExitCode.OK, Terminal.run(name, "--help").code(), name);
        }
    }

    /** An example that names a file that is not there would be refused. */
    @Test
    void examplesOfHelpNameWhatIsShipped() {
        int seen = 0;
        for (String command : COMMANDS) {
            Matcher m = Pattern.compile("--(workload|hardware) ([a-z0-9-]+)")
                    .matcher(Terminal.run(command, "--help").out().replaceAll("\\s+", " "));
            while (m.find()) {
                Path file = Path.of("..", "configs", m.group(1).replace("workload", "workloads"), m.group(2) + ".json");
                assertTrue(Files.exists(file), command + " --help: " + m.group());
                seen++;
            }
        }
        assertTrue(seen > 5, seen + " examples");
    }

    @Test
    void completionScriptKnowsCommandsAndOptions() {
        Terminal t = Terminal.run("generate-completion");
        assertEquals(ExitCode.OK, t.code());
        assertTrue(t.out().contains("--max-cycles"), "options");
        assertTrue(t.out().contains("describe"), "commands");
    }

    @Test
    void failureThatIsNotTheUsersSaysSoAndKeepsTheStackTrace() throws Exception {
        StringWriter err = new StringWriter();
        int code = new Complaints(new PrintWriter(err)).of(new IllegalStateException("two\nlines"));
        assertEquals(ExitCode.BUG, code);
        String line = err.toString().strip();
        assertEquals(1, line.lines().count());
        assertTrue(line.startsWith("headrace: this is a bug of Headrace: java.lang.IllegalStateException: two lines"));
        Path trace = Path.of(line.substring(line.indexOf("stack trace in ") + "stack trace in ".length()));
        String text = Files.readString(trace);
        Files.delete(trace);
        assertTrue(text.contains("HeadraceTest.failureThatIsNotTheUsersSaysSoAndKeepsTheStackTrace"), text);
    }
}
