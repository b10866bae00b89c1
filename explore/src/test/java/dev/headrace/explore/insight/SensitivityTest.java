package dev.headrace.explore.insight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.explore.sweep.Axis;
import dev.headrace.explore.sweep.Knob;
import dev.headrace.explore.sweep.Measures;
import dev.headrace.explore.sweep.Row;
import dev.headrace.explore.sweep.SweepResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleBiFunction;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Functions whose effects are known, on full grids of two knobs unless said otherwise. */
class SensitivityTest {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private static Knob knob(String name, double... values) {
        List<JsonNode> nodes = new ArrayList<>();
        for (double value : values) {
            nodes.add(NODES.numberNode(value));
        }
        return new Knob(name, List.of("params." + name), nodes, nodes);
    }

    private static Axis axis(Knob... knobs) {
        return new Axis(List.of(knobs));
    }

    private static Row row(long point, Map<String, JsonNode> parameters, double value) {
        return new Row(point, parameters, Row.Status.COMPLETE, "", true, "", Map.of(), List.of(value));
    }

    private static SweepResult result(List<Row> rows) {
        return new SweepResult(rows, List.of(new Measures.Objective("f", false)));
    }

    private static List<Sensitivity.Effect> grid(Knob a, Knob b, ToDoubleBiFunction<Double, Double> f) {
        List<Row> rows = new ArrayList<>();
        for (JsonNode x : a.values()) {
            for (JsonNode y : b.values()) {
                rows.add(row(
                        rows.size(),
                        new LinkedHashMap<>(Map.of(a.name(), x, b.name(), y)),
                        f.applyAsDouble(x.doubleValue(), y.doubleValue())));
            }
        }
        return Sensitivity.of(result(rows), List.of(axis(a), axis(b)), 1);
    }

    private static Sensitivity.Effect of(List<Sensitivity.Effect> effects, String knob) {
        return effects.stream().filter(e -> e.knob().equals(knob)).findFirst().orElseThrow();
    }

    /**
     * f = 3a + b over a, b in {0, 1, 2}: a has variance 2/3, so 3a has 6, b has 2/3, and all 6 2/3. Shares 0.9 and 0.1; slopes
     * are their roots, since f is linear; ranks follow from the nine values 0 1 2 3 4 5 6 7 8, of which a is the leading
     * digit to base 3: means of ranks 2, 5, 8 by a, and 4, 5, 6 by b. With ranks 2, 5, 8 of a itself (ties averaged) the
     * correlation is 18 * 3 / sqrt(54 * 60) = 0.9487; for b it is 6 * 3 / sqrt(54 * 60) = 0.3162.
     */
    @Test
    void aSumOfTwoKnobsHasTheSharesOfTheirVariances() {
        List<Sensitivity.Effect> effects = grid(knob("a", 0, 1, 2), knob("b", 0, 1, 2), (a, b) -> 3 * a + b);
        assertEquals(
                List.of("a", "b"),
                effects.stream().map(Sensitivity.Effect::knob).toList());
        Sensitivity.Effect a = of(effects, "a");
        Sensitivity.Effect b = of(effects, "b");
        assertEquals(0.9, a.share(), 1e-12);
        assertEquals(0.1, b.share(), 1e-12);
        assertEquals(Math.sqrt(0.9), a.slope(), 1e-12);
        assertEquals(Math.sqrt(0.1), b.slope(), 1e-12);
        assertEquals(54 / Math.sqrt(54 * 60), a.rank(), 1e-12);
        assertEquals(18 / Math.sqrt(54 * 60), b.rank(), 1e-12);
        // F(2, 6) = (0.9 / 2) / (0.1 / 6) = 27: beyond it lies (1 + 2 * 27 / 6)^-3 = 0.001 of the distribution.
        assertEquals(1e-3, a.chance(), 1e-9);
        // F(2, 6) = 1/3: (1 + 1/9)^-3 = 0.729.
        assertEquals(0.729, b.chance(), 1e-9);
        assertTrue(a.low() <= a.share() && a.share() <= a.high(), a.toString());
        assertFalse(a.flat() || b.flat());
    }

