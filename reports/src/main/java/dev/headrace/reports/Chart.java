package dev.headrace.reports;

import java.util.List;

/** A picture of numbers, which {@link Charts} draws to PNG and to SVG by the same code. */
public interface Chart {
    /** What it shows. */
    String title();

    /** What is drawn of what, in words, for readers who cannot see it. */
    String description();

    /** Whether there is nothing to draw. */
    boolean isEmpty();

    /**
     * The drawing.
     *
     * @param alone with title, subtitle and a white ground; else for a page that has a heading and a ground of its own
     */
    Figure figure(boolean alone);

    /** Names in a sentence, of many the first. */
    static String names(List<String> names) {
        int most = 12;
        String more = names.size() > most ? " and " + Units.count((long) names.size() - most) + " more" : "";
        return String.join(", ", names.subList(0, Math.min(most, names.size()))) + more;
    }
}
