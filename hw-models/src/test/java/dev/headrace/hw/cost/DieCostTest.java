package dev.headrace.hw.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.hw.cost.money.DieCost;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DieCostTest {
    private static final DieCost MONEY = DieCost.read(Path.of("..", "configs", "hardware", "costs", "money.json"));

    /** 70685.8 / A - 942.48 / sqrt(2 A); (1 + A D / 3)^-3; 9346 over both. */
    @ParameterizedTest
    @CsvSource({
        "826, 0.09, 62, 0.5147, 292.9",
        "826, 0.15, 62, 0.3545, 425.3",
        "400, 0.09, 143, 0.7118, 91.8",
        "100, 0.09, 640, 0.9151, 15.96"
    })
    void aGoodDieCostsItsShareOfTheWafer(double mm2, double defects, long dies, double yield, double dollars) {
        assertEquals(dies, MONEY.dies(mm2));
        assertEquals(yield, MONEY.goodShare(mm2, defects), 2e-4);
        assertEquals(dollars, MONEY.dollars(mm2, 7, defects), 2e-3 * dollars);
    }

    @Test
    void largerDiesAndMoreDefectsNeverCostLess() {
        for (double mm2 = 20; mm2 < 1600; mm2 *= 1.3) {
            for (double node : new double[] {40, 22, 7, 5}) {
                assertTrue(MONEY.dollars(1.3 * mm2, node, 0.1) > MONEY.dollars(mm2, node, 0.1));
                assertTrue(MONEY.dollars(mm2, node, 0.2) > MONEY.dollars(mm2, node, 0.1));
            }
        }
        assertEquals(Double.POSITIVE_INFINITY, MONEY.dollars(90_000, 7, 0.1));
        assertEquals(0, MONEY.dies(90_000));
    }
}
