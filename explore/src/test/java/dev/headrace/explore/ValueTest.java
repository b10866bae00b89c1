package dev.headrace.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.simulator.spec.JsonFile;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class ValueTest {
    @TempDir
    Path dir;

    @ParameterizedTest
    @CsvSource({
        "RATIO, 1 8, 0.125",
        "RATIO, 2 3, 0.6666666666666667",
        "DIFFERENCE, 3 5, -2",
        "SUM, 1 2 3 4, 10",
        "MEAN, 1 2 3 4, 2.5"
    })
    void foldsAreThoseOfTheirNames(Value.Kind kind, String numbers, String expected) {
        List<BigDecimal> operands =
                Stream.of(numbers.split(" ")).map(BigDecimal::new).toList();
        assertEquals(new BigDecimal(expected), Value.fold(kind, operands).number());
    }

    @Test
    void geometricMeanOfTwoAndEightIsFour() {
        BigDecimal mean = Value.fold(Value.Kind.GEOMETRIC_MEAN, List.of(new BigDecimal(2), new BigDecimal(8)))
                .number();
        assertTrue(mean != null && mean.subtract(new BigDecimal(4)).abs().compareTo(new BigDecimal("1e-14")) < 0);
    }

    @Test
    void whatCannotBeDividedOrRootedIsTroubleAndNotANumber() {
        assertTrue(Value.fold(Value.Kind.RATIO, List.of(BigDecimal.ONE, BigDecimal.ZERO))
                .trouble());
        assertTrue(Value.fold(Value.Kind.GEOMETRIC_MEAN, List.of(BigDecimal.ONE, BigDecimal.ZERO))
                .trouble());
    }

    /** Run "a" has rows N = 8, 16 with cycles 10 and 30; run "b" has a single run with cycles 4. */
    private Value read(String text) throws IOException {
        Path path = Files.writeString(dir.resolve("paper.json"), "{}");
        JsonFile file = JsonFile.read(path);
        JsonNode table = JsonFile.MAPPER.readTree("""
                { "name": "a", "for": { "N": [8, 16] }, "design": "d" }""");
        JsonNode single = JsonFile.MAPPER.readTree("""
                { "name": "b", "design": "d" }""");
        return new ValueReader(
                        file,
                        Map.of(
                                "a", Experiment.of(file, file.as(PaperSpec.RunSpec.class, table, ""), "/runs/0"),
                                "b", Experiment.of(file, file.as(PaperSpec.RunSpec.class, single, ""), "/runs/1")))
                .read(JsonFile.MAPPER.readTree(text), "/value");
    }

    private static List<String> all(Value value) {
        List<String> list = new ArrayList<>();
        for (int row = 0; row < value.rows().size(); row++) {
            Quantity q = value.of(
                    row,
                    (run, at, where) -> Quantity.of(new BigDecimal(
                            run.name().equals("b")
                                    ? 4
                                    : run.variables().get("N").asInt() == 8 ? 10 : 30)));
            list.add(q.text());
        }
        return list;
    }

    @Test
    void singleRunsGoWithEveryRow() throws IOException {
        assertEquals(List.of("6", "26"), all(read("""
                {"difference": [{"run": "a", "at": "/cycles"}, {"run": "b", "at": "/cycles"}]}""")));
    }

    @Test
    void oneRowCanBePickedOut() throws IOException {
        assertEquals(List.of("1", "3"), all(read("""
                {"ratio": [{"run": "a", "at": "/cycles"}, {"run": "a", "where": {"N": 8}, "at": "/cycles"}]}""")));
    }

    @Test
    void allRowsCanBeFoldedIntoOne() throws IOException {
        assertEquals(List.of("20"), all(read("""
                {"mean": [{"rows": {"run": "a", "at": "/cycles"}}]}""")));
        assertEquals(List.of("44"), all(read("""
                {"sum": [{"rows": {"run": "a", "at": "/cycles"}}, {"run": "b", "at": "/cycles"}]}""")));
    }
}
