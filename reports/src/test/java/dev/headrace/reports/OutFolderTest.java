package dev.headrace.reports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.simulator.spec.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutFolderTest {
    @TempDir
    Path dir;

    @Test
    void nothingIsLeftBehindWhenTheRunFails() throws IOException {
        try (OutFolder out = OutFolder.open(dir.resolve("a/b/c"))) {
            assertTrue(Files.isDirectory(out.folder().getParent()));
        }
        assertEquals(List.of(), names(dir));
    }

    @Test
    void nothingIsLeftBehindWhenWritingFailsHalfWay() throws IOException {
        try (OutFolder out = OutFolder.open(dir.resolve("results"))) {
            assertThrows(
                    InputException.class,
                    () -> out.fill(List.of(), folder -> {
                        Files.writeString(folder.resolve("one"), "1");
                        throw new IOException("disk full");
                    }));
        }
        assertEquals(List.of(), names(dir));
    }

    @Test
    void newFilesReplaceOldOnesAndStaleOnesGo() throws IOException {
        Path results = Files.createDirectory(dir.resolve("results"));
        Files.writeString(results.resolve("result.json"), "old");
        Files.writeString(results.resolve("rows.png"), "old");
        Files.writeString(results.resolve("notes.txt"), "mine");
        try (OutFolder out = OutFolder.open(results)) {
            out.fill(List.of("rows.png"), folder -> Files.writeString(folder.resolve("result.json"), "new"));
        }
        assertEquals(List.of("notes.txt", "result.json"), names(results));
        assertEquals("new", Files.readString(results.resolve("result.json")));
        assertEquals(List.of("results"), names(dir));
    }

    @Test
    void allFilesStayAsTheyWereIfOneCannotBeReplaced() throws IOException {
        Path results = Files.createDirectory(dir.resolve("results"));
        Files.writeString(results.resolve("a.txt"), "old");
        Files.writeString(results.resolve("rows.png"), "old");
        Files.createDirectories(results.resolve("result.json/below"));
        try (OutFolder out = OutFolder.open(results)) {
            assertThrows(
                    InputException.class,
                    () -> out.fill(List.of("rows.png"), folder -> {
                        Files.writeString(folder.resolve("a.txt"), "new");
                        Files.writeString(folder.resolve("result.json"), "new");
                    }));
        }
        assertEquals(List.of("a.txt", "result.json", "rows.png"), names(results));
        assertEquals("old", Files.readString(results.resolve("a.txt")));
        assertEquals(List.of("results"), names(dir));
    }

    @Test
    void filesInFoldersAreReplacedAndPutBackLikeAnyOther() throws IOException {
        Path results = dir.resolve("results");
        OutFolder.put(results, folder -> {
            Files.createDirectories(folder.resolve("dump"));
            Files.writeString(folder.resolve("dump/o"), "old");
            Files.writeString(folder.resolve("dump/s"), "old");
        });
        Files.createDirectories(results.resolve("result.json/below"));
        try (OutFolder out = OutFolder.open(results)) {
            assertThrows(
                    InputException.class,
                    () -> out.fill(List.of("dump/s"), folder -> {
                        Files.createDirectories(folder.resolve("dump"));
                        Files.createDirectories(folder.resolve("more"));
                        Files.writeString(folder.resolve("dump/o"), "new");
                        Files.writeString(folder.resolve("more/a"), "new");
                        Files.writeString(folder.resolve("result.json"), "new");
                    }));
        }
        assertEquals(List.of("dump", "result.json"), names(results));
        assertEquals(List.of("o", "s"), names(results.resolve("dump")));
        assertEquals("old", Files.readString(results.resolve("dump/o")));
        Files.delete(results.resolve("result.json/below"));
        Files.delete(results.resolve("result.json"));
        try (OutFolder out = OutFolder.open(results)) {
            out.fill(List.of("dump/o", "dump/s"), folder -> Files.writeString(folder.resolve("result.json"), "new"));
        }
        assertEquals(List.of("result.json"), names(results));
    }

    @Test
    void whatAKilledRunHasLeftIsGoneAfterTheNextAndALivingOneKeepsItsOwn() throws IOException {
        Path dead = Files.createDirectory(dir.resolve(".results.00000000-0000-0000-0000-000000000000"));
        Files.writeString(dead.resolve("report.html"), "half");
        Files.writeString(dir.resolve(dead.getFileName() + ".lock"), "");
        try (OutFolder living = OutFolder.open(dir.resolve("results"))) {
            assertEquals(2, names(dir).size(), names(dir).toString());
            OutFolder.open(dir.resolve("results")).close();
            living.fill(List.of(), folder -> Files.writeString(folder.resolve("result.json"), "new"));
        }
        assertEquals(List.of("results"), names(dir));
    }

    @Test
    void fileInThePlaceOfAFolderIsRefused() throws IOException {
        Path file = Files.writeString(dir.resolve("file"), "x");
        assertThrows(InputException.class, () -> OutFolder.open(file));
        assertThrows(InputException.class, () -> OutFolder.open(file.resolve("below")));
        assertEquals("x", Files.readString(file));
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }
}
