package dev.headrace.hw.dram.replay;

import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/**
 * Reads a trace of memory requests, one a line, without keeping it: {@code LD 0x1f40} or {@code ST 8000} (Ramulator's
 * load and store traces), {@code R 0x1f40} or {@code 0x1f40 W} (its read and write traces), or
 * {@code cycle,op,address}, where the operation is any of these words or READ, WRITE. Numbers are decimal or begin with
 * {@code 0x}. Blank lines, lines from {@code #} on and a first line of column names are skipped. A file that begins like
 * gzip is unpacked.
 */
public final class TraceReader implements Requests, Closeable {
    private static final int GZIP_MAGIC = 0x8b1f;
    /** Characters of a bad line that a message shows. */
    private static final int SHOWN = 80;

    /** Latest cycle that is believed: more than a day at 1 GHz, and nothing that is counted overflows by then. */
    private static final long MOST_CYCLES = 1L << 47;

    private static final String ALLOWED =
            "allowed: LD or ST and an address, R or W and an address, or cycle,op,address;"
                    + " numbers in decimal or with 0x";

    private final String name;
    private final InputStream in;
    private final Counted counted;
    private final long length;
    private final byte[] line = new byte[1 << 16];

    /** What is in the buffer: the current line without its end, where reading is, and what is behind the line. */
    private int lineStart;

    private int lineEnd;
    private int nextLine;
    private int filled;
    private long lineNumber;
    private int at;

    private boolean started;
    private boolean timed;
    private long address;
    private boolean write;
    private long cycle;

    /**
     * Opens a trace.
     *
     * @param name how to call it in messages
     */
    public TraceReader(InputStream in, String name) {
        this(in, name, new Counted(in), 0);
    }

    private TraceReader(InputStream in, String name, Counted counted, long length) {
        this.in = in;
        this.name = name;
        this.counted = counted;
        this.length = length;
    }

