package dev.headrace.simulator.spec;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Values given with {@code --set PATH=VALUE}, PATH being dotted ({@code params.Br}) or a JSON pointer ({@code /params/Br}). */
public final class Overrides {

    /** One of them; {@code steps} is the path split up. */
    public record Setting(String text, List<String> steps, JsonNode value) {}

    /** A value that was put into a file: where, what was there (missing if nothing was), and what is there now. */
    public record Replaced(List<String> steps, JsonNode was, JsonNode now) {}

    private final List<Setting> all;

    private Overrides(List<Setting> all) {
        this.all = all;
    }

    /** Parses the texts; a value that is not JSON counts as text, and null takes away the field, or those that name a parameter. */
    public static Overrides of(List<String> texts) {
        List<Setting> list = new ArrayList<>();
        for (String text : texts) {
            int eq = text.indexOf('=');
            if (eq <= 0) {
                throw new InputException(
                        "--set " + text + ": no path or no value; allowed: PATH=VALUE, such as params.Br=256");
            }
            String path = text.substring(0, eq);
            List<String> steps =
                    path.startsWith("/") ? List.of(path.substring(1).split("/", -1)) : List.of(path.split("\\.", -1));
            JsonNode value = parse(text.substring(eq + 1));
            new JsonRules(pointer -> pointer.isEmpty(), (at, why) -> {
                        throw new InputException("--set " + text, at, why[0], why[1]);
                    })
                    .check(value, "");
            list.add(new Setting(text, steps, value));
        }
        return new Overrides(List.copyOf(list));
    }

    /** No overrides. */
    public static Overrides none() {
        return new Overrides(List.of());
    }

    private static JsonNode parse(String text) {
        try {
            return JsonFile.MAPPER.readTree(text);
        } catch (JacksonException e) {
            return JsonNodeFactory.instance.stringNode(text);
        }
    }

    /** Those whose path starts with one of the given words, without that word. */
    public Overrides under(String first) {
        List<Setting> list = new ArrayList<>();
        for (Setting o : all) {
            if (o.steps().size() > 1 && o.steps().get(0).equals(first)) {
                list.add(new Setting(o.text(), o.steps().subList(1, o.steps().size()), o.value()));
            }
        }
        return new Overrides(List.copyOf(list));
    }

    /** As they were given, in order. */
    public List<String> texts() {
        return all.stream().map(Setting::text).toList();
    }

    /** They, in the order in which they were given. */
    public List<Setting> settings() {
        return all;
    }

    /** Their paths, dotted. */
    public List<String> paths() {
        return all.stream().map(o -> String.join(".", o.steps())).toList();
    }

    /** Those whose path is the given word alone. */
    public Overrides exactly(String word) {
        return new Overrides(
                all.stream().filter(o -> o.steps().equals(List.of(word))).toList());
    }

    /** Those whose path, longer than one word, starts with none of the given words. */
    public Overrides except(List<String> firsts) {
        return new Overrides(all.stream()
                .filter(o -> o.steps().size() == 1 || !firsts.contains(o.steps().get(0)))
                .toList());
    }

    /**
     * Puts the values into a file's tree. The object that holds a value must exist; in {@code params} so must the value.
     *
     * @return what that replaced, in order
     */
    public List<Replaced> apply(JsonFile file) {
        List<Replaced> replaced = new ArrayList<>();
        for (Setting o : all) {
            replaced.add(new Replaced(o.steps(), at(file.tree(), o.steps()).deepCopy(), o.value()));
            JsonNode at = file.tree();
            StringBuilder pointer = new StringBuilder();
            for (String step : o.steps().subList(0, o.steps().size() - 1)) {
                String key = key(at, step);
                JsonNode next = step(at, key);
                if (next.isMissingNode() && at instanceof ObjectNode object) {
                    next = object.putObject(key);
                }
                pointer.append('/').append(key);
                at = next;
            }
            put(file, o, at);
            pointer.append('/').append(o.steps().get(o.steps().size() - 1));
            file.set(pointer.toString(), "--set " + o.text());
        }
        return replaced;
    }

    /** What is at a path, where elements of lists go by their name or their number; missing if nothing is. */
    public static JsonNode at(JsonNode tree, List<String> steps) {
        JsonNode at = tree;
        for (String step : steps) {
            at = step(at, key(at, step));
        }
        return at;
    }

    /** A step as it stands in a JSON pointer: of a list, elements may be called by their names. */
    private static String key(JsonNode at, String step) {
        for (int i = 0; at.isArray() && i < at.size(); i++) {
            if (at.get(i).path("name").asString("").equals(step)) {
                return String.valueOf(i);
            }
        }
        return step;
    }

    private static JsonNode step(JsonNode at, String key) {
        return at.isArray() ? at.path(key.matches("[0-9]{1,9}") ? Integer.parseInt(key) : -1) : at.path(key);
    }

    private static void put(JsonFile file, Setting o, JsonNode holder) {
        String last = o.steps().get(o.steps().size() - 1);
        boolean parameter = o.steps().size() == 2 && o.steps().get(0).equals("params");
        if (parameter && !holder.has(last)) {
            throw new InputException(
                    "--set " + o.text(),
                    "",
                    file.path() + " has no parameter \"" + last + "\"",
                    String.join(", ", holder.propertyNames()));
        }
        if (holder instanceof ObjectNode object) {
            if (o.value().isNull() && !parameter) {
                object.remove(last);
            } else {
                object.set(last, o.value());
            }
        } else if (holder instanceof ArrayNode array
                && last.matches("[0-9]{1,9}")
                && Integer.parseInt(last) < array.size()) {
            array.set(Integer.parseInt(last), o.value());
        } else {
            throw new InputException("--set " + o.text() + ": no such place in " + file.path()
                    + "; allowed: a path to a field of an object in the file");
        }
    }
}
