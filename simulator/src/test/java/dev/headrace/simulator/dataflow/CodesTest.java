package dev.headrace.simulator.dataflow;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.headrace.golden.sparse.Quantized;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Quantization, to the bit as the golden model has it. */
class CodesTest {
    @Test
    void lowBitsThatAreNotFetchedReadAsZero() {
        // step 1: the largest is 127; -3 is ...11111101, without its low 4 bits ...11110000 = -16
        double[] matrix = {127, -3, 3, 16};
        assertArrayEquals(new double[] {127, -3, 3, 16}, Codes.values(matrix, 8, 0));
        assertArrayEquals(new double[] {112, -16, 0, 16}, Codes.values(matrix, 8, 4));
    }

    @Test
    void everyCodeIsTheGoldenModels() {
        Random random = new Random(7);
        for (int round = 0; round < 200; round++) {
            int bits = 2 + random.nextInt(15);
            int low = random.nextInt(Math.min(bits, 5));
            double[] matrix = random.doubles(1 + random.nextInt(40), -3, 3).toArray();
            Quantized golden = Quantized.of(matrix, bits).withoutLsb(low);
            assertArrayEquals(golden.values(), Codes.values(matrix, bits, low), 0, "round " + round);
        }
    }

    @Test
    void aMatrixOfZerosAndOneThatIsNotQuantizedStayAsTheyAre() {
        assertArrayEquals(new double[2], Codes.values(new double[2], 6, 0));
        double[] plain = {0.1, 0.2};
        assertEquals(plain, Codes.values(plain, 0, 0));
    }
}
