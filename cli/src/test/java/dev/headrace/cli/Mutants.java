package dev.headrace.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Spoils JSON: one field or element of a text at a time, in ways in which people and programs get files wrong. */
final class Mutants {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "0",
            "-1",
            "1",
            "2",
            "3.5",
            "-0.0",
            "2147483647",
            "2147483648",
            "9223372036854775807",
            "9223372036854775808",
            "1e18",
            "1e400",
            "-1e400",
            "NaN",
            "1e-320",
            "\"\"",
            "\" \"",
            "\"x\"",
            "\"1\"",
            "\"$x\"",
            "\"a[\"",
            "\"a[b]\"",
            "\"a.b\"",
            "\"a->b\"",
            "\"../x.json\"",
            "\"/\"",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "\"\\u001b[31m\\u202e\"",
            "\"Ünï\"",
            "[]",
            "{}",
            "[null]",
            "{\"x\": null}",
            "[[[[]]]]",
            "{\"name\": 1}",
            "{\"\": 1}");

    private final SplittableRandom random;
    private final JsonNode root;
    private String what = "";

    /** A mutant: its text, and what was done. */
    record Mutant(String text, String what) {}

    private record Place(JsonNode holder, String field, int index, String pointer) {
        JsonNode value() {
            return holder.isArray() ? holder.get(index) : holder.path(field);
        }
    }

    private Mutants(String text, long seed) {
        this.random = new SplittableRandom(seed);
        this.root = JsonMapper.shared().readTree(text);
    }

    /** A mutant of a text. */
    static Mutant of(String text, long seed) {
        Mutants m = new Mutants(text, seed);
        String spoiled = m.spoil();
        return new Mutant(spoiled, m.what);
    }

    private String spoil() {
        List<Place> places = new ArrayList<>();
        collect(root, "", places);
        Place at = places.get(random.nextInt(places.size()));
        String marker = "\"@mutant@\"";
        int kind = random.nextInt(10);
        what = at.pointer() + " ";
        String with;
        if (kind < 5) {
            with = VALUES.get(random.nextInt(VALUES.size()));
        } else if (kind == 5) {
            remove(at);
            what += "removed";
            return root.toString();
        } else if (kind == 6 && !at.holder().isArray()) {
            ((ObjectNode) at.holder()).set(at.field() + "x", at.value());
            ((ObjectNode) at.holder()).remove(at.field());
            what += "renamed";
            return root.toString();
        } else if (kind == 7) {
            with = scaled(at.value());
        } else if (kind == 8) {
            Place other = places.get(random.nextInt(places.size()));
            with = other.value().toString();
        } else {
            with = doubled(at);
        }
        what += with;
        set(at, NODES.stringNode("@mutant@"));
        return root.toString().replace(marker, with);
    }

    /** A number far off, a text with a slip, anything else in a list. */
    private String scaled(JsonNode value) {
        if (value.isNumber()) {
            double[] factors = {-1, 0.5, 2, 3, 1000, 1e6, 1e9};
            double number = value.doubleValue() * factors[random.nextInt(factors.length)];
            return number == Math.rint(number) && Math.abs(number) < 1e15
                    ? Long.toString((long) number)
                    : Double.toString(number);
        }
        if (value.isString() && value.asString().length() > 1) {
            int cut = random.nextInt(value.asString().length());
            return NODES.stringNode(value.asString().substring(0, cut)
                            + value.asString().substring(cut + 1))
                    .toString();
        }
        return "[" + value + "]";
    }

    /** Twice in a list; in an object, the same name twice. */
    private static String doubled(Place at) {
        String value = at.value().toString();
        return at.holder().isArray() ? value + "," + value : value + "," + NODES.stringNode(at.field()) + ":" + value;
    }

    private static void remove(Place at) {
        if (at.holder() instanceof ArrayNode array) {
            array.remove(at.index());
        } else {
            ((ObjectNode) at.holder()).remove(at.field());
        }
    }

    private static void set(Place at, JsonNode value) {
        if (at.holder() instanceof ArrayNode array) {
            array.set(at.index(), value);
        } else {
            ((ObjectNode) at.holder()).set(at.field(), value);
        }
    }

    private static void collect(JsonNode node, String pointer, List<Place> into) {
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            into.add(new Place(node, "", i, pointer + "/" + i));
            collect(node.get(i), pointer + "/" + i, into);
        }
        if (node.isObject()) {
            for (Map.Entry<String, JsonNode> e : node.properties()) {
                // What is only text for people is not worth many mutants.
                if (!pointer.isEmpty()
                        || !List.of("sources", "about", "$schema").contains(e.getKey())) {
                    into.add(new Place(node, e.getKey(), 0, pointer + "/" + e.getKey()));
                    collect(e.getValue(), pointer + "/" + e.getKey(), into);
                }
            }
        }
    }
}
