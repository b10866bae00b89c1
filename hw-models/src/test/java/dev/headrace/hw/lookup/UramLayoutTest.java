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

    @ParameterizedTest
    @CsvSource({
        "3, 19, 1536, 8, 48",
        "3, 19, 1536, 16, 48",
        // 2 wide, 2 banks of 43,776 words: 11 deep.
        "3, 19, 1536, 4, 44",
        // Five planes: 36,480 words in each of 4 banks, 9 deep; and 18,240 in each of 8, 5 deep.
        "5, 19, 1536, 8, 72",
        "5, 19, 1536, 16, 80",
        "1, 1, 1, 8, 8"
    })
    void theUramsOfABufferFollowFromWhatItIsBuiltFor(int planes, int blocks, int outputs, int lookups, long urams) {
        UramBuffer buffer = new UramBuffer(new UramParameters(planes, blocks, outputs, 3, 28, lookups, null));
        assertEquals(urams, buffer.logic().urams());
    }

    @Test
    void aMatrixTakesUpWholeVectorsOfTheBuffer() {
        UramBuffer buffer = new UramBuffer(new UramParameters(3, 19, 1536, 3, 28, 8, null));
        // A vector of 84 weights is 21 bytes at two bits each; 1536 inputs are 18.3 vectors and take 19.
        assertEquals(98_304L * 21, buffer.capacityBytes());
        assertEquals(19 * 4096 * 21, buffer.bytesOf(4096, 1536, 4096 * 1536 / 4));
        // One input too many for a vector: twice the room.
        assertEquals(98_304L * 21, buffer.bytesOf(98_304, 84, 98_304 * 21));
        assertTrue(buffer.bytesOf(98_304, 85, 98_304 * 22) > buffer.capacityBytes());
        assertEquals(2 * 98_304L * 21, buffer.bytesOf(98_304, 85, 98_304 * 22));
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
