package dev.headrace.simulator.kernel;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A node of the graph: it fires once per point of its nest, under timing rule 3.
 *
 * <p>With {@code t} the take, {@code P} the period of its clock and all times rounded up to its clock edges:
 *
 * <pre>
 * t        = max(ready, arrival of every input needed [, room of every output] [, all claimed units free])
 * put(o)   = max(put(o-1) or t, slot of o free)          outputs in declared order
 * arrival  = max(t + latency P, put(o) + forward latency P, arrival of the token before)
 * ready    = last put + interval P                        (t + interval P if nothing is put)
 * </pre>
 *
 * @param name unique in its graph
 * @param clock index of its clock domain
 * @param nest its firings
 * @param inputs in take order
 * @param outputs in put order
 * @param pace initiation interval and latency
 * @param take how inputs are consumed
 * @param put how outputs are written
 * @param claims units that serve it; with any, and for moves, {@code take} must be {@link Take#WITH_ROOM}
 * @param move the transfer of each firing, for loads and stores
 * @param action the numbers, if values are on
 */
public record Operator(
        String name,
        int clock,
        Nest nest,
        List<InPort> inputs,
        List<OutPort> outputs,
        Pace pace,
        Take take,
        Put put,
        List<Claim> claims,
        @Nullable Move move,
        @Nullable Action action) {

    /** How inputs are consumed. */
    public enum Take {
        /** All at the same time, when the last has arrived. */
        TOGETHER,
        /** One after another in declared order; the credit of each leaves when it is consumed. */
        IN_ORDER,
        /** Together, and not before every output has room. */
        WITH_ROOM
    }

    /** How outputs are written. */
    public enum Put {
        /** One after another in declared order, each as soon as it has room. */
        IN_ORDER,
        /** All at once, when every output has room. */
        ALL
    }

    /**
     * Checks that the parts go together.
     *
     * @throws IllegalArgumentException if a port is deeper than the nest, an input sees tokens at less than full depth or
     *     takes in order, or a claim or transfer is not taken with room
     */
    public Operator {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        claims = List.copyOf(claims);
        if ((!claims.isEmpty() || move != null) && take != Take.WITH_ROOM) {
            throw new IllegalArgumentException(
                    "operator " + name + ": take " + take + " with a shared unit or a transfer; allowed: WITH_ROOM");
        }
        for (InPort in : inputs) {
            requireDepth(name, in.depth(), nest.depth());
            if (in.sees() != null && (take == Take.IN_ORDER || in.depth() != nest.depth())) {
                throw new IllegalArgumentException("operator " + name + ": an input that sees tokens at depth "
                        + in.depth() + " of " + nest.depth() + ", take " + take
                        + "; allowed: full depth, and inputs consumed together");
            }
            if (in.release() == InPort.Release.TRANSFER && move == null) {
                throw new IllegalArgumentException("operator " + name + ": release TRANSFER without a transfer");
            }
        }
        for (OutPort out : outputs) {
            requireDepth(name, out.depth(), nest.depth());
        }
    }

    /** An operator with a unit of its own, no transfer and no numbers. */
    public Operator(String name, Nest nest, List<InPort> inputs, List<OutPort> outputs, Pace pace, Take take, Put put) {
        this(name, 0, nest, inputs, outputs, pace, take, put, List.of(), null, null);
    }

    private static void requireDepth(String name, int depth, int max) {
        if (depth < 0 || depth > max) {
            throw new IllegalArgumentException("operator " + name + ": port depth " + depth + "; allowed: 0 to " + max);
        }
    }
}
