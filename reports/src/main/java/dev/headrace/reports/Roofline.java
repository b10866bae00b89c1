package dev.headrace.reports;

import dev.headrace.simulator.run.Provenance;
import dev.headrace.simulator.run.Result;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The roofline of a run. Up is useful work a second, along is work for each byte on the bus of a memory. A memory's roof is
 * its peak bandwidth times that; a unit's is the work of the whole run over the time in which that unit at its peak does its
 * share. The lowest roof over the run's points is {@code flops / roofline_bound_seconds} of its result.
 */
final class Roofline {
    /** Beside the points and roofs. */
    private static final double MARGIN = 3;

    private Roofline() {}

    /** A ceiling or a slope: its name, and FLOP/s, or FLOP/s for each FLOP/B. */
    record Roof(String name, double height) {}

    /** What the units allow: names to FLOP/s of the whole run. */
    static List<Roof> ceilings(Result r) {
        List<Roof> roofs = new ArrayList<>();
        r.units().forEach((name, u) -> {
            if (u.usefulOps() > 0 && u.peakOpsPerCycle() > 0) {
                roofs.add(new Roof(name, r.totals().flops() * peak(r, name, u) / u.usefulOps()));
            }
        });
        return roofs;
    }

    /** Work for each byte on the bus of a memory; memories that moved nothing are left out. */
    static Map<String, Double> intensities(Result r) {
        Map<String, Double> all = new LinkedHashMap<>();
        r.memories().forEach((name, m) -> {
            double bytes = m.bandwidthUtilization() * r.seconds() * m.peakBytesPerSecond();
            if (bytes > 0 && r.totals().flops() > 0) {
                all.put(name, r.totals().flops() / bytes);
            }
        });
        return all;
    }

    /** Most useful operations a second of all instances of a unit, at its own clock. */
    static double peak(Result r, String name, Result.UnitResult unit) {
        return unit.peakOpsPerCycle() * unit.instances() * hertz(r, name);
    }

    /** The clock of a unit; where the result does not say, its first. */
    private static double hertz(Result r, String unit) {
        Provenance provenance = r.provenance();
        if (provenance != null
                && provenance.hardware().get("units") instanceof Map<?, ?> units
                && units.get(unit) instanceof Map<?, ?> parameters
                && provenance.hardware().get("clocks") instanceof Map<?, ?> clocks
                && clocks.get(parameters.get("clock")) instanceof Map<?, ?> clock
                && clock.get("hz") instanceof Number hertz) {
            return hertz.doubleValue();
        }
        return r.clockHz();
    }

    /** The chart of a run; empty where nothing was computed or moved. */
    static PointChart of(Result r) {
        return of(Charts.about(r), List.of(""), List.of(r));
    }

    /**
     * The chart of several runs, each with its own roofs; roofs that are the same stand there once.
     *
     * @param labels names of the runs; "" for one alone
     */
    static PointChart of(String subtitle, List<String> labels, List<Result> results) {
        List<Line> lines = new ArrayList<>();
        List<PointChart.Layer> points = new ArrayList<>();
        List<PointChart.Label> labelled = new ArrayList<>();
        Range range = range(results);
        for (int i = 0; i < results.size() && range != null; i++) {
            Result r = results.get(i);
            if (isThere(r)) {
                lines(r, labels.get(i), range).forEach(line -> add(lines, line));
                points(r, labels.get(i), results.size() == 1 ? 0 : Palette.series(i), points, labelled);
            }
        }
        List<PointChart.Layer> layers = new ArrayList<>();
        lines.sort(Comparator.comparingDouble(Line::at));
        for (int i = 0; i < lines.size(); i++) {
            Line line = lines.get(i);
            String name = line.label().isEmpty() ? line.name() : line.label() + ": " + line.name();
            layers.add(PointChart.Layer.of(
                    i, name + " at its peak, " + line.said(), PointChart.Style.LINE, List.of(line.from(), line.to())));
            if (line.level()) {
                labelled.add(new PointChart.Label(line.to().x(), line.to().y(), line.name()));
            }
        }
        layers.addAll(points);
        return new PointChart(
                "Roofline",
                subtitle,
                new PointChart.Axis("useful work for each byte on a memory's bus (FLOP/B)", true, List.of()),
                new PointChart.Axis("useful work a second (FLOP/s)", true, List.of()),
                layers,
                labelled);
    }

