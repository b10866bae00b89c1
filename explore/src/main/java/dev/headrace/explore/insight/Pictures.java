package dev.headrace.explore.insight;

import dev.headrace.explore.sweep.Front;
import dev.headrace.explore.sweep.Measures;
import dev.headrace.explore.sweep.Outline;
import dev.headrace.explore.sweep.Row;
import dev.headrace.explore.sweep.SweepFolder;
import dev.headrace.explore.sweep.SweepResult;
import dev.headrace.reports.HeatMap;
import dev.headrace.reports.LineChart;
import dev.headrace.reports.ParallelChart;
import dev.headrace.reports.PointChart;
import dev.headrace.reports.Units;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Charts of the rows of a sweep: their front, objectives along axes, best values of two axes, and lines across all axes. */
final class Pictures {
    /** Cells of a plane of points, each of which shows one dominated point at most: finer cannot be seen. */
    private static final int CELLS = 160;

    /** Dominated lines across all axes that are drawn at most, evenly chosen. */
    private static final int LINES = 400;

    private final SweepResult result;
    private final List<Measures.Objective> objectives;
    private final List<Steps> knobs;
    private final List<Row> feasible;
    private final List<Row> front;

    Pictures(SweepFolder.Held held) {
        this.result = held.result();
        this.objectives = result.objectives();
        this.knobs = Steps.of(held);
        this.feasible = result.rows().stream()
                .filter(r -> r.feasible() && !r.objectives().isEmpty())
                .toList();
        this.front = result.front();
    }

    static String label(Measures.Objective objective) {
        String unit = Outline.unit(objective.name());
        return objective.name() + (unit.isEmpty() || unit.equals(objective.name()) ? "" : " (" + unit + ")");
    }

    private double[] values(int objective) {
        return feasible.stream().mapToDouble(r -> r.objectives().get(objective)).toArray();
    }

    private PointChart.Axis axis(int objective) {
        double[] values = values(objective);
        return PointChart.Axis.of(
                label(objectives.get(objective)),
                Arrays.stream(values).min().orElse(0),
                Arrays.stream(values).max().orElse(0));
    }

    /** One for each pair of objectives. */
    List<PointChart> fronts() {
        List<PointChart> all = new ArrayList<>();
        for (int x = 0; x < objectives.size(); x++) {
            for (int y = x + 1; y < objectives.size(); y++) {
                all.add(front(x, y));
            }
        }
        return all;
    }

    /** The knobs in which points of the front differ: what labels say. */
    private List<Steps> differing() {
        return knobs.stream()
                .filter(k -> front.stream().map(k::step).distinct().count() > 1)
                .toList();
    }

    /** What the labels of points are made of; "" if no two differ. */
    String legend() {
        return differing().stream().map(Steps::name).collect(Collectors.joining("/"));
    }

    private PointChart front(int x, int y) {
        List<Row> joined = joined(x, y);
        List<PointChart.Label> labels = new ArrayList<>();
        List<Steps> differing = differing();
        for (Row row : byBisection(joined)) {
            labels.add(new PointChart.Label(
                    row.objectives().get(x),
                    row.objectives().get(y),
                    differing.stream().map(k -> k.shown(row)).collect(Collectors.joining("/"))));
        }
        List<LineChart.Point> line = joined.stream().map(r -> at(r, x, y)).collect(Collectors.toList());
        if (objectives.get(x).maximize()) {
            // What is reached goes upright from each point, not level.
            java.util.Collections.reverse(line);
        }
        boolean more = objectives.size() > 2;
        List<PointChart.Layer> layers = new ArrayList<>();
        layers.add(PointChart.Layer.ground("dominated", PointChart.Style.DOTS, thinned(x, y)));
        layers.add(PointChart.Layer.of(3, more ? "front of these two" : "front", PointChart.Style.STEPS, line));
        layers.add(PointChart.Layer.of(
                0,
                more ? "front of all objectives" : "on the front",
                PointChart.Style.DOTS,
                front.stream().map(r -> at(r, x, y)).toList()));
        String subtitle = differing.isEmpty() ? "" : "labels: " + legend();
        return new PointChart(
                objectives.get(y).name() + " and " + objectives.get(x).name(),
                subtitle,
                axis(x),
                axis(y),
                layers,
                labels);
    }

