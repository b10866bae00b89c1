package dev.headrace.simulator.unit;

import java.util.List;

/** A unit that says what it is made of, so that its area and its static power can be told from a table. */
public interface Assembly {
    /** Its parts, each kind once. */
    List<Part> parts();
}
