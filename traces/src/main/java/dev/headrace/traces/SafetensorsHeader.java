package dev.headrace.traces;

import dev.headrace.simulator.spec.JsonSyntax;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * The JSON header of a safetensors file, checked in full: every rule of the format, before a byte of tensor data is
 * touched. Entries must tile the data section exactly, so no byte is in two tensors and none is in no tensor.
 */
final class SafetensorsHeader {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final String file;
    private final long dataBytes;
    private final Map<String, TensorEntry> entries = new LinkedHashMap<>();
    private final Map<String, String> metadata = new LinkedHashMap<>();

    private SafetensorsHeader(String file, long dataBytes) {
        this.file = file;
        this.dataBytes = dataBytes;
    }

    /**
     * Reads a header.
     *
     * @param file name for messages
     * @param header the JSON bytes, padding included
     * @param dataBytes bytes that follow the header in the file
     * @throws TraceException if any rule is broken
     */
    static SafetensorsHeader parse(String file, byte[] header, long dataBytes) {
        SafetensorsHeader result = new SafetensorsHeader(file, dataBytes);
        if (header.length == 0 || header[0] != '{') {
            throw result.bad("header", "starts with " + (header.length == 0 ? "nothing" : "byte " + header[0]), "'{'");
        }
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), result.decode(header))) {
            json.nextToken();
            result.readTensors(json);
            if (json.nextToken() != null) {
                throw result.bad("header", "goes on after its closing brace", "spaces only");
            }
        } catch (JacksonException e) {
            throw new TraceException(file + ": header is not valid JSON: " + JsonSyntax.fault(e, header), e);
        }
        result.checkTiling();
        return result;
    }

    /** Tensors in the order of the header. */
    Map<String, TensorEntry> entries() {
        return entries;
    }

    Map<String, String> metadata() {
        return metadata;
    }

    private String decode(byte[] header) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(header))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new TraceException(file + ": header is not valid UTF-8", e);
        }
    }

    private void readTensors(JsonParser json) {
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            if (name.equals("__metadata__") && value == JsonToken.VALUE_NULL) {
                continue;
            }
            if (value != JsonToken.START_OBJECT) {
                throw bad("\"" + name + "\"", "is " + json.getString(), "an object");
            }
            if (name.equals("__metadata__")) {
                readMetadata(json);
            } else {
                entries.put(name, readEntry(json, name));
            }
        }
    }

    private void readMetadata(JsonParser json) {
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String key = json.currentName();
            if (json.nextToken() != JsonToken.VALUE_STRING) {
                throw bad("__metadata__ \"" + key + "\"", "is not a string", "strings only");
            }
            metadata.put(key, json.getString());
        }
    }

    private TensorEntry readEntry(JsonParser json, String name) {
        String where = "tensor \"" + name + "\"";
        ElementType type = null;
        List<Long> shape = null;
        List<Long> offsets = null;
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String key = json.currentName();
            json.nextToken();
            switch (key) {
                case "dtype" -> type = readType(json, where);
                case "shape" -> shape = readLongs(json, where + " shape");
                case "data_offsets" -> offsets = readLongs(json, where + " data_offsets");
                // The format's own parser passes over what it does not know.
                default -> json.skipChildren();
            }
        }
        if (type == null || shape == null || offsets == null) {
            throw bad(where, "lacks one of its parts", "all of dtype, shape, data_offsets");
        }
        return checked(where, name, type, shape, offsets);
    }

    private ElementType readType(JsonParser json, String where) {
        String text = json.currentToken() == JsonToken.VALUE_STRING ? json.getString() : "not a string";
        for (ElementType type : ElementType.values()) {
            if (type.name().equals(text)) {
                return type;
            }
        }
        throw bad(where, "has dtype " + text, List.of(ElementType.values()).toString());
    }

    private List<Long> readLongs(JsonParser json, String where) {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            throw bad(where, "is not an array", "an array of whole numbers");
        }
        List<Long> values = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (json.currentToken() != JsonToken.VALUE_NUMBER_INT || json.getLongValue() < 0) {
                throw bad(where, "holds " + json.getString(), "whole numbers from 0");
            }
            values.add(json.getLongValue());
        }
        return values;
    }

    private TensorEntry checked(String where, String name, ElementType type, List<Long> shape, List<Long> offsets) {
        if (offsets.size() != 2) {
            throw bad(where, "has " + offsets.size() + " data_offsets", "2, begin and end");
        }
        long begin = offsets.get(0);
        long end = offsets.get(1);
        if (begin > end || end > dataBytes) {
            throw bad(where, "has data_offsets " + offsets, "begin <= end <= " + dataBytes + ", the file's data bytes");
        }
        long bytes = bytes(where, type, shape);
        if (end - begin != bytes) {
            throw bad(where, "has " + (end - begin) + " bytes", bytes + " for " + type + " " + shape);
        }
        return new TensorEntry(name, type, shape, begin, end);
    }

    private long bytes(String where, ElementType type, List<Long> shape) {
        try {
            long bits = type.bits();
            for (long length : shape) {
                bits = Math.multiplyExact(bits, length);
            }
            if (bits % Byte.SIZE != 0) {
                throw bad(where, "has " + bits + " bits for " + type + " " + shape, "whole bytes");
            }
            return bits / Byte.SIZE;
        } catch (ArithmeticException e) {
            throw new TraceException(
                    file + ": " + where + " has shape " + shape
                            + ", more than 2^60 bytes; allowed: what the file holds",
                    e);
        }
    }

    private void checkTiling() {
        List<TensorEntry> sorted = new ArrayList<>(entries.values());
        sorted.sort(Comparator.comparingLong(TensorEntry::begin).thenComparingLong(TensorEntry::end));
        long next = 0;
        for (TensorEntry entry : sorted) {
            if (entry.begin() != next) {
                String what = entry.begin() < next ? "overlaps the tensor before it" : "leaves a gap before it";
                throw bad("tensor \"" + entry.name() + "\"", what + ": it begins at " + entry.begin(), "byte " + next);
            }
            next = entry.end();
        }
        if (next != dataBytes) {
            throw bad("data section", "has " + dataBytes + " bytes", next + ", where the last tensor ends");
        }
    }

    private TraceException bad(String where, String found, String allowed) {
        return new TraceException(file + ": " + where + " " + found + "; allowed: " + allowed);
    }
}
