package dev.headrace.hw.lookup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UramLayoutTest {
    @ParameterizedTest
    @ValueSource(ints = {8, 16})
    void theWeightBufferOfTheModelTakesTheReported48(int lookups) {
        UramLayout layout = new UramLayout(3, 28, lookups);
        assertEquals(140, layout.vectorBits());
        assertEquals(2, layout.wide());
        assertEquals(3L * 19 * 1536, 3 * layout.vectors(1536, 1536));
        assertEquals(48, layout.urams(3L * 19 * 1536));
    }

    @Test
    void theLargestMatrixFitsThreePlanes() {
        UramLayout layout = new UramLayout(3, 28, 8);
        assertEquals(19 * 4096, layout.vectors(4096, 1536));
        assertEquals(49 * 1536, layout.vectors(1536, 4096));
        assertEquals(98_304, layout.capacity(48));
        assertTrue(layout.vectors(4096, 1536) <= layout.capacity(48));
        // 47 are a level of all banks less.
        assertEquals(81_920, layout.capacity(47));
    }

    @Test
    void theBufferCountsTwoBitsAWeight() {
        assertEquals(98_304L * 84 / 4, new UramBuffer(new UramParameters(48, 3, 28, 8, null)).capacityBytes());
        String message = assertThrows(IllegalArgumentException.class, () -> new UramParameters(7, 3, 28, 8, null))
                .getMessage();
        assertTrue(message.contains("urams is 7; allowed: at least 8"), message);
    }

    @Test
    void aBeatOf768BitsCarriesFiveVectorsAndANormWeight() {
        WeightBeats beats = new WeightBeats(768, 140, 16);
        assertEquals(5, beats.vectorsPerBeat());
        assertEquals(96, beats.bytes(5));
        assertEquals(192, beats.bytes(6));
        UramLayout layout = new UramLayout(3, 28, 8);
        long layer = 4 * beats.bytes(layout.vectors(1536, 1536))
                + 2 * beats.bytes(layout.vectors(4096, 1536))
                + beats.bytes(layout.vectors(1536, 4096));
        assertEquals(160.2e6, 24 * layer, 0.05e6);
    }

    @ParameterizedTest
    @CsvSource({"767, 140, 16", "144, 140, 16", "768, 0, 0"})
    void beatsThatHoldNoVectorAreRefused(long beat, long vector, long norm) {
        assertThrows(IllegalArgumentException.class, () -> new WeightBeats(beat, vector, norm));
    }
}
