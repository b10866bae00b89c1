package dev.headrace.explore.sweep;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Axes, the numbers of points, and what is drawn of them. */
final class SpaceTest {
    private static final String AXES = "'axes': ["
            + "{'path': 'params.Br', 'range': {'from': 1, 'to': 32}},"
            + "{'path': 'params.Bc', 'powers_of_two': {'from': 1, 'to': 128}},"
            + "{'path': 'hardware.units.sram.kib', 'range': {'from': 64, 'to': 1024, 'step': 64}}]";

    @Test
    void theLastAxisCountsFastest() {
        Space space = Home.sweep("'axes': [{'path': 'params.Br', 'values': [8, 16]},"
                        + "{'zip': [{'path': 'hardware.units.array.rows', 'values': [64, 128, 256]},"
                        + "{'name': 'lanes', 'paths': ['hardware.units.softmax.lanes', 'hardware.units.vector.lanes'],"
                        + "'values': [64, 128, 256]}]}]")
                .space();
        assertEquals(6, space.size());
        Point point = space.point(4);
        assertEquals("design=flash-attention-2, workload=tiny, Br=16, rows=128, lanes=128", point.label());
        assertEquals(
                List.of(
                        "params.Br=16",
                        "hardware.units.array.rows=128",
                        "hardware.units.softmax.lanes=128",
                        "hardware.units.vector.lanes=128"),
                point.sets());
        assertEquals(
                "headrace run flash-attention-2 --workload tiny --set params.Br=16 --set hardware.units.array.rows=128"
                        + " --set hardware.units.softmax.lanes=128 --set hardware.units.vector.lanes=128",
                point.command());
        for (long i = 0; i < space.size(); i++) {
            assertEquals(i, space.index(space.steps(i)));
        }
    }

    @Test
    void rangesAreExactAndNamesAsShortAsTheyCanBe() {
        List<Knob> knobs = Home.sweep("'axes': [{'path': 'hardware.units.array.rows', 'values': [64]},"
                        + "{'path': 'hardware.units.softmax.lanes', 'values': [64]},"
                        + "{'path': 'hardware.units.vector.lanes', 'values': [64]},"
                        + "{'path': 'workload.scale', 'range': {'from': 0.1, 'to': 0.7, 'step': 0.2}}]")
                .space()
                .knobs();
        assertEquals(
                List.of("design", "workload", "rows", "softmax.lanes", "vector.lanes", "scale"),
                knobs.stream().map(Knob::name).toList());
        assertEquals("[0.1, 0.3, 0.5, 0.7]", knobs.get(5).values().toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"random", "latin-hypercube", "sobol"})
    void aDrawFollowsFromItsSeedAndRepeatsNoPoint(String method) {
        String sample = AXES + ", 'sampling': {'method': '" + method + "', 'points': 64, 'seed': %d}";
        long[] seven = indices(sample.formatted(7));
        assertArrayEquals(seven, indices(sample.formatted(7)));
        assertFalse(Arrays.equals(seven, indices(sample.formatted(8))));
        assertEquals(seven.length, LongStream.of(seven).distinct().count());
        assertTrue(seven.length > 60 && seven.length <= 64, method + " " + seven.length);
    }

    private static long[] indices(String fields) {
        return Home.sweep(fields).points().stream().mapToLong(Point::index).toArray();
    }

    @Test
    void aLatinHypercubeTakesEachValueEquallyOften() {
        Sweep sweep = Home.sweep(AXES + ", 'sampling': {'method': 'latin-hypercube', 'points': 64, 'seed': 5}");
        for (int axis = 2; axis < 5; axis++) {
            int size = sweep.space().axes().get(axis).size();
            int[] times = new int[size];
            for (Point point : sweep.points()) {
                times[sweep.space().steps(point.index())[axis]]++;
            }
            // Two points in the same place are one, so that a value may come less often, never more.
            assertTrue(IntStream.of(times).allMatch(t -> t <= 64 / size), Arrays.toString(times));
        }
    }

    @Test
    void aDrawMeetsTheConstraints() {
        Sweep sweep = Home.sweep(
                AXES + ", 'constraints': ['Br == 3'], 'sampling': {'method': 'random', 'points': 40, 'seed': 5}");
        assertEquals(40, sweep.points().size());
        assertTrue(sweep.points().stream().allMatch(p -> p.values().get("Br").intValue() == 3));
    }

    @ParameterizedTest
    @ValueSource(strings = {"params.Br=8,16,32", "params.Br=8..32:8", "params.Br=8..32:x2", "params.Br,params.Bc=8"})
    void axesOnTheCommandLineMeanTheSame(String text) {
        SweepSpec.AxisSpec axis = AxisText.parse(text);
        SweepSpec spec = SweepSpec.of("a", List.of("flash-attention-2"), List.of(axis));
        List<Axis> axes = Axes.of(spec, (p, f, a) -> new dev.headrace.simulator.spec.InputException(f), null);
        String expected = text.contains(":8") ? "[8, 16, 24, 32]" : text.endsWith("=8") ? "[8]" : "[8, 16, 32]";
        assertEquals(expected, axes.get(0).knobs().get(0).values().toString());
    }
}
