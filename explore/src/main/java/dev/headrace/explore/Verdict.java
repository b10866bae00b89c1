package dev.headrace.explore;

import dev.headrace.reports.Tone;

/** What became of a published figure. */
public enum Verdict {
    /** The simulated value is within the tolerance. */
    HIT("hit", Tone.GOOD),
    /** It is not, or there is none. */
    MISS("MISS", Tone.BAD),
    /** Listed, not judged. */
    QUOTED("quoted", Tone.QUIET);

    private final String word;
    private final Tone tone;

    Verdict(String word, Tone tone) {
        this.word = word;
        this.tone = tone;
    }

    /** The word in tables and files. */
    public String word() {
        return word;
    }

    Tone tone() {
        return tone;
    }
}
