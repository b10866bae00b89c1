package dev.headrace.explore.sweep;

import dev.headrace.simulator.spec.InputException;
import dev.headrace.simulator.spec.JsonFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;

/**
 * The rows that are done, one a line, in the order in which they came. A row is handed to the system as soon as it is
 * there, so that a killed process loses none that was done; to the disk after every few, for when the power goes. A last
 * line that was cut short is dropped when the file is opened again.
 */
public final class Journal implements AutoCloseable {
    private static final int BATCH = 16;

    /**
     * The first line.
     *
     * @param sweep its name
     * @param identity of the sweep: rows of another are not taken for its own
     */
    public record Head(String sweep, String identity) {}

    private final Path file;
    private final FileChannel channel;
    private int pending;

    private Journal(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** Begins a new one; an old one goes. */
    public static Journal begin(Path file, Head head) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Journal journal = new Journal(
                    file,
                    FileChannel.open(
                            file,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.TRUNCATE_EXISTING,
                            StandardOpenOption.WRITE));
            journal.write(head);
            journal.force();
            return journal;
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    /**
     * Goes on with one.
     *
     * @param into is filled with the rows in it, by their points
     * @throws InputException if it is that of another sweep, or damaged before its last line
     */
    public static Journal resume(Path file, Head head, Map<Long, Row> into) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            int end = end(bytes);
            String[] lines = lines(bytes, end);
            if (end == 0) {
                // Killed before the head was there.
                return begin(file, head);
            }
            Head found = parse(file, 1, lines[0], Head.class);
            if (!found.equals(head)) {
                throw new InputException(
                        file.toString(),
                        "",
                        "rows of " + (found.sweep().equals(head.sweep()) ? "another state of " : "") + "\""
                                + found.sweep() + "\"",
                        "with --resume: rows of the same points, files and program unchanged; else another place");
            }
            rows(file, lines, into);
            FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
            channel.truncate(end).position(end);
            return new Journal(file, channel);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /** The rows that one holds so far. */
    static Collection<Row> read(Path file) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            Map<Long, Row> rows = new LinkedHashMap<>();
            rows(file, lines(bytes, end(bytes)), rows);
            return rows.values();
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /** Where the last whole line ends. */
    private static int end(byte[] bytes) {
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] != '\n') {
            end--;
        }
        return end;
    }

    private static String[] lines(byte[] bytes, int end) {
        return new String(bytes, 0, end, StandardCharsets.UTF_8).split("\n");
    }

    private static void rows(Path file, String[] lines, Map<Long, Row> into) {
        for (int i = 1; i < lines.length; i++) {
            Row row = parse(file, i + 1, lines[i], Row.class);
            into.put(row.point(), row);
        }
    }

    private static InputException unreadable(Path file, IOException e) {
        return new InputException(file.toString(), "", "cannot be read (" + e + ")", "the journal of a sweep");
    }

    private static <T> T parse(Path file, int line, String text, Class<T> type) {
        try {
            return JsonFile.MAPPER.readValue(text, type);
        } catch (JacksonException e) {
            throw new InputException(
                    file.toString(), "", "line " + line + " is damaged", "the journal of a sweep, as it was written");
        }
    }

    /** Adds a row. */
    synchronized void add(Row row) {
        try {
            write(row);
            if (++pending >= BATCH) {
                force();
            }
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    private void write(Object line) throws IOException {
        ByteBuffer bytes =
                ByteBuffer.wrap((JsonFile.MAPPER.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private void force() throws IOException {
        pending = 0;
        channel.force(false);
    }

    private static InputException unwritable(Path file, IOException e) {
        return new InputException(
                file.toString(), "", "cannot be written (" + e + ")", "a folder that can be written to");
    }

    /** Leaves nothing of it. */
    synchronized void discard() {
        close();
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    @Override
    public synchronized void close() {
        if (!channel.isOpen()) {
            return;
        }
        try (channel) {
            force();
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }
}
