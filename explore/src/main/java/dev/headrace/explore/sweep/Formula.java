package dev.headrace.explore.sweep;

import dev.headrace.explore.ResultShape;
import dev.headrace.simulator.expr.Expression;
import dev.headrace.simulator.expr.ExpressionException;
import dev.headrace.simulator.expr.Interval;
import dev.headrace.simulator.expr.Names;
import dev.headrace.simulator.expr.Node;
import dev.headrace.simulator.expr.Similar;
import dev.headrace.simulator.spec.InputException;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * An expression over a sweep, its names known: axes by their names, values of the files by their paths, columns of results,
 * and paths in {@code result.json}, looked for in this order.
 */
final class Formula {
    /** Parts of a result whose names are those of the design and the hardware. */
    private static final List<String> NAMED = List.of("units", "operators", "memories", "channels");

    private static final List<String> FILES = List.of("params", "hardware", "workload");

    private final Expression expression;
    private final boolean beforeRun;

    private Formula(Expression expression, boolean beforeRun) {
        this.expression = expression;
        this.beforeRun = beforeRun;
    }

    /**
     * Reads an expression.
     *
     * @param columns further columns that may be named
     * @param pointer its place, for complaints
     * @throws InputException if it is none, or names what is nowhere
     */
    static Formula parse(
            String text, Point sample, FileValues files, Set<String> columns, Source source, String pointer) {
        try {
            Expression expression = Expression.parse(text);
            boolean beforeRun = true;
            for (Node.Name name : expression.names()) {
                beforeRun &= isBeforeRun(expression, name, sample, files, columns);
            }
            return new Formula(expression, beforeRun);
        } catch (ExpressionException e) {
            throw complaint(e, source, pointer);
        }
    }

    private static InputException complaint(ExpressionException e, Source source, String pointer) {
        String[] halves = String.valueOf(e.getMessage()).split("; allowed: ", 2);
        return source.complain(pointer, halves[0], halves.length > 1 ? halves[1] : "an expression");
    }

    private static boolean isBeforeRun(
            Expression in, Node.Name name, Point sample, FileValues files, Set<String> columns) {
        if (sample.values().containsKey(name.path())) {
            return true;
        }
        List<String> steps = name.steps();
        if (FILES.contains(steps.get(0)) && steps.size() > 1) {
            JsonNode value = files.at(sample, steps);
            if (value.isMissingNode() || value.isContainer()) {
                throw in.complain(
                        name,
                        "\"" + name.path() + "\" "
                                + (value.isContainer() ? "is no single value" : "is not in the files"),
                        "a path to a number or truth, such as " + holder(sample, files, steps));
            }
            return true;
        }
        if (steps.size() == 1 && (columns.contains(name.path()) || Headline.column(name.path()) != null)) {
            return false;
        }
        checkResult(in, name, known(sample, columns));
        return false;
    }

    /** Where in the files a path stops, and what is there. */
    private static String holder(Point sample, FileValues files, List<String> steps) {
        for (int n = steps.size() - 1; n > 0; n--) {
            boolean file = n == 1 && !steps.get(0).equals("params");
            List<String> names =
                    FileValues.names(file ? files.tree(sample, steps.get(0)) : files.at(sample, steps.subList(0, n)));
            if (!names.isEmpty()) {
                return String.join(".", steps.subList(0, n)) + ". and one of " + Similar.allowed(steps.get(n), names);
            }
        }
        return "params.Br";
    }

    private static List<String> known(Point sample, Set<String> columns) {
        Set<String> known = new LinkedHashSet<>(sample.values().keySet());
        known.addAll(columns);
        known.addAll(Headline.names());
        known.addAll(ResultShape.names(ResultShape.root()));
        known.remove("simulation");
        return List.copyOf(known);
    }

    /** Whether steps lead to a single value; the name of an operator may have dots of its own, so that it is several steps. */
    private static boolean leads(Type from, List<String> steps) {
        if (steps.isEmpty()) {
            return ResultShape.isSingle(from);
        }
        for (int n = 1; n <= steps.size(); n++) {
            Type next = ResultShape.below(from, String.join(".", steps.subList(0, n)));
            if (next != null && leads(next, steps.subList(n, steps.size()))) {
                return true;
            }
        }
        return false;
    }

    private static void checkResult(Expression in, Node.Name name, List<String> known) {
        Type at = ResultShape.root();
        if (!name.steps().get(0).equals("simulation") && leads(at, name.steps())) {
            return;
        }
        for (int i = 0; i < name.steps().size(); i++) {
            String step = name.steps().get(i);
            Type next = i == 0 && step.equals("simulation") ? null : ResultShape.below(at, step);
            if (next == null) {
                throw in.complain(
                        name,
                        i == 0
                                ? "unknown name \"" + step + "\""
                                : "\"" + name.path() + "\" stops making sense at \"" + step + "\"",
                        i == 0
                                ? Similar.allowed(step, known)
                                : ResultShape.names(at).isEmpty()
                                        ? "nothing more"
                                        : Similar.allowed(step, ResultShape.names(at)));
            }
            at = next;
        }
        if (!ResultShape.isSingle(at)) {
            throw in.complain(
                    name,
                    "\"" + name.path() + "\" is no single value",
                    ResultShape.names(at).isEmpty()
                            ? "a place further down"
                            : "a place further down: " + String.join(", ", ResultShape.names(at)));
        }
    }

