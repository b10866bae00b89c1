package dev.headrace.simulator.dataflow;

import dev.headrace.simulator.kernel.Operator;
import dev.headrace.simulator.unit.Work;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An operator with its streams' types known, not yet placed on a core.
 *
 * @param common what every operator has
 * @param space its nest
 * @param inputs streams it takes
 * @param outputs streams it puts, the primary one first
 * @param work what a firing asks of a compute unit; null if it needs none
 * @param group number of leading loops that stay fixed within one accumulation; the depth of the nest if none
 * @param access the tensor it loads or stores, if it does
 * @param compute makes the numbers of one instance
 * @param state bytes it keeps between firings, for the on-chip account
 */
record Op(
        OpCommon common,
        List<Loop> space,
        List<Input> inputs,
        List<Output> outputs,
        @Nullable WorkOf work,
        int group,
        @Nullable Access access,
        Supplier<Compute> compute,
        long state) {

    /**
     * A stream that it takes.
     *
     * @param stream name
     * @param depth number of its leading loops that the stream runs over
     * @param carried for the completions of a store: the loop whose previous iteration is waited for; null otherwise
     */
    record Input(String stream, int depth, @Nullable Loop carried) {}

    /**
     * A stream that it puts.
     *
     * @param stream name
     * @param type what it carries; its space is a prefix of the operator's
     * @param completion true for the tokens a store sends when its data is in the memory: no numbers, no bytes
     */
    record Output(String stream, StreamType type, boolean completion) {}

    /**
     * A tensor in memory.
     *
     * @param tensor which
     * @param memory name of the memory; empty for the ideal source or sink of an element-granular graph
     * @param write true for a store
     * @param rows rows of the token
     * @param cols columns of the token
     * @param replay the loop during whose later passes tokens come from the buffer, or null
     */
    record Access(
            Tensor tensor,
            String memory,
            boolean write,
            Axis rows,
            Axis cols,
            @Nullable Loop replay) {}

    /** What a firing asks of a unit. */
    interface WorkOf {
        /** The work at a point; first and last tell where in its accumulation group the firing is. */
        Work at(Point point, boolean first, boolean last);
    }

    /** The numbers of one operator instance, with what it keeps from firing to firing. */
    interface Compute {
        /**
         * Computes a firing.
         *
         * @param point where
         * @param in the token of each input: null for completions, and where an empty loop gives none
         * @param first true at the first firing of an accumulation group
         * @param last true at the last
         * @return the token of each output; ignored for outputs that do not put at this firing
         */
        @Nullable
        Tile[] fire(Point point, @Nullable Tile[] in, boolean first, boolean last);
    }

    String name() {
        return common.name();
    }

    /** The output that carries the operator's name. */
    Output primary() {
        for (Output o : outputs) {
            if (o.stream().equals(common.name())) {
                return o;
            }
        }
        throw new IllegalStateException(common.name());
    }

    /** The tensor it moves to or from a memory; null for everything else, sources and sinks included. */
    @Nullable
    Access transfer() {
        return access == null || access.memory().isEmpty() ? null : access;
    }

    /** The kernel's take mode. */
    Operator.Take take(boolean claims) {
        if (claims || transfer() != null) {
            return Operator.Take.WITH_ROOM;
        }
        return switch (common.takeMode()) {
            case "in-order" -> Operator.Take.IN_ORDER;
            case "with-room" -> Operator.Take.WITH_ROOM;
            default -> Operator.Take.TOGETHER;
        };
    }
}
