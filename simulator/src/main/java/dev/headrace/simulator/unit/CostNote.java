package dev.headrace.simulator.unit;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What a reader of an energy, an area or a price has to know about it.
 *
 * @param kind what sort of remark it is
 * @param about the unit, part or field it is about, as in the hardware file
 * @param text one sentence
 */
public record CostNote(Kind kind, String about, String text) implements Comparable<CostNote> {
    /** Sorts of remarks, the gravest first. */
    public enum Kind {
        /** A machine that nobody can build so, or not at that speed. */
        @JsonProperty("absurd")
        ABSURD,
        /** A model was asked outside the range that it was fitted or checked in. */
        @JsonProperty("outside")
        OUTSIDE,
        /** Something has no cost, as nothing tells it. */
        @JsonProperty("missing")
        MISSING,
        /** A choice or a factor that the numbers depend on. */
        @JsonProperty("choice")
        CHOICE
    }

    @Override
    public int compareTo(CostNote o) {
        int by = kind.compareTo(o.kind);
        by = by != 0 ? by : about.compareTo(o.about);
        return by != 0 ? by : text.compareTo(o.text);
    }
}
