package dev.headrace.reports;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Texts kept beside the tests. After a wanted change run with {@code -Dgolden.update=true}, and read the difference
 * before you commit it.
 */
final class GoldenFiles {
    private GoldenFiles() {}

    static void check(String name, String text) throws IOException {
        if (Boolean.getBoolean("golden.update")) {
            Path file = Path.of("src/test/resources/dev/headrace/reports", name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        }
        try (InputStream in = GoldenFiles.class.getResourceAsStream(name)) {
            String kept = in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(kept, text, name);
        }
    }
}
