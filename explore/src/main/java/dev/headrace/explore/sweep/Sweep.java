package dev.headrace.explore.sweep;

import dev.headrace.explore.Fingerprint;
import dev.headrace.explore.Trial;
import dev.headrace.simulator.run.Result;
import dev.headrace.simulator.run.Setup;
import dev.headrace.simulator.run.Simulation;
import dev.headrace.simulator.spec.InputException;
import dev.headrace.simulator.spec.JsonFile;
import dev.headrace.simulator.spec.Library;
import dev.headrace.simulator.spec.Overrides;
import dev.headrace.traces.TraceException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A valid sweep: its space, what is measured, and which points are to be run. */
public final class Sweep {
    /** Most points of a full grid, constraints aside. */
    public static final int MOST = 1_000_000;

    /** Values of an axis that are tried before it is said that none can be set. */
    private static final int TRIED = 64;

    private final Library library;
    private final SweepSpec spec;
    private final Source source;
    private final Space space;
    private final Measures measures;
    private final BigInteger gridSize;
    private final long[] points;

    private Sweep(
            Library library,
            SweepSpec spec,
            Source source,
            Space space,
            Measures measures,
            BigInteger gridSize,
            long[] points) {
        this.library = library;
        this.spec = spec;
        this.source = source;
        this.space = space;
        this.measures = measures;
        this.gridSize = gridSize;
        this.points = points;
    }

    /**
     * Reads a sweep file.
     *
     * @param name in configs/sweeps, or a path
     * @throws InputException if anything is wrong with it, or with the files that it names
     */
    public static Sweep load(Library library, String name) {
        return load(library, name, spec -> spec);
    }

    /** The same, changed before it is looked at. */
    public static Sweep load(Library library, String name, UnaryOperator<SweepSpec> change) {
        JsonFile file = JsonFile.read(library.find("sweeps", name));
        return of(
                library,
                change.apply(file.as(SweepSpec.class)),
                file::complain,
                file.path().toAbsolutePath().getParent());
    }

    /**
     * A sweep.
     *
     * @param source makes complaints about it
     * @param folder that its paths are relative to; null for the working folder
     */
    public static Sweep of(Library library, SweepSpec spec, Source source, @Nullable Path folder) {
        BigInteger size = Axes.count(spec, source);
        SweepSpec.SamplingSpec drawn = sampling(spec);
        boolean full = drawn == null || drawn.method().equals("full");
        BigInteger most = full ? BigInteger.valueOf(MOST) : BigInteger.valueOf(Long.MAX_VALUE);
        if (size.compareTo(most) > 0) {
            throw source.complain(
                    "/axes",
                    String.format(java.util.Locale.ROOT, "a grid of %,d points", size),
                    String.format(java.util.Locale.ROOT, "at most %,d", most)
                            + (full ? "; more with sampling, such as \"random\", or the search \"nsga2\"" : ""));
        }
        List<Axis> axes = Axes.of(spec, source, folder);
        List<String> workloads = list(spec.workloads());
        Space space = new Space(
                choice("design", spec.designs(), folder),
                workloads.isEmpty() ? null : choice("workload", workloads, folder),
                list(spec.set()),
                axes);
        Point sample = space.point(0);
        FileValues files = new FileValues(library);
        refuseTwice(spec, source, steps -> files.canonical(sample, steps));
        checkPaths(library, files, space, source, spec);
        Measures measures = new Measures(library, spec, sample, source);
        long[] points = points(space, spec, measures);
        if (points.length == 0) {
            throw source.complain(
                    "/constraints",
                    "no point of " + String.format(java.util.Locale.ROOT, "%,d", size) + " meets "
                            + String.join(" and ", list(spec.constraints())),
                    "constraints that some point meets");
        }
        Sweep sweep = new Sweep(library, spec, source, space, measures, size, points);
        sweep.requireSomeValid();
        return sweep;
    }

    /** Refuses a sweep of which no point is valid, as far as a look at some of them tells. */
    private void requireSomeValid() {
        InputException first = null;
        int looks = Math.min(TRIED, points.length);
        for (int i = 0; i < looks; i++) {
            Point point = space.point(points[(int) ((long) i * points.length / looks)]);
            try {
                Simulation.check(Setup.load(library, point.design(), point.workload(), Overrides.of(point.sets())));
            } catch (InputException e) {
                first = first == null ? e : first;
                continue;
            }
            requireMeasured(point);
            return;
        }
        if (first != null) {
            throw source.complain(
                    "/axes",
                    "no point is valid, such as " + space.point(points[0]).label() + ": " + unfinished(first),
                    "values that the files can have together");
        }
    }

