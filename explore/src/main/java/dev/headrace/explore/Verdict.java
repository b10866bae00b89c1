package dev.headrace.explore;

import dev.headrace.reports.Tone;
import java.util.Locale;

/** What became of a published figure. */
public enum Verdict {
    /** The simulated value is within the tolerance. */
    HIT("hit", "hit: within what is allowed", Tone.GOOD),
    /** It is, though the paper file explains why it should miss: the explanation has to go. */
    RECOVERED("hits now", "hits now: said to be a known miss", Tone.WARN),
    /** It is not, and the paper file explains why; it is within what that explains. */
    KNOWN("known", "known: a miss that is explained", Tone.WARN),
    /** The same, but by another value than the one that was explained: the explanation has to be looked at again. */
    MOVED("moved", "moved: known, but by another value than was explained", Tone.WARN),
    /** It is not, or there is none. */
    MISS("MISS", "MISS", Tone.BAD),
    /** Listed, not judged. */
    QUOTED("quoted", "quoted: not judged", Tone.QUIET);

    private final String word;
    private final String meaning;
    private final Tone tone;

    Verdict(String word, String meaning, Tone tone) {
        this.word = word;
        this.meaning = meaning;
        this.tone = tone;
    }

    /** The word in tables and files. */
    public String word() {
        return word;
    }

    /** The word and what it means, for legends. */
    String meaning() {
        return meaning;
    }

    /** The word as a key of JSON. */
    String key() {
        return word.toLowerCase(Locale.ROOT).replace(' ', '_');
    }

    Tone tone() {
        return tone;
    }
}
