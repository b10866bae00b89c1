package dev.headrace.reports;

/** What a piece of text means; colour only repeats what the words already say. */
public enum Tone {
    NORMAL(""),
    TITLE("\u001b[1m"),
    QUIET("\u001b[2m"),
    GOOD("\u001b[32m"),
    WARN("\u001b[33m"),
    BAD("\u001b[1;31m");

    final String escape;

    Tone(String escape) {
        this.escape = escape;
    }
}