    /**
     * A roof as it is drawn.
     *
     * @param label of the run whose it is; "" if it is that of all
     * @param at its height, or for a slope 0
     */
    private record Line(String label, String name, String said, double at, LineChart.Point from, LineChart.Point to) {
        boolean level() {
            return at > 0;
        }

        boolean isSame(Line other) {
            return name.equals(other.name) && from.equals(other.from) && to.equals(other.to);
        }
    }

    private static void add(List<Line> lines, Line line) {
        for (int i = 0; i < lines.size(); i++) {
            Line there = lines.get(i);
            if (there.isSame(line)) {
                lines.set(i, new Line("", line.name(), line.said(), line.at(), line.from(), line.to()));
                return;
            }
        }
        lines.add(line);
    }

    /** From the least to the greatest along, and the highest roof. */
    private record Range(double left, double right, double top) {}

    private static boolean isThere(Result r) {
        return r.seconds() > 0 && !intensities(r).isEmpty() && !ceilings(r).isEmpty();
    }

    private static @Nullable Range range(List<Result> results) {
        double top = 0;
        double left = Double.POSITIVE_INFINITY;
        double right = 0;
        for (Result r : results) {
            if (isThere(r)) {
                top = Math.max(
                        top,
                        ceilings(r).stream().mapToDouble(Roof::height).max().orElse(0));
            }
        }
        for (Result r : results) {
            if (isThere(r)) {
                for (Map.Entry<String, Double> point : intensities(r).entrySet()) {
                    double ridge = top / bandwidth(r, point.getKey());
                    left = Math.min(left, Math.min(ridge, point.getValue()));
                    right = Math.max(right, Math.max(ridge, point.getValue()));
                }
            }
        }
        return top > 0 ? new Range(left / MARGIN, right * MARGIN, top) : null;
    }

    private static List<Line> lines(Result r, String label, Range range) {
        List<Line> lines = new ArrayList<>();
        double ridge = Double.POSITIVE_INFINITY;
        for (String memory : intensities(r).keySet()) {
            double slope = bandwidth(r, memory);
            ridge = Math.min(ridge, range.top() / slope);
            lines.add(new Line(
                    label,
                    memory,
                    Units.si(slope, "B/s"),
                    0,
                    new LineChart.Point(range.left(), slope * range.left()),
                    new LineChart.Point(range.top() / slope, range.top())));
        }
        for (Roof roof : ceilings(r)) {
            lines.add(new Line(
                    label,
                    roof.name(),
                    Units.si(roof.height(), "FLOP/s"),
                    roof.height(),
                    new LineChart.Point(ridge * roof.height() / range.top(), roof.height()),
                    new LineChart.Point(range.right(), roof.height())));
        }
        return lines;
    }

    private static void points(
            Result r, String label, int rgb, List<PointChart.Layer> points, List<PointChart.Label> labelled) {
        double reached = r.totals().flops() / r.seconds();
        intensities(r).forEach((memory, x) -> {
            points.add(new PointChart.Layer(
                    (label.isEmpty() ? "this run" : label) + ", bytes of " + memory,
                    rgb,
                    PointChart.Style.DOTS,
                    List.of(new LineChart.Point(x, reached))));
            labelled.add(new PointChart.Label(x, reached, label.isEmpty() ? Units.si(reached, "FLOP/s") : label));
        });
    }

    private static double bandwidth(Result r, String memory) {
        Result.MemoryResult m = r.memories().get(memory);
        return m == null ? 0 : m.peakBytesPerSecond();
    }
}
