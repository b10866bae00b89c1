package dev.headrace.traces;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.golden.ternary.Linear;
import dev.headrace.golden.ternary.Rounding;
import dev.headrace.golden.ternary.Rounding.Place;
import dev.headrace.golden.ternary.TernaryDecoder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The golden decoder against the same model in single precision, by another program. */
class TernaryReferenceTest {
    private static final Path DATA = Path.of(System.getProperty("basedir", "."), "data");
    private static final int PROMPT = 64;

    /**
     * Quotients of the quantizer so near a half that single precision decides for the other neighbour. Some 13,000 numbers
     * of a token are quantized, so one in 2^-16 of a half is expected every few tokens. With what each became there.
     */
    private static final Map<Place, Integer> TIES = Map.of(
            new Place(20, 2, Linear.Q, 218), 0,
            new Place(29, 2, Linear.D, 769), -5,
            new Place(46, 3, Linear.O, 286), -3,
            new Place(63, 4, Linear.G, 197), 73,
            new Place(85, 4, Linear.G, 368), 29);

    /**
     * Errors of the other program: it rounds every operation to 2^-24, in sums of up to 1024 terms whose errors add like
     * 2^-24 sqrt(1024) at random, over 6 layers of two additions; logits are up to 15. 12 * 32 * 2^-24 * 15 = 3.4e-4.
     */
    private static final double LOGIT_BOUND = 12 * 32 * 0x1p-24 * 15;

    private static final TernaryFile WEIGHTS = TernaryFile.open(DATA.resolve("kjv-ternary.weights.safetensors"));
    private static final Safetensors REFERENCE = Safetensors.open(DATA.resolve("kjv-ternary.reference.safetensors"));

    @AfterAll
    static void close() {
        WEIGHTS.close();
        REFERENCE.close();
    }

    @Test
    void productsOfTheReferencesOwnIntegersAreItsAccumulatorsExactly() {
        for (Linear linear : Linear.values()) {
            int inputs = linear.inputs(WEIGHTS.shape());
            int outputs = linear.outputs(WEIGHTS.shape());
            int[] x = REFERENCE.ints(name(linear) + ".x_int8");
            int[] sums = REFERENCE.ints(name(linear) + ".acc_int32");
            for (int t = 0; t < PROMPT; t++) {
                int[] expected = Arrays.copyOfRange(sums, t * outputs, (t + 1) * outputs);
                int[] row = Arrays.copyOfRange(x, t * inputs, (t + 1) * inputs);
                assertArrayEquals(expected, WEIGHTS.matrix(0, linear).accumulate(row), linear + " " + t);
            }
        }
    }

    @Test
    void theWholeModelReachesTheSameIntegersInEveryLinearMapOfLayerZero() {
        Set<Linear> seen = EnumSet.noneOf(Linear.class);
        TernaryDecoder decoder = new TernaryDecoder(WEIGHTS, Rounding.nearest(), (t, layer, linear, x, sums) -> {
            if (layer == 0) {
                seen.add(linear);
                assertArrayEquals(part(linear, ".x_int8", t, x.length), x, linear + " in, token " + t);
                assertArrayEquals(part(linear, ".acc_int32", t, sums.length), sums, linear + " out, token " + t);
            }
        });
        decoder.next(REFERENCE.ints("prompt"));
        assertEquals(EnumSet.allOf(Linear.class), seen);
    }

    @Test
    void allLogitsAgreeOnceFourTiesAreRoundedAsSinglePrecisionDid() {
        TernaryDecoder decoder = new TernaryDecoder(WEIGHTS, this::asTheReference, (t, l, n, x, s) -> {});
        int[] prompt = REFERENCE.ints("prompt");
        double[] logits = REFERENCE.doubles("logits");
        for (int t = 0; t < PROMPT; t++) {
            assertArrayEquals(
                    Arrays.copyOfRange(logits, t * 2048, (t + 1) * 2048),
                    decoder.next(prompt[t]),
                    LOGIT_BOUND,
                    "token " + t);
        }
    }

    @Test
    void withoutThatTheFirstTwentyTokensAgreeAndTheRestMovesByATenthOfTheirRange() {
        TernaryDecoder decoder = new TernaryDecoder(WEIGHTS);
        int[] prompt = REFERENCE.ints("prompt");
        double[] logits = REFERENCE.doubles("logits");
        for (int t = 0; t < PROMPT; t++) {
            double[] row = decoder.next(prompt[t]);
            double most = 0;
            for (int i = 0; i < row.length; i++) {
                most = Math.max(most, Math.abs(row[i] - logits[t * 2048 + i]));
            }
            assertTrue(t < 20 ? most < LOGIT_BOUND : most < 0.3, "token " + t + " is " + most + " off");
        }
    }

    @Test
    void theSixtyFourGreedyTokensAreTheReferencesWithFiveTiesRoundedAsItDid() {
        int[] all = REFERENCE.ints("greedy_tokens");
        int[] prompt = Arrays.copyOf(all, PROMPT);
        assertArrayEquals(REFERENCE.ints("prompt"), prompt);
        TernaryDecoder decoder = new TernaryDecoder(WEIGHTS, this::asTheReference, (t, l, n, x, s) -> {});
        assertArrayEquals(Arrays.copyOfRange(all, PROMPT, 2 * PROMPT), decoder.greedy(prompt, PROMPT));
    }

    @Test
    void theTextGoesOnAsTheReferenceDoes() {
        Tokenizer tokenizer = Tokenizer.read(DATA.resolve("tokenizer.json"));
        int[] all = REFERENCE.ints("greedy_tokens");
        String text = tokenizer.decode(Arrays.copyOfRange(all, PROMPT, 2 * PROMPT));
        assertTrue(text.contains("Thy faith is not so, but the Lord's will,"), text);
    }

    /** The nearest, but for the ties listed, which must be ones: then one of both neighbours, as the reference has it. */
    private int asTheReference(Place place, float quotient, double exact) {
        Integer decided = TIES.get(place);
        if (decided == null) {
            return (int) Math.rint(quotient);
        }
        assertEquals(0.5, Math.abs(exact - decided), 0x1p-16, place + " is " + exact + ", no tie");
        return decided;
    }

    private static int[] part(Linear linear, String suffix, int token, int length) {
        int[] all = REFERENCE.ints(name(linear) + suffix);
        return Arrays.copyOfRange(all, token * length, (token + 1) * length);
    }

    private static String name(Linear linear) {
        return "layer.0." + linear.letter();
    }
}
