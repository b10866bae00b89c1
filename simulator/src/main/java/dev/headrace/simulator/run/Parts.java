package dev.headrace.simulator.run;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.headrace.simulator.dataflow.DataflowGraph;
import dev.headrace.simulator.explain.Activity;
import dev.headrace.simulator.explain.Alternatives;
import dev.headrace.simulator.explain.Explanation;
import dev.headrace.simulator.unit.Logic;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a run found out beside the core of its result: at most one record of each kind, under its key of {@code result.json}.
 *
 * @param byKey the records, in the order of {@link #KINDS}, then those of other versions, {@link Unknown}
 * @param further fields that only another version knows, inside parts and anything else that this one does: where they are in
 *     {@code result.json}, as a JSON pointer, to what they were read as
 */
public record Parts(@JsonValue Map<String, Record> byKey, Map<String, Unknown> further) {
    /** Every kind of part: its key in {@code result.json}, to its record. */
    public static final Map<String, Class<? extends Record>> KINDS = kinds();

    /** No parts. */
    public static final Parts NONE = new Parts(Map.of(), Map.of());

    /**
     * A part of a kind, or a field, that only another version knows: kept as it was read.
     *
     * @param value of JSON
     */
    public record Unknown(@JsonValue Object value) {}

    public Parts {
        Map<String, Record> ordered = new LinkedHashMap<>();
        for (Map.Entry<String, Class<? extends Record>> kind : KINDS.entrySet()) {
            Record part = byKey.get(kind.getKey());
            if (part != null) {
                ordered.put(kind.getKey(), kind.getValue().cast(part));
            }
        }
        byKey.forEach((key, part) -> {
            if (part instanceof Unknown && !KINDS.containsKey(key)) {
                ordered.put(key, part);
            }
        });
        if (ordered.size() != byKey.size()) {
            throw new IllegalArgumentException(
                    "parts: " + byKey.keySet() + "; allowed: " + String.join(", ", KINDS.keySet()));
        }
        byKey = Collections.unmodifiableMap(ordered);
        further = Collections.unmodifiableMap(new LinkedHashMap<>(further));
    }

    private static Map<String, Class<? extends Record>> kinds() {
        Map<String, Class<? extends Record>> kinds = new LinkedHashMap<>();
        kinds.put("golden", Result.Golden.class);
        kinds.put("deadlock", Result.Deadlock.class);
        kinds.put("sparsity", Result.Sparsity.class);
        kinds.put("logic", Logic.class);
        kinds.put("numbers", Result.Numbers.class);
        kinds.put("dataflow", DataflowGraph.class);
        kinds.put("provenance", Provenance.class);
        kinds.put("explanation", Explanation.class);
        kinds.put("alternatives", Alternatives.class);
        kinds.put("activity", Activity.class);
        return Collections.unmodifiableMap(kinds);
    }

    /** These and one more, which takes the place of one of its kind; the same if there is none to add. */
    public Parts with(@Nullable Record part) {
        if (part == null) {
            return this;
        }
        Map<String, Record> more = new LinkedHashMap<>(byKey);
        KINDS.forEach((key, kind) -> {
            if (kind.isInstance(part)) {
                more.put(key, part);
            }
        });
        if (!more.containsValue(part)) {
            throw new IllegalArgumentException("no kind of part: " + part.getClass());
        }
        return new Parts(more, further);
    }

    /** Parts and fields that only another version knows, as "part" or "part.field". */
    public List<String> unknown() {
        List<String> all = new ArrayList<>(byKey.keySet());
        all.removeAll(KINDS.keySet());
        further.keySet().forEach(pointer -> all.add(pointer.substring(1).replace('/', '.')));
        return all;
    }

    /** The part of a kind; null if there is none. */
    public <P extends Record> @Nullable P get(Class<P> kind) {
        for (Record part : byKey.values()) {
            if (kind.isInstance(part)) {
                return kind.cast(part);
            }
        }
        return null;
    }
}