    /** Opens a file; refuses one that cannot be read. */
    public static TraceReader open(Path file) {
        try {
            InputStream in = Files.newInputStream(file);
            byte[] start = in.readNBytes(2);
            in.close();
            Counted counted = new Counted(Files.newInputStream(file));
            boolean packed = start.length == 2 && ((start[0] & 0xff) | (start[1] & 0xff) << 8) == GZIP_MAGIC;
            return new TraceReader(
                    packed ? new GZIPInputStream(counted, 1 << 16) : counted,
                    file.toString(),
                    counted,
                    Files.size(file));
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    file + ": cannot be read (" + e + "); allowed: a trace that can be read", e);
        }
    }

    @Override
    public boolean next() {
        while (readLine()) {
            at = lineStart;
            skipBlanks();
            if (at == lineEnd) {
                continue;
            }
            if (!started && columnNames()) {
                started = true;
                continue;
            }
            parse();
            started = true;
            return true;
        }
        return false;
    }

    private void parse() {
        long first = 0;
        boolean number = startsNumber();
        if (number) {
            first = number();
        } else {
            write = operation();
        }
        separator();
        if (!number) {
            address = number();
        } else {
            write = operation();
            skipBlanks();
            boolean three = at < lineEnd;
            if (three) {
                separator();
                address = number();
                time(first);
            } else {
                address = first;
            }
        }
        skipBlanks();
        if (at < lineEnd) {
            throw refuse("more than was expected");
        }
    }

    private void time(long now) {
        if (now > MOST_CYCLES) {
            throw refuse("cycle " + now + "; allowed: up to " + MOST_CYCLES);
        }
        if (now < cycle) {
            throw refuse("cycle " + now + " after cycle " + cycle + "; allowed: the same or later");
        }
        timed = true;
        cycle = now;
    }

    /** Share of the file that has been read, 0 to 1; of a stream of unknown length, 0. */
    public double done() {
        return length > 0 ? Math.min(1, (double) counted.count / length) : 0;
    }

    /** Counts what is read. */
    private static final class Counted extends FilterInputStream {
        long count;

        Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int b = super.read();
            count += b < 0 ? 0 : 1;
            return b;
        }

        @Override
        public int read(byte[] into, int offset, int most) throws IOException {
            int got = super.read(into, offset, most);
            count += Math.max(0, got);
            return got;
        }
    }

    /** Whether the requests read so far had times of their own. */
    public boolean timed() {
        return timed;
    }

    @Override
    public long address() {
        return address;
    }

    @Override
    public boolean write() {
        return write;
    }

    @Override
    public long cycle() {
        return cycle;
    }

    private boolean columnNames() {
        String text = text().toLowerCase(Locale.ROOT);
        return text.contains("addr") || text.startsWith("cycle");
    }

    private boolean startsNumber() {
        return line[at] >= '0' && line[at] <= '9';
    }

    private long number() {
        if (at == lineEnd || !startsNumber()) {
            throw refuse("no number where one was expected");
        }
        boolean hexadecimal = at + 1 < lineEnd && line[at] == '0' && (line[at + 1] | 0x20) == 'x';
        long value = hexadecimal ? hexadecimal() : decimal();
        if (at < lineEnd && Character.isLetterOrDigit(line[at])) {
            throw refuse("not a number");
        }
        return value;
    }

    private long decimal() {
        long value = 0;
        for (; at < lineEnd && line[at] >= '0' && line[at] <= '9'; at++) {
            if (value >= Long.MAX_VALUE / 10) {
                throw refuse("a number of more than 63 bits");
            }
            value = value * 10 + line[at] - '0';
        }
        return value;
    }

    private long hexadecimal() {
        at += 2;
        int from = at;
        long value = 0;
        for (; at < lineEnd; at++) {
            int digit = line[at] <= '9' ? line[at] - '0' : (line[at] | 0x20) - 'a' + 10;
            if (digit < 0 || digit > 15 || (line[at] > '9' && digit < 10)) {
                break;
            }
            if (value >>> 59 != 0) {
                throw refuse("a number of more than 63 bits");
            }
            value = value << 4 | digit;
        }
        if (at == from) {
            throw refuse("not a number");
        }
        return value;
    }

    /** True for a write. */
    private boolean operation() {
        int from = at;
        while (at < lineEnd && Character.isLetter(line[at])) {
            at++;
        }
        if (is("R", from) || is("LD", from) || is("READ", from)) {
            return false;
        }
        if (is("W", from) || is("ST", from) || is("WRITE", from)) {
            return true;
        }
        throw refuse("no operation that is known");
    }

    private boolean is(String word, int from) {
        if (at - from != word.length()) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            if ((line[from + i] & ~0x20) != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Blanks, a comma, or both. */
    private void separator() {
        int from = at;
        skipBlanks();
        if (at < lineEnd && line[at] == ',') {
            at++;
            skipBlanks();
        }
        if (at == from) {
            throw refuse("too few words");
        }
    }

    private void skipBlanks() {
        while (at < lineEnd && (line[at] == ' ' || line[at] == '\t')) {
            at++;
        }
    }

    private String text() {
        return new String(line, lineStart, Math.min(SHOWN, lineEnd - lineStart), StandardCharsets.ISO_8859_1);
    }

    /** A complaint about the current line: file, line, text, {@code what}, and what is allowed. */
    public IllegalArgumentException refuse(String what) {
        return new IllegalArgumentException(
                name + ": line " + lineNumber + ": \"" + text() + "\": " + what + "; " + ALLOWED);
    }

    /** Finds the next line, up to its end or a {@code #}; false at the end of the trace. */
    private boolean readLine() {
        lineNumber++;
        lineStart = nextLine;
        int end = lineStart;
        while (true) {
            if (end == filled) {
                int searched = end - lineStart;
                boolean more = fill();
                end = lineStart + searched;
                if (!more) {
                    break;
                }
            }
            if (line[end] == '\n') {
                break;
            }
            end++;
        }
        boolean any = end < filled || end > lineStart;
        nextLine = Math.min(filled, end + 1);
        lineEnd = end;
        if (lineEnd > lineStart && line[lineEnd - 1] == '\r') {
            lineEnd--;
        }
        for (int i = lineStart; i < lineEnd; i++) {
            if (line[i] == '#') {
                lineEnd = i;
            }
        }
        return any;
    }

    /** Moves the current line to the start of the buffer and reads on behind it; false at the end of the trace. */
    private boolean fill() {
        int kept = filled - lineStart;
        if (kept == line.length) {
            lineEnd = filled;
            throw refuse("a line of more than " + line.length + " characters");
        }
        System.arraycopy(line, lineStart, line, 0, kept);
        lineStart = 0;
        filled = kept;
        try {
            int got = in.read(line, kept, line.length - kept);
            filled += Math.max(0, got);
            return got > 0;
        } catch (IOException e) {
            throw new UncheckedIOException(name + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            throw new UncheckedIOException(name + ": " + e.getMessage(), e);
        }
    }
}
