package dev.headrace.simulator.unit;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Reads what actions and parts cost; found with {@link ServiceLoader}. */
public interface CostModel {
    /** What actions and parts cost in one technology. Immutable; the same question always has the same answer. */
    interface Costs {
        /** Energy of an action, done once. */
        Price price(Action action);

        /** What a unit's parts take. */
        Silicon silicon(String unit, List<Part> parts);

        /** Null if parts leak; else why nothing is known of that, as a value that the file lacks. */
        @Nullable
        String whyNoStaticPower();

        /** Whether energy follows what units take of an FPGA in the cycles in which they are busy; else what they do. */
        default boolean ofLogic() {
            return false;
        }

        /** Static power of the machine as a whole, in watts, besides that of its parts. */
        default double idleWatts() {
            return 0;
        }

        /** What holds for everything priced: choices, factors, faults of the source. */
        List<CostNote> notes();
    }

    /**
     * Energy of an action.
     *
     * @param pj picojoules, 0 if nothing is known
     * @param notes what has to be known about it
     */
    record Price(double pj, List<CostNote> notes) {
        public Price {
            notes = List.copyOf(notes);
        }
    }

    /**
     * Area and static power.
     *
     * @param um2 key of a part to the area of all of that kind, in square micrometres
     * @param staticWatts of all parts together, of those of which a static power is known
     * @param accessNs time to a word of the slowest bank among them, in nanoseconds; 0 if there is none or it is not known
     * @param unknown keys of parts without an area
     * @param notes what has to be known about these numbers
     */
    record Silicon(
            Map<String, Double> um2, double staticWatts, double accessNs, List<String> unknown, List<CostNote> notes) {
        /** Sum of the areas, in square millimetres. */
        public double mm2() {
            return um2.values().stream().mapToDouble(Double::doubleValue).sum() * 1e-6;
        }
    }

    /** Nothing costs anything, and no part is known. */
    Costs NONE = new Costs() {
        @Override
        public Price price(Action action) {
            return new Price(0, List.of());
        }

        @Override
        public Silicon silicon(String unit, List<Part> parts) {
            return new Silicon(Map.of(), 0, 0, parts.stream().map(Part::key).toList(), List.of());
        }

        @Override
        public String whyNoStaticPower() {
            return "energy, a file with static power";
        }

        @Override
        public List<CostNote> notes() {
            return List.of();
        }
    };

    /**
     * Reads a file.
     *
     * @param resolve finds a file that it names and that is not beside it
     */
    Costs read(Path file, UnaryOperator<Path> resolve);

    /** The model on the class path; null if there is none. */
    static @Nullable CostModel find() {
        return ServiceLoader.load(CostModel.class).findFirst().orElse(null);
    }
}
