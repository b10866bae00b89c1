package dev.headrace.simulator.spec;

/** The user's input is wrong. The message is one line: file, JSON pointer, value found, what is allowed. */
public final class InputException extends RuntimeException {

    /** A complaint in full. */
    public InputException(String message) {
        super(message.replace('\n', ' '));
    }

    /** A complaint about a value at a place in a file. */
    public InputException(String file, String pointer, String found, String allowed) {
        this(file + (pointer.isEmpty() ? "" : " " + pointer) + ": " + found + "; allowed: " + allowed);
    }
}
