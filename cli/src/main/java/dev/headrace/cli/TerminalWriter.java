package dev.headrace.cli;

import dev.headrace.reports.Printable;
import java.io.FilterWriter;
import java.io.IOException;
import java.io.Writer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The way to a terminal: whatever text comes, nothing but line ends, colours where they are wanted, and the return of a bar
 * that moves does anything there. All else that would is shown by its number, which in JSON means the same.
 */
final class TerminalWriter extends FilterWriter {
    private static final Pattern COLOUR = Pattern.compile("\u001b\\[[0-9;]*m");

    private final boolean colours;
    private final String kept;

    /**
     * A way to {@code out}.
     *
     * @param colours whether escape sequences of colours pass
     * @param kept characters that pass
     */
    TerminalWriter(Writer out, boolean colours, String kept) {
        super(out);
        this.colours = colours;
        this.kept = kept;
    }

    @Override
    public void write(String text, int from, int length) throws IOException {
        String part = text.substring(from, from + length);
        Matcher colour = COLOUR.matcher(part);
        int at = 0;
        while (colours && colour.find()) {
            out.write(Printable.text(part.substring(at, colour.start()), kept));
            out.write(colour.group());
            at = colour.end();
        }
        out.write(Printable.text(part.substring(at), kept));
    }

    @Override
    public void write(char[] text, int from, int length) throws IOException {
        write(new String(text, from, length), 0, length);
    }

    @Override
    public void write(int c) throws IOException {
        write(String.valueOf((char) c), 0, 1);
    }
}
