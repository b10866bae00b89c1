package dev.headrace.cli;

import dev.headrace.reports.Style;
import dev.headrace.simulator.spec.Library;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What the commands stand on.
 *
 * @param home folder that holds {@code configs} and {@code traces}
 * @param out where results go
 * @param err where complaints and progress go
 * @param style what {@code out} can show
 * @param progress whether {@code err} is a terminal that may show a moving bar
 * @param patience milliseconds that a run takes before a bar for it comes up
 * @param interrupts who is told of Ctrl-C
 */
record Context(
        Path home,
        PrintWriter out,
        PrintWriter err,
        Style style,
        boolean progress,
        long patience,
        Interrupts interrupts) {
    /** The narrowest lines that reports are made for. */
    private static final int NARROW = 60;

    /** The width of lines where nothing tells it. */
    private static final int USUAL = 80;

    /** The width of lines on a terminal of so many columns. */
    static int width(int columns) {
        return Math.max(NARROW, Math.min(columns, Style.WIDTH));
    }

    /**
     * The width of lines into a file or pipe.
     *
     * @param wanted columns asked for by the environment, null if not at all
     */
    static int width(@Nullable String wanted) {
        return wanted != null && wanted.matches("[0-9]{1,6}") ? Math.max(NARROW, Integer.parseInt(wanted)) : USUAL;
    }

    /** The shipped files. */
    Library library() {
        return new Library(home);
    }

    /** Prints sentences, broken at words where they are longer than a line. */
    void say(String text) {
        out.print(style.fold(text));
    }
}
