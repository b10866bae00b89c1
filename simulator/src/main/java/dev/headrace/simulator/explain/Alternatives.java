package dev.headrace.simulator.explain;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a run would take with one thing at a time twice as good, each by a run of its own.
 *
 * @param all the shortest run first; those that cannot be run last
 */
public record Alternatives(List<Alternative> all) {
    public Alternatives {
        all = List.copyOf(all);
    }

    /**
     * One of them.
     *
     * @param what in words
     * @param set as for {@code --set}
     * @param cycles of the run with it; -1 if there is none
     * @param speedup cycles without it by cycles with it; 0 if there is no run
     * @param predictedCycles from the record of the run alone, for a faster unit: of the first clock; null of other changes
     * @param next where most of the critical path is then; empty if that was not looked for
     * @param reason why there is no run; empty if there is one
     */
    public record Alternative(
            String what,
            List<String> set,
            long cycles,
            double speedup,
            @Nullable Double predictedCycles,
            String next,
            String reason) {}
}
