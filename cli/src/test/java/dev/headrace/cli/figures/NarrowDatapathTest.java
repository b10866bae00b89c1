package dev.headrace.cli.figures;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.cli.Terminal;
import dev.headrace.cli.Words;
import dev.headrace.cli.laws.Trial;
import dev.headrace.simulator.dataflow.Kept;
import dev.headrace.simulator.dataflow.KeptTable;
import dev.headrace.simulator.run.Result;
import dev.headrace.simulator.run.Setup;
import dev.headrace.simulator.run.Simulation;
import dev.headrace.simulator.run.TensorReader;
import dev.headrace.simulator.spec.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pruning with products of 12 bits, probabilities of 12 bits and Taylor exponentials: to the bit as the golden model has it. */
class NarrowDatapathTest {
    private static final String UNITS = "hardware.units.";
    private static final String[] NARROW = {
        UNITS + "qk.operand_bits=12",
        UNITS + "qk.product_bits=12",
        UNITS + "pv.operand_bits=12",
        UNITS + "pv.product_bits=12",
        UNITS + "pv.product_rounding=floor",
        UNITS + "softmax.sums=fp32",
        UNITS + "softmax.exponential=taylor-5",
        UNITS + "softmax.probability_bits=12"
    };
    /** Whatever the hardware file says: double precision. */
    static final String[] WIDE = {
        UNITS + "qk.operand_bits=null",
        UNITS + "qk.product_bits=null",
        UNITS + "pv.operand_bits=null",
        UNITS + "pv.product_bits=null",
        UNITS + "pv.product_rounding=null",
        UNITS + "softmax.sums=null",
        UNITS + "softmax.exponential=null",
        UNITS + "softmax.probability_bits=null"
    };

    private static final String BITS =
            "\"query_bits\": 16, \"key_bits\": 6, \"low_bits\": 4, \"threshold\": 0.09, \"value_bits\": 8";

    @TempDir
    Path dir;

    private Trial trial(String design, String shape, String kept, double scale) throws IOException {
        Path file = Files.writeString(dir.resolve("w.json"), """
            { "name": "w", "format": "fp16", "mask": "%s", "tensors": { "seed": 3 }, "scale": %s,
              "shape": { %s }, "kept": { %s } }\
            """.formatted(
                        kept.contains("generate") ? "causal" : "none", scale, shape, kept));
        return Trial.of(design).with(file.toString()).check("full");
    }

    private Trial seeded(String design, String kept) throws IOException {
        return trial(
                design, "\"layers\": 3, \"heads\": 3, \"queries\": 21, \"keys\": 21, \"head_dim\": 16", kept, 0.25);
    }

    private static Result good(Result r) {
        Result.Golden golden = Objects.requireNonNull(r.golden());
        assertTrue(golden.passed(), String.valueOf(golden));
        assertNull(golden.waived(), String.valueOf(golden));
        return r;
    }

    private static Result toTheBit(Result r) {
        assertEquals(0, Objects.requireNonNull(good(r).golden()).bound());
        assertEquals(0, r.golden().maxAbsError());
        return r;
    }

