package dev.headrace.simulator.spec;

import java.util.function.BiConsumer;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/** What well-formed JSON may hold and Headrace's may not, wherever it stands. */
final class JsonRules {
    private static final String NULL_ALLOWED = "a value, or leave it out";

    private static final String NAME = "a name";

    private final Predicate<String> nullAt;
    private final BiConsumer<String, String[]> fault;

    /**
     * Rules.
     *
     * @param nullAt pointers at which null is a value
     * @param fault hears of each fault: pointer, and what was found and what is allowed
     */
    JsonRules(Predicate<String> nullAt, BiConsumer<String, String[]> fault) {
        this.nullAt = nullAt;
        this.fault = fault;
    }

    /** Checks a tree. */
    void check(JsonNode node, String pointer) {
        if (node.isNull() && !nullAt.test(pointer)) {
            say(pointer, "null", NULL_ALLOWED);
        } else if (node.isString()) {
            text(node.asString(), "a text", pointer);
        } else if (node.isFloatingPointNumber() && Double.isInfinite(node.doubleValue())) {
            say(pointer, "a number too large for 64 bits", "numbers up to " + Double.MAX_VALUE);
        } else if (node.isObject()) {
            node.properties().forEach(e -> {
                if (text(e.getKey(), NAME, pointer)) {
                    check(e.getValue(), pointer + "/" + e.getKey());
                }
            });
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                check(node.get(i), pointer + "/" + i);
            }
        }
    }

    /** No file name and no output can hold these. */
    private boolean text(String text, String what, String pointer) {
        if (text.isEmpty() && what.equals(NAME)) {
            say(pointer, "an empty name", "names");
            return false;
        }
        if (text.indexOf('\0') >= 0) {
            say(pointer, what + " with the character U+0000", "text without it");
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                say(pointer, what + String.format(" with U+%04X, half of a character", (int) c), "whole characters");
                return false;
            }
        }
        return true;
    }

    private void say(String pointer, String found, String allowed) {
        fault.accept(pointer, new String[] {found, allowed});
    }
}
