package dev.headrace.hw.lookup;

import dev.headrace.hw.check.Check;
import dev.headrace.hw.check.Exact;
import org.jspecify.annotations.Nullable;

/**
 * Parameters of a {@link UramBuffer}; group, tables and lookups are those of the engine that it feeds.
 *
 * <p>It is built for an array of index vectors, {@code planes x blocks x outputs}: TeLLMe v2 has 3 x 19 x 1536, whatever
 * matrix lies in it. How many URAMs that takes follows from the layout ({@link UramLayout#urams}).
 *
 * @param planes planes of the array, 1 or more
 * @param blocks blocks of T G inputs in a plane, 1 or more
 * @param outputs outputs in a plane, 1 or more
 * @param group G, 1 to 5
 * @param tables T, 1 or more
 * @param lookups Q, 1 or more
 * @param clock name of its clock domain
 */
public record UramParameters(
        int planes,
        int blocks,
        int outputs,
        int group,
        int tables,
        int lookups,
        @Nullable String clock) {
    public UramParameters {
        Check.atLeastOne("planes", planes);
        Check.atLeastOne("blocks", blocks);
        Check.atLeastOne("outputs", outputs);
        new UramLayout(group, tables, lookups);
    }

    /** URAMs for the array. */
    long urams() {
        return layout().urams(Exact.times(planes, blocks, outputs));
    }

    UramLayout layout() {
        return new UramLayout(group, tables, lookups);
    }
}
