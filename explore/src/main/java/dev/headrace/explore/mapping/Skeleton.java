package dev.headrace.explore.mapping;

import dev.headrace.simulator.run.Floor;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * A mapping but for the depths of its FIFOs: what decides its traffic and what its units do.
 *
 * @param design name or path
 * @param sets what it sets
 * @param values what rows say of it
 * @param fifos those whose depths may be chosen
 * @param floor what is known of its runs before they are made, whatever the depths
 */
record Skeleton(String design, List<String> sets, Map<String, JsonNode> values, List<Fifo> fifos, Floor floor) {
    Skeleton {
        sets = List.copyOf(sets);
        fifos = List.copyOf(fifos);
    }

    /**
     * A FIFO of a design, by its entry in the buffers.
     *
     * @param entry its name
     * @param loaded whether loads fill it
     * @param held tokens that it has to hold
     * @param outside bytes of a token that is in no scratchpad, all its readers' together; 0 in one
     */
    record Fifo(String entry, boolean loaded, long held, long outside) {
        /** Its depth with so many tokens more than it has to hold, less one. */
        long depth(int level) {
            return Math.addExact(held, level - 1L);
        }
    }

    /** Bytes on a core of what is in no scratchpad. */
    long outside(int loaded, int others) {
        return fifos.stream()
                .mapToLong(f -> Math.multiplyExact(f.outside(), f.depth(f.loaded() ? loaded : others)))
                .sum();
    }
}
