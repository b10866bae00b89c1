package dev.headrace.simulator.unit;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** Reads tables of what actions and parts cost; found with {@link ServiceLoader}. */
public interface CostModel {
    /** A table. */
    interface Costs {
        /** Picojoules of an action in a number format on a unit (null: on none); 0 if the table does not have it. */
        double pj(@Nullable String unit, Primitive action, String format);

        /** What a unit's parts take. */
        Silicon silicon(String unit, List<Part> parts);
    }

    /**
     * Area and static power.
     *
     * @param um2 key of a part to the area of all of that kind, in square micrometres
     * @param staticWatts of all parts together, of those that have an area or a static power in the table
     * @param unknown keys of parts without an area
     */
    record Silicon(Map<String, Double> um2, double staticWatts, List<String> unknown) {
        /** Sum of the areas, in square millimetres. */
        public double mm2() {
            return um2.values().stream().mapToDouble(Double::doubleValue).sum() * 1e-6;
        }
    }

    /** Nothing costs anything, and no part is known. */
    Costs NONE = new Costs() {
        @Override
        public double pj(@Nullable String unit, Primitive action, String format) {
            return 0;
        }

        @Override
        public Silicon silicon(String unit, List<Part> parts) {
            return new Silicon(Map.of(), 0, parts.stream().map(Part::key).toList());
        }
    };

    /** Reads a file. */
    Costs read(Path file);

    /** The model on the class path; null if there is none. */
    static @Nullable CostModel find() {
        return ServiceLoader.load(CostModel.class).findFirst().orElse(null);
    }
}
