package dev.headrace.simulator.dataflow;

import java.util.List;

/** The fields of one kind of operator, beside {@link OpCommon}; a record, read from JSON. */
interface OpSpec {
    /** Streams that it reads, as it names them. */
    List<String> needs();

    /** Those of them whose types its own streams' types depend on; of the others they are only checked. */
    default List<String> typedBy() {
        return needs();
    }

    /** Operations that its unit has to do beside the one it asks for. */
    default List<String> alsoDoes() {
        return List.of();
    }

    /**
     * What it rounds, in all its firings: what the error bound of an output follows from, and all that it follows from. Must be
     * told of every operation whose result may not be exact, and of every format that a stream or tensor is stored in.
     *
     * @param op what {@link #resolve} made of it
     * @param scope what it was made in
     */
    List<Rounding> roundings(Op op, Scope scope);

    /** Streams that are operands of its unit, and so are rounded to its operand format as they come in. */
    default List<String> operands() {
        return needs();
    }

    /**
     * What it means for its outputs that a stream is rounded to a format: to its unit's operand format as it comes in, or before.
     *
     * @param stream its name
     * @param in its type
     */
    default Rounding entering(Op op, String stream, StreamType in, String format) {
        return Rounding.once(in.holds(), format);
    }

    /** Works out its nest and streams. */
    Op resolve(OpCommon common, Scope scope);
}
