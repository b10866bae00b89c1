package dev.headrace.hw.dram.replay;

import java.io.BufferedInputStream;
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
 * Reads a trace of memory requests, line by line, without keeping it, in a {@link TraceFormat}: that which was asked for,
 * or the one that the first request shows; all lines are of the same. Three words with an operation between two numbers
 * are cycle, operation, address or address, operation, cycle: only {@code 0x} before just one of the numbers, or a line of
 * column names, tells which. Blank lines, what follows a {@code #}, and a first line of column names are skipped. What
 * begins like gzip is unpacked.
 */
public final class TraceReader implements Requests, Closeable {
    private static final int GZIP_MAGIC = 0x8b1f;
    /** Characters of a bad line that a message shows. */
    private static final int SHOWN = 80;

    /** Latest cycle that is believed: more than a day at 1 GHz, and nothing that is counted overflows by then. */
    private static final long MOST_CYCLES = 1L << 47;

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
    private TraceFormat format;
    /** Of SCALE-Sim's lines: whether the current one may have more addresses, and the cycle of the first line. */
    private boolean more;

    private long firstCycle = Long.MIN_VALUE;
    private long address;
    private boolean write;
    private long cycle;

    /**
     * Opens a trace.
     *
     * @param name how to call it in messages
     */
    public TraceReader(InputStream in, String name, TraceFormat format) {
        this(in, name, format, new Counted(in), 0);
    }

    private TraceReader(InputStream in, String name, TraceFormat format, Counted counted, long length) {
        this.in = in;
        this.name = name;
        this.format = format;
        this.counted = counted;
        this.length = length;
    }

    /** Opens a file, which is read once from its beginning and may be a pipe; refuses one that cannot be read. */
    public static TraceReader open(Path file, TraceFormat format) {
        try {
            return open(Files.newInputStream(file), file.toString(), format, Files.size(file));
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    file + ": cannot be read (" + e + "); allowed: a trace that can be read", e);
        }
    }

    /**
     * Opens a stream, plain or gzip.
     *
     * @param length bytes that it has, 0 if nobody knows
     * @throws IOException if its first bytes cannot be read
     */
    public static TraceReader open(InputStream stream, String name, TraceFormat format, long length)
            throws IOException {
        Counted counted = new Counted(stream);
        // A pipe can be read only once: the bytes that were looked at are read again from the buffer.
        BufferedInputStream in = new BufferedInputStream(counted, 1 << 16);
        in.mark(2);
        byte[] start = in.readNBytes(2);
        in.reset();
        boolean packed = start.length == 2 && ((start[0] & 0xff) | (start[1] & 0xff) << 8) == GZIP_MAGIC;
        return new TraceReader(packed ? new GZIPInputStream(in, 1 << 16) : in, name, format, counted, length);
    }

    @Override
    public boolean next() {
        if (more && nextOfLine()) {
            return true;
        }
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
            started = true;
            if (format == TraceFormat.AUTO) {
                format = detected();
            }
            if (parse()) {
                return true;
            }
        }
        return false;
    }

    /** What the current line shows beyond doubt. */
    private TraceFormat detected() {
        int start = at;
        boolean number = startsNumber();
        boolean hexadecimal = hexadecimalAhead();
        int words = 0;
        int numbers = 0;
        boolean lastHexadecimal = false;
        boolean colon = false;
        while (at < lineEnd) {
            words++;
            numbers += startsNumber() || line[at] == '-' ? 1 : 0;
            lastHexadecimal = hexadecimalAhead();
            while (at < lineEnd && line[at] != ' ' && line[at] != '\t' && line[at] != ',') {
                colon |= words == 1 && line[at] == ':';
                at++;
            }
            while (at < lineEnd && (line[at] == ' ' || line[at] == '\t' || line[at] == ',')) {
                at++;
            }
        }
        at = start;
        if (colon) {
            return TraceFormat.DRAMSYS;
        }
        if (words > 1 && numbers == words) {
            throw refuse("no operation; with --trace-format scale-sim-reads or scale-sim-writes a cycle and addresses");
        }
        if (words != 3 || !number || numbers != 2) {
            return TraceFormat.RAMULATOR;
        }
        if (hexadecimal == lastHexadecimal) {
            throw refuse("cycle op address, or address op cycle? say --trace-format headrace or dramsim3");
        }
        return hexadecimal ? TraceFormat.DRAMSIM3 : TraceFormat.HEADRACE;
    }

    private boolean hexadecimalAhead() {
        return at + 1 < lineEnd && line[at] == '0' && (line[at + 1] | 0x20) == 'x';
    }

    /** Reads the current line; false if there is no request in it. */
    private boolean parse() {
        switch (format) {
            case HEADRACE -> {
                time(timeOrRefuse());
                separator();
                write = operation();
                separator();
                address = number();
            }
            case DRAMSIM3 -> {
                address = timeOrRefuse();
                separator();
                write = operation();
                separator();
                time(number());
            }
            case DRAMSYS -> {
                time(timeOrRefuse());
                skipBlanks();
                if (at == lineEnd || line[at] != ':') {
                    throw refuse("no colon behind the cycle");
                }
                at++;
                skipBlanks();
                if (at < lineEnd && line[at] == '(') {
                    throw refuse("a length; every line is one burst");
                }
                write = operation();
                separator();
                address = number();
                if (write) {
                    skipBlanks();
                    if (at < lineEnd && startsNumber()) {
                        at = lineEnd;
                    }
                }
            }
            case SCALE_SIM_READS, SCALE_SIM_WRITES -> {
                long now = signed();
                if (firstCycle == Long.MIN_VALUE) {
                    firstCycle = now;
                }
                time(now - firstCycle);
                write = format == TraceFormat.SCALE_SIM_WRITES;
                return nextOfLine();
            }
            default -> untimed();
        }
        skipBlanks();
        if (at < lineEnd) {
            throw refuse("more than was expected");
        }
        return true;
    }

    private void untimed() {
        if (startsNumber()) {
            address = number();
            separator();
            write = operation();
            skipBlanks();
            if (at < lineEnd) {
                throw refuse("more than was expected");
            }
        } else {
            write = operation();
            separator();
            address = number();
        }
    }

    private long timeOrRefuse() {
        if (!startsNumber()) {
            throw refuse("no number where one was expected");
        }
        return number();
    }

    /** The next address of a SCALE-Sim line; false if there are no more. */
    private boolean nextOfLine() {
        while (true) {
            skipBlanks();
            if (at < lineEnd && line[at] == ',') {
                at++;
                skipBlanks();
            }
            more = at < lineEnd;
            if (!more) {
                return false;
            }
            address = signed();
            if (address >= 0) {
                return true;
            }
            if (address != -1) {
                throw refuse("address " + address);
            }
        }
    }

    /** A whole number that may be negative, and may be written as 12.0. */
    private long signed() {
        boolean negative = at < lineEnd && line[at] == '-';
        at += negative ? 1 : 0;
        if (at == lineEnd || !startsNumber()) {
            throw refuse("no number where one was expected");
        }
        long value = decimal();
        if (at < lineEnd && line[at] == '.') {
            do {
                at++;
            } while (at < lineEnd && line[at] == '0');
        }
        if (at < lineEnd && line[at] != ',' && line[at] != ' ' && line[at] != '\t') {
            throw refuse("not a whole number");
        }
        return negative ? -value : value;
    }

    private void time(long now) {
        if (now > MOST_CYCLES) {
            throw refuse("cycle " + now, "up to " + MOST_CYCLES);
        }
        if (now < cycle) {
            throw refuse("cycle " + now + " after cycle " + cycle, "the same or later");
        }
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
        return format.timed();
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

    /** Whether the line is one of column names; their order then is that of the words. */
    private boolean columnNames() {
        String text = text().toLowerCase(Locale.ROOT);
        int addresses = text.indexOf("addr");
        int cycles = text.indexOf("cycle");
        if (addresses < 0 && cycles < 0) {
            return false;
        }
        if (format == TraceFormat.AUTO && addresses >= 0 && cycles >= 0) {
            format = cycles < addresses ? TraceFormat.HEADRACE : TraceFormat.DRAMSIM3;
        }
        return true;
    }

    private boolean startsNumber() {
        return line[at] >= '0' && line[at] <= '9';
    }

    private long number() {
        if (at == lineEnd || !startsNumber()) {
            throw refuse("no number where one was expected");
        }
        long value = hexadecimalAhead() ? hexadecimal() : decimal();
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
        return refuse(what, format.allowed() + "; numbers in decimal or with 0x");
    }

    private IllegalArgumentException refuse(String what, String allowed) {
        return new IllegalArgumentException(
                name + ": line " + lineNumber + ": \"" + text() + "\": " + what + "; allowed: " + allowed);
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
