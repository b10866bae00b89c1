package dev.headrace.simulator.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are parsed once, and never for what they were before. */
final class SharedTextsTest {
    record Lane(String name, int width) {}

    @TempDir
    private Path folder;

    private Path write(String json) throws IOException {
        Path file = Files.writeString(folder.resolve("lane.json"), json);
        Files.setLastModifiedTime(file, FileTime.fromMillis(0));
        return file;
    }

    /** Mutant: the tree that was read before, handed out again. */
    @Test
    void whatOneRunSetsInAFileNoOtherSees() throws IOException {
        Path file = write("{\"name\": \"a\", \"width\": 8}");
        JsonFile one = JsonFile.read(file);
        one.tree().put("width", 9);
        assertEquals(8, JsonFile.read(file).tree().path("width").intValue());
        assertEquals(9, one.as(Lane.class).width());
        assertEquals(8, JsonFile.read(file, Lane.class).width());
    }

    /** Mutant: files told apart by size and time. */
    @Test
    void aRecordIsMadeOnceOfAText() throws IOException {
        Path file = write("{\"name\": \"a\", \"width\": 8}");
        Lane first = JsonFile.read(file, Lane.class);
        assertSame(first, JsonFile.read(file, Lane.class));
        write("{\"name\": \"a\", \"width\": 9}");
        Lane second = JsonFile.read(file, Lane.class);
        assertNotSame(first, second);
        assertEquals(9, second.width());
        write("{\"name\": \"a\", \"width\": 8}");
        assertEquals(first, JsonFile.read(file, Lane.class));
    }

    @Test
    void aFaultIsSaidEachTime() throws IOException {
        Path file = write("{\"name\": \"a\", \"widht\": 8}");
        for (int i = 0; i < 2; i++) {
            assertThrows(InputException.class, () -> JsonFile.read(file, Lane.class));
        }
        write("{\"name\": \"a\", ");
        for (int i = 0; i < 2; i++) {
            assertThrows(InputException.class, () -> JsonFile.read(file));
        }
    }
}
