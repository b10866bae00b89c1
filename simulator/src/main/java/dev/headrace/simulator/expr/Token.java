package dev.headrace.simulator.expr;

/**
 * A piece of an expression.
 *
 * @param text as written; of a quoted name what is between the quotes; empty at the end
 * @param at where it begins, from 0
 */
record Token(Kind kind, String text, int at) {
    enum Kind {
        NUMBER,
        WORD,
        QUOTED,
        SYMBOL,
        END
    }

    boolean is(String symbol) {
        return (kind == Kind.SYMBOL || kind == Kind.WORD) && text.equals(symbol);
    }

    /** As it is shown in complaints. */
    String shown() {
        return kind == Kind.END ? "the end" : "\"" + text + "\"";
    }
}
