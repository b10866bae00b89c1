package dev.headrace.reports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.simulator.run.Parts;
import dev.headrace.simulator.run.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.ObjectNode;

class ResultJsonTest {
    static Stream<Result> results() {
        return Stream.of(
                Fixtures.flashAttention(),
                Fixtures.wrong(),
                Fixtures.deadlock(),
                Fixtures.manyCores(),
                Fixtures.awkward(),
                Fixtures.pruned(),
                Fixtures.empty());
    }

    @ParameterizedTest
    @MethodSource("results")
    void whatIsWrittenReadsBackEqualAndWritesTheSameText(Result result, @TempDir Path folder) throws IOException {
        Path file = folder.resolve("new/folder/result.json");
        ResultJson.write(result, file);
        Result read = ResultJson.read(file);
        assertEquals(result, read);
        assertEquals(Files.readString(file), ResultJson.text(read));
    }

    /** Mutant: parts of unknown kinds dropped on reading. */
    @Test
    void partsOfANewerVersionAreKeptAndNamed() {
        String text = ResultJson.text(Fixtures.flashAttention());
        String newer = text.replaceFirst("\\{", "{ \"weather\": { \"rain\": [1, null, 2.5], \"sun\": \"no\" },");
        Result read = parse(newer);
        assertEquals(java.util.List.of("weather"), read.parts().unknown());
        String again = ResultJson.text(read);
        assertEquals(read, parse(again));
        assertEquals(
                text.lines().filter(line -> !line.isBlank()).count() + 8,
                again.lines().count());
        assertTrue(TerminalSummary.of(read, Style.plain())
                .replaceAll("\\s+", " ")
                .contains("this version does not know it: weather"));
    }

    /** Mutant: fields of unknown names dropped on reading, in a part, in the core, or in an element of a list. */
    @Test
    void fieldsOfANewerVersionInsideKnownPartsAreKeptAndNamed() {
        ObjectNode newer = ResultJson.tree(Fixtures.flashAttention());
        newer.withObject("/golden")
                .put("mood", "fair")
                .set("inside", newer.objectNode().put("a", 1));
        newer.withObject("/totals").put("tea", 2.5);
        newer.withObject("/units")
                .properties()
                .iterator()
                .next()
                .getValue()
                .asObject()
                .put("a/b", true);
        Result read = parse(newer.toString());
        String unit = read.units().keySet().iterator().next();
        assertEquals(
                List.of("units." + unit + ".a~1b", "totals.tea", "golden.mood", "golden.inside"),
                read.parts().unknown());
        assertEquals(newer.toString(), ResultJson.tree(read).toString());
        assertEquals(read, parse(ResultJson.text(read)));
        assertEquals(
                newer.toString(),
                ResultJson.tree(read.with(Objects.requireNonNull(read.golden())))
                        .toString());
        assertTrue(
                TerminalSummary.of(read, Style.plain()).replaceAll("\\s+", " ").contains("golden.mood"));
    }

    @Test
    void keysAreSnakeCaseInTheOrderOfTheRecords() throws IOException {
        GoldenFiles.check("flash-attention.json", ResultJson.text(Fixtures.flashAttention()));
    }

