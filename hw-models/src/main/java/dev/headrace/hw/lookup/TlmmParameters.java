package dev.headrace.hw.lookup;

import dev.headrace.hw.check.Check;
import dev.headrace.hw.check.Exact;
import org.jspecify.annotations.Nullable;

/**
 * Parameters of a {@link TlmmEngine}.
 *
 * @param group G, inputs of a table, 1 to 5; TeLLMe has 3
 * @param tables T, tables that are looked up together, 1 or more; TeLLMe v2 has 28
 * @param lookups Q, index vectors (outputs) a cycle, 1 or more; every table exists Q times
 * @param fillPerCycle entries of each table written in a cycle while it is built, 1 to 3^G; absent: all
 * @param overlapFill whether the tables of the next inputs are built, in a second set, during lookups; absent: false
 * @param pipeline cycles from reading an index to its accumulator beyond the adder tree, 0 or more; absent: 2, one for
 *     the table and one for the accumulator. The loop over outputs drains before the next tables are built
 * @param clock name of its clock domain
 */
public record TlmmParameters(
        int group,
        int tables,
        int lookups,
        @Nullable Integer fillPerCycle,
        @Nullable Boolean overlapFill,
        @Nullable Integer pipeline,
        @Nullable String clock) {
    public TlmmParameters {
        if (group < 1 || group > 5) {
            throw new IllegalArgumentException("group is " + group + "; allowed: 1 to 5");
        }
        Check.atLeastOne("tables", tables);
        Check.atLeastOne("lookups", lookups);
        int entries = IndexVectors.entriesOf(group);
        if (fillPerCycle != null && (fillPerCycle < 1 || fillPerCycle > entries)) {
            throw new IllegalArgumentException(
                    "fill_per_cycle is " + fillPerCycle + "; allowed: 1 to " + entries + ", the entries of a table");
        }
        if (pipeline != null && (pipeline < 0 || pipeline > 1000)) {
            throw new IllegalArgumentException("pipeline is " + pipeline + "; allowed: 0 to 1000");
        }
        fillPerCycle = fillPerCycle == null ? Integer.valueOf(entries) : fillPerCycle;
        overlapFill = Boolean.TRUE.equals(overlapFill);
        pipeline = pipeline == null ? Integer.valueOf(2) : pipeline;
    }

    /** Cycles to build the tables of T G inputs. */
    long fillCycles() {
        int entries = IndexVectors.entriesOf(group);
        return Exact.ceilDiv(entries, fillPerCycle == null ? entries : fillPerCycle);
    }

    /** Cycles from reading an index vector to its sum in the accumulator: pipeline and adder tree. */
    long depth() {
        return (pipeline == null ? 2 : pipeline) + (long) Exact.treeLevels(tables);
    }

    boolean overlaps() {
        return overlapFill != null && overlapFill;
    }

    /** Inputs covered by one set of tables, T G. */
    long block() {
        return (long) tables * group;
    }
}
