package dev.headrace.explore.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.explore.sweep.Point;
import dev.headrace.explore.sweep.Row;
import dev.headrace.explore.sweep.Search;
import dev.headrace.explore.sweep.Sweep;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The genetic search as a chooser of points; costs are made up, so that fronts are known. */
final class Nsga2Test {
    /** 16 x 16 x 16 points. */
    private static final String AXES = "'axes': ["
            + "{'path': 'params.Br', 'range': {'from': 1, 'to': 16}},"
            + "{'path': 'params.Bc', 'range': {'from': 1, 'to': 16}},"
            + "{'path': 'hardware.units.hbm.channels', 'range': {'from': 1, 'to': 16}}],"
            + "'objectives': [{'minimize': 'cycles'}, {'maximize': 'flops'}]";

    private static Sweep sweep(String more) {
        return Grids.sweep(AXES + more);
    }

    private static String nsga2(int evaluations, long seed) {
        return ", 'search': {'method': 'nsga2', 'evaluations': " + evaluations + ", 'seed': " + seed
                + ", 'population': 20}";
    }

    private static int value(Point p, String name) {
        return Objects.requireNonNull(p.values().get(name)).intValue();
    }

    /** The front is Br + channels = 17 at Bc = 5, 16 points of 4096; Br = 16 comes to nothing. */
    private static Row made(Point p) {
        int br = value(p, "Br");
        int away = Math.abs(value(p, "Bc") - 5) + Math.max(0, 17 - br - value(p, "channels"));
        List<Double> reached = List.of(br + 3.0 * away, br - 2.0 * away);
        return br == 16
                ? new Row(p.index(), p.values(), Row.Status.REFUSED, "no", false, "", Map.of(), List.of())
                : new Row(p.index(), p.values(), Row.Status.COMPLETE, "", true, "", Map.of(), reached);
    }

    private static Search.Runner runner(List<Long> asked) {
        return points -> points.stream()
                .peek(p -> asked.add(p.index()))
                .map(Nsga2Test::made)
                .toList();
    }

    private static List<Long> asked(Sweep sweep) {
        List<Long> asked = new ArrayList<>();
        List<Row> rows = Objects.requireNonNull(Searches.of(sweep).rows(runner(asked)));
        assertEquals(
                new HashSet<>(asked),
                new HashSet<>(rows.stream().map(Row::point).toList()));
        return asked;
    }

    @Test
    void runsAsManyPointsAsItIsGivenEachOnceAndTheSameForTheSameSeed() {
        List<Long> asked = asked(sweep(nsga2(205, 3)));
        assertEquals(205, asked.size());
        assertEquals(205, new HashSet<>(asked).size());
        assertEquals(asked, asked(sweep(nsga2(205, 3))));
        assertNotEquals(asked, asked(sweep(nsga2(205, 4))));
    }

    @Test
    void findsMoreOfTheFrontThanAsManyRandomDraws() {
        Sweep sweep = sweep(nsga2(400, 1));
        double[] reference = {200, 200};
        List<Row> found = Objects.requireNonNull(Searches.of(sweep).rows(runner(new ArrayList<>())));
        Sweep drawn = sweep(", 'sampling': {'method': 'random', 'points': 400, 'seed': 1}");
        List<Row> random = runner(new ArrayList<>()).rows(drawn.points());
        List<Row> grid = runner(new ArrayList<>()).rows(sweep("").points());
        double whole = Hypervolume.of(Grids.costs(grid, sweep), reference);
        double share = Hypervolume.of(Grids.costs(found, sweep), reference) / whole;
        double byChance = Hypervolume.of(Grids.costs(random, sweep), reference) / whole;
        assertTrue(share > 0.99 && share > byChance, share + " " + byChance);
        assertTrue(share <= 1);
    }

    @Test
    void pointsThatConstraintsForbidAreNeverRunAndItEndsWhenNoneIsLeft() {
        Sweep sweep = sweep(", 'constraints': ['Br <= 3', 'Bc == channels']" + nsga2(500, 1));
        List<Long> asked = asked(sweep);
        Set<Long> allowed = new HashSet<>();
        sweep(", 'constraints': ['Br <= 3', 'Bc == channels']").points().forEach(p -> allowed.add(p.index()));
        assertEquals(48, allowed.size());
        assertTrue(allowed.containsAll(asked));
        assertTrue(asked.size() >= 40, asked.size() + " of 48 found");
    }

    @Test
    void stoppedItHasNoRowsAndBegunAgainWithThoseThatAreThereItAsksForTheSame() {
        Sweep sweep = sweep(nsga2(100, 9));
        List<Long> whole = asked(sweep);
        List<Long> before = new ArrayList<>();
        assertNull(Searches.of(sweep).rows(points -> {
            List<Row> rows = runner(before).rows(points);
            return before.size() > 50 ? rows.subList(0, 1) : rows;
        }));
        assertFalse(before.size() == whole.size());
        assertEquals(whole.subList(0, before.size()), before);
        assertEquals(whole, asked(sweep));
    }

    @Test
    void aSearchThatMakesNoSenseIsRefusedByItsField() {
        assertTrue(refused(", 'search': {'method': 'genetic'}").contains("nsga2, bounds"));
        assertTrue(refused(", 'search': {'method': 'nsga2'}").contains("evaluations"));
        assertTrue(refused(nsga2(0, 1)).contains("1 to 1000000"));
        assertTrue(refused(", 'search': {'method': 'bounds', 'seed': 1}").contains("nsga2 or halving alone"));
        assertTrue(refused(", 'sampling': {'method': 'random', 'points': 4}" + nsga2(9, 1))
                .contains("no sampling"));
    }

    private static String refused(String more) {
        return assertThrows(RuntimeException.class, () -> sweep(more)).getMessage();
    }
}