    private static LineChart.Point at(Row row, int x, int y) {
        return new LineChart.Point(row.objectives().get(x), row.objectives().get(y));
    }

    /** The front of two objectives, from the left to the right. */
    private List<Row> joined(int x, int y) {
        List<double[]> costs = feasible.stream()
                .map(r -> new double[] {
                    objectives.get(x).cost(r.objectives().get(x)),
                    objectives.get(y).cost(r.objectives().get(y))
                })
                .toList();
        return Front.of(costs).stream()
                .map(feasible::get)
                .sorted(Comparator.comparingDouble(r -> r.objectives().get(x)))
                .toList();
    }

    /** The ends, then what lies in the middle, and so on: if not all can be labelled, those that are lie apart. */
    private static List<Row> byBisection(List<Row> rows) {
        Set<Row> ordered = new java.util.LinkedHashSet<>();
        int n = rows.size();
        for (int step = Math.max(1, Integer.highestOneBit(Math.max(1, n - 1))); step >= 1; step /= 2) {
            for (int i = 0; i < n; i += step) {
                ordered.add(rows.get(i));
            }
            if (n > 0) {
                ordered.add(rows.get(n - 1));
            }
        }
        return List.copyOf(ordered);
    }

    private List<LineChart.Point> thinned(int x, int y) {
        PointChart.Axis across = axis(x);
        PointChart.Axis up = axis(y);
        Scale horizontal = Scale.of(values(x), across.log());
        Scale vertical = Scale.of(values(y), up.log());
        Set<Long> taken = new HashSet<>();
        List<LineChart.Point> points = new ArrayList<>();
        for (Row row : feasible) {
            long cell = Math.round(horizontal.at(row.objectives().get(x)) * CELLS) * (CELLS + 1)
                    + Math.round(vertical.at(row.objectives().get(y)) * CELLS);
            if (!result.isOnFront(row) && taken.add(cell)) {
                points.add(at(row, x, y));
            }
        }
        return points;
    }

    /** One for each objective and knob. */
    List<PointChart> alongAxes() {
        List<PointChart> all = new ArrayList<>();
        for (int o = 0; o < objectives.size(); o++) {
            for (Steps knob : knobs) {
                all.add(along(o, knob));
            }
        }
        return all;
    }

    int axes() {
        return knobs.size();
    }

    private PointChart along(int objective, Steps knob) {
        List<LineChart.Point> ranges = new ArrayList<>();
        List<LineChart.Point> medians = new ArrayList<>();
        for (int step = 0; step < knob.size(); step++) {
            int at = step;
            double[] there = feasible.stream()
                    .filter(r -> knob.step(r) == at)
                    .mapToDouble(r -> r.objectives().get(objective))
                    .sorted()
                    .toArray();
            if (there.length > 0) {
                ranges.add(new LineChart.Point(step, there[0]));
                ranges.add(new LineChart.Point(step, there[there.length - 1]));
                int half = there.length / 2;
                double median = there.length % 2 == 1 ? there[half] : (there[half - 1] + there[half]) / 2;
                medians.add(new LineChart.Point(step, median));
            }
        }
        List<LineChart.Point> dots = front.stream()
                .map(r -> new LineChart.Point(knob.step(r), r.objectives().get(objective)))
                .distinct()
                .toList();
        return new PointChart(
                objectives.get(objective).name() + " against " + knob.name(),
                "",
                new PointChart.Axis(knob.name(), false, knob.texts()),
                axis(objective),
                List.of(
                        PointChart.Layer.ground("all feasible points", PointChart.Style.PAIRS, ranges),
                        PointChart.Layer.of(1, "median", PointChart.Style.LINE, medians),
                        PointChart.Layer.of(0, "on the front", PointChart.Style.DOTS, dots)),
                List.of());
    }

