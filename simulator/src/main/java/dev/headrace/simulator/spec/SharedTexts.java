package dev.headrace.simulator.spec;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/**
 * What the texts of files that were read lately come to, so that runs which share a file parse it once. A file is read each time,
 * and only a text that is the same to the byte is the same.
 */
final class SharedTexts {
    /** Bytes of a text: larger ones are data, which are not shared by many runs. */
    private static final int LARGEST = 1 << 18;

    private static final int FILES = 64;

    /** Of one text; the tree is never changed nor handed out. */
    private static final class Known {
        private final byte[] text;
        private final JsonNode tree;
        private final Map<Class<?>, Object> records = new ConcurrentHashMap<>();

        Known(byte[] text, JsonNode tree) {
            this.text = text;
            this.tree = tree;
        }

        boolean isOf(byte[] other) {
            return Arrays.equals(text, other);
        }
    }

    private static final Map<Path, Known> LATELY = new LinkedHashMap<>(FILES, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Path, Known> eldest) {
            return size() > FILES;
        }
    };

    private SharedTexts() {}

    /** The tree of a text, which may be changed. */
    static JsonNode tree(Path path, byte[] text, Function<byte[], JsonNode> parser) {
        return text.length > LARGEST
                ? parser.apply(text)
                : known(path, text, parser).tree.deepCopy();
    }

    private static Known known(Path path, byte[] text, Function<byte[], JsonNode> parser) {
        synchronized (LATELY) {
            Known known = LATELY.get(path);
            if (known != null && known.isOf(text)) {
                return known;
            }
        }
        Known known = new Known(text, parser.apply(text));
        synchronized (LATELY) {
            LATELY.put(path, known);
        }
        return known;
    }

    /** What a file that is not changed comes to: made once of a text. */
    static <T> T record(JsonFile file, Class<T> type) {
        Known known;
        synchronized (LATELY) {
            known = LATELY.get(file.path());
        }
        if (known == null || !known.isOf(file.text())) {
            return file.as(type);
        }
        return type.cast(known.records.computeIfAbsent(type, t -> file.as(type)));
    }
}
