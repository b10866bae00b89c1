package dev.headrace.explore.mapping;

import dev.headrace.simulator.run.Floor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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
    /** In place of a number of tokens: as many as the design as it stands has. */
    static final int OWN = -1;

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
     * @param own tokens that it holds in the design as it stands
     * @param outside bytes of a token that is in no scratchpad, all its readers' together; 0 in one
     */
    record Fifo(String entry, boolean loaded, long held, long own, long outside) {
        /** Its depth, so many tokens more than it has to hold; or that in the design as it stands, if that is enough. */
        long depth(int more) {
            return more == OWN ? Math.max(held, own) : Math.addExact(held, more);
        }
    }

    /** Depths of all FIFOs: so many tokens more than they have to hold in those that loads fill, and in others. */
    record Depths(int loaded, int others) {
        long of(Fifo f) {
            return f.depth(f.loaded() ? loaded : others);
        }

        /** As rows show it. */
        String shown() {
            return loaded == OWN ? "own" : loaded + " " + others;
        }
    }

    /**
     * Depths that are different here: those of the design as it stands, then the others from the deepest on.
     *
     * @param most tokens more than FIFOs have to hold
     */
    List<Depths> depths(int most) {
        List<Depths> all = new ArrayList<>(List.of(new Depths(OWN, OWN)));
        for (int loaded = most; loaded >= 0; loaded--) {
            for (int others = most; others >= 0; others--) {
                all.add(new Depths(loaded, others));
            }
        }
        Map<List<Long>, Depths> different = new LinkedHashMap<>();
        // The last of equal ones, so that rows say how many tokens more than held there are where that says it all.
        all.forEach(d -> different.put(fifos.stream().map(d::of).toList(), d));
        return List.copyOf(different.values());
    }

    /** Bytes on a core of what is in no scratchpad. */
    long outside(Depths depths) {
        return fifos.stream()
                .mapToLong(f -> Math.multiplyExact(f.outside(), depths.of(f)))
                .sum();
    }
}
