package dev.headrace.explore.sweep;

import dev.headrace.simulator.spec.InputException;

/** Where a sweep was written down: makes complaints about it. */
@FunctionalInterface
public interface Source {
    /**
     * A complaint.
     *
     * @param pointer the place in the sweep's file, as a JSON pointer
     * @param found what stands there
     * @param allowed what may
     */
    InputException complain(String pointer, String found, String allowed);
}
