package dev.headrace.explore.sweep;

import dev.headrace.simulator.spec.BadField;
import dev.headrace.simulator.spec.Require;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A sweep file: which points to run, and what is asked of them. Expressions are over the axes by their names, other values
 * of the files by their paths ({@code params.Br}, {@code hardware.units.sram.kib}, {@code workload.shape.keys}), and of
 * results, by columns ({@code energy_pj}) or paths in result.json ({@code units.array.stalls.input}).
 *
 * @param designs names or paths of designs, one or more
 * @param workloads names or paths of workloads; missing: each design's own
 * @param set values set in every point, as with {@code --set}
 * @param axes what varies; the last one fastest
 * @param constraints expressions; points for which one is 0 are left out if it is about the files alone, else marked as not
 *     feasible
 * @param objectives what the front is of
 * @param columns further columns of the rows: name to expression
 * @param sampling which points of the grid; missing: all of them
 * @param search how to look for the front without running every point; missing: they are all run
 * @param check numbers to compute and check: full, sample, off (default, timing only), or auto
 * @param maxCycles last cycle at which anything may start, at each point; missing or 0 for no limit
 * @param sources path in this file to where that value comes from
 */
public record SweepSpec(
        String name,
        @Nullable String about,
        List<String> designs,
        @Nullable List<String> workloads,
        @Nullable List<String> set,
        List<AxisSpec> axes,
        @Nullable List<String> constraints,
        @Nullable List<ObjectiveSpec> objectives,
        @Nullable LinkedHashMap<String, String> columns,
        @Nullable SamplingSpec sampling,
        @Nullable SearchSpec search,
        @Nullable String check,
        @Nullable Long maxCycles,
        @Nullable Map<String, String> sources) {

    public SweepSpec {
        Require.present(name, "name");
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
            throw new BadField("name", "\"" + name + "\"", "letters, digits, . _ and -");
        }
        designs = List.copyOf(Require.present(designs, "designs"));
        if (designs.isEmpty()) {
            throw new BadField("designs", "empty", "one design or more");
        }
        workloads = Require.list(workloads);
        set = Require.list(set);
        axes = List.copyOf(Require.present(axes, "axes"));
        constraints = Require.list(constraints);
        objectives = Require.list(objectives);
        if (search != null && objectives.isEmpty()) {
            throw new BadField("search", search.method(), "a search with one objective or more");
        }
        if (search != null && sampling != null && search.draws()) {
            throw new BadField("sampling", sampling.method(), "no sampling beside the search " + search.method());
        }
        columns = columns == null ? new LinkedHashMap<>() : columns;
        check = check == null ? "off" : Require.oneOf(check, List.of("auto", "full", "sample", "off"), "check");
        maxCycles = maxCycles == null ? 0 : Require.range(maxCycles, 0, Long.MAX_VALUE, "max_cycles");
    }

    /** A sweep of designs along axes and nothing else, as what is not a file needs. */
    public static SweepSpec of(String name, List<String> designs, List<AxisSpec> axes) {
        return new SweepSpec(name, null, designs, null, null, axes, null, null, null, null, null, null, null, null);
    }

    /** The same with another search. */
    public SweepSpec with(SearchSpec other) {
        return new SweepSpec(
                name,
                about,
                designs,
                workloads,
                set,
                axes,
                constraints,
                objectives,
                columns,
                sampling,
                other,
                check,
                maxCycles,
                sources);
    }

    /**
     * What varies: one value or several at once, from values, a range, powers of two or files; or several linked ones, which
     * step together.
     *
     * @param name of its column and in expressions; missing: as much of the end of its path as is unlike all others
     * @param path of the value, as with {@code --set}
     * @param paths of several values that are all set to the same
     * @param values anything but null
     * @param range numbers from, to and by a step
     * @param powersOfTwo powers of two from and to
     * @param files names or paths of files; a path is relative to the sweep file if it is there
     * @param zip linked axes of equal length, in place of all others
     */
    public record AxisSpec(
            @Nullable String name,
            @Nullable String path,
            @Nullable List<String> paths,
            @Nullable List<JsonNode> values,
            @Nullable RangeSpec range,
            @Nullable PowersSpec powersOfTwo,
            @Nullable List<String> files,
            @Nullable List<KnobSpec> zip) {
        public AxisSpec {
            boolean own = name != null
                    || path != null
                    || paths != null
                    || values != null
                    || range != null
                    || powersOfTwo != null
                    || files != null;
            if (zip != null && own) {
                throw new BadField("zip", "beside other fields", "zip alone: names, paths and values stand in it");
            }
            if (zip != null && zip.isEmpty()) {
                throw new BadField("zip", "empty", "two linked axes or more");
            }
        }

        /** What steps together: the linked ones, or this one alone. */
        List<KnobSpec> knobs() {
            return zip != null ? zip : List.of(new KnobSpec(name, path, paths, values, range, powersOfTwo, files));
        }
    }

    /** One of the linked axes, or one alone; fields as in {@link AxisSpec}. */
    public record KnobSpec(
            @Nullable String name,
            @Nullable String path,
            @Nullable List<String> paths,
            @Nullable List<JsonNode> values,
            @Nullable RangeSpec range,
            @Nullable PowersSpec powersOfTwo,
            @Nullable List<String> files) {
        /** All paths that it sets. */
        List<String> allPaths() {
            List<String> all = new ArrayList<>(Require.list(paths));
            if (path != null) {
                all.add(0, path);
            }
            return all;
        }
    }

    /**
     * Numbers in steps.
     *
     * @param from the first
     * @param to the last may not be beyond it
     * @param step above 0; 1 if missing
     */
    public record RangeSpec(
            double from, double to, @Nullable Double step) {}

    /** Powers of two; both ends are powers of two themselves. */
    public record PowersSpec(long from, long to) {}

    /**
     * What is good.
     *
     * @param name of its column; missing: the expression
     * @param minimize an expression of which less is better
     * @param maximize in its place, one of which more is better
     */
    public record ObjectiveSpec(
            @Nullable String name,
            @Nullable String minimize,
            @Nullable String maximize) {
        public ObjectiveSpec {
            if ((minimize == null) == (maximize == null)) {
                throw new BadField(
                        "minimize",
                        minimize == null ? "missing" : "given beside maximize",
                        "either minimize or maximize");
            }
        }

        String expression() {
            return minimize != null ? minimize : String.valueOf(maximize);
        }
    }

    /**
     * Which points of the grid.
     *
     * @param method full, random (without repetition), latin-hypercube (each value of an axis about equally often) or sobol
     *     (a sequence that fills the space evenly)
     * @param points how many to draw; not with full
     * @param seed of the draw; 0 if missing
     */
    public record SamplingSpec(
            String method,
            @Nullable Integer points,
            @Nullable Long seed) {
        /** Values of {@code method}. */
        public static final List<String> METHODS = List.of("full", "random", "latin-hypercube", "sobol");

        public SamplingSpec {
            Require.oneOf(Require.present(method, "method"), METHODS, "method");
            if (method.equals("full") && points != null) {
                throw new BadField("points", String.valueOf(points), "nothing beside the method full");
            }
            if (!method.equals("full")) {
                Require.range(points, 1, 1_000_000, "points");
            }
            seed = seed == null ? 0L : seed;
        }
    }
}
