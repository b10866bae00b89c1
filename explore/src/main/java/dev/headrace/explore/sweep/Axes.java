package dev.headrace.explore.sweep;

import dev.headrace.simulator.spec.JsonFile;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Makes axes from what a sweep says of them. Values are counted before any list of them is made. */
final class Axes {
    /** Most values of an axis. */
    private static final int LONGEST = 1_000_000;

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final Source source;
    private final @Nullable Path folder;
    private final Map<String, String> names;

    private Axes(Source source, @Nullable Path folder, Map<String, String> names) {
        this.source = source;
        this.folder = folder;
        this.names = names;
    }

    /**
     * The axes of a sweep.
     *
     * @param folder of the sweep's file; null if there is none
     */
    static List<Axis> of(SweepSpec spec, Source source, @Nullable Path folder) {
        Axes axes = new Axes(source, folder, names(spec, source));
        List<Axis> all = new ArrayList<>();
        for (int a = 0; a < spec.axes().size(); a++) {
            SweepSpec.AxisSpec axis = spec.axes().get(a);
            List<Knob> knobs = new ArrayList<>();
            for (int k = 0; k < axis.knobs().size(); k++) {
                knobs.add(axes.knob(axis.knobs().get(k), pointer(a, axis, k)));
            }
            for (Knob knob : knobs) {
                if (knob.size() != knobs.get(0).size()) {
                    throw source.complain(
                            "/axes/" + a + "/zip",
                            knobs.get(0).name() + " has " + knobs.get(0).size() + " values and " + knob.name() + " has "
                                    + knob.size(),
                            "linked axes of equal length");
                }
            }
            refuseTwice(knobs, "/axes/" + a, source);
            all.add(new Axis(knobs));
        }
        return all;
    }

    private static void refuseTwice(List<Knob> knobs, String pointer, Source source) {
        Set<List<JsonNode>> steps = new HashSet<>();
        for (int i = 0; i < knobs.get(0).size(); i++) {
            List<JsonNode> step = new ArrayList<>();
            for (Knob knob : knobs) {
                step.add(knob.values().get(i));
            }
            if (!steps.add(step)) {
                String values = step.stream().map(JsonFile::describe).collect(Collectors.joining(", "));
                throw source.complain(
                        pointer, values + " a second time", "each value, or combination of linked ones, once");
            }
        }
    }

    /** How many points the whole grid of a sweep has; nothing is enumerated. */
    static BigInteger count(SweepSpec spec, Source source) {
        BigInteger count = BigInteger.valueOf(spec.designs().size());
        if (spec.workloads() != null && !spec.workloads().isEmpty()) {
            count = count.multiply(BigInteger.valueOf(spec.workloads().size()));
        }
        for (int a = 0; a < spec.axes().size(); a++) {
            SweepSpec.AxisSpec axis = spec.axes().get(a);
            count = count.multiply(size(axis.knobs().get(0), pointer(a, axis, 0), source));
        }
        return count;
    }

    static String pointer(int axis, SweepSpec.AxisSpec spec, int knob) {
        return "/axes/" + axis + (spec.zip() == null ? "" : "/zip/" + knob);
    }

    /** Pointer to a knob to its name: the given one, or as much of the end of its path as is unlike all others. */
    private static Map<String, String> names(SweepSpec spec, Source source) {
        Map<String, String> names = new LinkedHashMap<>();
        List<String[]> paths = new ArrayList<>();
        spec.axes()
                .forEach(a -> a.knobs().forEach(k -> {
                    if (k.name() == null && !k.allPaths().isEmpty()) {
                        paths.add(steps(k.allPaths().get(0)));
                    }
                }));
        Set<String> seen = new HashSet<>(List.of("design", "workload"));
        for (int a = 0; a < spec.axes().size(); a++) {
            SweepSpec.AxisSpec axis = spec.axes().get(a);
            for (int k = 0; k < axis.knobs().size(); k++) {
                SweepSpec.KnobSpec knob = axis.knobs().get(k);
                String pointer = pointer(a, axis, k);
                if (knob.allPaths().isEmpty()) {
                    throw source.complain(
                            pointer + "/path", "missing", "path or paths: what to set, such as params.Br");
                }
                String name = knob.name() != null
                        ? knob.name()
                        : unlike(steps(knob.allPaths().get(0)), paths);
                if (knob.name() != null && !name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
                    throw source.complain(
                            pointer + "/name", "\"" + name + "\"", "a letter, then letters, digits and _");
                }
                if (!seen.add(name)) {
                    String path = knob.allPaths().get(0);
                    boolean twice = knob.name() == null
                            && paths.stream()
                                            .filter(p -> Arrays.equals(p, steps(path)))
                                            .count()
                                    > 1;
                    throw twice
                            ? source.complain(
                                    pointer + "/path",
                                    "\"" + path + "\", which another axis sets too",
                                    "each value set once")
                            : source.complain(
                                    pointer + "/name",
                                    "\"" + name + "\" a second time",
                                    "a name of its own for each axis");
                }
                names.put(pointer, name);
            }
        }
        return names;
    }

    static String[] steps(String path) {
        return path.startsWith("/") ? path.substring(1).split("/", -1) : path.split("\\.", -1);
    }

