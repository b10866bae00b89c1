package dev.headrace.cli;

/** What a process of Headrace ends with. */
final class ExitCode {
    /** All went well. */
    static final int OK = 0;

    /**
     * The simulation came to a bad verdict: a golden miss, a deadlock, no verdict at all because {@code --max-cycles}
     * was reached first, or a figure of a paper that was missed.
     */
    static final int VERDICT = 1;

    /** The user's input is wrong: arguments, files, or a place that cannot be written to. */
    static final int INPUT = 2;

    /** A bug of Headrace. */
    static final int BUG = 3;

    private ExitCode() {}
}
