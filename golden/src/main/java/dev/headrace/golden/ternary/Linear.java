package dev.headrace.golden.ternary;

import java.util.Locale;

/** The linear maps of a block, with the letters that weight files use. */
public enum Linear {
    /** Queries. */
    Q,
    /** Keys. */
    K,
    /** Values. */
    V,
    /** Output of attention. */
    O,
    /** Gate of the feed-forward part. */
    G,
    /** Its other factor, up. */
    U,
    /** Down, back to the model's width. */
    D;

    /** Its letter, lower case. */
    public String letter() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Numbers that go in. */
    public int inputs(TernaryShape shape) {
        return this == D ? shape.ffn() : shape.hidden();
    }

    /** Numbers that come out. */
    public int outputs(TernaryShape shape) {
        return this == G || this == U ? shape.ffn() : shape.hidden();
    }
}
