package dev.headrace.golden.ternary;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TernaryDecoderTest {
    /** One layer, one head of 2, ffn 2, three words; every matrix the same. */
    private static TernaryWeights weights(byte... signs) {
        TernaryShape shape = new TernaryShape(1, 1, 2, 2, 3, 4, 10000, 0);
        return new TernaryWeights() {
            @Override
            public TernaryShape shape() {
                return shape;
            }

            @Override
            public double[] embedding() {
                return new double[] {3, 4, -1, 1, 0, 2};
            }

            @Override
            public TernaryMatrix matrix(int layer, Linear linear) {
                return new TernaryMatrix(2, 2, signs, 0.25);
            }
        };
    }

    @Test
    void withoutWeightsTheLogitsAreTheNormedEmbeddingTimesTheEmbedding() {
        // (3, 4) over its root mean square sqrt(12.5), times each row.
        double rms = Math.sqrt(12.5);
        double[] logits = new TernaryDecoder(weights((byte) 0, (byte) 0, (byte) 0, (byte) 0)).next(0);
        assertArrayEquals(new double[] {25 / rms, 1 / rms, 8 / rms}, logits, 1e-12);
    }

    @Test
    void theFirstTokenAttendsToItselfAlone() {
        // n = (0.849, 1.131), scale 1.131 / 127; q = (95, 127). q, k and v are the swap: (127, 95) x 0.25 x scale.
        List<String> seen = new ArrayList<>();
        TernaryDecoder decoder = new TernaryDecoder(
                weights((byte) 0, (byte) 1, (byte) 1, (byte) 0),
                Rounding.nearest(),
                (position, layer, linear, x, sums) -> seen.add(linear + " " + List.of(x[0], x[1], sums[0], sums[1])));
        decoder.next(0);
        assertEquals("Q [95, 127, 127, 95]", seen.get(0));
        // Attention over one token is its value: in the ratio 127 to 95 again.
        assertEquals("O [127, 95, 95, 127]", seen.get(3));
        assertEquals(7, seen.size());
    }

    @Test
    void positionsAreToldApartByTheRotationAlone() {
        TernaryWeights w = weights((byte) 1, (byte) 0, (byte) -1, (byte) 1);
        TernaryDecoder decoder = new TernaryDecoder(w);
        double[] once = decoder.next(1);
        double[] again = decoder.next(1);
        // The same word twice has the same value, so whatever the weights of attention, the output is the same.
        assertArrayEquals(once, again, 1e-12);
        assertEquals(2, decoder.position());
    }

    @Test
    void exactProductsOfSignsAndInputs() {
        TernaryMatrix m = new TernaryMatrix(2, 3, new byte[] {1, -1, 0, -1, -1, -1}, 1);
        assertArrayEquals(new int[] {-128 - 127, 128 - 127 - 5}, m.accumulate(new int[] {-128, 127, 5}));
    }

    @Test
    void whatIsOutOfRangeIsNamed() {
        TernaryDecoder decoder = new TernaryDecoder(weights((byte) 0, (byte) 0, (byte) 0, (byte) 0));
        refused("token 0 is 3; allowed: 0 to 2", () -> decoder.next(3));
        decoder.next(new int[] {0, 1, 2, 0});
        refused("longer than 4 tokens", () -> decoder.next(0));
        refused("weight 1 is 2", () -> new TernaryMatrix(1, 2, new byte[] {0, 2}, 1));
        refused("scale is NaN", () -> new TernaryMatrix(1, 1, new byte[1], Double.NaN));
        refused("head_dim is 3", () -> new TernaryShape(1, 1, 3, 2, 3, 4, 10000, 0));
        refused(
                "x has 1 numbers; allowed: 2",
                () -> weights((byte) 0, (byte) 0, (byte) 0, (byte) 0)
                        .matrix(0, Linear.Q)
                        .accumulate(new int[1]));
    }

    private static void refused(String part, Runnable action) {
        String message =
                assertThrows(IllegalArgumentException.class, action::run).getMessage();
        assertTrue(message.contains(part), message);
    }
}
