package dev.headrace.cli;

import dev.headrace.reports.Style;
import dev.headrace.simulator.spec.Library;
import java.io.PrintWriter;
import java.nio.file.Path;

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
    private static final int WIDE = 10_000;

    /** The narrowest lines that reports are made for. */
    private static final int NARROW = 60;

    /** The width of lines on a terminal of so many columns. */
    static int width(int columns) {
        return Math.max(NARROW, Math.min(columns, Style.WIDTH));
    }

    /** The shipped files. */
    Library library() {
        return new Library(home);
    }

    /** The style for text that must not be cut short: on lines of any length, or broken at words on a terminal. */
    Style wide(boolean noColor) {
        Style style = style(noColor);
        return style.wrap() ? style : new Style(style.color(), style.ascii(), WIDE);
    }

    /** The style, without colours if they are not wanted. */
    Style style(boolean noColor) {
        return noColor ? new Style(false, style.ascii(), style.width(), style.wrap()) : style;
    }
}