    @ParameterizedTest
    @CsvSource({
        "''",
        "', \"tokens\": {\"layers\": [0, 1, 1]}'",
        "', \"tokens\": {\"layers\": [0, 0.952, 0.96]}'",
        "', \"heads\": {\"layers\": [0, 0.5, 1]}'",
        "', \"values\": 0'",
        "', \"values\": 0.3, \"tokens\": {\"free\": 0, \"start\": 0.2, \"end\": 0.7}, \"heads\": {\"layers\": [0, 0.4,"
                + " 0.4]}'"
    })
    void whateverIsPrunedTheGoldenModelAgreesToTheBit(String more) throws IOException {
        String pruning = "\"pruning\": { " + BITS + more + " }";
        toTheBit(seeded("spatten-encoder", pruning).set(NARROW).run());
        toTheBit(seeded("spatten", pruning + ", \"generate\": true, \"prompt\": 4")
                .set(NARROW)
                .run());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "qk.operand_bits=9",
                "qk.product_bits=24",
                "pv.product_bits=16",
                "pv.product_rounding=nearest",
                "qk.product_rounding=nearest",
                "qk.sum_bits=12",
                "softmax.probability_bits=3",
                "softmax.probability_bits=null",
                "softmax.exponential=exact",
                "softmax.sums=fp64",
                "qk.operand_bits=12"
            })
    void soItDoesWhateverTheWidths(String other) throws IOException {
        String pruning = "\"pruning\": { " + BITS + ", \"values\": 0.4, \"tokens\": {\"free\": 0, \"start\": 0.5} }";
        toTheBit(seeded("spatten-encoder", pruning)
                .set(NARROW)
                .set(UNITS + other)
                .run());
        // Only keys in codes: nothing but the softmax is narrow then.
        String keys = "\"pruning\": { \"key_bits\": 8, \"values\": 0.4 }";
        toTheBit(seeded("spatten-encoder", keys).set(NARROW).set(UNITS + other).run());
    }

    private static KeptTable kept(Trial trial, TensorReader tensors) {
        Setup setup = trial.setup();
        Simulation run = new Simulation(setup, new Simulation.Options("full", 0, true), tensors);
        good(run.run());
        return Objects.requireNonNull(run.kept());
    }

    /**
     * Keys of one column in codes of 12 bits. With a query of 2047 products of 1027 and 1028 are 513.2 and 513.7 of 4096: the
     * same without what is cut off. So tokens 2 and 3 have equal probabilities, and equal importances after the first layer.
     */
    private static final double[] KEYS = {0, 2047, 1027, 1028, 0, 2047};

    private static final TensorReader TIES = (tensor, layer, batch, head, into) -> {
        Arrays.fill(into, tensor == 'q' ? 2047 : 1);
        if (tensor == 'k') {
            System.arraycopy(KEYS, 0, into, 0, KEYS.length);
        }
    };

    private Trial ties(String design, String more) throws IOException {
        String shape = "\"layers\": 2, \"heads\": 1, \"queries\": 6, \"keys\": 6, \"head_dim\": 1";
        String pruning = "\"pruning\": { \"query_bits\": 12, \"key_bits\": 12, \"value_bits\": 8, \"values\": 0.5,"
                + " \"tokens\": {\"layers\": [0, 0.5]} }";
        // 1023 and 513 are a weight of e apart.
        return trial(design, shape, pruning + more, 1 / (510.0 * 4096));
    }

    @Test
    void ofTwoTokensAndTwoValuesThatAreEqualTheFirstIsKeptOnBothSides() throws IOException {
        KeptTable narrow = kept(ties("spatten-encoder", "").set(NARROW), TIES);
        double[] scores = Objects.requireNonNull(narrow.cut(1, 0)).scores();
        assertEquals(scores[2], scores[3]);
        assertTrue(scores[1] > scores[2] && scores[2] > scores[0]);
        assertArrayEquals(new int[] {1, 2, 5}, narrow.tokens(1));
        for (int query = 0; query < 6; query++) {
            Kept row = Objects.requireNonNull(narrow.at(0, query));
            assertEquals(row.scores()[2], row.scores()[3]);
            assertArrayEquals(new int[] {1, 2, 5}, row.values());
        }
        // Two of the largest are left in the second layer; of its three values one is kept.
        assertArrayEquals(new int[] {1}, Objects.requireNonNull(narrow.at(1, 1)).values());
        KeptTable wide = kept(ties("spatten-encoder", "").set(WIDE), TIES);
        assertArrayEquals(new int[] {1, 3, 5}, wide.tokens(1), "in double precision there is no tie");
        assertArrayEquals(
                new int[] {1, 3, 5}, Objects.requireNonNull(wide.at(0, 0)).values());
    }

    @Test
    void theSameInGenerationWhereTheNewestTokenStays() throws IOException {
        Trial trial = ties("spatten", ", \"generate\": true, \"prompt\": 4");
        KeptTable narrow = kept(trial.set(NARROW), TIES);
        assertArrayEquals(
                new int[] {1, 2, 5}, Objects.requireNonNull(narrow.at(1, 5)).keys());
        KeptTable wide = kept(trial.set(WIDE), TIES);
        assertArrayEquals(
                new int[] {1, 3, 5}, Objects.requireNonNull(wide.at(1, 5)).keys());
    }

    @Test
    void zerosTheLargestCodesAndASingleKey() throws IOException {
        String pruning = "\"pruning\": { " + BITS + ", \"values\": 0.5, \"tokens\": {\"layers\": [0, 0.4, 0.4]} }";
        for (double number : new double[] {0, 2047, -2047, 60000}) {
            TensorReader same = (tensor, layer, batch, head, into) -> Arrays.fill(into, number);
            Result r = seeded("spatten-encoder", pruning).set(NARROW).run(same);
            Result.Golden golden = Objects.requireNonNull(r.golden());
            if (number == 0) {
                // Zeros would come out of any design.
                assertEquals(Result.Verdict.NO_USEFUL_CHECK, golden.verdict());
                assertEquals(0, golden.maxAbsError());
            } else {
                toTheBit(r);
            }
        }
        String one = "\"heads\": 1, \"queries\": 1, \"keys\": 1, \"head_dim\": 16";
        for (String more : new String[] {"", ", \"generate\": true"}) {
            String design = more.isEmpty() ? "spatten-encoder" : "spatten";
            Result r = toTheBit(trial(design, one, "\"pruning\": { " + BITS + " }" + more, 0.25)
                    .set(NARROW)
                    .run());
            assertEquals(0, Objects.requireNonNull(r.sparsity()).refetchRate());
        }
    }

    @Test
    void probabilitiesOfAnotherFormatThanTheUnitsAreRefused() {
        Terminal t = Terminal.run(
                "run", "spatten", "--workload", "kjv-pruned-generation", "--set", "dataflow.4.format=fp16");
        assertEquals(2, t.code(), t.err());
        assertTrue(Words.withoutPlace(t.err()).contains("/dataflow/4/format: \"fp16\"; allowed: nothing"), t.err());
    }

    @Test
    void narrowNumbersChangeWhatComesOut() throws IOException {
        String pruning = "\"pruning\": { " + BITS + ", \"values\": 0.4, \"tokens\": {\"free\": 0, \"start\": 0.5} }";
        Result wide = good(seeded("spatten-encoder", pruning).set(WIDE).run());
        Result narrow = good(seeded("spatten-encoder", pruning).set(NARROW).run());
        assertNotEquals(error(wide), error(narrow));
        assertEquals(error(wide), error(narrow), 0.05);
    }

    private static double error(Result r) {
        return Objects.requireNonNull(r.sparsity()).layers().get(2).relativeError();
    }

    /** 128 keys: (128 + 1) / 4096 of the largest value at most, beside what single precision does. */
    @Test
    void withNothingLeftOutTheBoundKnowsOfRoundedProbabilities() {
        Trial dense = Trial.of("spatten-encoder").check("full");
        Result wide = good(dense.set(WIDE).run());
        Result narrow = good(dense.set(NARROW).run());
        assertEquals(
                Result.Verdict.PASSED, Objects.requireNonNull(narrow.golden()).verdict());
        double more = Objects.requireNonNull(narrow.golden()).bound()
                - Objects.requireNonNull(wide.golden()).bound();
        assertTrue(more > 0.01 && more < 0.5, "bound wider by " + more);
        assertTrue(narrow.golden().maxAbsError() > wide.golden().maxAbsError());
        assertTrue(
                narrow.golden().boundFrom().contains("a fraction of 12 bits"),
                narrow.golden().boundFrom());
    }

    @Test
    void aRowComputedAgainIsComputedAlike() throws IOException {
        Trial trial = seeded("spatten", "\"generate\": true, \"pruning\": { " + BITS + " }")
                .set(NARROW)
                .set("dataflow.8.on=importance");
        String m = assertThrows(InputException.class, trial::run).getMessage();
        assertTrue(m.contains("\"importance\", whose numbers are other ones"), m);
    }

    @Test
    void whatA3KeepsIsDecidedInDoublePrecision() throws IOException {
        for (String narrow : new String[] {"exponential=taylor-5", "probability_bits=12", "sums=fp32"}) {
            Trial trial = seeded("a3", "\"candidates\": { \"iterations\": 0.5, \"share\": 0.05 }")
                    .set(UNITS + "exponent." + narrow);
            String m = assertThrows(InputException.class, trial::run).getMessage();
            assertTrue(m.contains("exact exponentials in double precision"), m);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "qk.operand_bits=0 | operand_bits is 0; allowed: 2 to 16",
                "qk.operand_bits=-1 | operand_bits is -1",
                "pv.product_bits=33 | product_bits is 33",
                "softmax.probability_bits=24 | probability_bits is 24; allowed: 2 to 16",
                "softmax.probability_bits=0 | probability_bits is 0"
            })
    void widthsThatCannotBeAreRefused(String set, String message) {
        Trial trial = Trial.of("spatten").set(NARROW).set(UNITS + set);
        String m = assertThrows(InputException.class, trial::run).getMessage();
        assertTrue(m.contains("spatten.json /units/") && m.contains(message), m);
    }
}
