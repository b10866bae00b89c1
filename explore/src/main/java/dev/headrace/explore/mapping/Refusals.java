package dev.headrace.explore.mapping;

import dev.headrace.simulator.spec.InputException;

/** Why mappings are not valid, in words that are the same for many of them. */
final class Refusals {
    private Refusals() {}

    /** The first complaint, without its file and place, its numbers left out. */
    static String reason(InputException e) {
        String line = e.faults().get(0);
        int place = line.indexOf(": ");
        String said = place < 0 ? line : line.substring(place + 2);
        return said.replaceAll("[0-9]+", "N");
    }
}
