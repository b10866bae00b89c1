package dev.headrace.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.headrace.simulator.spec.BadField;
import java.math.BigDecimal;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ToleranceTest {
    @ParameterizedTest
    @CsvSource({
        "exact, 5, 5.0, true",
        "exact, 9007199254740993, 9007199254740992, false",
        "2%, 200, 204, true",
        "2%, 200, 204.000001, false",
        "2%, -200, -196, true",
        "0.5 %, 1000, 994, false",
        "3, 10, 13, true",
        "3, 10, 6.999, false",
        "1e-12, 0, 1e-12, true",
        "quoted, 1, 1000, true"
    })
    void endsOfTheToleranceAreWithin(String tolerance, String published, String simulated, boolean near) {
        assertEquals(near, Tolerance.parse(tolerance).allows(new BigDecimal(published), new BigDecimal(simulated)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "close", "-3", "2%%", "5 cycles", "%"})
    void anythingElseIsRefused(String tolerance) {
        assertThrows(BadField.class, () -> Tolerance.parse(tolerance));
    }
}