    /** One for each objective, over the two axes that matter to it the most; none if there is but one axis. */
    List<HeatMap> heat(List<Sensitivity.Effect> effects) {
        List<HeatMap> all = new ArrayList<>();
        for (int o = 0; o < objectives.size(); o++) {
            String name = objectives.get(o).name();
            List<Steps> strongest = new ArrayList<>();
            for (Sensitivity.Effect effect : effects) {
                if (effect.objective().equals(name)) {
                    knobs.stream()
                            .filter(k -> k.name().equals(effect.knob()))
                            .filter(k -> strongest.stream().noneMatch(s -> s.axis() == k.axis()))
                            .findFirst()
                            .ifPresent(strongest::add);
                }
            }
            if (strongest.size() >= 2) {
                all.add(heat(o, strongest.get(1), strongest.get(0)));
            }
        }
        return all;
    }

    private HeatMap heat(int objective, Steps x, Steps y) {
        List<double[]> best = new ArrayList<>();
        for (int i = 0; i < y.size(); i++) {
            double[] row = new double[x.size()];
            Arrays.fill(row, Double.NaN);
            best.add(row);
        }
        Measures.Objective wanted = objectives.get(objective);
        for (Row row : feasible) {
            double value = row.objectives().get(objective);
            double[] line = best.get(y.step(row));
            double known = line[x.step(row)];
            if (Double.isNaN(known) || wanted.cost(value) < wanted.cost(known)) {
                line[x.step(row)] = value;
            }
        }
        return new HeatMap(
                (wanted.maximize() ? "Greatest " : "Least ") + wanted.name(),
                "of all points with this " + x.name() + " and " + y.name(),
                x.name(),
                x.texts(),
                y.name(),
                y.texts(),
                best,
                label(wanted),
                axis(objective).log());
    }

    /** A line for each point. */
    ParallelChart parallel() {
        List<ParallelChart.Axis> axes = new ArrayList<>();
        List<Scale> scales = new ArrayList<>();
        for (Steps knob : knobs) {
            axes.add(new ParallelChart.Axis(
                    knob.name(), knob.texts().get(0), knob.texts().get(knob.size() - 1)));
        }
        for (int o = 0; o < objectives.size(); o++) {
            Scale scale = Scale.of(values(o), axis(o).log());
            scales.add(scale);
            axes.add(new ParallelChart.Axis(
                    label(objectives.get(o)) + (scale.log() ? ", log" : ""), end(scale.least()), end(scale.most())));
        }
        List<Row> dominated =
                feasible.stream().filter(r -> !result.isOnFront(r)).toList();
        int each = Math.max(1, (dominated.size() + LINES - 1) / LINES);
        List<double[]> ground = new ArrayList<>();
        for (int i = 0; i < dominated.size(); i += each) {
            ground.add(line(dominated.get(i), scales));
        }
        String name = each == 1 ? "dominated" : "dominated, one of " + each;
        return new ParallelChart(
                "Points across axes and objectives",
                "",
                axes,
                List.of(
                        new ParallelChart.Layer(name, true, ground),
                        new ParallelChart.Layer(
                                "on the front",
                                false,
                                front.stream().map(r -> line(r, scales)).toList())));
    }

    /** The end of an axis in few digits. */
    private static String end(double value) {
        return Math.abs(value) < 1e4 ? Units.number(value) : Units.si(value, "").strip();
    }

    private double[] line(Row row, List<Scale> scales) {
        double[] line = new double[knobs.size() + scales.size()];
        for (int k = 0; k < knobs.size(); k++) {
            line[k] = knobs.get(k).step(row) / Math.max(1.0, knobs.get(k).size() - 1.0);
        }
        for (int o = 0; o < scales.size(); o++) {
            line[knobs.size() + o] = scales.get(o).at(row.objectives().get(o));
        }
        return line;
    }

    /** Where values lie between the least and the most. */
    private record Scale(double least, double most, boolean log) {
        static Scale of(double[] values, boolean log) {
            TreeSet<Double> sorted = new TreeSet<>();
            for (double value : values) {
                sorted.add(value);
            }
            return sorted.isEmpty() ? new Scale(0, 0, false) : new Scale(sorted.first(), sorted.last(), log);
        }

        /** 0 to 1; a half if all are the same. */
        double at(double value) {
            if (most <= least) {
                return 0.5;
            }
            return log ? Math.log(value / least) / Math.log(most / least) : (value - least) / (most - least);
        }
    }
}
