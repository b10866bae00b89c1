package dev.headrace.reports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
    private static final String DEAD = ".a.json.00000000-0000-0000-0000-000000000000.tmp";
    private static final String OTHERS = ".b.json.00000000-0000-0000-0000-000000000000.tmp";

    @TempDir
    Path dir;

    @Test
    void whatAKilledWriterLeftGoesWithTheNextOneAndNothingElse() throws IOException {
        Files.writeString(dir.resolve(DEAD), "half");
        Files.writeString(dir.resolve(OTHERS), "of another file");
        AtomicFile.write(dir.resolve("a.json"), new byte[] {'x'});
        assertEquals(List.of(OTHERS, "a.json"), names());
        assertEquals("x", Files.readString(dir.resolve("a.json")));
    }

    @Test
    void whoStillWritesKeepsItsFile() throws IOException {
        try (FileChannel living =
                FileChannel.open(dir.resolve(DEAD), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            living.lock();
            AtomicFile.write(dir.resolve("a.json"), new byte[] {'x'});
            assertEquals(List.of(DEAD, "a.json"), names());
        }
    }

    @Test
    void whereTheFileCannotBeReplacedNothingIsLeft() throws IOException {
        Files.createDirectories(dir.resolve("a.json/below"));
        assertThrows(IOException.class, () -> AtomicFile.write(dir.resolve("a.json"), new byte[] {'x'}));
        assertEquals(List.of("a.json"), names());
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(dir)) {
            return files.map(f -> String.valueOf(f.getFileName())).sorted().toList();
        }
    }
}
