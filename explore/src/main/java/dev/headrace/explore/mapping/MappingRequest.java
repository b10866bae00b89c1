package dev.headrace.explore.mapping;

import dev.headrace.simulator.spec.BadField;
import dev.headrace.simulator.spec.Require;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What to look for mappings of, and where.
 *
 * @param designs names or paths of designs, one or more: forms of one algorithm, each with its operators and their binding
 * @param hardware name or path of the machine; null for the designs' own
 * @param workload name or path; null for the designs' own
 * @param sets values set in every mapping, as with {@code --set}
 * @param minimize expression of what is to be small: "cycles", "energy_pj", "energy_pj * seconds"
 * @param tiles parameter or loop to the tile sizes that are tried; the others get powers of two
 * @param orders loop orders that are tried, outermost first; all if there are none
 * @param depths most tokens that a FIFO may hold beyond those it has to, less one: 1 or more
 * @param registers bytes that FIFOs outside scratchpads may hold together on a core; null: as many as those of the design as it
 *     stands
 * @param most mappings that are considered; of more, as many are drawn
 * @param seed of the draw
 */
public record MappingRequest(
        List<String> designs,
        @Nullable String hardware,
        @Nullable String workload,
        List<String> sets,
        String minimize,
        Map<String, List<Integer>> tiles,
        List<List<String>> orders,
        int depths,
        @Nullable Long registers,
        int most,
        long seed) {
    public MappingRequest {
        designs = List.copyOf(Require.present(designs, "designs"));
        if (designs.isEmpty()) {
            throw new BadField("designs", "empty", "one design or more");
        }
        sets = List.copyOf(sets);
        tiles = new LinkedHashMap<>(tiles);
        orders = List.copyOf(orders);
        Require.range((long) depths, 1, 16, "depths");
        Require.range((long) most, 1, 1_000_000, "most");
        if (registers != null) {
            Require.range(registers, 0, Long.MAX_VALUE, "registers");
        }
    }

    /** Values set in every mapping, the choice of the machine among them. */
    List<String> allSets() {
        List<String> all = new ArrayList<>(sets);
        if (hardware != null) {
            all.add("hardware=" + hardware);
        }
        return all;
    }
}
