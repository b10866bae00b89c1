package dev.headrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SchemasTest {

    @ParameterizedTest
    @EnumSource(FileKind.class)
    void committedSchemaIsTheOneMadeFromTheRecords(FileKind kind) throws Exception {
        Path file = Terminal.HOME.resolve("configs/schema/" + kind.label() + ".schema.json");
        assertTrue(Files.isRegularFile(file), file + " is missing");
        assertEquals(
                Terminal.run("schema", kind.label()).out(),
                Files.readString(file),
                "make it again: ./headrace schema " + kind.label() + " > " + file);
    }
}
