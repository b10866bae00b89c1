package dev.headrace.reports;

import java.util.List;

/** Lines of prose. */
public final class Text {
    private Text() {}

    /** After one of these a word may be broken. */
    private static final String JOINTS = "-/_.,:;=)";

    /**
     * Appends text broken at spaces to lines of at most {@code width}, each ending in a newline. The first keeps the
     * spaces it begins with, the others begin with an indent. A word longer than a line is not broken, so that paths can
     * be copied.
     */
    static void wrap(StringBuilder out, String text, String indent, int width) {
        String stripped = text.stripLeading();
        wrap(out, text.substring(0, text.length() - stripped.length()), stripped, indent, width);
    }

    /** The same behind a lead, which stays as it is. */
    static void wrap(StringBuilder out, String lead, String text, String indent, int width) {
        String line = lead;
        boolean first = true;
        for (String word : text.strip().split("\\s+")) {
            if (first) {
                line += word;
            } else if (length(line) + 1 + length(word) <= width) {
                line = line + " " + word;
            } else {
                out.append(line).append('\n');
                line = indent + word;
            }
            first = false;
        }
        out.append(line).append('\n');
    }

    /** The lines of a text broken at spaces, and within a word only where it alone is longer than a line. */
    static List<String> lines(String text, int width) {
        StringBuilder broken = new StringBuilder();
        for (String word : text.strip().split("\\s+")) {
            String rest = word;
            while (length(rest) > width) {
                int end = rest.offsetByCodePoints(0, width);
                int joint = end;
                while (joint > end / 3 && JOINTS.indexOf(rest.charAt(joint - 1)) < 0) {
                    joint--;
                }
                int at = joint > end / 3 ? joint : end;
                broken.append(rest, 0, at).append(' ');
                rest = rest.substring(at);
            }
            broken.append(rest).append(' ');
        }
        StringBuilder out = new StringBuilder();
        wrap(out, broken.toString().strip(), "", width);
        return out.toString().lines().toList();
    }

    /** Characters that are seen. */
    static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    /** Escapes text for HTML and SVG, attribute values included. */
    public static String escape(String given) {
        String text = Printable.text(given, "\n\t");
        StringBuilder out = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.append(c);
            }
        }
        return out.toString();
    }
}
