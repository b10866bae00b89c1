package dev.headrace.explore.search;

import dev.headrace.explore.sweep.Front;
import dev.headrace.explore.sweep.Measures;
import dev.headrace.explore.sweep.Point;
import dev.headrace.explore.sweep.Row;
import dev.headrace.explore.sweep.Search;
import dev.headrace.explore.sweep.SearchSpec;
import dev.headrace.explore.sweep.Sweep;
import dev.headrace.explore.sweep.SweepResult;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.moeaframework.core.Solution;
import org.moeaframework.core.attribute.CrowdingDistance;
import org.moeaframework.core.population.NondominatedSorting;
import org.moeaframework.core.population.Population;

/**
 * Successive halving over fidelity (after Jamieson and Talwalkar, Non-stochastic best arm identification and hyperparameter
 * optimization, AISTATS 2016): all points are simulated quickly, the best share of them closer, and the best of these as they
 * are. Points go on by fronts: all that nothing beats, then all that nothing but those beats, and so on, until the share is
 * reached; of the last front the most alone, as in NSGA-II. The first front goes on as a whole.
 *
 * <p>What ranks a point low when it is simulated quickly and is good in truth is lost. How likely that is the rank correlation
 * of the first round and the last says, over some points that are drawn from all.
 */
final class Halving implements Search {
    private final Sweep sweep;
    private final List<Measures.Objective> objectives;
    private final List<List<String>> rounds;
    private final double keep;
    private final int control;
    private final long seed;
    private final List<String> notes = new ArrayList<>();

    Halving(Sweep sweep, SearchSpec spec) {
        this.sweep = sweep;
        this.objectives = sweep.measures().objectives();
        List<List<String>> said = spec.rounds();
        this.rounds = said != null ? said : List.of(sweep.quick());
        this.keep = Objects.requireNonNull(spec.keep());
        this.control = Objects.requireNonNull(spec.control());
        this.seed = Objects.requireNonNull(spec.seed());
    }

    @Override
    public long most() {
        long most = 0;
        long left = sweep.points().size();
        for (int round = 0; round < rounds.size(); round++) {
            most += left;
            left = kept(left);
        }
        return most + left + control;
    }

    private long kept(long of) {
        return Math.max(1, (long) Math.ceil(keep * of));
    }

    @Override
    public List<String> notes() {
        return List.copyOf(notes);
    }

    @Override
    public @Nullable List<Row> rows(Runner runner) {
        List<Point> left = sweep.points();
        Map<Long, Row> first = new LinkedHashMap<>();
        for (int round = 0; round < rounds.size(); round++) {
            List<Row> rows = quick(runner, left, round);
            if (rows == null) {
                return null;
            }
            if (round == 0) {
                for (int i = 0; i < rows.size(); i++) {
                    first.put(left.get(i).index(), rows.get(i));
                }
            }
            List<Point> next = best(left, rows);
            notes.add("Halving: " + left.size() + " points with " + String.join(", ", rounds.get(round)) + "; "
                    + next.size() + " go on");
            left = next;
        }
        Set<Long> drawn = drawn(first);
        Set<Long> chosen = new TreeSet<>(drawn);
        left.forEach(p -> chosen.add(p.index()));
        List<Point> last =
                sweep.points().stream().filter(p -> chosen.contains(p.index())).toList();
        List<Row> rows = runner.rows(last);
        if (rows.size() < last.size()) {
            return null;
        }
        compare(first, rows, drawn);
        return rows;
    }

    /** Rows of a round, under numbers of their own. */
    private @Nullable List<Row> quick(Runner runner, List<Point> points, int round) {
        long offset = Math.multiplyExact(round + 1L, sweep.space().size());
        List<Point> asked = points.stream()
                .map(p -> p.with(Math.addExact(offset, p.index()), rounds.get(round)))
                .toList();
        List<Row> rows = runner.rows(asked);
        return rows.size() < asked.size() ? null : rows;
    }

    /** The share that goes on, in the order of points. */
    private List<Point> best(List<Point> points, List<Row> rows) {
        List<Integer> left = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            if (rows.get(i).feasible()) {
                left.add(i);
            }
        }
        long wanted = kept(points.size());
        Set<Integer> best = new TreeSet<>();
        while (!left.isEmpty() && best.size() < wanted) {
            List<double[]> costs = left.stream()
                    .map(i -> SweepResult.costs(rows.get(i), objectives))
                    .toList();
            List<Integer> front = Front.of(costs).stream().map(left::get).toList();
            if (!best.isEmpty() && best.size() + front.size() > wanted) {
                front = ranked(front, rows).subList(0, (int) (wanted - best.size()));
            }
            best.addAll(front);
            left.removeAll(new HashSet<>(front));
        }
        return best.stream().map(points::get).toList();
    }

    /** The most alone first, by the crowding distance of NSGA-II; of equal ones the first. */
    private List<Integer> ranked(List<Integer> front, List<Row> rows) {
        List<Solution> solutions = new ArrayList<>();
        for (int i : front) {
            Solution s = new Solution(0, objectives.size());
            s.setObjectiveValues(SweepResult.costs(rows.get(i), objectives));
            solutions.add(s);
        }
        new NondominatedSorting().updateCrowdingDistance(new Population(solutions));
        return IntStream.range(0, front.size())
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -CrowdingDistance.getAttribute(solutions.get(i)))
                        .thenComparingInt(i -> i))
                .map(front::get)
                .toList();
    }

    /** Points that came to something when simulated quickly, drawn whatever it was. */
    private Set<Long> drawn(Map<Long, Row> first) {
        List<Long> all = new ArrayList<>();
        first.forEach((index, row) -> {
            if (!row.objectives().isEmpty()) {
                all.add(index);
            }
        });
        SplittableRandom random = new SplittableRandom(seed);
        int count = Math.min(control, all.size());
        for (int i = 0; i < count; i++) {
            Collections.swap(all, i, random.nextInt(i, all.size()));
        }
        return new TreeSet<>(all.subList(0, count));
    }

    private void compare(Map<Long, Row> first, List<Row> last, Set<Long> drawn) {
        List<Row> those = last.stream()
                .filter(row -> drawn.contains(row.point()) && !row.objectives().isEmpty())
                .toList();
        for (int o = 0; o < objectives.size() && those.size() > 1; o++) {
            int at = o;
            double[] quick = those.stream()
                    .mapToDouble(row -> Objects.requireNonNull(first.get(row.point()))
                            .objectives()
                            .get(at))
                    .toArray();
            double[] close =
                    those.stream().mapToDouble(row -> row.objectives().get(at)).toArray();
            RankCorrelation r = RankCorrelation.of(quick, close);
            notes.add("Ranks of " + objectives.get(o).name() + " in the first round and the last, over " + r.points()
                    + " points drawn from all: Spearman " + text(r.rho(), r.rhoRange()) + ", Kendall "
                    + text(r.tau(), r.tauRange()));
        }
    }

    private static String text(double value, RankCorrelation.Range range) {
        if (Double.isNaN(value)) {
            return "undefined, as all are equal";
        }
        String text = String.format(Locale.ROOT, "%.3f", value);
        return Double.isNaN(range.low())
                ? text
                : text + String.format(Locale.ROOT, " (95%%: %.3f to %.3f)", range.low(), range.high());
    }
}
