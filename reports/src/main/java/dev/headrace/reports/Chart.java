package dev.headrace.reports;

/** A picture of numbers, which {@link Charts} draws to PNG and to SVG by the same code. */
public interface Chart {
    /** What it shows. */
    String title();

    /** Whether there is nothing to draw. */
    boolean isEmpty();

    /**
     * The drawing.
     *
     * @param alone with title, subtitle and a white ground; else for a page that has a heading and a ground of its own
     */
    Figure figure(boolean alone);
}
