package dev.headrace.reports;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnitsTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "1, 1 B",
        "999, 999 B",
        "1000, 1.000 kB",
        "1024, 1.024 kB",
        "1048576, 1.049 MB",
        "999949, 999.9 kB",
        "999950, 1.000 MB",
        "268435456, 268.4 MB",
        "12345678901234, 12.35 TB",
        "-2048, -2.048 kB",
    })
    void bytesAreDecimalAndExactBelowAThousand(long bytes, String text) {
        assertEquals(text, Units.bytes(bytes));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 s",
        "1, 1.000 s",
        "0.001234567, 1.235 ms",
        "0.00099996, 1.000 ms",
        "0.00099994, 999.9 us",
        "3.3e-9, 3.300 ns",
        "75.5, 75.50 s",
        "4e-15, 0.004000 ps",
    })
    void timesTakeThePrefixThatLeavesOneToThreeDigits(double seconds, String text) {
        assertEquals(text, Units.seconds(seconds));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0%",
        "1, 100%",
        "0.712, 71.2%",
        "0.0004, <0.1%",
        "0.0005, 0.1%",
        "0.9996, >99.9%",
        "0.9994, 99.9%",
        "6.4, 640.0%",
        "-0.25, -25.0%",
        "NaN, n/a",
    })
    void aShareThatIsNotNothingOrAllNeverReadsSo(double share, String text) {
        assertEquals(text, Units.percent(share));
    }

    @ParameterizedTest
    @CsvSource({"1, 1.00x", "1.2, 1.20x", "0.0035, 0.0035x", "0, 0.00x", "123.4, 123x", "NaN, n/a"})
    void ratiosKeepTwoDigitsWhereTheyAreSmall(double ratio, String text) {
        assertEquals(text, Units.ratio(ratio));
    }

    @ParameterizedTest
    @CsvSource({"1000000000, 1 GHz", "1410000000, 1.41 GHz", "100000000, 100 MHz", "0, 0 Hz"})
    void frequenciesHaveNoTrailingZeros(long hertz, String text) {
        assertEquals(text, Units.hertz(hertz));
    }

    @ParameterizedTest
    @CsvSource({
        "87.25, 87.25",
        "3, 3",
        "1234567, '1,234,567'",
        "12345.678, '12,346'",
        "0.00012345, 0.0001235",
        "1e-7, 1.00e-07"
    })
    void bareNumbersHaveFourDigitsOrAreWhole(double number, String text) {
        assertEquals(text, Units.number(number));
    }

    @Test
    void energyIsGivenInPicojoules() {
        assertEquals("3.210 mJ", Units.energy(3.21e9));
    }

    @Test
    void cyclesHaveThousandsSeparators() {
        assertEquals("1,234,567 cycles", Units.cycles(1_234_567));
        assertEquals("1 cycle", Units.cycles(1));
    }

    @Test
    void theHostsLocaleChangesNothing() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.GERMANY);
            assertEquals("1,234", Units.count(1_234));
            assertEquals("1.235 ms", Units.seconds(0.001_234_567));
            assertEquals("71.2%", Units.percent(0.712));
            assertEquals("1.22e-04", Units.scientific(1.22e-4));
        } finally {
            Locale.setDefault(before);
        }
    }
}
