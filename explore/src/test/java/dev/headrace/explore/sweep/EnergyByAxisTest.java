package dev.headrace.explore.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The shipped sweep energy-by-axis, on a workload that takes milliseconds: what energy depends on. */
final class EnergyByAxisTest {
    private static List<Row> rows;

    @BeforeAll
    static void run() {
        Sweep sweep = Sweep.load(
                Home.LIBRARY,
                "energy-by-axis",
                spec -> new SweepSpec(
                        spec.name(),
                        spec.about(),
                        spec.designs(),
                        List.of("tiny"),
                        spec.set(),
                        spec.axes(),
                        spec.constraints(),
                        spec.objectives(),
                        spec.columns(),
                        spec.sampling(),
                        spec.search(),
                        spec.check(),
                        spec.maxCycles(),
                        spec.sources()));
        rows = new Evaluator(
                        Home.LIBRARY,
                        sweep.measures(),
                        new Evaluator.How(sweep.options(), 2, setup -> "", null),
                        row -> {})
                .evaluate(sweep.points());
    }

    private static double of(Row row, String column) {
        return row.values().get(column).doubleValue();
    }

    /** Looks at all pairs of rows that differ in one axis, the smaller step first. */
    private static int pairs(String axis, java.util.function.BiConsumer<Row, Row> look) {
        int pairs = 0;
        for (Row a : rows) {
            for (Row b : rows) {
                Map<String, JsonNode> others = new java.util.HashMap<>(a.parameters());
                others.put(axis, b.parameters().get(axis));
                if (others.equals(b.parameters())
                        && a.parameters().get(axis).intValue()
                                < b.parameters().get(axis).intValue()) {
                    look.accept(a, b);
                    pairs++;
                }
            }
        }
        return pairs;
    }

    @Test
    void noStepOfAnyAxisLeavesEnergyAsItIs() {
        assertEquals(60, rows.size());
        // Pairs of steps times points of the other axes.
        Map.of("array", 3 * 20, "channels", 10 * 12, "sram_kib", 30, "tile", 30)
                .forEach((axis, expected) -> assertEquals(
                        expected,
                        pairs(axis, (a, b) -> assertNotEquals(of(a, "energy_pj"), of(b, "energy_pj"), axis))));
    }

    @Test
    void eachAxisChangesThePartThatItIsAbout() {
        // A larger scratchpad costs more an access, and nothing else.
        pairs("sram_kib", (a, b) -> {
            assertTrue(of(a, "sram_pj") < of(b, "sram_pj"));
            assertEquals(of(a, "array_pj"), of(b, "array_pj"));
            assertEquals(of(a, "hbm_pj"), of(b, "hbm_pj"));
        });
        // The same bytes through more channels: more rows to be opened, and more that waits.
        pairs("channels", (a, b) -> {
            assertEquals(of(a, "array_pj"), of(b, "array_pj"));
            assertEquals(of(a, "sram_pj"), of(b, "sram_pj"));
            assertNotEquals(of(a, "hbm_pj"), of(b, "hbm_pj"));
        });
        // Every element of an array ticks as long as a tile is in it, filled or not.
        pairs("array", (a, b) -> assertTrue(of(a, "array_pj") < of(b, "array_pj")));
    }
}
