package dev.headrace.simulator.dataflow;

import dev.headrace.simulator.spec.DesignSpec;
import dev.headrace.simulator.spec.Hardware;
import dev.headrace.simulator.spec.JsonFile;
import dev.headrace.simulator.spec.WorkloadSpec;
import dev.headrace.simulator.unit.ComputeUnit;
import dev.headrace.simulator.unit.FixedPoint;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The arithmetic that decides what a design keeps: of the units its products of queries and keys, its softmax and its
 * products of probabilities and values are bound to. Where the units say nothing, double precision.
 *
 * @param scores products of queries and keys; null: as of any numbers
 * @param values products of probabilities and values; null likewise
 * @param softmax format of the softmax, "fp64" or what its unit declares
 * @param exponential "exact" or "taylor-5"
 * @param probabilityBits bits of the fraction that probabilities are rounded to; 0: none
 */
public record Datapath(
        @Nullable FixedPoint scores,
        @Nullable FixedPoint values,
        String softmax,
        String exponential,
        int probabilityBits) {
    /** Double precision throughout. */
    static final Datapath EXACT = new Datapath(null, null, "fp64", "exact", 0);

    /** Format of a softmax where a workload keeps a part: what the unit declares, or double precision. */
    static String softmaxFormat(@Nullable ComputeUnit unit) {
        String own = unit == null ? null : unit.accumulatorFormat();
        return own == null ? "fp64" : own;
    }

    /**
     * That of a design: of its products with keys and with values that come from memory, whole or as rows picked of them, and
     * of its softmax. Other products, as projections, decide nothing and are on any unit. Where several operators do one of
     * the three, their units must work alike, as a row that is computed again must be the row that was decided about.
     */
    static Datapath of(JsonFile file, DesignSpec design, Hardware hardware, WorkloadSpec workload) {
        return workload.kept() == null || workload.kept().pruning() == null
                ? EXACT
                : of(file, design, on -> hardware.unit(ComputeUnit.class, on));
    }

    /** The same, of a workload that prunes; null stands for a unit that does not compute, or none. */
    static Datapath of(JsonFile file, DesignSpec design, Function<String, @Nullable ComputeUnit> units) {
        Found found = new Found(file);
        List<DesignSpec.Stage> stages = design.allStages();
        for (int s = 0; s < stages.size(); s++) {
            List<JsonNode> ops = stages.get(s).dataflow();
            found.enter(ops);
            String pointer = design.stages() == null ? "/dataflow/" : "/stages/" + s + "/dataflow/";
            for (int i = 0; i < ops.size(); i++) {
                String on = ops.get(i).path("on").asString("");
                ComputeUnit unit = units.apply(on);
                if (unit != null) {
                    found.add(ops.get(i), unit, on, pointer + i + "/on");
                }
            }
        }
        return found.datapath();
    }

    Multipliers scoreProducts() {
        return new Multipliers(Numbers.in("fp64"), scores);
    }

    Multipliers valueProducts() {
        return new Multipliers(Numbers.in("fp64"), values);
    }

    RowSoftmax rows() {
        return new RowSoftmax(Numbers.in(softmax, exponential), probabilityBits);
    }

    /** What the operators seen so far compute with. */
    private static final class Found {
        private final JsonFile file;
        private final Map<String, JsonNode> makers = new HashMap<>();
        private @Nullable Datapath scores;
        private @Nullable Datapath softmax;
        private @Nullable Datapath values;

        Found(JsonFile file) {
            this.file = file;
        }

        /** What makes the streams of the stage whose operators come next. */
        void enter(List<JsonNode> ops) {
            makers.clear();
            for (JsonNode op : ops) {
                makers.put(op.path("name").asString(""), op);
            }
        }

        /** The tensor that a stream holds matrices of, or rows picked of them; empty if it is computed. */
        private String tensor(JsonNode stream) {
            String name = stream.asString("");
            // As often as there are operators: designs that go in a circle are refused later.
            for (int i = 0; i < makers.size(); i++) {
                JsonNode maker = makers.get(StreamRef.nameIn(name));
                if (maker == null) {
                    return "";
                }
                if (!maker.path("op").asString("").equals("pick")) {
                    // Stores have a tensor too, but no stream of it.
                    return maker.path("tensor").asString("");
                }
                name = maker.path("in").asString("");
            }
            return "";
        }

        void add(JsonNode op, ComputeUnit unit, String on, String pointer) {
            String kind = op.path("op").asString("");
            if (kind.equals("softmax")) {
                softmax = same(
                        softmax,
                        new Datapath(null, null, softmaxFormat(unit), unit.exponential(), unit.probabilityBits()),
                        on,
                        pointer);
            } else if (kind.equals("matmul") && tensor(op.path("b")).equals("k")) {
                scores = same(scores, new Datapath(unit.fixedPoint(), null, "fp64", "exact", 0), on, pointer);
            } else if (kind.equals("matmul") && tensor(op.path("b")).equals("v")) {
                values = same(values, new Datapath(null, unit.fixedPoint(), "fp64", "exact", 0), on, pointer);
            }
        }

        private Datapath same(@Nullable Datapath before, Datapath now, String on, String pointer) {
            if (before != null && !before.equals(now)) {
                throw file.complain(
                        pointer,
                        "\"" + on + "\", whose numbers are other ones than those of an operator before it",
                        "a unit of the same number formats: what is kept is decided with these");
            }
            return now;
        }

        Datapath datapath() {
            Datapath row = Objects.requireNonNullElse(softmax, EXACT);
            return new Datapath(
                    Objects.requireNonNullElse(scores, EXACT).scores(),
                    Objects.requireNonNullElse(values, EXACT).values(),
                    row.softmax(),
                    row.exponential(),
                    row.probabilityBits());
        }
    }
}
