package dev.headrace.reports;

/**
 * What the reader's terminal can show.
 *
 * @param color ANSI colours wanted
 * @param ascii no character beyond ASCII: bars of '#', rules of '-'
 * @param width columns, at least 60
 * @param wrap whether tables break their names at words to fit; they shorten them if not
 */
public record Style(boolean color, boolean ascii, int width, boolean wrap) {
    /** The widest line of a report unless told otherwise. */
    public static final int WIDTH = 100;

    public Style {
        if (width < 60) {
            throw new IllegalArgumentException("width: " + width + ", allowed: 60 or more");
        }
    }

    /** A style whose tables shorten names. */
    public Style(boolean color, boolean ascii, int width) {
        this(color, ascii, width, false);
    }

    /** No colour, block characters, {@value #WIDTH} columns. */
    public static Style plain() {
        return new Style(false, false, WIDTH);
    }

    /** {@value #WIDTH} columns. */
    public static Style of(boolean color, boolean ascii) {
        return new Style(color, ascii, WIDTH);
    }

    String paint(String text, Tone tone) {
        return color && tone != Tone.NORMAL && !text.isEmpty() ? tone.escape + text + "\u001b[0m" : text;
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