    @Test
    void everyDoubleReadsBackToTheSameBits() {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 2_000; i++) {
            double value = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(value)) {
                double read = parse(ResultJson.text(taking(value))).seconds();
                assertEquals(Double.doubleToRawLongBits(value), Double.doubleToRawLongBits(read), () -> "" + value);
            }
        }
    }

    @Test
    void longsBeyondTheReachOfDoublesStayExact() {
        Result result = replaced("\"cycles\" : 1234567,", "\"cycles\" : 9007199254740993,");
        assertEquals(9_007_199_254_740_993L, result.cycles());
        assertTrue(ResultJson.text(result).contains("\"cycles\" : 9007199254740993,"));
    }

    @ParameterizedTest
    @CsvSource({"NaN", "Infinity", "-Infinity"})
    void aNumberThatIsNotFiniteIsWrittenAsNullAndReadAsNan(double value) {
        String text = ResultJson.text(taking(value));
        assertFalse(text.contains("NaN") || text.contains("Infinity"), text);
        assertTrue(text.contains("\"seconds\" : null"), text);
        assertTrue(Double.isNaN(parse(text).seconds()));
    }

    @Test
    void anotherSchemaIsRefusedByName() {
        Exception e =
                assertThrows(IllegalArgumentException.class, () -> replaced("headrace.result/1", "headrace.result/2"));
        assertEquals("r.json: /schema: found \"headrace.result/2\", allowed: \"headrace.result/1\"", e.getMessage());
        e = assertThrows(IllegalArgumentException.class, () -> parse("{}"));
        assertEquals("r.json: /schema: missing, allowed: \"headrace.result/1\"", e.getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            value = {
                "\"cycles\" : 1234567, ! \"cycles\" : \"many\", ! /cycles",
                "\"cycles\" : 1234567, ! \"cycles\" : 1.5, ! /cycles",
                "\"cycles\" : 1234567, ! ! cycles",
                "\"cycles\" : 1234567, ! \"cycles\" : 1, \"cycles\" : 2, ! cycles",
                "\"seconds\" : 0.001234567, ! \"seconds\" : \"0.1\", ! /seconds",
                "\"type\" : \"systolic\", ! \"type\" : null, ! /units/array/type: found null",
                "\"flops\" : 603979776, ! \"flops\" : null, ! /totals/flops",
            })
    void whatIsWrongIsNamedByItsPlace(String good, String bad, String named) {
        Exception e = assertThrows(IllegalArgumentException.class, () -> replaced(good, bad == null ? "" : bad));
        assertTrue(e.getMessage().startsWith("r.json: ") && e.getMessage().contains(named), e.getMessage());
    }

    @Test
    void textThatIsNoJsonIsRefused() {
        Map<String, String> reasons = Map.of(
                "",
                "r.json: not a JSON object, so not a result",
                "[]",
                "r.json: not a JSON object, so not a result",
                "{\"schema\": ",
                "r.json: line 1 column 12: the file ends before the object does; allowed: well-formed JSON, no name"
                        + " twice in an object",
                "{} {}",
                "r.json: line 1 column 4: something after the end of the object; allowed: well-formed JSON, no name"
                        + " twice in an object");
        reasons.forEach((text, reason) -> {
            Exception e = assertThrows(IllegalArgumentException.class, () -> parse(text), text);
            assertEquals(reason, e.getMessage());
        });
    }

    @Test
    void aNumberBeyondItsBitsIsRefusedInWordsOfThisProgram() {
        Exception e = assertThrows(
                IllegalArgumentException.class,
                () -> replaced("\"cycles\" : 1234567,", "\"cycles\" : 9223372036854775808,"));
        assertEquals(
                "r.json: a number beyond 64 bits; allowed: well-formed JSON, no name twice in an object",
                e.getMessage());
    }

    @Test
    void aFileWithoutGoldenCheckOrDeadlockIsWhole() {
        String text = ResultJson.text(Fixtures.empty());
        assertFalse(text.contains("golden") || text.contains("deadlock"), text);
        assertEquals(Fixtures.empty(), parse(text));
        String older = text.replace("  \"timeline\"", "  \"golden\" : null,\n  \"deadlock\" : null,\n  \"timeline\"");
        assertEquals(Fixtures.empty(), parse(older));
    }

    @Test
    void writingReplacesTheOldFileAndLeavesNoLitter(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("result.json");
        ResultJson.write(Fixtures.flashAttention(), file);
        ResultJson.write(Fixtures.deadlock(), file);
        assertEquals(Fixtures.deadlock(), ResultJson.read(file));
        Path full = Files.createDirectories(folder.resolve("full/inside")).getParent();
        assertThrows(IOException.class, () -> ResultJson.write(Fixtures.deadlock(), full));
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(List.of(full, file), left.sorted().toList());
        }
    }

    private static Result taking(double seconds) {
        Result r = Fixtures.empty();
        return new Result(
                r.schema(),
                r.design(),
                r.hardware(),
                Map.of(),
                Map.of(),
                r.version(),
                r.status(),
                0,
                1,
                seconds,
                0,
                r.units(),
                r.operators(),
                r.memories(),
                r.channels(),
                r.onChip(),
                r.cores(),
                r.totals(),
                r.timeline(),
                r.sources(),
                Parts.NONE,
                r.simulation());
    }

    private static Result replaced(String good, String bad) {
        String text = ResultJson.text(Fixtures.flashAttention());
        assertTrue(text.contains(good), good);
        return parse(text.replace(good, bad));
    }

    private static Result parse(String text) {
        return ResultJson.parse(text, "r.json");
    }
}
