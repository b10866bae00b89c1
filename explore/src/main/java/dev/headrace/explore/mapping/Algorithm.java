package dev.headrace.explore.mapping;

import dev.headrace.explore.Trial;
import dev.headrace.simulator.dataflow.Dataflow;
import dev.headrace.simulator.dataflow.Loop;
import dev.headrace.simulator.dataflow.LoopUse;
import dev.headrace.simulator.run.Setup;
import dev.headrace.simulator.run.Simulation;
import dev.headrace.simulator.spec.DesignSpec;
import dev.headrace.simulator.spec.InputException;
import dev.headrace.simulator.spec.JsonFile;
import dev.headrace.simulator.spec.Library;
import dev.headrace.simulator.spec.Overrides;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A design as the algorithm that it is: its operators, their units and streams, and what of it is a mapping that can be another.
 *
 * @param name name or path of the design
 * @param tree its file as it stands, with the values set that are set in all mappings
 * @param orders loop orders, and what each sets; of some the design may turn out not to be valid
 * @param tiles places of tile sizes
 * @param setup the design with tiles of one
 */
record Algorithm(String name, ObjectNode tree, List<LoopOrder> orders, List<TileSize> tiles, Setup setup) {
    /** How designs are wired: numbers play no part. */
    static final Simulation.Options TIMING = new Simulation.Options("off", 0, true);

    /** Most loops of which all orders are tried. */
    private static final int MOST_LOOPS = 6;

    /** Least tile that is tried unless asked for: what is less keeps no array busy. */
    private static final int LEAST_TILE = 16;

    /**
     * A place of a tile size, of one loop or of several.
     *
     * @param name parameter, or loop
     * @param path as {@code --set} takes it
     * @param values sizes that are tried
     */
    record TileSize(String name, String path, List<Integer> values) {}

    /**
     * Reads a design.
     *
     * @throws InputException if it is not valid, whatever the mapping
     */
    static Algorithm of(Library library, String name, MappingRequest request) {
        JsonFile file = DesignSpec.read(library.find("designs", name));
        Overrides overrides = Overrides.of(request.allSets());
        overrides.except(List.of("hardware", "workload")).apply(file);
        ObjectNode tree = file.tree();
        Map<String, List<String>> places = places(tree);
        // With tiles of one, which are valid in any loop, to see the loops.
        List<String> sets = new ArrayList<>(request.allSets());
        places.keySet().forEach(path -> sets.add(path + "=1"));
        Setup setup = Setup.load(library, name, request.workload(), Overrides.of(sets));
        Dataflow flow = resolved(setup);
        List<LoopUse> uses = flow.loopUses();
        List<String> loops = LoopOrder.loopsOf(uses);
        Integer cores = setup.hardware().spec().cores();
        List<LoopOrder> orders =
                LoopOrder.of(tree, uses, orders(file, flow, loops, request), cores != null && cores > 1);
        List<TileSize> tiles = new ArrayList<>();
        places.forEach((path, of) -> {
            if (of.stream().anyMatch(loops::contains)) {
                tiles.add(size(path, of, flow, request));
            }
        });
        return new Algorithm(name, tree, orders, tiles, setup);
    }

    /** What the design is with some values set. */
    Dataflow resolved(List<String> sets) {
        return resolved(setup.with(Overrides.of(sets)));
    }

    private static Dataflow resolved(Setup setup) {
        return Dataflow.resolve(setup.designFile(), setup.design(), setup.hardware(), setup.workload(), null, null);
    }

    /** A run of the design with some values set. */
    Trial trial(List<String> sets) {
        Overrides overrides = Overrides.of(sets);
        return Trial.of(setup.with(overrides), overrides, TIMING);
    }

    /** Path of a tile size to the loops that have it. */
    private static Map<String, List<String>> places(ObjectNode tree) {
        Map<String, List<String>> places = new LinkedHashMap<>();
        tree.path("loops").properties().forEach(loop -> {
            JsonNode tile = loop.getValue().path("tile");
            String path = tile.isString() && tile.asString().startsWith("$")
                    ? "/params/" + tile.asString().substring(1)
                    : "/loops/" + loop.getKey() + "/tile";
            if (!tile.isMissingNode()) {
                places.computeIfAbsent(path, p -> new ArrayList<>()).add(loop.getKey());
            }
        });
        return places;
    }

    private static List<List<String>> orders(JsonFile file, Dataflow flow, List<String> loops, MappingRequest request) {
        if (!request.orders().isEmpty()) {
            for (List<String> order : request.orders()) {
                if (!new TreeSet<>(order).equals(new TreeSet<>(loops)) || order.size() != loops.size()) {
                    throw new InputException("--order " + String.join(",", order) + ": not the loops of " + file.path()
                            + "; allowed: each of " + String.join(",", loops) + " once");
                }
            }
            return request.orders();
        }
        // Where a loop of one iteration stands makes no difference: it stays.
        List<String> moving =
                loops.stream().filter(name -> elements(flow, name) > 1).toList();
        if (moving.size() > MOST_LOOPS) {
            throw new InputException(
                    file.path().toString(),
                    "/loops",
                    moving.size() + " loops of which to try all orders",
                    "up to " + MOST_LOOPS + ", or --order " + String.join(",", loops));
        }
        List<List<String>> all = new ArrayList<>();
        for (List<String> order : LoopOrder.permutations(moving)) {
            Iterator<String> next = order.iterator();
            all.add(loops.stream()
                    .map(loop -> moving.contains(loop) ? next.next() : loop)
                    .toList());
        }
        return all;
    }

    private static int elements(Dataflow flow, String name) {
        Loop loop = Objects.requireNonNull(flow.loops().get(name));
        return loop.to() - loop.from();
    }

    private static TileSize size(String path, List<String> of, Dataflow flow, MappingRequest request) {
        String name = path.startsWith("/params/") ? path.substring("/params/".length()) : of.get(0);
        int most = of.stream().mapToInt(loop -> elements(flow, loop)).min().orElseThrow();
        List<Integer> asked = request.tiles().get(name);
        if (asked != null) {
            return new TileSize(name, path, asked);
        }
        Set<Integer> sizes = new TreeSet<>(Set.of(most));
        for (int size = LEAST_TILE; size < most; size *= 2) {
            sizes.add(size);
        }
        return new TileSize(name, path, List.copyOf(sizes));
    }
}
