package dev.headrace.explore.sweep;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * A grid: every combination of the steps of its axes has a number, the last axis counting fastest. The choice of a design
 * and that of a workload are the first two axes, if there are several. Holds axes only, so that it may be of any size.
 */
public final class Space {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final boolean choosesWorkload;
    private final List<String> set;
    private final List<Axis> axes;
    private final long size;

    /**
     * A space.
     *
     * @param designs the choice of a design: see {@link #choice}
     * @param workloads the choice of a workload; null for each design's own
     * @param set values set in every point
     * @param axes what else varies
     * @throws ArithmeticException if it has 2^63 points or more
     */
    public Space(Knob designs, @Nullable Knob workloads, List<String> set, List<Axis> axes) {
        this.choosesWorkload = workloads != null;
        this.set = List.copyOf(set);
        List<Axis> all = new ArrayList<>();
        all.add(new Axis(List.of(designs)));
        if (workloads != null) {
            all.add(new Axis(List.of(workloads)));
        }
        all.addAll(axes);
        this.axes = List.copyOf(all);
        long points = 1;
        for (Axis axis : this.axes) {
            points = Math.multiplyExact(points, axis.size());
        }
        this.size = points;
    }

    /**
     * A choice among files.
     *
     * @param name "design" or "workload"
     * @param files names or paths
     * @param shown the same as rows say them
     */
    public static Knob choice(String name, List<String> files, List<String> shown) {
        return new Knob(name, List.of(), nodes(files), nodes(shown));
    }

    private static List<JsonNode> nodes(List<String> texts) {
        return texts.stream().map(v -> (JsonNode) NODES.stringNode(v)).toList();
    }

    /** All axes: the design, the workload unless each design has its own, then those of the sweep. */
    public List<Axis> axes() {
        return axes;
    }

    /** All knobs, in the order of columns. */
    public List<Knob> knobs() {
        return axes.stream().flatMap(a -> a.knobs().stream()).toList();
    }

    /** What is set in every point. */
    public List<String> set() {
        return set;
    }

    /** Number of points. */
    public long size() {
        return size;
    }

    /** The number of a point from its step on each of {@link #axes}. */
    public long index(int[] steps) {
        long index = 0;
        for (int a = 0; a < axes.size(); a++) {
            index = index * axes.get(a).size() + steps[a];
        }
        return index;
    }

    /** Its step on each of {@link #axes}. */
    public int[] steps(long index) {
        int[] steps = new int[axes.size()];
        long rest = index;
        for (int a = axes.size() - 1; a >= 0; a--) {
            int n = axes.get(a).size();
            steps[a] = (int) (rest % n);
            rest /= n;
        }
        return steps;
    }

    /** A point by its number. */
    public Point point(long index) {
        int[] steps = steps(index);
        List<String> sets = new ArrayList<>(set);
        Map<String, JsonNode> values = new LinkedHashMap<>();
        for (int a = 0; a < steps.length; a++) {
            for (Knob knob : axes.get(a).knobs()) {
                JsonNode value = knob.values().get(steps[a]);
                values.put(knob.name(), knob.shown().get(steps[a]));
                knob.paths().forEach(path -> sets.add(path + "=" + value));
            }
        }
        String workload = choosesWorkload ? chosen(1, steps[1]) : null;
        return new Point(index, chosen(0, steps[0]), workload, sets, values);
    }

    private String chosen(int axis, int step) {
        return axes.get(axis).knobs().get(0).values().get(step).asString();
    }

    /** The same space without one of its axes, which is no choice of a file. */
    Space without(int axis) {
        int choices = choosesWorkload ? 2 : 1;
        List<Axis> others = new ArrayList<>(axes.subList(choices, axes.size()));
        others.remove(axis - choices);
        return new Space(
                axes.get(0).knobs().get(0),
                choosesWorkload ? axes.get(1).knobs().get(0) : null,
                set,
                others);
    }

    /** Points by their numbers, made when they are asked for. */
    public List<Point> points(long[] indices) {
        return new Points(indices);
    }

    private final class Points extends AbstractList<Point> implements RandomAccess {
        private final long[] indices;

        Points(long[] indices) {
            this.indices = indices;
        }

        @Override
        public Point get(int i) {
            return point(indices[i]);
        }

        @Override
        public int size() {
            return indices.length;
        }
    }
}
