package dev.headrace.hw.lookup;

import dev.headrace.hw.check.Check;
import org.jspecify.annotations.Nullable;

/**
 * Parameters of a {@link UramBuffer}; group, tables and lookups are those of the engine that it feeds.
 *
 * @param urams URAMs, 1 or more; TeLLMe v2 has 48
 * @param group G, 1 to 5
 * @param tables T, 1 or more
 * @param lookups Q, 1 or more
 * @param clock name of its clock domain
 */
public record UramParameters(
        int urams,
        int group,
        int tables,
        int lookups,
        @Nullable String clock) {
    public UramParameters {
        Check.atLeastOne("urams", urams);
        UramLayout layout = new UramLayout(group, tables, lookups);
        if (layout.capacity(urams) == 0) {
            throw new IllegalArgumentException("urams is " + urams + "; allowed: at least "
                    + layout.wide() * layout.banks() + ", one for each bank and 72 bits");
        }
    }

    UramLayout layout() {
        return new UramLayout(group, tables, lookups);
    }
}
