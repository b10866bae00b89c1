package dev.headrace.traces;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;

/**
 * Reader of a safetensors file: 8 bytes of header length, a JSON header, raw little-endian tensors.
 *
 * <p>Opening checks the whole header (see {@link SafetensorsHeader}) and reads no tensor; each read then takes just the
 * elements asked for, through a 64 KiB buffer. Reads may run in parallel. Everything that can be wrong, from a missing
 * file to a boolean that is 7, is a {@link TraceException}. Alignment is not required.
 *
 * <p>Format and the header limit of 100 000 000 bytes: github.com/huggingface/safetensors, README and
 * {@code MAX_HEADER_SIZE}.
 */
public final class Safetensors implements Closeable {
    /** Longest header accepted, in bytes. */
    public static final long MAX_HEADER_BYTES = 100_000_000;

    private static final int CHUNK_BYTES = 1 << 16;

    private final Path file;
    private final FileChannel channel;
    private final long dataStart;
    private final SafetensorsHeader header;

    private Safetensors(Path file, FileChannel channel, long dataStart, SafetensorsHeader header) {
        this.file = file;
        this.channel = channel;
        this.dataStart = dataStart;
        this.header = header;
    }

    /** Opens a file and checks its header. */
    public static Safetensors open(Path file) {
        FileChannel channel = null;
        Safetensors opened = null;
        try {
            channel = FileChannel.open(file, StandardOpenOption.READ);
            opened = open(file, channel);
            return opened;
        } catch (IOException e) {
            throw unreadable(file, e);
        } finally {
            if (opened == null && channel != null) {
                closeQuietly(channel);
            }
        }
    }

    private static Safetensors open(Path file, FileChannel channel) throws IOException {
        long size = channel.size();
        if (size < 8) {
            throw new TraceException(file + ": file has " + size + " bytes; allowed: at least 8, the header length");
        }
        long length = read(channel, 0, 8).getLong();
        long most = Math.min(MAX_HEADER_BYTES, size - 8);
        if (length < 1 || length > most) {
            throw new TraceException(file + ": header length is " + Long.toUnsignedString(length) + "; allowed: 1 to "
                    + most + " in a file of " + size + " bytes");
        }
        byte[] json = read(channel, 8, (int) length).array();
        SafetensorsHeader header = SafetensorsHeader.parse(file.toString(), json, size - 8 - length);
        return new Safetensors(file, channel, 8 + length, header);
    }

    /** The file's path, as opened. */
    public Path file() {
        return file;
    }

    /** The tensors in the order of the header. */
    public Collection<TensorEntry> tensors() {
        return Collections.unmodifiableCollection(header.entries().values());
    }

    /** The free-form strings of {@code __metadata__}; empty if there are none. */
    public Map<String, String> metadata() {
        return Collections.unmodifiableMap(header.metadata());
    }

    /**
     * The tensor of a name.
     *
     * @throws TraceException if there is none, in which case the message lists some that there are; or if its numbers are of a type
     *     that is not read
     */
    public TensorEntry tensor(String name) {
        TensorEntry entry = header.entries().get(name);
        if (entry == null) {
            throw new TraceException(file + ": tensor \"" + name + "\" is missing; allowed: "
                    + header.entries().keySet().stream().limit(24).toList());
        }
        if (!entry.type().isRead()) {
            throw new TraceException(file + ": tensor \"" + name + "\" has dtype " + entry.type()
                    + "; allowed for a tensor whose numbers are used: " + ElementType.READ);
        }
        return entry;
    }

    /** All elements of a tensor. Exact for every type; I64 beyond 2^53 is refused. */
    public double[] doubles(String name) {
        TensorEntry entry = tensor(name);
        double[] values = new double[arrayLength(entry)];
        read(entry, 0, values);
        return values;
    }

    /** {@code into.length} elements of a tensor, starting with element {@code from}. */
    public void read(TensorEntry entry, long from, double[] into) {
        ElementType type = entry.type();
        long chunk = CHUNK_BYTES / type.bytes();
        for (int done = 0; done < into.length; ) {
            int count = (int) Math.min(chunk, into.length - done);
            ByteBuffer bytes = elements(entry, from + done, count);
            for (int i = 0; i < count; i++) {
                into[done] = type.isInteger() ? whole(entry, bytes, from + done) : type.nextDouble(bytes);
                done++;
            }
        }
    }

    /** All elements of a tensor as floats; refused for F64, I64 and I32, which float cannot hold exactly. */
    public float[] floats(String name) {
        TensorEntry entry = tensor(name);
        if (!entry.type().fitsFloat()) {
            throw new TraceException(file + ": tensor \"" + name + "\" has dtype " + entry.type()
                    + "; allowed: a type that float holds exactly");
        }
        double[] exact = doubles(name);
        float[] values = new float[exact.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) exact[i];
        }
        return values;
    }

    /** All elements of a tensor of whole numbers as ints; an I64 that does not fit is refused. */
    public int[] ints(String name) {
        TensorEntry entry = tensor(name);
        if (!entry.type().isInteger()) {
            throw new TraceException(
                    file + ": tensor \"" + name + "\" has dtype " + entry.type() + "; allowed: a whole-number type");
        }
        double[] exact = doubles(name);
        int[] values = new int[exact.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (int) exact[i];
            if (values[i] != exact[i]) {
                throw element(entry, i, exact[i], "numbers that fit 32 bits");
            }
        }
        return values;
    }

    @Override
    public void close() {
        closeQuietly(channel);
    }

    private double whole(TensorEntry entry, ByteBuffer bytes, long index) {
        long value = entry.type().nextLong(bytes);
        if (entry.type() == ElementType.BOOL && value > 1) {
            throw element(entry, index, value, "0 or 1");
        }
        if (value > 1L << 53 || value < -(1L << 53)) {
            throw element(entry, index, value, "magnitudes to 2^53");
        }
        return value;
    }

    private TraceException element(TensorEntry entry, long index, Object value, String allowed) {
        return new TraceException(
                file + ": tensor \"" + entry.name() + "\" element " + index + " is " + value + "; allowed: " + allowed);
    }

    private int arrayLength(TensorEntry entry) {
        if (entry.count() > Integer.MAX_VALUE - 8) {
            throw new TraceException(file + ": tensor \"" + entry.name() + "\" has " + entry.count()
                    + " elements; allowed: at most " + (Integer.MAX_VALUE - 8) + " in one read");
        }
        return (int) entry.count();
    }

    private ByteBuffer elements(TensorEntry entry, long from, int count) {
        if (from < 0 || from > entry.count() - count) {
            throw new TraceException(file + ": tensor \"" + entry.name() + "\" has " + entry.count()
                    + " elements; elements " + from + " to " + (from + count - 1) + " were asked for");
        }
        try {
            int bytes = entry.type().bytes();
            return read(channel, dataStart + entry.begin() + from * bytes, count * bytes);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static ByteBuffer read(FileChannel channel, long position, int bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, position + buffer.position()) < 0) {
                throw new EOFException("it ends at byte " + (position + buffer.position()));
            }
        }
        return buffer.flip();
    }

    private static TraceException unreadable(Path file, IOException cause) {
        return new TraceException(file + ": file cannot be read: " + cause, cause);
    }

    private static void closeQuietly(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // Nothing was written, so nothing can be lost.
        }
    }
}
