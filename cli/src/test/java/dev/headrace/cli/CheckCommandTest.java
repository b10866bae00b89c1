package dev.headrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CheckCommandTest {
    static Stream<Path> shipped() throws IOException {
        Path configs = Terminal.HOME.resolve("configs");
        return Stream.of("designs", "hardware", "workloads", "papers", "sweeps")
                .flatMap(kind -> json(configs.resolve(kind)).stream());
    }

    private static List<Path> json(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.toString().endsWith(".json")).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void everyShippedFileIsValid(Path file) {
        Terminal t = Terminal.run("check", file.toString());
        assertEquals("", t.err());
        assertEquals(ExitCode.OK, t.code());
    }
}
