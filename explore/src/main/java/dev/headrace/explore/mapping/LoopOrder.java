package dev.headrace.explore.mapping;

import dev.headrace.simulator.dataflow.LoopUse;
import dev.headrace.simulator.spec.JsonFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An order of the loops of a design, and what it sets there: the nests of loads, which reach as far inwards as their tiles
 * change, of other operators that declare theirs, and which loops are dealt to cores. Whether the design is valid so is for its
 * wiring to say.
 *
 * @param loops all loops, outermost first
 * @param sets values to set, as with {@code --set}
 */
record LoopOrder(List<String> loops, List<String> sets) {
    LoopOrder {
        loops = List.copyOf(loops);
        sets = List.copyOf(sets);
    }

    /** The names of all loops that operators fire over, in the order in which they are met first. */
    static List<String> loopsOf(List<LoopUse> uses) {
        Set<String> all = new LinkedHashSet<>();
        uses.forEach(use -> all.addAll(use.nest()));
        return List.copyOf(all);
    }

    /**
     * What orders set in a design, those that come to the same once.
     *
     * @param design its tree as it stands in its file
     * @param dealt whether work is dealt to several cores: then each of the leading loops may be the last that is
     */
    static List<LoopOrder> of(ObjectNode design, List<LoopUse> uses, List<List<String>> orders, boolean dealt) {
        Map<List<String>, LoopOrder> different = new LinkedHashMap<>();
        for (List<String> order : orders) {
            List<String> nests = new ArrayList<>();
            for (LoopUse use : uses) {
                String path = path(design, use) + "/over";
                JsonNode declared = operator(design, use).path("over");
                List<String> nest = nest(use, order);
                if (!declared.isMissingNode() && !nest.equals(texts(declared))) {
                    nests.add(path + "=" + JsonFile.MAPPER.valueToTree(nest));
                }
            }
            for (List<String> deal : deals(design, order, dealt)) {
                List<String> sets = new ArrayList<>(nests);
                if (design.has("deal") && !deal.equals(texts(design.path("deal").path("over")))) {
                    sets.add(deal.isEmpty() ? "/deal=null" : "/deal/over=" + JsonFile.MAPPER.valueToTree(deal));
                }
                different.putIfAbsent(sets, new LoopOrder(order, sets));
            }
        }
        return List.copyOf(different.values());
    }

    /** A load fires over the loops down to the innermost that it needs; whatever else declares its nest keeps its loops. */
    private static List<String> nest(LoopUse use, List<String> order) {
        List<String> around = order.stream().filter(use.around()::contains).toList();
        if (!use.isLoad()) {
            return order.stream().filter(use.nest()::contains).toList();
        }
        int last = -1;
        for (String loop : use.needed()) {
            last = Math.max(last, around.indexOf(loop));
        }
        return around.subList(0, last + 1);
    }

    /** Leading loops that may be dealt; with one core those of the design's that lead in this order too, which nothing asks for. */
    private static List<List<String>> deals(ObjectNode design, List<String> order, boolean dealt) {
        List<List<String>> all = new ArrayList<>();
        if (dealt) {
            for (int n = 1; n <= order.size(); n++) {
                all.add(order.subList(0, n));
            }
            return all;
        }
        List<String> declared = texts(design.path("deal").path("over"));
        int n = 0;
        while (n < order.size() && declared.contains(order.get(n))) {
            n++;
        }
        all.add(order.subList(0, n));
        return all;
    }

    /** Where an operator stands, as a pointer that {@code --set} takes. */
    static String path(ObjectNode design, LoopUse use) {
        return (design.has("stages") ? "/stages/" + use.stage() + "/dataflow/" : "/dataflow/") + use.operator();
    }

    private static JsonNode operator(ObjectNode design, LoopUse use) {
        JsonNode at = design.has("stages") ? named(design.path("stages"), use.stage()) : design;
        return named(at.path("dataflow"), use.operator());
    }

    private static JsonNode named(JsonNode list, String name) {
        for (JsonNode one : list) {
            if (one.path("name").asString("").equals(name)) {
                return one;
            }
        }
        throw new IllegalStateException("no " + name);
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(one -> texts.add(one.asString("")));
        return texts;
    }

    /** All orders of some loops, the given one first. */
    static List<List<String>> permutations(List<String> loops) {
        if (loops.isEmpty()) {
            return List.of(List.of());
        }
        List<List<String>> all = new ArrayList<>();
        for (String first : loops) {
            List<String> rest = new ArrayList<>(loops);
            rest.remove(first);
            for (List<String> tail : permutations(rest)) {
                List<String> one = new ArrayList<>(List.of(first));
                one.addAll(tail);
                all.add(one);
            }
        }
        return all;
    }
}
