package dev.headrace.traces;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Writer of a safetensors file. The bytes depend only on the tensors and the metadata, not on the order they were added
 * in: widest elements first and names in order, so every tensor is aligned; the header is padded with spaces to 8 bytes.
 *
 * <p>The file appears under its name only once it is complete: it is written beside it and then moved.
 */
public final class SafetensorsWriter {
    private static final AtomicLong UNIQUE = new AtomicLong();
    private static final int CHUNK_BYTES = 1 << 16;

    private static final class Tensor {
        private final String name;
        private final ElementType type;
        private final List<Long> shape;
        private final double[] values;

        Tensor(String name, ElementType type, List<Long> shape, double[] values) {
            this.name = name;
            this.type = type;
            this.shape = shape;
            this.values = values;
        }
    }

    private final List<Tensor> tensors = new ArrayList<>();
    private final Set<String> names = new HashSet<>();
    private final Map<String, String> metadata = new TreeMap<>();

    /**
     * Adds a tensor; floats are rounded to the type, ties to even.
     *
     * @param values row-major, as many as the shape's product; not copied
     * @throws TraceException if the name is taken or reserved, the count is wrong, or a number does not fit
     */
    public SafetensorsWriter add(String name, ElementType type, List<Long> shape, double[] values) {
        long count = 1;
        for (long length : shape) {
            count = length < 0 || count > Integer.MAX_VALUE ? -1 : count * length;
        }
        String where = "tensor \"" + name + "\"";
        if (count != values.length) {
            throw new TraceException(where + " has shape " + shape + " and " + values.length
                    + " numbers; allowed: a shape whose product is their count");
        }
        if (name.equals("__metadata__") || !names.add(name)) {
            throw new TraceException(where + " is already there or reserved; allowed: a new name");
        }
        for (int i = 0; i < values.length; i++) {
            if (!type.accepts(values[i])) {
                throw new TraceException(where + " element " + i + " is " + values[i] + "; allowed: values of " + type);
            }
        }
        tensors.add(new Tensor(name, type, List.copyOf(shape), values));
        return this;
    }

    /** Adds a tensor of floats, stored as F32. */
    public SafetensorsWriter add(String name, List<Long> shape, float[] values) {
        double[] wide = new double[values.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = values[i];
        }
        return add(name, ElementType.F32, shape, wide);
    }

    /** Adds a tensor of ints, stored as I32. */
    public SafetensorsWriter add(String name, List<Long> shape, int[] values) {
        double[] wide = new double[values.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = values[i];
        }
        return add(name, ElementType.I32, shape, wide);
    }

    /** Sets a string of {@code __metadata__}. */
    public SafetensorsWriter metadata(String key, String value) {
        metadata.put(key, value);
        return this;
    }

    /** Writes the file, replacing one of the same name. */
    public void write(Path file) {
        Path absolute = file.toAbsolutePath();
        Path part = absolute.resolveSibling("." + file.getFileName() + "."
                + ProcessHandle.current().pid() + "-" + UNIQUE.incrementAndGet() + ".part");
        try {
            try {
                writeTo(part);
                Files.move(part, absolute, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            throw new TraceException(file + ": file cannot be written: " + e, e);
        }
    }

    private void writeTo(Path part) throws IOException {
        List<Tensor> ordered = new ArrayList<>(tensors);
        ordered.sort(Comparator.comparingInt((Tensor t) -> -t.type.bytes()).thenComparing(t -> t.name));
        byte[] header = header(ordered);
        try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
            ByteBuffer buffer = ByteBuffer.allocate(CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
            buffer.putLong(header.length);
            drain(buffer, channel);
            ByteBuffer json = ByteBuffer.wrap(header);
            while (json.hasRemaining()) {
                channel.write(json);
            }
            for (Tensor tensor : ordered) {
                for (double value : tensor.values) {
                    if (buffer.remaining() < 8) {
                        drain(buffer, channel);
                    }
                    tensor.type.put(value, buffer);
                }
            }
            drain(buffer, channel);
            channel.force(true);
        }
    }

    private static void drain(ByteBuffer buffer, FileChannel channel) throws IOException {
        buffer.flip();
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        buffer.clear();
    }

    private byte[] header(List<Tensor> ordered) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), bytes)) {
            json.writeStartObject();
            if (!metadata.isEmpty()) {
                json.writeObjectPropertyStart("__metadata__");
                metadata.forEach(json::writeStringProperty);
                json.writeEndObject();
            }
            long begin = 0;
            for (Tensor tensor : ordered) {
                long end = begin + (long) tensor.values.length * tensor.type.bytes();
                json.writeObjectPropertyStart(tensor.name);
                json.writeStringProperty("dtype", tensor.type.name());
                json.writeName("shape");
                writeLongs(json, tensor.shape);
                json.writeName("data_offsets");
                writeLongs(json, List.of(begin, end));
                json.writeEndObject();
                begin = end;
            }
            json.writeEndObject();
        }
        bytes.writeBytes(" ".repeat(-bytes.size() & 7).getBytes(StandardCharsets.UTF_8));
        return bytes.toByteArray();
    }

    private static void writeLongs(JsonGenerator json, List<Long> values) {
        json.writeStartArray();
        for (long value : values) {
            json.writeNumber(value);
        }
        json.writeEndArray();
    }
}