    /** f = a * b over {-1, 1}: all by interaction, nothing by one knob alone; and yet neither is flat. */
    @Test
    void whatKnobsDoOnlyTogetherIsNoShareOfEither() {
        for (Sensitivity.Effect e : grid(knob("a", -1, 1), knob("b", -1, 1), (a, b) -> a * b)) {
            assertEquals(0, e.share(), 1e-12);
            assertEquals(0, e.slope(), 1e-12);
            assertEquals(0, e.rank(), 1e-12);
            assertEquals(1, e.chance(), 1e-9);
            assertFalse(e.flat());
        }
    }

    /** Mutant: flat taken as a share of nought. */
    @Test
    void aKnobThatDoesNothingIsFlatAndOneThatFallsHasMinusOne() {
        List<Sensitivity.Effect> effects = grid(knob("a", 1, 2, 4, 8), knob("idle", 1, 2, 3), (a, b) -> 1 / a);
        assertTrue(of(effects, "idle").flat());
        assertEquals(0, of(effects, "idle").share(), 1e-12);
        assertEquals(1, of(effects, "idle").chance(), 1e-9);
        assertEquals(1, of(effects, "a").share(), 1e-12);
        assertEquals(-1, of(effects, "a").rank(), 1e-12);
        assertEquals(0, of(effects, "a").chance(), 0);
    }

    /** Linked knobs a = b cannot be told apart: each has half the slope, where the matrix of both has no inverse. */
    @Test
    void linkedKnobsShareTheirSlope() {
        Knob a = knob("a", 1, 2, 3);
        Knob b = knob("b", 10, 20, 30);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            rows.add(row(i, Map.of("a", a.values().get(i), "b", b.values().get(i)), 5.0 * i));
        }
        List<Sensitivity.Effect> effects = Sensitivity.of(result(rows), List.of(axis(a, b)), 1);
        assertEquals(0.5, of(effects, "a").slope(), 1e-9);
        assertEquals(0.5, of(effects, "b").slope(), 1e-9);
        assertTrue(
                Double.isNaN(of(effects, "a").chance()), "three points of three values leave nothing to compare with");
    }

    @Test
    void textsHaveAShareAndNoRank() {
        List<JsonNode> names = List.of(NODES.stringNode("x"), NODES.stringNode("y"));
        Knob file = new Knob("file", List.of("hardware"), names, names);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            rows.add(row(i, Map.of("file", names.get(i % 2)), i % 2));
        }
        Sensitivity.Effect e =
                Sensitivity.of(result(rows), List.of(axis(file)), 1).get(0);
        assertEquals(1, e.share(), 1e-12);
        assertTrue(Double.isNaN(e.rank()) && Double.isNaN(e.slope()));
    }

    /** Mutant: a bootstrap that draws without repetition, whose interval has no width. */
    @Test
    void theIntervalIsThatOfItsSeedAndHasAWidth() {
        ToDoubleBiFunction<Double, Double> f = (a, b) -> a + Math.sin(37 * a * b);
        Knob a = knob("a", 0, 1, 2, 3, 4);
        Knob b = knob("b", 0, 1, 2, 3, 4, 5);
        Sensitivity.Effect once = of(grid(a, b, f), "a");
        assertEquals(once, of(grid(a, b, f), "a"));
        assertTrue(once.low() < once.share() && once.share() < once.high(), once.toString());
        assertNotEquals(once.low(), once.high());
    }

    @Test
    void pointsThatDidNotEndAndObjectivesThatAreConstantSayNothing() {
        Knob a = knob("a", 1, 2);
        Row refused =
                new Row(0, Map.of("a", a.values().get(0)), Row.Status.REFUSED, "why", false, "", Map.of(), List.of());
        assertEquals(List.of(), Sensitivity.of(result(List.of(refused)), List.of(axis(a)), 1));
        assertEquals(List.of(), grid(a, knob("b", 1, 2), (x, y) -> 7));
        assertTrue(SensitivityTable.of(List.of()).isEmpty());
    }
}
