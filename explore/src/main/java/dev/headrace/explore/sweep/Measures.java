package dev.headrace.explore.sweep;

import dev.headrace.reports.ResultJson;
import dev.headrace.simulator.expr.ExpressionException;
import dev.headrace.simulator.expr.Interval;
import dev.headrace.simulator.run.Floor;
import dev.headrace.simulator.run.Result;
import dev.headrace.simulator.spec.InputException;
import dev.headrace.simulator.spec.JsonFile;
import dev.headrace.simulator.spec.Library;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What is asked of the results of points: columns, constraints and objectives. Makes rows of results. */
public final class Measures {
    /**
     * What is good.
     *
     * @param name of its column
     * @param maximize whether more is better
     */
    public record Objective(String name, boolean maximize) {
        /** The value of which less is better. */
        public double cost(double value) {
            return maximize ? -value : value;
        }
    }

    private record Measure(String name, Formula formula, String pointer) {}

    private final FileValues files;
    private final Source source;
    private final List<Objective> objectives = new ArrayList<>();
    private final List<Measure> columns = new ArrayList<>();
    private final List<Measure> goals = new ArrayList<>();
    private final List<Measure> constraints = new ArrayList<>();
    private volatile boolean failed;

    /**
     * Reads the expressions of a sweep.
     *
     * @param sample a point, for the names of axes and what stands in files
     * @throws InputException if one is wrong
     */
    public Measures(Library library, SweepSpec spec, Point sample, Source source) {
        this.files = new FileValues(library);
        this.source = source;
        Set<String> known = new LinkedHashSet<>();
        if (spec.columns() != null) {
            spec.columns().forEach((name, text) -> {
                String pointer = "/columns/" + name;
                own(name, sample, known, pointer);
                columns.add(new Measure(name, Formula.parse(text, sample, files, known, source, pointer), pointer));
                known.add(name);
            });
        }
        objectives(spec, sample, known);
        List<String> texts = spec.constraints() == null ? List.of() : spec.constraints();
        for (int i = 0; i < texts.size(); i++) {
            String pointer = "/constraints/" + i;
            constraints.add(new Measure(
                    texts.get(i), Formula.parse(texts.get(i), sample, files, known, source, pointer), pointer));
        }
    }

    private void objectives(SweepSpec spec, Point sample, Set<String> known) {
        List<SweepSpec.ObjectiveSpec> wanted = spec.objectives() == null ? List.of() : spec.objectives();
        Set<String> seen = new LinkedHashSet<>();
        for (int i = 0; i < wanted.size(); i++) {
            SweepSpec.ObjectiveSpec one = wanted.get(i);
            String pointer = "/objectives/" + i;
            String place = pointer + (one.minimize() != null ? "/minimize" : "/maximize");
            Formula formula = Formula.parse(one.expression(), sample, files, known, source, place);
            String name = one.name() != null ? one.name() : formula.text();
            if (!seen.add(name)) {
                throw source.complain(pointer + "/name", "\"" + name + "\" a second time", "a name of its own");
            }
            if (!name.equals(formula.text())) {
                own(name, sample, known, pointer + "/name");
            }
            objectives.add(new Objective(name, one.maximize() != null));
            goals.add(new Measure(name, formula, place));
        }
    }

    private void own(String name, Point sample, Set<String> known, String pointer) {
        if (Row.FIXED.contains(name)
                || known.contains(name)
                || sample.values().containsKey(name)
                || Headline.column(name) != null) {
            throw source.complain(pointer, "\"" + name + "\", which is a column already", "a name of its own");
        }
    }

    /** The objectives, in order. */
    public List<Objective> objectives() {
        return List.copyOf(objectives);
    }

    /** A complaint about a measure that a run has no value for. */
    InputException without(String pointer, String found, String allowed) {
        failed = true;
        return source.complain(pointer, found, allowed);
    }

    /** Whether a run had no value for one of them, so that no row of the sweep is of use. */
    boolean isFailed() {
        return failed;
    }

