package dev.headrace.reports;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the reader's terminal can show.
 *
 * @param color ANSI colours wanted
 * @param ascii no character beyond ASCII: bars of '#', rules of '-'
 * @param width columns, at least 60: text is broken at words, and tables into several, to fit
 */
public record Style(boolean color, boolean ascii, int width) {
    /** The widest line of a report, however wide the terminal. */
    public static final int WIDTH = 100;

    private static final char ESCAPE = '\u001b';
    private static final Pattern LABEL = Pattern.compile("^(\\s+|\\S+(\\s\\S+)?\\s{2,})");

    public Style {
        if (width < 60) {
            throw new IllegalArgumentException("width: " + width + ", allowed: 60 or more");
        }
    }

    /** No colour, block characters, {@value #WIDTH} columns. */
    public static Style plain() {
        return new Style(false, false, WIDTH);
    }

    /** {@value #WIDTH} columns. */
    public static Style of(boolean color, boolean ascii) {
        return new Style(color, ascii, WIDTH);
    }

    /**
     * Text whose lines are as long as they come, broken at words to lines of this width. What follows on a line that
     * begins with a label and two spaces or more stands below the text behind the label. Coloured lines, which are parts of
     * tables, are left alone.
     */
    public String fold(String text) {
        StringBuilder out = new StringBuilder(text.length() + 64);
        text.lines().forEach(line -> {
            if (Text.length(line) <= width || line.indexOf(ESCAPE) >= 0) {
                out.append(line).append('\n');
            } else {
                Matcher label = LABEL.matcher(line);
                int lead = label.find() ? label.end() : 0;
                Text.wrap(out, line.substring(0, lead), line.substring(lead), " ".repeat(lead), width);
            }
        });
        return out.toString();
    }

    String paint(String text, Tone tone) {
        return color && tone != Tone.NORMAL && !text.isEmpty() ? tone.escape + text + ESCAPE + "[0m" : text;
    }

    /** A bar of {@code cells} characters for a share 0 to 1, in eighths of a character; the rest is a light ground. */
    String bar(double share, int cells) {
        double bounded = share > 0 ? Math.min(1, share) : 0;
        if (ascii) {
            int full = (int) Math.round(bounded * cells);
            return "#".repeat(full) + ".".repeat(cells - full);
        }
        int eighths = (int) Math.round(bounded * cells * 8);
        if (bounded > 0 && eighths == 0) {
            eighths = 1;
        }
        int full = eighths / 8;
        String part = eighths % 8 == 0 ? "" : String.valueOf((char) ('\u2588' + 8 - eighths % 8));
        return "\u2588".repeat(full) + part + "\u00b7".repeat(cells - full - part.length());
    }

    String rule(int length) {
        return (ascii ? "-" : "\u2500").repeat(length);
    }

    /** The text, or its beginning and an ellipsis if it is longer than {@code length}. */
    String shorten(String text, int length) {
        if (text.codePointCount(0, text.length()) <= length) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, length - 1)) + (ascii ? "~" : "\u2026");
    }

    /** Replaces what an ASCII terminal cannot show by '?'. */
    String showable(String text) {
        return ascii ? text.replaceAll("[^\\x20-\\x7e]", "?") : text;
    }
}
