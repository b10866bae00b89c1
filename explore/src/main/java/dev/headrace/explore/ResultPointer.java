package dev.headrace.explore;

import dev.headrace.simulator.spec.InputException;
import dev.headrace.simulator.spec.JsonFile;
import java.lang.reflect.Type;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/**
 * A place in {@code result.json} that holds one number, text or truth value. Checked against the record of results before
 * anything is run; only names that depend on the design (of units, channels, ...) have to wait for a result.
 */
final class ResultPointer {
    private final String text;
    private final JsonPointer pointer;

    private ResultPointer(String text) {
        this.text = text;
        this.pointer = JsonPointer.compile(text);
    }

    /**
     * Reads a JSON pointer.
     *
     * @param where of the pointer in {@code file}, for complaints
     */
    static ResultPointer parse(String text, JsonFile file, String where) {
        if (!text.startsWith("/")) {
            throw file.complain(where, "\"" + text + "\"", "a JSON pointer into result.json, such as /cycles");
        }
        if (text.startsWith("/simulation")) {
            throw file.complain(
                    where, "\"" + text + "\"", "what is the same from run to run: anything but /simulation");
        }
        Type at = ResultShape.root();
        for (String step : text.substring(1).split("/", -1)) {
            Type next = ResultShape.below(at, step);
            if (next == null) {
                throw file.complain(
                        where, "\"" + text + "\" stops making sense at \"" + step + "\"", ResultShape.words(at));
            }
            at = next;
        }
        if (!ResultShape.isSingle(at)) {
            throw file.complain(
                    where, "\"" + text + "\" is no single value", "a place further down: " + ResultShape.words(at));
        }
        return new ResultPointer(text);
    }

    /** Whether the value means something even if the run did not get to its end. */
    boolean meantForAnyEnd() {
        return text.equals("/status") || text.startsWith("/deadlock/");
    }

    /** Whether the value is about the golden check, so that it means something even if that was missed. */
    boolean isOfGolden() {
        return text.startsWith("/golden/");
    }

    /**
     * The value.
     *
     * @param result a result.json
     * @param name what to call it in complaints
     * @throws InputException if there is none: the message names what is there instead
     */
    Quantity in(JsonNode result, String name, JsonFile file, String where) {
        JsonNode at = result.at(pointer);
        if (at.isNumber() || at.isString() || at.isBoolean()) {
            return Quantity.of(at);
        }
        JsonNode holder = result;
        StringBuilder way = new StringBuilder();
        for (String step : text.substring(1).split("/", -1)) {
            JsonNode next = holder.at("/" + step);
            if (next.isMissingNode()) {
                break;
            }
            holder = next;
            way.append('/').append(step);
        }
        throw file.complain(
                where,
                "\"" + text + "\" is not in the result of " + name,
                holder.isObject()
                        ? "below " + way + ": " + String.join(", ", holder.propertyNames())
                        : "a value: " + way + " is " + JsonFile.describe(holder));
    }

    @Override
    public String toString() {
        return text;
    }
}
