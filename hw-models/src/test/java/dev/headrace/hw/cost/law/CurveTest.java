package dev.headrace.hw.cost.law;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.simulator.spec.BadField;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CurveTest {
    private static final Curve CURVE = Curve.of(Map.of(10.0, 100.0, 40.0, 1.0), "c");

    @Test
    void halfWayOnLogarithmicAxesIsTheGeometricMean() {
        assertEquals(10, CURVE.at(20), 1e-12);
        assertEquals(100, CURVE.at(10));
        assertEquals(1, CURVE.at(40));
    }

    @Test
    void outsideItStaysAndSaysThatItIsOutside() {
        assertEquals(100, CURVE.at(3));
        assertEquals(1, CURVE.at(90));
        assertTrue(CURVE.covers(10) && CURVE.covers(40));
        assertFalse(CURVE.covers(9.9) || CURVE.covers(40.1));
    }

    @Test
    void pointsThatHaveNoLogarithmAreRefused() {
        assertThrows(BadField.class, () -> Curve.of(Map.of(1.0, 0.0), "c"));
        assertThrows(BadField.class, () -> Curve.of(Map.of(-1.0, 1.0), "c"));
        assertThrows(BadField.class, () -> Curve.of(Map.of(), "c"));
        assertThrows(BadField.class, () -> Curve.of(Map.of(1.0, Double.NaN), "c"));
    }
}
