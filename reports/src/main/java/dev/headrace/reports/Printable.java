package dev.headrace.reports;

/**
 * Text that came from a user's file, as it may be shown. Characters that steer a terminal, hide or reorder what stands around
 * them (controls, formats such as those of bidirectional text, separators of lines) are shown by their numbers, as JSON writes
 * them.
 */
public final class Printable {
    private Printable() {}

    /** A text of one line. */
    public static String line(String text) {
        return text(text, "");
    }

    /**
     * A text in which some of these characters are ours.
     *
     * @param kept characters that stay
     */
    public static String text(String text, String kept) {
        if (text.codePoints().noneMatch(c -> steers(c) && kept.indexOf(c) < 0)) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            if (!steers(c) || kept.indexOf(c) >= 0) {
                out.appendCodePoint(c);
                return;
            }
            for (char unit : Character.toChars(c)) {
                out.append(String.format("\\u%04x", (int) unit));
            }
        });
        return out.toString();
    }

    /** Whether a character does something besides being seen. */
    public static boolean steers(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }
}
