package dev.headrace.simulator.expr;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** Finds what somebody may have meant. */
public final class Similar {
    private static final int SHOWN = 12;

    private Similar() {}

    /**
     * What may stand in place of an unknown word: the one that looks most like it first, then all, cut short if they are many.
     *
     * @param known any number of words; "nothing" if there are none
     */
    public static String allowed(String word, Collection<String> known) {
        if (known.isEmpty()) {
            return "nothing";
        }
        String list = String.join(", ", known.stream().limit(SHOWN).toList());
        String more = known.size() > SHOWN ? ", ... (" + known.size() + " in all)" : "";
        String near = nearest(word, known);
        return list + more + (near.isEmpty() ? "" : "; did you mean " + near + "?");
    }

    /**
     * The word that looks most like another; empty if none is near: of one or two letters, or more than a third
     * of the letters would have to change.
     */
    public static String nearest(String word, Collection<String> known) {
        String asked = word.toLowerCase(Locale.ROOT);
        return known.stream()
                .filter(k -> distance(asked, k.toLowerCase(Locale.ROOT)) <= word.length() / 3)
                .min(Comparator.comparingInt(k -> distance(asked, k.toLowerCase(Locale.ROOT))))
                .orElse("");
    }

    /** Fewest letters to insert, drop or change (Levenshtein). */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
