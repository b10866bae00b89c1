package dev.headrace.simulator.expr;

/** An expression is wrong, or has no value. The message is one line: the expression, the position, what is there, what is allowed. */
public final class ExpressionException extends RuntimeException {
    private final int position;

    /**
     * A complaint.
     *
     * @param text the whole expression
     * @param position of the character in it, from 0; shown from 1
     * @param found what stands there
     * @param allowed what may
     */
    public ExpressionException(String text, int position, String found, String allowed) {
        super("\"" + text.replaceAll("\\s+", " ") + "\" position " + (position + 1) + ": " + found + "; allowed: "
                + allowed);
        this.position = position;
    }

    /** Of the character in the expression, from 0. */
    public int position() {
        return position;
    }
}
