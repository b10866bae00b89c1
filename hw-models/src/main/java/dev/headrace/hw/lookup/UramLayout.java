package dev.headrace.hw.lookup;

import dev.headrace.hw.check.Check;
import dev.headrace.hw.check.Exact;

/**
 * Index vectors in UltraRAM (TeLLMe v2, arXiv 2510.15926, section 3): a URAM is 4096 words of 72 bits with two ports.
 *
 * <pre>
 * wide  = ceil(T B / 72)                  URAMs side by side for a vector of T indices of B bits
 * banks = ceil(Q / 2)                     two ports each, vectors dealt to them in turn
 * deep  = ceil(ceil(vectors / banks) / 4096)
 * URAMs = wide banks deep</pre>
 *
 * The paper prints words a bank as Y / Q, with which the capacity would not fit; Y / (Q / 2) is what Q / 2 banks need, and
 * gives the 48 URAMs that it reports for 3 x 19 x 1536 vectors of 28 indices, for Q = 8 and for Q = 16.
 *
 * @param group G, 1 to 5
 * @param tables T
 * @param lookups Q
 */
public record UramLayout(int group, int tables, int lookups) {
    /** Bits of a word. */
    public static final int WORD_BITS = 72;

    /** Words of a URAM. */
    public static final int WORDS = 4096;

    public UramLayout {
        if (group < 1 || group > 5) {
            throw new IllegalArgumentException("group is " + group + "; allowed: 1 to 5");
        }
        Check.atLeastOne("tables", tables);
        Check.atLeastOne("lookups", lookups);
    }

    /** Bits of an index vector. */
    public long vectorBits() {
        return (long) tables * IndexVectors.bitsOf(group);
    }

    /** URAMs side by side. */
    public long wide() {
        return Exact.ceilDiv(vectorBits(), WORD_BITS);
    }

    /** Banks. */
    public long banks() {
        return Exact.ceilDiv(lookups, 2);
    }

    /** Vectors of a matrix. */
    public long vectors(long outputs, long inputs) {
        return Exact.times(Exact.ceilDiv(inputs, (long) tables * group), outputs);
    }

    /** URAMs that hold a number of vectors. */
    public long urams(long vectors) {
        return Exact.times(wide(), banks(), Exact.ceilDiv(Exact.ceilDiv(vectors, banks()), WORDS));
    }

    /** Vectors that a number of URAMs hold; what does not fill a whole level of all banks is of no use. */
    public long capacity(long urams) {
        return Exact.times(urams / (wide() * banks()), banks(), WORDS);
    }
}
