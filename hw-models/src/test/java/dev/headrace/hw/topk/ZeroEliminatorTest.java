package dev.headrace.hw.topk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ZeroEliminatorTest {
    private static ZeroEliminator eliminator(int lanes) {
        return new ZeroEliminator(new ZeroEliminatorParameters(lanes, null, null));
    }

    private static void check(ZeroEliminator eliminator, boolean[] keep) {
        int[] items = IntStream.range(100, 100 + keep.length).toArray();
        int[] expected = IntStream.range(0, keep.length)
                .filter(i -> keep[i])
                .map(i -> 100 + i)
                .toArray();
        int kept = eliminator.eliminate(items, keep.length, keep);
        assertArrayEquals(expected, Arrays.copyOf(items, kept));
    }

    @Test
    void everyPatternOfALineIsPackedInOrder() {
        ZeroEliminator eliminator = eliminator(16);
        for (int pattern = 0; pattern < 1 << 16; pattern++) {
            boolean[] keep = new boolean[16];
            for (int i = 0; i < 16; i++) {
                keep[i] = (pattern >> i & 1) != 0;
            }
            check(eliminator, keep);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 8, 64})
    void linesAreJoinedWithoutGaps(int lanes) {
        Random random = new Random(lanes);
        for (int trial = 0; trial < 200; trial++) {
            boolean[] keep = new boolean[random.nextInt(300)];
            double share = random.nextDouble();
            for (int i = 0; i < keep.length; i++) {
                keep[i] = random.nextDouble() < share;
            }
            check(eliminator(lanes), keep);
        }
    }

    @ParameterizedTest
    @CsvSource({"16, low-latency, 3", "16, max-frequency, 6", "2, max-frequency, 3"})
    void latencyIsPrefixSumShifterAndRealignment(int lanes, String shifter, int latency) {
        ZeroEliminator eliminator = new ZeroEliminator(new ZeroEliminatorParameters(lanes, shifter, null));
        assertEquals(latency, eliminator.latency());
        assertEquals(0, eliminator.cycles(0));
        assertEquals(latency, eliminator.cycles(1));
        assertEquals(latency + 1, eliminator.cycles(lanes + 1));
    }

    @Test
    void parametersAndStreamsOutOfRangeAreRefused() {
        for (int lanes : new int[] {0, 3, 8192}) {
            assertThrows(IllegalArgumentException.class, () -> new ZeroEliminatorParameters(lanes, null, null));
        }
        String message = assertThrows(
                        IllegalArgumentException.class, () -> new ZeroEliminatorParameters(4, "fast", null))
                .getMessage();
        assertTrue(message.contains("\"fast\"") && message.contains("max-frequency"), message);
        assertThrows(IllegalArgumentException.class, () -> eliminator(4).eliminate(new int[3], 3, new boolean[2]));
    }
}
