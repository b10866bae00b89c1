package dev.headrace.simulator.spec;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The user's input is wrong. Each fault is one line: file, JSON pointer with where that is, value found, what is allowed,
 * and a name that may have been meant.
 */
public final class InputException extends RuntimeException {
    private final List<String> faults;

    /** A complaint in full. */
    public InputException(String message) {
        this(List.of(message.replaceAll("\\s*\\R\\s*", " ")));
    }

    /** A complaint about a value at a place in a file. */
    public InputException(String file, String pointer, String found, String allowed) {
        this(file, pointer, "", found, allowed);
    }

    /**
     * A complaint about a value at a place in a file.
     *
     * @param where more about the place, in brackets; empty for nothing
     */
    InputException(String file, String pointer, String where, String found, String allowed) {
        this(file
                + (pointer.isEmpty() ? "" : " " + pointer)
                + (where.isEmpty() ? "" : " (" + where + ")")
                + ": " + found + "; allowed: " + allowed + Similar.hint(found, pointer, allowed));
    }

    private InputException(List<String> faults) {
        super(String.join("\n", faults));
        this.faults = faults;
    }

    /** Several complaints as one, each once, in order. */
    public static InputException all(List<InputException> some) {
        Set<String> lines = new LinkedHashSet<>();
        some.forEach(e -> lines.addAll(e.faults));
        return new InputException(List.copyOf(lines));
    }

    /** The faults, one line each. */
    public List<String> faults() {
        return faults;
    }
}