    /** Refuses measures for which a point, and so the sweep, has no value, as far as the first cycle of its run tells. */
    private void requireMeasured(Point point) {
        Overrides overrides = Overrides.of(point.sets());
        Simulation.Options begun = new Simulation.Options("off", 1, true);
        Result result;
        boolean costs;
        try (Trial trial =
                Trial.of(Setup.load(library, point.design(), point.workload(), overrides), overrides, begun)) {
            costs = trial.setup().hardware().spec().energy() != null;
            result = trial.run();
        } catch (InputException | TraceException e) {
            // Its row says so.
            return;
        }
        measures.check(result, costs);
    }

    /** A complaint as a part of another. */
    private static String unfinished(InputException e) {
        return String.valueOf(e.getMessage()).replace("; allowed:", ", allowed:");
    }

    private static List<String> list(@Nullable List<String> list) {
        return list == null ? List.of() : list;
    }

    /** Files beside the sweep's by their paths; names are left to the library. */
    private static Knob choice(String name, List<String> files, @Nullable Path folder) {
        List<String> found =
                files.stream().map(file -> Axes.beside(file, folder)).toList();
        return Space.choice(name, found, files);
    }

    /** What it says, or what its search begins with. */
    private static SweepSpec.@Nullable SamplingSpec sampling(SweepSpec spec) {
        return spec.search() != null && spec.search().draws() ? spec.search().first() : spec.sampling();
    }

    private static long[] points(Space space, SweepSpec spec, Measures measures) {
        SweepSpec.SamplingSpec sampling = sampling(spec);
        boolean constrained = spec.constraints() != null && !spec.constraints().isEmpty();
        if (sampling != null && !sampling.method().equals("full")) {
            return Sampling.draw(space, sampling, i -> !constrained || measures.allows(space.point(i)));
        }
        LongStream all = LongStream.range(0, space.size());
        return (constrained ? all.filter(i -> measures.allows(space.point(i))) : all).toArray();
    }

    /** Two axes, or an axis and what is set in all points, may not set the same value, nor one a part of the other's. */
    private static void refuseTwice(SweepSpec spec, Source source, UnaryOperator<List<String>> place) {
        Map<List<String>, String> taken = new HashMap<>();
        List<String> set = list(spec.set());
        for (int i = 0; i < set.size(); i++) {
            for (Overrides.Setting one : Overrides.of(List.of(set.get(i))).settings()) {
                taken.put(place.apply(one.steps()), "\"set\"");
            }
        }
        for (int a = 0; a < spec.axes().size(); a++) {
            SweepSpec.AxisSpec axis = spec.axes().get(a);
            for (int k = 0; k < axis.knobs().size(); k++) {
                String pointer = Axes.pointer(a, axis, k);
                for (String path : axis.knobs().get(k).allPaths()) {
                    List<String> steps = place.apply(List.of(Axes.steps(path)));
                    for (Map.Entry<List<String>, String> other : taken.entrySet()) {
                        int n = Math.min(steps.size(), other.getKey().size());
                        // To choose a file is not to set a value in it.
                        boolean choice = n == 1
                                && steps.size() != other.getKey().size()
                                && FileValues.OTHERS.contains(steps.get(0));
                        if (!choice && steps.subList(0, n).equals(other.getKey().subList(0, n))) {
                            throw source.complain(
                                    pointer + "/path",
                                    "\"" + path + "\", which " + other.getValue() + " sets too",
                                    "each value set once");
                        }
                    }
                    taken.put(steps, "another axis (" + pointer + ")");
                }
            }
        }
    }

    /** Refuses axes whose place is not in the files, or none of whose values can stand there. */
    private static void checkPaths(Library library, FileValues files, Space space, Source source, SweepSpec spec) {
        int first = space.axes().size() - spec.axes().size();
        for (int a = 0; a < spec.axes().size(); a++) {
            Axis axis = space.axes().get(first + a);
            for (int k = 0; k < axis.knobs().size(); k++) {
                String pointer = Axes.pointer(a, spec.axes().get(a), k);
                for (String path : axis.knobs().get(k).paths()) {
                    checkHolder(files, space, path, source, pointer);
                }
            }
            checkValues(
                    library,
                    space,
                    first + a,
                    source,
                    Axes.pointer(a, spec.axes().get(a), 0));
        }
    }

