package dev.headrace.explore.sweep;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What came of a point. Nothing in it depends on the host, the time, or how many points were run beside it.
 *
 * @param point its number
 * @param parameters column to value, as in {@link Point#values}
 * @param status how it ended: see {@link Status}
 * @param reason why it ended so; empty for complete
 * @param feasible whether it is complete and meets the constraints
 * @param hash of everything that can change its result; empty if the files could not be read
 * @param values column to number, text or truth; columns that do not apply are missing
 * @param objectives values of the objectives as asked for, in order; empty unless complete
 */
public record Row(
        long point,
        Map<String, JsonNode> parameters,
        Status status,
        String reason,
        boolean feasible,
        String hash,
        Map<String, JsonNode> values,
        List<Double> objectives) {
    /** Columns that every row has, whatever the sweep. */
    static final List<String> FIXED = List.of("point", "status", "reason", "feasible", "on_front", "hash");

    public Row {
        parameters = new LinkedHashMap<>(parameters);
        values = new LinkedHashMap<>(values);
        objectives = List.copyOf(objectives);
    }

    /** How a point ended. */
    public enum Status {
        /** To its end, numbers right as far as they were checked. */
        COMPLETE,
        /** To its end, but numbers miss the golden model. */
        MISSED,
        /** Nothing could go on. */
        DEADLOCK,
        /** Cut off by the limit of cycles. */
        CAPPED,
        /** The hardware does not fit its board. */
        OVERSIZE,
        /** Its files, put together, are not valid; or it needs more memory than there is. */
        REFUSED,
        /** A bug of this program. */
        CRASHED;

        /** As it stands in rows. */
        public String label() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** The same outcome as that of another point. */
    Row as(Point other) {
        return new Row(other.index(), other.values(), status, reason, feasible, hash, values, objectives);
    }

    /** The same with its reason in other words. */
    Row because(String words) {
        return new Row(point, parameters, status, words, feasible, hash, values, objectives);
    }

    /** A parameter or a value; null if the row has no such column. */
    public @Nullable JsonNode get(String column) {
        JsonNode parameter = parameters.get(column);
        return parameter != null ? parameter : values.get(column);
    }
}
