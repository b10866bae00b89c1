package dev.headrace.cli;

import dev.headrace.reports.Style;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;

/** A command line run inside the test: its exit code and what it printed. */
public record Terminal(int code, String out, String err) {
    /** The folder with the shipped files. */
    public static final Path HOME = home();

    /** Runs one command, into files. */
    public static Terminal run(String... args) {
        return run(Style.plain(), false, args);
    }

    /** Runs one command where standard error is a screen, on which whatever may be shown is shown at once. */
    static Terminal onScreen(String... args) {
        return run(Style.plain(), true, args);
    }

    /** Runs one command where standard output is a terminal of 80 columns. */
    static Terminal narrow(String... args) {
        return run(new Style(false, false, 80), false, args);
    }

    private static Terminal run(Style style, boolean screen, String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code;
        try (PrintWriter o = new PrintWriter(new TerminalWriter(out, false, "\n"));
                PrintWriter e = new PrintWriter(new TerminalWriter(err, false, "\n\r"))) {
            code = Headrace.execute(new Context(HOME, o, e, style, screen, 0, new Interrupts()), args);
        }
        return new Terminal(code, out.toString(), err.toString());
    }

    /** The complaint, which must be one line. */
    String complaint() {
        String text = err.strip();
        if (text.isEmpty() || text.lines().count() != 1) {
            throw new AssertionError("expected one line on standard error, got:\n" + err + "\nand on output:\n" + out);
        }
        return text;
    }

    private static Path home() {
        Path at = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(at.resolve("configs").resolve("hardware"))) {
            at = at.getParent();
            if (at == null) {
                throw new IllegalStateException("configs/ is in no folder above the working directory");
            }
        }
        return at;
    }
}