    /** Whether its value is known before the point is run: it is about axes and files alone. */
    boolean isBeforeRun() {
        return beforeRun;
    }

    /** As it was written. */
    String text() {
        return expression.text();
    }

    /** Whether it holds for a point that has not been run. */
    boolean holds(Point point, FileValues files) {
        return expression.holds(steps -> {
            JsonNode value = asked(point, files, steps);
            return number(value == null ? MissingNode.getInstance() : value, steps);
        });
    }

    /**
     * Its value for a point that has been run.
     *
     * @param columns columns of the result by name
     * @param result result.json
     * @throws ExpressionException if a name is not in them
     */
    double value(Point point, FileValues files, Map<String, JsonNode> columns, Supplier<JsonNode> result) {
        return expression.value(steps -> {
            JsonNode value = asked(point, files, steps);
            if (value == null && steps.size() == 1) {
                value = columns.get(steps.get(0));
            }
            return number(value == null ? find(result.get(), steps) : value, steps);
        });
    }

    /**
     * Where its value lies for a point that has not been run.
     *
     * @param known columns of the result of which something is known; of all others nothing is
     */
    Interval interval(Point point, FileValues files, Map<String, Interval> known) {
        return Interval.of(expression, steps -> {
            JsonNode value = asked(point, files, steps);
            return value != null
                    ? Interval.of(number(value, steps))
                    : known.getOrDefault(String.join(".", steps), Interval.ANY);
        });
    }

    /** A name that no run has a value for, and what is said of it. */
    record Missing(String found, String why, String allowed) {}

    /**
     * The first name that a run cannot have a value for.
     *
     * @param columns columns of a run by name
     * @param result its result, which need not be whole: what it names by units, operators, memories and channels is there
     * @param costs whether its hardware says what energy and area are
     */
    Optional<Missing> missing(Map<String, JsonNode> columns, JsonNode result, boolean costs) {
        if (beforeRun) {
            return Optional.empty();
        }
        for (Node.Name name : expression.names()) {
            List<String> steps = name.steps();
            String path = name.path();
            boolean priced = path.equals("energy_pj") || path.equals("area_mm2");
            if (priced && !costs) {
                return Optional.of(new Missing(
                        path,
                        "of hardware without costs",
                        "hardware whose file names its \"energy\", or another measure"));
            }
            boolean part = steps.size() == 1 && Headline.isOfPart(path) && !columns.containsKey(path);
            boolean below =
                    steps.size() > 1 && NAMED.contains(steps.get(0)) && !isNamed(result.path(steps.get(0)), steps);
            if (part || below) {
                List<String> names =
                        part ? Headline.ofParts(columns.keySet()) : FileValues.names(result.path(steps.get(0)));
                return Optional.of(new Missing(
                        path, "is in no result of this sweep", Similar.allowed(part ? path : steps.get(1), names)));
            }
        }
        return Optional.empty();
    }

    /** Whether a part is there that the second step names, with dots of its own or without; what it has, only its end tells. */
    private static boolean isNamed(JsonNode parts, List<String> steps) {
        for (int n = 2; n <= steps.size(); n++) {
            if (!FileValues.below(parts, String.join(".", steps.subList(1, n))).isMissingNode()) {
                return true;
            }
        }
        return false;
    }

    /** A value of the axes or files; null if it is neither. */
    private static @Nullable JsonNode asked(Point point, FileValues files, List<String> steps) {
        JsonNode axis = point.values().get(String.join(".", steps));
        return axis == null && FILES.contains(steps.get(0)) && steps.size() > 1 ? files.at(point, steps) : axis;
    }

    /** Goes down a result; the name of an operator or a port may have dots of its own, so that it is several steps. */
    private static JsonNode find(JsonNode at, List<String> steps) {
        if (steps.isEmpty()) {
            return at;
        }
        List<String> name = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            name.add(steps.get(i));
            JsonNode next = FileValues.below(at, String.join(".", name));
            if (!next.isMissingNode()) {
                JsonNode found = find(next, steps.subList(i + 1, steps.size()));
                if (!found.isMissingNode()) {
                    return found;
                }
            }
        }
        return MissingNode.getInstance();
    }

    private static double number(JsonNode value, List<String> steps) {
        if (value.isNumber()) {
            return value.doubleValue();
        }
        if (value.isBoolean()) {
            return value.booleanValue() ? 1 : 0;
        }
        String path = "\"" + String.join(".", steps) + "\"";
        if (value.isMissingNode() || value.isNull()) {
            throw new Names.Unknown(path + " is not in the result", "what every result of the sweep has");
        }
        throw new Names.Unknown(path + " is " + value, "numbers and truths");
    }
}
