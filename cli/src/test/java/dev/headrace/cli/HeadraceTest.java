package dev.headrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
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

    @Test
    void helpNamesNoCommandThatDoesNotExist() {
        Terminal t = Terminal.run("--help");
        assertEquals(ExitCode.OK, t.code());
        for (String later : new String[] {"search", "map"}) {
            assertFalse(t.out().contains("\n  " + later + " "), later);
        }
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
