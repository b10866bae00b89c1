package dev.headrace.hw.cost;

import dev.headrace.hw.cost.law.Laws;
import dev.headrace.simulator.spec.BadField;
import dev.headrace.simulator.spec.Require;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A choice of technology, for which the laws give all costs: a file that {@code energy} of a hardware file names.
 *
 * @param laws file of the laws, beside this one or in {@code configs/hardware}
 * @param nodeNm node in nanometres
 * @param scaling which of the laws' ways from node to node holds for logic; may be missing at the reference node alone, as they
 *     differ 3.5 to 6 times
 * @param device device class of the laws; nothing leaks without one
 * @param kelvin temperature, 300 if missing; only leakage depends on it
 * @param factors what the formulas are multiplied with
 * @param sources field to where that value comes from
 */
public record Technology(
        String name,
        @Nullable String about,
        String laws,
        double nodeNm,
        @Nullable String scaling,
        @Nullable String device,
        @Nullable Double kelvin,
        @Nullable Factors factors,
        @Nullable Map<String, String> sources) {
    /**
     * Factors between what formulas give and what products have; each is named in every result.
     *
     * @param sramLevel energy of an access to a scratchpad; 1 if missing
     * @param sramArea area of scratchpads: tags, redundancy, control; 1 if missing
     * @param arithmeticLevel energy and area of arithmetic: what synthesis at a high clock takes over the formulas; 1 if missing
     * @param elementOverhead area of elements of a grid over that of their arithmetic and registers; that of the laws if missing
     * @param systemOverhead all energy on chip over that of arrays, arithmetic and registers: clocks, control, network; 1 if missing
     */
    public record Factors(
            @Nullable Double sramLevel,
            @Nullable Double sramArea,
            @Nullable Double arithmeticLevel,
            @Nullable Double elementOverhead,
            @Nullable Double systemOverhead) {
        public Factors {
            check("sram_level", sramLevel);
            check("sram_area", sramArea);
            check("arithmetic_level", arithmeticLevel);
            check("element_overhead", elementOverhead);
            check("system_overhead", systemOverhead);
        }

        private static void check(String field, @Nullable Double value) {
            if (value != null && !(value >= 0.01 && value <= 1000)) {
                throw new BadField(field, String.valueOf(value), "0.01 to 1000");
            }
        }
    }

    /** No factor given. */
    private static final Factors NONE = new Factors(null, null, null, null, null);

    public Technology {
        Require.present(name, "name");
        Require.present(laws, "laws");
        sources = sources == null ? Map.of() : Map.copyOf(sources);
        if (kelvin != null && !(kelvin >= 200 && kelvin <= 450)) {
            throw new BadField("kelvin", String.valueOf(kelvin), "200 to 450");
        }
    }

    /** The factors; none given if the file has none. */
    Factors given() {
        return factors == null ? NONE : factors;
    }

    /** Refuses what the laws do not know. */
    void checkAgainst(Laws of) {
        double reference = of.arithmetic().reference();
        if (scaling == null) {
            if (nodeNm != reference) {
                throw new BadField(
                        "scaling",
                        "missing at " + nodeNm + " nm",
                        String.join(", ", of.scalings().keySet()) + "; missing only at " + reference + " nm");
            }
        } else {
            Require.oneOf(scaling, of.scalings().keySet(), "scaling");
        }
        var way = of.scalings()
                .get(scaling == null ? of.scalings().keySet().iterator().next() : scaling);
        if (way != null && !way.covers(nodeNm)) {
            throw new BadField("node_nm", String.valueOf(nodeNm), way.range());
        }
        if (device != null) {
            Require.oneOf(device, of.sram().devices().keySet(), "device");
        }
    }
}
