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

    /** Works out its nest and streams. */
    Op resolve(OpCommon common, Scope scope);
}
