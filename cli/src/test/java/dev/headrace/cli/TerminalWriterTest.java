package dev.headrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.reports.Style;
import dev.headrace.reports.Table;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import org.junit.jupiter.api.Test;

class TerminalWriterTest {
    private static String through(boolean colours, String text) throws IOException {
        StringWriter out = new StringWriter();
        try (TerminalWriter writer = new TerminalWriter(out, colours, "\n")) {
            writer.write(text);
        }
        return out.toString();
    }

    @Test
    void whatSteersATerminalIsShownByItsNumber() throws IOException {
        assertEquals(
                "a\\u001b]0;x\\u0007\\u202eb\\u009b\\u000d\nü日", through(true, "a\u001b]0;x\u0007\u202eb\u009b\r\nü日"));
    }

    @Test
    void coloursPassWhereTheyAreWanted() throws IOException {
        assertEquals("\u001b[31mred\u001b[0m", through(true, "\u001b[31mred\u001b[0m"));
        assertEquals("\\u001b[31mred\\u001b[0m", through(false, "\u001b[31mred\u001b[0m"));
    }

    @Test
    void outputThatCannotBeWrittenIsWrongInput() {
        Writer full = new Writer() {
            @Override
            public void write(char[] text, int from, int length) throws IOException {
                throw new IOException("No space left on device");
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        StringWriter err = new StringWriter();
        Context context = new Context(
                Terminal.HOME, new PrintWriter(full), new PrintWriter(err), Style.plain(), false, 0, new Interrupts());
        assertEquals(ExitCode.INPUT, Headrace.execute(context, "list", "units"));
        assertTrue(err.toString().startsWith("headrace: standard output: cannot be written"), err.toString());
    }

    @Test
    void cellsThatASpreadsheetWouldRunAreTextAndNumbersStayNumbers() {
        String csv = new Table("")
                .left("name")
                .right("value")
                .row("=HYPERLINK(\"x\")", "-1.5")
                .row("@SUM(A1)", "+2e-3")
                .row("-1+cmd|' /C calc'!A0", "-12 cycles")
                .csv();
        assertEquals("""
            name,value
            "'=HYPERLINK(""x"")",-1.5
            '@SUM(A1),+2e-3
            '-1+cmd|' /C calc'!A0,-12 cycles
            """, csv);
    }

    @Test
    void tablesOnATerminalBreakAtWordsAndFit() {
        String text = new Table("")
                .left("name")
                .left("about")
                .row("some-design", "word ".repeat(60).strip())
                .text(new Style(false, true, 80));
        assertTrue(text.lines().allMatch(line -> line.length() <= 80), text);
        assertEquals(60, text.split("\\bword\\b", -1).length - 1, text);
    }
}
