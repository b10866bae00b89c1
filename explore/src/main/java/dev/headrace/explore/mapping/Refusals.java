package dev.headrace.explore.mapping;

import dev.headrace.simulator.spec.InputException;

/** Why mappings are not valid, in words that are the same for many of them. */
final class Refusals {
    private Refusals() {}

    /** The first complaint, without its file and place, its numbers left out. */
    static String reason(InputException e) {
        return reason(e.faults().get(0));
    }

    /** The same of a complaint that is in a row. */
    static String reason(String complaint) {
        int place = complaint.indexOf(": ");
        return numberless(place < 0 ? complaint : complaint.substring(place + 2));
    }

    /** A text without its numbers. */
    static String numberless(String text) {
        return text.replaceAll("[0-9]+", "N");
    }
}
