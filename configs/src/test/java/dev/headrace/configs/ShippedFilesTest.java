package dev.headrace.configs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every shipped file is valid by its schema. */
class ShippedFilesTest {
    static final Path CONFIGS = configs();
    private static final Map<String, String> KINDS = Map.of(
            "designs", "design", "hardware", "hardware", "workloads", "workload", "papers", "paper", "sweeps", "sweep");

    private static Path configs() {
        Path here = Path.of("").toAbsolutePath();
        return Files.isDirectory(here.resolve("schema")) ? here : here.resolve("configs");
    }

    static Stream<String> files() throws IOException {
        Stream.Builder<String> all = Stream.builder();
        for (String folder : KINDS.keySet().stream().sorted().toList()) {
            if (Files.isDirectory(CONFIGS.resolve(folder))) {
                try (Stream<Path> list = Files.list(CONFIGS.resolve(folder))) {
                    list.filter(f -> f.toString().endsWith(".json"))
                            .map(f -> folder + "/" + f.getFileName())
                            .sorted()
                            .forEach(all);
                }
            }
        }
        return all.build();
    }

    @ParameterizedTest
    @MethodSource("files")
    void shippedFileIsValidByItsSchema(String file) throws IOException {
        assertEquals(List.of(), complaints(KINDS.get(file.substring(0, file.indexOf('/'))), read(file)));
    }

    @ParameterizedTest
    @MethodSource("files")
    void fieldThatDoesNotExistIsInvalidByTheSchema(String file) throws IOException {
        String wrong = read(file).replaceFirst("\\{", "{ \"frobnicate\": 1, ");
        List<String> complaints = complaints(KINDS.get(file.substring(0, file.indexOf('/'))), wrong);
        assertTrue(complaints.stream().anyMatch(c -> c.contains("frobnicate")), complaints.toString());
    }

    private static String read(String file) throws IOException {
        return Files.readString(CONFIGS.resolve(file));
    }

    private static List<String> complaints(String kind, String json) throws IOException {
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(CONFIGS.resolve("schema/" + kind + ".schema.json")), InputFormat.JSON);
        return schema.validate(json, InputFormat.JSON).stream()
                .map(Object::toString)
                .toList();
    }
}