    /**
     * Refuses measures that no run like this one can have a value for.
     *
     * @param result of a run that was ended at its beginning: it names all that the whole one would have
     * @param costs whether the hardware says what energy and area are
     */
    void check(Result result, boolean costs) {
        Map<String, JsonNode> values = new LinkedHashMap<>();
        Headline.of(result).forEach((name, value) -> values.put(name, JsonFile.MAPPER.valueToTree(value)));
        JsonNode tree = ResultJson.tree(result);
        columns.forEach(one -> values.put(one.name(), JsonFile.MAPPER.valueToTree(0)));
        for (List<Measure> some : List.of(columns, goals, constraints)) {
            for (Measure one : some) {
                one.formula().missing(values, tree, costs).ifPresent(name -> {
                    throw source.complain(one.pointer(), "\"" + name.found() + "\" " + name.why(), name.allowed());
                });
            }
        }
    }

    /** Whether a point meets those constraints that are about axes and files alone. */
    boolean allows(Point point) {
        for (Measure one : constraints) {
            try {
                if (one.formula().isBeforeRun() && !one.formula().holds(point, files)) {
                    return false;
                }
            } catch (ExpressionException e) {
                throw complaint(one, point, e);
            }
        }
        return true;
    }

    /**
     * What the costs of a point cannot be below, whatever comes of it; in the order of the objectives, negative where more is
     * better.
     *
     * @param floor what is known of its run
     */
    public double[] least(Point point, Floor floor) {
        Map<String, Interval> known = Headline.known(floor);
        double[] least = new double[goals.size()];
        for (int i = 0; i < least.length; i++) {
            try {
                Interval range = goals.get(i).formula().interval(point, files, known);
                least[i] = objectives.get(i).maximize() ? -range.most() : range.least();
            } catch (ExpressionException e) {
                throw complaint(goals.get(i), point, e);
            }
        }
        return least;
    }

    /** The row of a point that was run. */
    Row row(Point point, String hash, Result result, Row.Status status, String reason) {
        Map<String, JsonNode> values = new LinkedHashMap<>();
        if (status != Row.Status.COMPLETE && status != Row.Status.MISSED) {
            return new Row(point.index(), point.values(), status, reason, false, hash, values, List.of());
        }
        Headline.of(result).forEach((name, value) -> values.put(name, JsonFile.MAPPER.valueToTree(value)));
        Supplier<JsonNode> tree = new Supplier<>() {
            private @Nullable JsonNode made;

            @Override
            public JsonNode get() {
                made = made == null ? ResultJson.tree(result) : made;
                return made;
            }
        };
        for (Measure one : columns) {
            values.put(one.name(), JsonFile.MAPPER.valueToTree(value(one, point, values, tree)));
        }
        List<Double> reached = new ArrayList<>();
        for (Measure one : goals) {
            double value = value(one, point, values, tree);
            if (!Double.isFinite(value)) {
                throw without(one.pointer(), "is " + value + " at point " + point.label(), "finite numbers");
            }
            reached.add(value);
            values.putIfAbsent(one.name(), JsonFile.MAPPER.valueToTree(value));
        }
        boolean feasible = status == Row.Status.COMPLETE;
        for (Measure one : constraints) {
            feasible &= one.formula().isBeforeRun() || value(one, point, values, tree) != 0;
        }
        return new Row(point.index(), point.values(), status, reason, feasible, hash, values, reached);
    }

    private double value(Measure one, Point point, Map<String, JsonNode> values, Supplier<JsonNode> result) {
        try {
            return one.formula().value(point, files, values, result);
        } catch (ExpressionException e) {
            failed = true;
            throw complaint(one, point, e);
        }
    }

    private InputException complaint(Measure one, Point point, ExpressionException e) {
        String[] halves = String.valueOf(e.getMessage()).split("; allowed: ", 2);
        return source.complain(
                one.pointer(),
                halves[0] + " at point " + point.label(),
                halves.length > 1 ? halves[1] : "an expression that has a value");
    }
}
