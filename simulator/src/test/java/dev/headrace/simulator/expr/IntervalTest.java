package dev.headrace.simulator.expr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Intervals of expressions: by hand, and around every value that the expression takes. */
final class IntervalTest {
    /** a lies in 2 to 5, b in -1 to 3, c from 4 upwards. */
    private static final Map<String, Interval> NAMES =
            Map.of("a", new Interval(2, 5), "b", new Interval(-1, 3), "c", new Interval(4, Double.POSITIVE_INFINITY));

    private static Interval of(String text) {
        return Interval.of(Expression.parse(text), steps -> NAMES.getOrDefault(steps.get(0), Interval.ANY));
    }

    @ParameterizedTest
    @CsvSource({
        "a + b, 1, 8",
        "a - b, -1, 6",
        "a * b, -5, 15",
        "-a * 2, -10, -4",
        "b / a, -0.5, 1.5",
        "1 / c, 0, 0.25",
        "a * c, 8, Infinity",
        "0 * c, 0, 0",
        "a / b, -Infinity, Infinity",
        "'min(a + 0, c)', 2, 5",
        "'max(b, 1)', 1, 3",
        "exp(a), -Infinity, Infinity"
    })
    void endsAreThoseOfTheOperands(String text, double least, double most) {
        assertEquals(new Interval(least, most), of(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a * b - b / a + 3", "max(a, b) * -a", "(a - b) * (b - a)", "min(b, a, 1) / (a + 1)"})
    void noValueIsOutside(String text) {
        Interval all = of(text);
        SplittableRandom random = new SplittableRandom(2);
        for (int i = 0; i < 1000; i++) {
            double a = random.nextDouble(2, 5);
            double b = random.nextDouble(-1, 3);
            double v = Expression.parse(text).value(steps -> steps.get(0).equals("a") ? a : b);
            assertTrue(all.least() <= v && v <= all.most(), text + " at " + a + ", " + b);
        }
    }

    @Test
    void aValueThatIsNoNumberMayBeAnything() {
        assertEquals(Interval.ANY, Interval.of(Double.NaN));
        assertEquals(new Interval(3, 3), Interval.of(3));
    }
}
