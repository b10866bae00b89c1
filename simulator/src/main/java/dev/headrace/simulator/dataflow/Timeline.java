package dev.headrace.simulator.dataflow;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** When each row of one tensor was in the memory for the first time. */
public final class Timeline {
    private final Map<Long, Long> rows = new TreeMap<>();
    private @Nullable Watch watch;

    /** Hears of rows as they come. */
    public interface Watch {
        /** A row is in the memory: its number, and the tick. */
        void stored(long row, long tick);
    }

    /** Sets who hears of it. */
    public void watch(Watch who) {
        watch = who;
    }

    void written(long row, long tick) {
        if (rows.putIfAbsent(row, tick) == null && watch != null) {
            watch.stored(row, tick);
        }
    }

    /** Row to tick, by row. */
    public Map<Long, Long> rows() {
        return rows;
    }
}
