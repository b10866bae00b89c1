package dev.headrace.explore.search;

import dev.headrace.explore.sweep.Front;
import dev.headrace.explore.sweep.Measures;
import dev.headrace.explore.sweep.Point;
import dev.headrace.explore.sweep.Row;
import dev.headrace.explore.sweep.Search;
import dev.headrace.explore.sweep.Sweep;
import dev.headrace.explore.sweep.SweepResult;
import dev.headrace.reports.Units;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The exact front, without the points that cannot be on it. Each point has costs that it cannot be below (see {@link
 * dev.headrace.simulator.run.Floor}); if a row is better than these, it is better than whatever the point would come to, and
 * the point is skipped. A row that is only as good skips nothing, as points of equal costs are on the front together.
 *
 * <p>Points go in the order of their bounds, the sum of their ranks in each cost, and by tens, so that what is skipped does
 * not depend on how many are run at a time. A point whose files are not valid is run, and its row says why.
 */
public final class Bounds implements Search {
    private static final int BATCH = 10;

    private final List<Point> points;
    private final Function<Point, double @Nullable []> leastCosts;
    private final List<Measures.Objective> objectives;
    private final List<String> notes = new ArrayList<>();

    /** A search of all points of a sweep. */
    Bounds(Sweep sweep, Function<Point, double @Nullable []> leastCosts) {
        this(sweep.points(), sweep.measures().objectives(), leastCosts);
    }

    /**
     * A search.
     *
     * @param points what is searched
     * @param objectives what the front is of
     * @param leastCosts what a point cannot be below; null if its files are not valid
     */
    public Bounds(
            List<Point> points, List<Measures.Objective> objectives, Function<Point, double @Nullable []> leastCosts) {
        this.points = points;
        this.objectives = List.copyOf(objectives);
        this.leastCosts = leastCosts;
    }

    private static final class Bounded {
        private final Point point;
        private final double @Nullable [] least;

        Bounded(Point point, double @Nullable [] least) {
            this.point = point;
            this.least = least;
        }
    }

    @Override
    public long most() {
        return points.size();
    }

    @Override
    public List<String> notes() {
        return List.copyOf(notes);
    }

    @Override
    public @Nullable List<Row> rows(Runner runner) {
        List<Bounded> left = ordered();
        List<Row> rows = new ArrayList<>();
        List<double[]> front = new ArrayList<>();
        List<Point> batch = new ArrayList<>();
        for (int i = 0; i < left.size(); i++) {
            double[] least = left.get(i).least;
            if (least == null || front.stream().noneMatch(f -> Front.dominates(f, least))) {
                batch.add(left.get(i).point);
            }
            if (batch.size() == BATCH || i == left.size() - 1) {
                List<Row> got = runner.rows(List.copyOf(batch));
                if (got.size() < batch.size()) {
                    return null;
                }
                got.stream().filter(Row::feasible).forEach(row -> join(front, SweepResult.costs(row, objectives)));
                rows.addAll(got);
                batch.clear();
            }
        }
        notes.add("Bounds: " + Units.count(left.size() - rows.size()) + " of " + Units.count(left.size())
                + " points skipped: what they cannot be below is beaten already");
        return rows;
    }

    private static void join(List<double[]> front, double[] costs) {
        if (front.stream().noneMatch(f -> Front.dominates(f, costs))) {
            front.removeIf(f -> Front.dominates(costs, f));
            front.add(costs);
        }
    }

    private List<Bounded> ordered() {
        List<Bounded> all = new ArrayList<>();
        for (Point point : points) {
            all.add(new Bounded(point, leastCosts.apply(point)));
        }
        long[] ranks = new long[all.size()];
        for (int o = 0; o < objectives.size(); o++) {
            int cost = o;
            double[] sorted = all.stream()
                    .mapToDouble(b -> b.least == null ? Double.NEGATIVE_INFINITY : b.least[cost])
                    .sorted()
                    .toArray();
            for (int i = 0; i < ranks.length; i++) {
                double[] least = all.get(i).least;
                // The first place of equal ones, so that they rank alike.
                int at = least == null ? 0 : Arrays.binarySearch(sorted, least[cost]);
                while (at > 0 && sorted[at - 1] == sorted[at]) {
                    at--;
                }
                ranks[i] += at;
            }
        }
        Integer[] order = new Integer[ranks.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingLong(i -> ranks[i]));
        return Arrays.stream(order).map(all::get).toList();
    }
}
