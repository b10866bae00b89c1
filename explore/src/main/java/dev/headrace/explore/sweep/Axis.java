package dev.headrace.explore.sweep;

import java.util.List;

/**
 * A direction of the space: one knob, or linked ones that step together.
 *
 * @param knobs one or more, of equal size
 */
public record Axis(List<Knob> knobs) {
    public Axis {
        knobs = List.copyOf(knobs);
    }

    /** Number of steps. */
    public int size() {
        return knobs.get(0).size();
    }
}
