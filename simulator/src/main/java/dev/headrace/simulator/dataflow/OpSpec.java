package dev.headrace.simulator.dataflow;

import java.util.List;

/** The fields of one kind of operator, beside {@link OpCommon}; a record, read from JSON. */
interface OpSpec {
    /** Streams that it reads and whose types it needs. */
    List<String> needs();

    /** Operations that its unit has to do beside the one it asks for. */
    default List<String> alsoDoes() {
        return List.of();
    }

    /** Works out its nest and streams. */
    Op resolve(OpCommon common, Scope scope);
}
