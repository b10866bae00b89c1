package dev.headrace.simulator.dataflow;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A stream as an operator names it: {@code X}; {@code X[m-1]}, its token of the iteration of loop m before, and nothing in
 * the first; {@code X[m:last]}, only the tokens of the last iteration of m; {@code X[-1]}, the token of the firing before.
 *
 * @param stream name of the stream
 * @param how which of its tokens
 * @param loop the loop between the brackets; empty if there is none
 */
record StreamRef(String stream, How how, String loop) {
    /** Which tokens. */
    enum How {
        SAME,
        BEFORE,
        LAST,
        FIRING_BEFORE
    }

    private static final Pattern BRACKETS =
            Pattern.compile("([^\\[\\]]+)\\[(?:([A-Za-z][A-Za-z0-9_]*)(-1|:last)|-1)\\]");

    /** Reads a reference; what has no brackets is a plain name. */
    static StreamRef parse(String text) {
        Matcher m = BRACKETS.matcher(text);
        if (!m.matches()) {
            return new StreamRef(text, How.SAME, "");
        }
        String loop = m.group(2);
        if (loop == null) {
            return new StreamRef(m.group(1), How.FIRING_BEFORE, "");
        }
        return new StreamRef(m.group(1), m.group(3).equals("-1") ? How.BEFORE : How.LAST, loop);
    }

    /** The name of the stream that a text refers to. */
    static String nameIn(String text) {
        return parse(text).stream();
    }

    /** True if the token is one of the same round, so that it must be made before it is taken. */
    boolean isOfTheSameRound() {
        return how == How.SAME || how == How.LAST;
    }

    /** What stands between the brackets, brackets included; empty for a plain name. */
    String brackets() {
        return switch (how) {
            case SAME -> "";
            case BEFORE -> "[" + loop + "-1]";
            case LAST -> "[" + loop + ":last]";
            case FIRING_BEFORE -> "[-1]";
        };
    }
}
