package dev.headrace.explore.sweep;

import dev.headrace.simulator.spec.InputException;
import dev.headrace.simulator.spec.JsonFile;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * An axis as it is written on the command line: {@code PATH=64,128,256}, {@code PATH=1..8}, {@code PATH=1..8:2} in steps of
 * two, {@code PATH=32..256:x2} in powers of two; {@code PATH,PATH=...} sets several values to the same.
 */
public final class AxisText {
    private static final String NUMBER = "(-?[0-9]+(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)";
    private static final Pattern RANGE = Pattern.compile(NUMBER + "\\.\\." + NUMBER + "(?::" + NUMBER + ")?");
    private static final Pattern POWERS = Pattern.compile("([0-9]{1,18})\\.\\.([0-9]{1,18}):x2");

    private AxisText() {}

    /**
     * Reads one.
     *
     * @throws InputException if it is none
     */
    public static SweepSpec.AxisSpec parse(String text) {
        return parse("--axis", text);
    }

    private static SweepSpec.AxisSpec parse(String option, String text) {
        int eq = text.indexOf('=');
        if (eq <= 0 || eq == text.length() - 1) {
            throw new InputException(option + " " + text + ": no path or no values; allowed: PATH=VALUES, such as"
                    + " params.Br=32,64 or hardware.units.hbm.channels=1..8");
        }
        List<String> paths = List.of(text.substring(0, eq).split(",", -1));
        String values = text.substring(eq + 1);
        Matcher powers = POWERS.matcher(values);
        if (powers.matches()) {
            return spec(
                    paths,
                    null,
                    null,
                    new SweepSpec.PowersSpec(Long.parseLong(powers.group(1)), Long.parseLong(powers.group(2))));
        }
        Matcher range = RANGE.matcher(values);
        if (range.matches()) {
            Double step = range.group(3) == null ? null : Double.valueOf(range.group(3));
            return spec(
                    paths,
                    null,
                    new SweepSpec.RangeSpec(
                            Double.parseDouble(range.group(1)), Double.parseDouble(range.group(2)), step),
                    null);
        }
        List<JsonNode> list = new ArrayList<>();
        for (String value : split(values)) {
            if (value.isBlank()) {
                throw new InputException(
                        option + " " + text + ": an empty value; allowed: values with a comma between");
            }
            list.add(value(value));
        }
        return spec(paths, list, null, null);
    }

    /**
     * The values of what is written like an axis, in order.
     *
     * @param option that it is the value of, for complaints
     * @throws InputException if it is none, or has no values
     */
    public static List<JsonNode> values(String option, String text) {
        SweepSpec alone = SweepSpec.of("axis", List.of("-"), List.of(parse(option, text)));
        Source source = (pointer, found, allowed) ->
                new InputException(option + " " + text + ": " + found + "; allowed: " + allowed);
        return Axes.of(alone, source, null).get(0).knobs().get(0).values();
    }

    private static SweepSpec.AxisSpec spec(
            List<String> paths,
            @Nullable List<JsonNode> values,
            SweepSpec.@Nullable RangeSpec range,
            SweepSpec.@Nullable PowersSpec powers) {
        return new SweepSpec.AxisSpec(null, null, paths, values, range, powers, null, null);
    }

    /** At the commas that are in no brackets or quotes, so that values may be lists. */
    private static List<String> split(String text) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        boolean quoted = false;
        int from = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            quoted ^= c == '"';
            depth += quoted ? 0 : c == '[' || c == '{' ? 1 : c == ']' || c == '}' ? -1 : 0;
            if (c == ',' && depth == 0 && !quoted) {
                parts.add(text.substring(from, i));
                from = i + 1;
            }
        }
        parts.add(text.substring(from));
        return parts;
    }

    private static JsonNode value(String text) {
        try {
            return JsonFile.MAPPER.readTree(text);
        } catch (JacksonException e) {
            return JsonNodeFactory.instance.stringNode(text);
        }
    }
}
