package dev.headrace.simulator.spec;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The name that somebody who wrote another one may have meant. */
public final class Similar {
    private static final Pattern QUOTED = Pattern.compile("\"([^\"]{1,80})\"");
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}_.$+>-]+");

    private Similar() {}

    /** The closest of some names, if one is close: a slip in every third letter at most, or the same but for case. */
    static Optional<String> to(String wrong, Collection<String> names) {
        return names.stream()
                .filter(name -> !name.equals(wrong) && distance(lower(wrong), lower(name)) <= limit(wrong, name))
                .min(Comparator.comparingInt((String name) -> distance(lower(wrong), lower(name)))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /**
     * What to add to a complaint: the closest of the names that are allowed to the one that was found.
     *
     * @param found what was found: a name in quotes in it counts, or "unknown field" for the end of the pointer
     * @param allowed names, with commas between
     */
    static String hint(String found, String pointer, String allowed) {
        String wrong;
        if (found.equals(JsonFile.UNKNOWN_FIELD)) {
            wrong = pointer.substring(pointer.lastIndexOf('/') + 1);
        } else {
            Matcher quoted = QUOTED.matcher(found);
            if (!quoted.find()) {
                return "";
            }
            wrong = quoted.group(1);
        }
        List<String> names = Arrays.stream(allowed.split(", (?:or )?"))
                .filter(name -> NAME.matcher(name).matches())
                .toList();
        return suggestion(wrong, names);
    }

    /** What to add to a complaint about a name, where others would do: the closest of these, if one is close. */
    public static String suggestion(String wrong, Collection<String> names) {
        return to(wrong, names).map(name -> "; did you mean \"" + name + "\"?").orElse("");
    }

    private static int limit(String a, String b) {
        return Math.max(a.length(), b.length()) / 3;
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    /** Letters put in, left out, replaced, or exchanged with a neighbour (optimal string alignment distance). */
    static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int same = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                d[i][j] = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + same);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
