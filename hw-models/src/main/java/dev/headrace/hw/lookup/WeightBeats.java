package dev.headrace.hw.lookup;

import dev.headrace.hw.check.Check;
import dev.headrace.hw.check.Exact;

/**
 * How index vectors travel (TeLLMe v2, section 3): a beat over all ports carries as many vectors as fit beside one FP16
 * weight of the norm. Three ports of 256 bits: 768 bits = 5 vectors of 140 bits + 16, 52 bits unused.
 *
 * @param beatBits bits of a beat over all ports
 * @param vectorBits bits of an index vector
 * @param normBits bits of the norm weight in each beat
 */
public record WeightBeats(long beatBits, long vectorBits, long normBits) {
    public WeightBeats {
        Check.atLeastOne("vector_bits", vectorBits);
        if (normBits < 0 || beatBits % 8 != 0 || beatBits < vectorBits + normBits) {
            throw new IllegalArgumentException("beat of " + beatBits + " bits for vectors of " + vectorBits
                    + " bits and a norm weight of " + normBits
                    + "; allowed: whole bytes that hold one vector and the norm weight");
        }
    }

    /** Vectors in a beat. */
    public long vectorsPerBeat() {
        return (beatBits - normBits) / vectorBits;
    }

    /** Bytes on the bus for a number of vectors, the last beat whole. */
    public long bytes(long vectors) {
        return Exact.times(Exact.ceilDiv(vectors, vectorsPerBeat()), beatBits / 8);
    }
}
