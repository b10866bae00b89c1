package dev.headrace.hw.dram;

import dev.headrace.simulator.run.Result;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How the bursts of several tensors, or of several DMA engines, fared; each is named by its number. */
final class Flows {
    private static final int OUTCOMES = 3;

    private final List<String> names;
    private final long[] useful;
    private final long[] moved;
    private final long[] reads;
    private final long[] latency;
    private final long[] outcomes;

    Flows(List<String> names) {
        this.names = List.copyOf(names);
        useful = new long[names.size()];
        moved = new long[names.size()];
        reads = new long[names.size()];
        latency = new long[names.size()];
        outcomes = new long[OUTCOMES * names.size()];
    }

    /** Bytes asked for, and bytes moved for them. */
    void moved(int number, long useful, long moved) {
        this.useful[number] += useful;
        this.moved[number] += moved;
    }

    /**
     * Bursts that were served.
     *
     * @param times how many
     * @param took cycles from acceptance to arrival of each
     * @param outcome of their rows; one that is none of the three is not counted
     */
    void served(int number, boolean write, long times, long took, int outcome) {
        if (!write) {
            reads[number] += times;
            latency[number] += times * took;
        }
        if (outcome < OUTCOMES) {
            outcomes[OUTCOMES * number + outcome] += times;
        }
    }

    /** By name; those of which nothing was moved are left out. */
    Map<String, Result.Flow> byName() {
        Map<String, Result.Flow> map = new LinkedHashMap<>();
        for (int i = 0; i < moved.length; i++) {
            if (moved[i] > 0) {
                map.put(
                        names.get(i),
                        new Result.Flow(
                                useful[i],
                                moved[i],
                                outcomes[OUTCOMES * i + RequestQueue.HIT],
                                outcomes[OUTCOMES * i + RequestQueue.MISS],
                                outcomes[OUTCOMES * i + RequestQueue.CONFLICT],
                                reads[i] == 0 ? 0 : (double) latency[i] / reads[i]));
            }
        }
        return Collections.unmodifiableMap(map);
    }
}
