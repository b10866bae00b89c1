package dev.headrace.explore;

import dev.headrace.simulator.run.Result;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Runs that are being made, on any threads, and are ended together. */
public final class Underway {
    private final Set<Trial> running = ConcurrentHashMap.newKeySet();
    private volatile boolean stopped;

    /** The result of a run; null if it was stopped before its end. */
    public @Nullable Result run(Trial trial) {
        running.add(trial);
        try {
            if (stopped) {
                return null;
            }
            Result result = trial.run();
            return stopped && result.status().equals("incomplete") ? null : result;
        } finally {
            running.remove(trial);
        }
    }

    /** Ends all runs soon, from any thread; none is begun after it. */
    public void stop() {
        stopped = true;
        running.forEach(Trial::stop);
    }

    /** Whether they were stopped. */
    public boolean isStopped() {
        return stopped;
    }
}
