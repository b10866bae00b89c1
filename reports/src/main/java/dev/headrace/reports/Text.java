package dev.headrace.reports;

import java.util.List;

/** Lines of prose. */
final class Text {
    private Text() {}

    /**
     * Appends text broken at spaces to lines of at most {@code width}, each ending in a newline. The first keeps the
     * spaces it begins with, the others begin with an indent. A word longer than a line is not broken.
     */
    static void wrap(StringBuilder out, String text, String indent, int width) {
        String lead = " ".repeat(text.length() - text.stripLeading().length());
        String line = "";
        boolean first = true;
        for (String word : text.strip().split("\\s+")) {
            if (line.isEmpty()) {
                line = first ? lead + word : indent + word;
            } else if (line.length() + 1 + word.length() <= width) {
                line = line + " " + word;
            } else {
                out.append(line).append('\n');
                line = indent + word;
                first = false;
            }
        }
        out.append(line).append('\n');
    }

    /** The lines of a text broken at spaces. A word longer than a line is not broken. */
    static List<String> lines(String text, int width) {
        StringBuilder out = new StringBuilder();
        wrap(out, text, "", width);
        return out.toString().lines().toList();
    }

    /** Escapes text for HTML and SVG, attribute values included. */
    static String escape(String given) {
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
