package dev.headrace.simulator.dataflow;

import dev.headrace.simulator.kernel.Operator;
import dev.headrace.simulator.kernel.Selection;
import dev.headrace.simulator.spec.WorkloadSpec;
import dev.headrace.simulator.unit.Work;
import java.util.ArrayList;
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
 * @param selection which input each firing takes from, where numbers decide that; null: from all
 * @param roundings what it rounds
 * @param product what its main stream is, if that is a matrix product and nothing else
 * @param operands number format of what it multiplies, by which a multiply-accumulate is priced where the unit does not say;
 *     null: that of the workload
 * @param effect what earlier roundings of its inputs mean for its outputs
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
        long state,
        @Nullable Supplier<Selection> selection,
        List<Rounding> roundings,
        @Nullable Product product,
        @Nullable String operands,
        Effect effect) {

    /** What it means for an operator's outputs that the numbers of a stream were rounded to a format before they came. */
    @FunctionalInterface
    interface Effect {
        /** The rounding of the outputs that a rounding of a stream, of that type, is as good as. */
        Rounding of(String stream, StreamType in, String format);
    }

    /**
     * Whole matrix products: their sums run over all of the contracted dimension.
     *
     * @param a stream of left operands
     * @param b stream of right operands
     * @param transposed true if rows of b are columns of the product
     */
    record Product(String a, String b, boolean transposed) {}

    /** An operator that takes from all its inputs. */
    Op(
            OpCommon common,
            List<Loop> space,
            List<Input> inputs,
            List<Output> outputs,
            @Nullable WorkOf work,
            int group,
            @Nullable Access access,
            Supplier<Compute> compute,
            long state) {
        this(
                common,
                space,
                inputs,
                outputs,
                work,
                group,
                access,
                compute,
                state,
                null,
                List.of(),
                null,
                null,
                (stream, in, format) -> Rounding.once(in.holds(), format));
    }

    /**
     * A stream that it takes.
     *
     * @param ref the stream, and which of its tokens
     * @param depth number of its leading loops that the stream runs over
     * @param carried the loop whose previous iteration a token is of, so that there is none in the first; null otherwise
     * @param last the loop of which only the last iteration's tokens come; null otherwise
     * @param initial the loop in whose first iteration alone a token is taken; null otherwise
     * @param numbers false if only the time of a token counts: completions
     */
    record Input(
            StreamRef ref,
            int depth,
            @Nullable Loop carried,
            @Nullable Loop last,
            @Nullable Loop initial,
            boolean numbers) {
        /** Any but one that is taken in the first iteration alone. */
        Input(StreamRef ref, int depth, @Nullable Loop carried, @Nullable Loop last, boolean numbers) {
            this(ref, depth, carried, last, null, numbers);
        }

        /** The completions of a store or of another operator's firings. */
        static Input completion(String stream, int depth, @Nullable Loop carried) {
            return new Input(new StreamRef(stream, StreamRef.How.SAME, ""), depth, carried, null, false);
        }

        /** Name of the stream. */
        String stream() {
            return ref.stream();
        }

        /** True if its token is one of the firing before. */
        boolean ofFiringBefore() {
            return ref.how() == StreamRef.How.FIRING_BEFORE;
        }
    }

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
     * @param replay the loop during which tiles visited before come from the buffer, or null
     * @param plane the rows and bits that are moved of it; null: all of the tile
     * @param by DMA engine; null: the memory's first
     */
    record Access(
            Tensor tensor,
            String memory,
            boolean write,
            Axis rows,
            Axis cols,
            @Nullable Loop replay,
            @Nullable Plane plane,
            @Nullable String by) {
        /** True if tiles of different iterations of a loop are different, by its rows or columns. */
        boolean tells(Loop l) {
            return l.cuts(rows.loop()) || l.cuts(cols.loop());
        }

        /** Number of the tile at a point among all tiles of the tensor that this load or store cuts it into. */
        int tile(Point at, WorkloadSpec.Shape shape) {
            int matrix = tensor.headOf(at.head(), shape);
            return (matrix * tiles(rows) + tile(rows, at)) * tiles(cols) + tile(cols, at);
        }

        private static int tiles(Axis axis) {
            return axis.loop() == null ? 1 : axis.extent() / axis.loop().tile() + 1;
        }

        private static int tile(Axis axis, Point at) {
            return axis.loop() == null ? 0 : axis.start(at) / axis.loop().tile();
        }

        /** Whole elements of rows side by side. */
        Access(Tensor tensor, String memory, boolean write, Axis rows, Axis cols, @Nullable Loop replay) {
            this(tensor, memory, write, rows, cols, replay, null, null);
        }
    }

    /** What a firing asks of a unit; follows from the sizes of the tiles alone. */
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

    /** The same with further inputs and outputs, of which only the times count. */
    Op with(List<Input> waits, List<Output> signals) {
        if (waits.isEmpty() && signals.isEmpty()) {
            return this;
        }
        List<Input> in = new ArrayList<>(inputs);
        in.addAll(waits);
        List<Output> out = new ArrayList<>(outputs);
        out.addAll(signals);
        return new Op(
                common, space, in, out, work, group, access, compute, state, selection, roundings, product, operands,
                effect);
    }

    /** The same, of which it is known what it rounds, and what earlier roundings mean to it. */
    Op rounding(List<Rounding> what, Effect of) {
        return new Op(
                common,
                space,
                inputs,
                outputs,
                work,
                group,
                access,
                compute,
                state,
                selection,
                List.copyOf(what),
                product,
                operands,
                of);
    }

    /** The same, which takes from one input at a time. */
    Op selecting(Supplier<Selection> which) {
        return new Op(
                common, space, inputs, outputs, work, group, access, compute, state, which, roundings, product,
                operands, effect);
    }

    /** The same, which makes whole matrix products. */
    Op making(Product what) {
        return new Op(
                common, space, inputs, outputs, work, group, access, compute, state, selection, roundings, what,
                operands, effect);
    }

    /** The same, which multiplies numbers of a format. */
    Op multiplying(@Nullable String format) {
        return new Op(
                common, space, inputs, outputs, work, group, access, compute, state, selection, roundings, product,
                format, effect);
    }

    /** The same, of which some inputs are rounded as they come: to a format each, or null. */
    Op entering(Scope scope, List<@Nullable String> formats, List<Rounding> what) {
        List<Rounding> all = new ArrayList<>(roundings);
        all.addAll(what);
        Supplier<Compute> inner = () -> new Entering(common, scope, compute.get(), formats);
        return new Op(
                common,
                space,
                inputs,
                outputs,
                work,
                group,
                access,
                inner,
                state,
                selection,
                List.copyOf(all),
                product,
                operands,
                effect);
    }

    /** Number of inputs that bring numbers; those of which only the time counts come after them. */
    int computed() {
        return (int) inputs.stream().filter(Input::numbers).count();
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
