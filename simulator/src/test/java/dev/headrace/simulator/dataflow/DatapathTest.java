package dev.headrace.simulator.dataflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.simulator.spec.DesignSpec;
import dev.headrace.simulator.spec.InputException;
import dev.headrace.simulator.spec.JsonFile;
import dev.headrace.simulator.unit.ComputeUnit;
import dev.headrace.simulator.unit.Cost;
import dev.headrace.simulator.unit.FixedPoint;
import dev.headrace.simulator.unit.Work;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which products decide what is kept. */
class DatapathTest {
    private static final String FETCHES = """
        { "name": "K", "op": "fetch", "tensor": "k", "from": "m" },
        { "name": "V", "op": "fetch", "tensor": "v", "from": "m" },
        { "name": "VT", "op": "pick", "in": "V[-1]" },
        { "name": "W", "op": "load", "tensor": "w", "from": "m" }\
        """;
    private static final String ATTENTION = """
        { "name": "S", "op": "matmul", "a": "Q", "b": "K[-1]", "transpose_b": true, "on": "nine" },
        { "name": "O", "op": "matmul", "a": "P", "b": "VT", "on": "twelve" }\
        """;
    private static final FixedPoint NINE = new FixedPoint(9, 9, 64, false);
    private static final FixedPoint TWELVE = new FixedPoint(12, 12, 64, false);

    @TempDir
    Path dir;

    private Datapath of(String dataflow) throws IOException {
        JsonFile design = JsonFile.read(Files.writeString(
                dir.resolve("d.json"),
                "{ \"name\": \"d\", \"hardware\": \"h.json\", \"loops\": {}, " + dataflow + " }"));
        Map<String, ComputeUnit> units = Map.of("nine", new Array(NINE), "twelve", new Array(TWELVE));
        return Datapath.of(design, design.as(DesignSpec.class), units::get);
    }

    /** A unit of which nothing is asked but how it multiplies. */
    private record Array(FixedPoint fixedPoint) implements ComputeUnit {
        @Override
        public List<String> operations() {
            return List.of("matmul");
        }

        @Override
        public void cost(Work work, Cost cost) {
            throw new UnsupportedOperationException();
        }

        @Override
        public double peakOpsPerCycle() {
            throw new UnsupportedOperationException();
        }
    }

    private static String flow(String... operators) {
        return "\"dataflow\": [" + String.join(",", operators) + "]";
    }

    private static void assertNineAndTwelve(Datapath path) {
        assertEquals(NINE, path.scores());
        assertEquals(TWELVE, path.values());
    }

    @Test
    void productsWithKeysAreScoresAndThoseWithPickedRowsOfValuesAreOutputs() throws IOException {
        assertNineAndTwelve(of(flow(FETCHES, ATTENTION)));
    }

    @Test
    void projectionsAreNeitherWhateverTheyAreOn() throws IOException {
        assertNineAndTwelve(of(flow(
                FETCHES,
                "{ \"name\": \"Kp\", \"op\": \"matmul\", \"a\": \"X\", \"b\": \"W\", \"transpose_b\": true, \"on\":"
                        + " \"twelve\" }",
                ATTENTION,
                "{ \"name\": \"Y\", \"op\": \"matmul\", \"a\": \"O\", \"b\": \"W\", \"on\": \"nine\" }")));
    }

    @Test
    void streamsOfAnotherStageAreNotMeant() throws IOException {
        // K and VT of the second stage are weights.
        String weights = "{ \"name\": \"K\", \"op\": \"load\", \"tensor\": \"w\", \"from\": \"m\" }";
        String product =
                "{ \"name\": \"S\", \"op\": \"matmul\", \"a\": \"Q\", \"b\": \"K\", \"transpose_b\": true, \"on\":"
                        + " \"twelve\" }";
        assertNineAndTwelve(of("\"stages\": [ { \"name\": \"a\", \"dataflow\": [" + FETCHES + "," + ATTENTION
                + "] }, { \"name\": \"b\", \"dataflow\": [" + weights + "," + product + "] } ]"));
    }

    @Test
    void scoresOfTwoKindsAreRefused() {
        String again =
                "{ \"name\": \"S2\", \"op\": \"matmul\", \"a\": \"Q\", \"b\": \"K\", \"transpose_b\": true, \"on\":"
                        + " \"twelve\" }";
        String m = assertThrows(InputException.class, () -> of(flow(FETCHES, ATTENTION, again)))
                .getMessage();
        assertTrue(
                m.contains("/dataflow/6/on (\"S2\", line 5 column 149): \"twelve\", whose numbers are other ones"), m);
    }

    @Test
    void rowsPickedOfThemselvesAreNoValues() throws IOException {
        String circle = "{ \"name\": \"C\", \"op\": \"pick\", \"in\": \"C\" }";
        String product = "{ \"name\": \"B\", \"op\": \"matmul\", \"a\": \"Q\", \"b\": \"C\", \"on\": \"nine\" }";
        assertNineAndTwelve(of(flow(FETCHES, ATTENTION, circle, product)));
    }
}