    private static String unlike(String[] path, List<String[]> all) {
        for (int n = 1; n < path.length; n++) {
            String end = String.join(".", Arrays.asList(path).subList(path.length - n, path.length));
            long like = all.stream()
                    .filter(p -> String.join(".", p).equals(end)
                            || String.join(".", p).endsWith("." + end))
                    .count();
            if (like == 1) {
                return end;
            }
        }
        return String.join(".", path);
    }

    private Knob knob(SweepSpec.KnobSpec spec, String pointer) {
        BigInteger size = size(spec, pointer, source);
        if (size.compareTo(BigInteger.valueOf(LONGEST)) > 0) {
            throw source.complain(pointer, size + " values", "at most " + LONGEST);
        }
        List<JsonNode> shown = new ArrayList<>();
        List<JsonNode> values = new ArrayList<>();
        if (spec.values() != null) {
            shown.addAll(spec.values());
        } else if (spec.range() != null) {
            BigDecimal from = BigDecimal.valueOf(spec.range().from());
            BigDecimal step = step(spec.range());
            for (int i = 0; i < size.intValueExact(); i++) {
                shown.add(number(from.add(step.multiply(BigDecimal.valueOf(i)))));
            }
        } else if (spec.powersOfTwo() != null) {
            for (int i = 0; i < size.intValueExact(); i++) {
                shown.add(number(BigDecimal.valueOf(spec.powersOfTwo().from() << i)));
            }
        } else if (spec.files() != null) {
            spec.files().forEach(file -> shown.add(NODES.stringNode(file)));
        }
        for (int i = 0; i < shown.size(); i++) {
            JsonNode value = shown.get(i);
            if (value.isNull()) {
                throw source.complain(pointer + "/values/" + i, "null", "a value");
            }
            values.add(spec.files() != null ? NODES.stringNode(beside(value.asString(), folder)) : value);
        }
        return new Knob(String.valueOf(names.get(pointer)), spec.allPaths(), values, shown);
    }

    /** A file beside the sweep's by its path; any other name is left to whoever looks for it. */
    static String beside(String name, @Nullable Path folder) {
        if (folder != null && (name.endsWith(".json") || name.indexOf('/') >= 0)) {
            Path beside = folder.resolve(name).normalize();
            if (Files.isRegularFile(beside)) {
                return beside.toAbsolutePath().toString();
            }
        }
        return name;
    }

    private static JsonNode number(BigDecimal value) {
        BigDecimal plain = value.stripTrailingZeros();
        if (plain.scale() <= 0 && plain.precision() - plain.scale() <= 18) {
            long whole = plain.longValueExact();
            return whole == (int) whole ? NODES.numberNode((int) whole) : NODES.numberNode(whole);
        }
        return NODES.numberNode(value.doubleValue());
    }

    private static BigDecimal step(SweepSpec.RangeSpec range) {
        return range.step() == null ? BigDecimal.ONE : BigDecimal.valueOf(range.step());
    }

    /** How many values; 1 or more. */
    private static BigInteger size(SweepSpec.KnobSpec spec, String pointer, Source source) {
        long kinds = java.util.stream.Stream.of(spec.values(), spec.range(), spec.powersOfTwo(), spec.files())
                .filter(java.util.Objects::nonNull)
                .count();
        if (kinds != 1) {
            throw source.complain(
                    pointer,
                    kinds == 0 ? "no values" : "several kinds of values",
                    "one of values, range, powers_of_two, files");
        }
        if (spec.range() != null) {
            return size(spec.range(), pointer + "/range", source);
        }
        SweepSpec.PowersSpec powers = spec.powersOfTwo();
        if (powers != null) {
            if (Long.bitCount(powers.from()) != 1
                    || Long.bitCount(powers.to()) != 1
                    || powers.from() < 1
                    || powers.to() < 1) {
                throw source.complain(
                        pointer + "/powers_of_two", powers.from() + " to " + powers.to(), "powers of two, 1 or more");
            }
            if (powers.from() > powers.to()) {
                throw source.complain(
                        pointer + "/powers_of_two",
                        "empty: from " + powers.from() + " to " + powers.to(),
                        "from at most to");
            }
            return BigInteger.valueOf(
                    1L + Long.numberOfTrailingZeros(powers.to()) - Long.numberOfTrailingZeros(powers.from()));
        }
        int size = spec.values() != null
                ? spec.values().size()
                : spec.files() != null ? spec.files().size() : 0;
        if (size == 0) {
            throw source.complain(
                    pointer + (spec.files() != null ? "/files" : "/values"), "empty", "one value or more");
        }
        return BigInteger.valueOf(size);
    }

    private static BigInteger size(SweepSpec.RangeSpec range, String pointer, Source source) {
        if (!Double.isFinite(range.from()) || !Double.isFinite(range.to())) {
            throw source.complain(pointer, range.from() + " to " + range.to(), "finite numbers");
        }
        BigDecimal step = step(range);
        if (step.signum() <= 0) {
            throw source.complain(pointer + "/step", plain(step), "above 0");
        }
        BigDecimal length = BigDecimal.valueOf(range.to()).subtract(BigDecimal.valueOf(range.from()));
        if (length.signum() < 0) {
            throw source.complain(
                    pointer,
                    "empty: from " + plain(BigDecimal.valueOf(range.from())) + " to "
                            + plain(BigDecimal.valueOf(range.to())),
                    "from at most to");
        }
        return length.divideToIntegralValue(step).toBigInteger().add(BigInteger.ONE);
    }

    private static String plain(BigDecimal value) {
        return value.stripTrailingZeros().toPlainString();
    }
}