    /** What holds a value has to be there, in the files of the first step of each choice. */
    private static void checkHolder(FileValues files, Space space, String path, Source source, String pointer) {
        List<String> steps = List.of(Axes.steps(path));
        Point point = space.point(0);
        for (int n = 1; n < steps.size(); n++) {
            boolean file =
                    n == 1 && (steps.get(0).equals("hardware") || steps.get(0).equals("workload"));
            JsonNode holder = file ? files.tree(point, steps.get(0)) : files.at(point, steps.subList(0, n));
            boolean last = n == steps.size() - 1;
            boolean there = !FileValues.below(holder, steps.get(n)).isMissingNode();
            boolean parameter = steps.get(n - 1).equals("params");
            if (!holder.isContainer() || (!there && (!last || parameter))) {
                throw source.complain(
                        pointer + "/path",
                        "\"" + path + "\": nothing is called \"" + steps.get(n) + "\" there",
                        dev.headrace.simulator.expr.Similar.allowed(steps.get(n), FileValues.names(holder)));
            }
        }
    }

    /** If the first point is valid as far as files go, or some other along the axis is, the axis is fine. */
    private static void checkValues(Library library, Space space, int axis, Source source, String pointer) {
        InputException first = null;
        int size = Math.min(TRIED, space.axes().get(axis).size());
        for (int step = 0; step < size; step++) {
            int[] steps = new int[space.axes().size()];
            steps[axis] = step;
            Point point = space.point(space.index(steps));
            try {
                Simulation.check(Setup.load(library, point.design(), point.workload(), Overrides.of(point.sets())));
                return;
            } catch (InputException e) {
                first = first == null ? e : first;
            }
        }
        if (first != null && onlyWith(library, space, axis)) {
            throw source.complain(
                    pointer, "none of its values can be set: " + unfinished(first), "values that the files can have");
        }
    }

    /** Whether the first point would be valid without an axis. */
    private static boolean onlyWith(Library library, Space space, int axis) {
        Point point = space.without(axis).point(0);
        try {
            Simulation.check(Setup.load(library, point.design(), point.workload(), Overrides.of(point.sets())));
            return true;
        } catch (InputException e) {
            return false;
        }
    }

    /** Its file. */
    public SweepSpec spec() {
        return spec;
    }

    /** All combinations of its axes. */
    public Space space() {
        return space;
    }

    /** What is measured. */
    public Measures measures() {
        return measures;
    }

    /** Number of points of the whole grid. */
    public BigInteger gridSize() {
        return gridSize;
    }

    /** Whether a point meets those constraints that are about axes and files alone. */
    public boolean allows(Point point) {
        return measures.allows(point);
    }

    /**
     * What the costs of a point cannot be below, whatever comes of it; in the order of the objectives, negative where more is
     * better.
     *
     * @return null if its files are not valid together
     */
    public double @Nullable [] leastCosts(Point point) {
        Overrides overrides = Overrides.of(point.sets());
        try (Trial trial =
                Trial.of(Setup.load(library, point.design(), point.workload(), overrides), overrides, options())) {
            return measures.least(point, trial.floor());
        } catch (InputException | TraceException e) {
            return null;
        }
    }

    /** The points to be run, or those that its search begins with, in the order of their numbers. */
    public List<Point> points() {
        return space.points(points);
    }

    /** What has the memories of the first point simulated by their bandwidth: see {@link Fidelity}. */
    public List<String> quick() {
        Point first = points().get(0);
        return Fidelity.quick(library, first.design(), first.workload(), first.sets());
    }

    /** How every point is run. */
    public Simulation.Options options() {
        return new Simulation.Options(
                spec.check() == null ? "off" : spec.check(), spec.maxCycles() == null ? 0 : spec.maxCycles(), true);
    }

    /**
     * Of the sweep and of everything that its rows depend on: program, files, and what the sweep says, but for its name and
     * comments.
     */
    String identity() {
        List<String> parts = new ArrayList<>();
        JsonNode said = JsonFile.MAPPER.valueToTree(spec);
        said.properties().forEach(e -> {
            if (!Set.of("name", "about", "sources").contains(e.getKey())) {
                parts.add(e.getKey() + " " + e.getValue());
            }
        });
        Set<String> choices = new LinkedHashSet<>();
        for (Axis axis : space.axes()) {
            for (int step = 0; step < axis.size(); step++) {
                JsonNode value = axis.knobs().get(0).values().get(step);
                if (step == 0 || value.isString()) {
                    int[] steps = new int[space.axes().size()];
                    steps[space.axes().indexOf(axis)] = step;
                    choices.add(fingerprint(space.point(space.index(steps))));
                }
            }
        }
        parts.addAll(choices);
        return Fingerprint.of(parts);
    }

    private String fingerprint(Point point) {
        Overrides overrides = Overrides.of(point.sets());
        try (Trial trial =
                Trial.of(Setup.load(library, point.design(), point.workload(), overrides), overrides, options())) {
            return Fingerprint.of(trial);
        } catch (InputException | TraceException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** Makes complaints about it. */
    Source source() {
        return source;
    }
}
