package dev.headrace.hw.cost.law;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.simulator.spec.Formats;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArithmeticLawTest {
    private static final ArithmeticLaw LAW = SramLawTest.LAWS.arithmetic();

    @ParameterizedTest
    @CsvSource({
        // 0.00417 M^2 + 0.0542 M; 13.2 M^2 + 3.8 M; 0.037 M; 43 M^1.44, M = 24, 11, 8, 4, 3
        "fp32, 3.70272, 7694.4, 0.888, 4178.1",
        "fp16, 1.10077, 1639.0, 0.407, 1358.5",
        "bf16, 0.70048, 875.2, 0.296, 858.9",
        "fp8-e4m3, 0.28352, 226.4, 0.148, 316.5",
        "fp8-e5m2, 0.20013, 130.2, 0.111, 209.2",
        // 0.00305 b^2; 4.4 b^2 up to 12 bits, then 3.4; 0.0031 b; 4.3 b
        "int8, 0.1952, 281.6, 0.0248, 34.4",
        "int4, 0.0488, 70.4, 0.0124, 17.2",
        "int16, 0.7808, 870.4, 0.0496, 68.8",
        "int32, 3.1232, 3481.6, 0.0992, 137.6",
        // 3.4 x 169 = 574.6 would be less than twelve bits take
        "codes13, 0.51545, 633.6, 0.0403, 55.9"
    })
    void multipliersAndAddersGrowWithTheirDigits(
            String format, double multiplyPj, double multiplyUm2, double addPj, double addUm2) {
        Digits d = Digits.of(format);
        assertEquals(multiplyPj, LAW.multiply(d).pj(), 1e-5 * multiplyPj);
        assertEquals(multiplyUm2, LAW.multiply(d).um2(), 1e-5 * multiplyUm2);
        assertEquals(addPj, LAW.add(d).pj(), 1e-5 * addPj);
        assertEquals(addUm2, LAW.add(d).um2(), 2e-4 * addUm2);
    }

    @Test
    void aComparatorIsAnAdderOfWholeNumbersAsWideAsTheFormat() {
        assertEquals(0.0992, LAW.compare(Digits.of("fp32")).pj(), 1e-12);
        assertEquals(LAW.add(Digits.of("int16")), LAW.compare(Digits.of("bf16")));
    }

    @Test
    void moreDigitsNeverCostLess() {
        for (boolean floating : List.of(true, false)) {
            for (int bits = 1; bits < 64; bits++) {
                Digits less = new Digits(floating, bits, bits);
                Digits more = new Digits(floating, bits + 1, bits + 1);
                assertTrue(LAW.multiply(more).pj() > LAW.multiply(less).pj());
                assertTrue(LAW.multiply(more).um2() >= LAW.multiply(less).um2(), bits + " bits");
                assertTrue(LAW.add(more).pj() > LAW.add(less).pj());
                assertTrue(LAW.add(more).um2() > LAW.add(less).um2());
            }
        }
    }

    @Test
    void everyFormatHasItsDigits() {
        for (String format : Formats.NAMES) {
            assertEquals(Formats.bits(format), Digits.of(format).width(), format);
        }
        assertThrows(IllegalArgumentException.class, () -> Digits.of("fp17"));
    }

    /** Energies of the table: V = 0.9 at 45 nm and 0.75 at 7 nm; 0.0561 over 0.8444. */
    @Test
    void theTwoSchoolsAreAsFarApartAsTheyAre() {
        Scaling stillmaker = Objects.requireNonNull(SramLawTest.LAWS.scalings().get("stillmaker"));
        Scaling jouppi = Objects.requireNonNull(SramLawTest.LAWS.scalings().get("jouppi"));
        for (ArithmeticLaw.Kind kind : ArithmeticLaw.Kind.values()) {
            assertEquals(1, stillmaker.energy(kind, 45, 45));
            assertEquals(1, jouppi.energy(kind, 45, 45));
            double low = stillmaker.energy(kind, 7, 45);
            assertEquals(0.0665, low, 0.0001);
            double ratio = jouppi.energy(kind, 7, 45) / low;
            assertTrue(ratio > 3.4 && ratio < 6.4, kind + " " + ratio);
        }
        assertEquals(0.23, jouppi.energy(ArithmeticLaw.Kind.INT_ADD, 7, 45), 1e-12);
    }
}
