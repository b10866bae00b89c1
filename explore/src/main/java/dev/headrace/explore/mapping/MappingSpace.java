package dev.headrace.explore.mapping;

import dev.headrace.explore.Trial;
import dev.headrace.simulator.dataflow.LoopUse;
import dev.headrace.simulator.dataflow.Machinery;
import dev.headrace.simulator.run.Floor;
import dev.headrace.simulator.spec.InputException;
import dev.headrace.simulator.spec.Library;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * The mappings of designs on a machine but for their depths: every loop order, with every choice of what is reused over which
 * loop, with every choice of tile sizes. Whether one is valid, and what it needs, is found out by wiring it.
 */
final class MappingSpace {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final MappingRequest request;
    private final List<Algorithm> algorithms = new ArrayList<>();
    private final List<Nesting> nestings = new ArrayList<>();
    private final Map<String, Long> refusedOrders = new LinkedHashMap<>();

    /** A loop order of a design, which need not be valid. */
    record Ordered(Algorithm algorithm, LoopOrder order) {}

    /** A valid loop order of a design with its choices of reuse and tile sizes. */
    record Nesting(Algorithm algorithm, LoopOrder order, List<Choice> choices) {
        BigInteger size() {
            return choices.stream()
                    .map(c -> BigInteger.valueOf(c.options().size()))
                    .reduce(BigInteger.ONE, BigInteger::multiply);
        }
    }

    /** Something to choose: what each option sets, and how it is shown; an option of null sets nothing. */
    record Choice(String name, List<String> shown, List<@Nullable String> options) {}

    /**
     * The space of a request.
     *
     * @throws InputException if a design is not valid whatever the mapping
     */
    MappingSpace(Library library, MappingRequest request) {
        this.request = request;
        Set<String> tiles = new TreeSet<>();
        for (String design : request.designs()) {
            Algorithm algorithm = Algorithm.of(library, design, request);
            algorithms.add(algorithm);
            algorithm.tiles().forEach(t -> tiles.add(t.name()));
        }
        for (String tile : request.tiles().keySet()) {
            if (!tiles.contains(tile)) {
                throw new InputException("--tile " + tile + ": no tile size of that name; allowed: "
                        + (tiles.isEmpty() ? "none, as the loops have no tiles" : String.join(", ", tiles)));
            }
        }
    }

    /** The designs. */
    List<Algorithm> algorithms() {
        return List.copyOf(algorithms);
    }

    /** All loop orders of all designs, valid or not. */
    List<Ordered> orders() {
        return algorithms.stream()
                .flatMap(a -> a.orders().stream().map(order -> new Ordered(a, order)))
                .toList();
    }

    /**
     * A loop order with what there is to choose in it.
     *
     * @throws InputException if it is not valid
     */
    Nesting nesting(Ordered one) {
        Algorithm algorithm = one.algorithm();
        List<String> sets = new ArrayList<>(request.allSets());
        sets.addAll(one.order().sets());
        algorithm.tiles().forEach(t -> sets.add(t.path() + "=1"));
        withoutReuse(algorithm, sets);
        return new Nesting(
                algorithm,
                one.order(),
                choices(algorithm, algorithm.resolved(sets).loopUses()));
    }

    /**
     * The space is that of these loop orders.
     *
     * @param tried one for each of {@link #orders}; null if it is not valid
     * @param why it is not
     * @throws InputException if a design has no valid one
     */
    void consists(List<@Nullable Nesting> tried, List<@Nullable InputException> why) {
        List<Ordered> orders = orders();
        Map<String, InputException> first = new HashMap<>();
        for (int i = 0; i < orders.size(); i++) {
            Nesting nesting = tried.get(i);
            InputException refused = why.get(i);
            if (nesting != null) {
                nestings.add(nesting);
            } else if (refused != null) {
                first.putIfAbsent(orders.get(i).algorithm().name(), refused);
                refusedOrders.merge(Refusals.reason(refused), 1L, Long::sum);
            }
        }
        for (Algorithm algorithm : algorithms) {
            InputException refused = first.get(algorithm.name());
            boolean none = nestings.stream().noneMatch(n -> n.algorithm().name().equals(algorithm.name()));
            if (none && refused != null) {
                throw refused;
            }
        }
    }

    private static void withoutReuse(Algorithm algorithm, List<String> sets) {
        JsonNode stages = algorithm.tree().path("stages");
        if (stages.isMissingNode()) {
            withoutReuse(algorithm.tree().path("dataflow"), "/dataflow/", sets);
        }
        stages.forEach(stage -> withoutReuse(
                stage.path("dataflow"), "/stages/" + stage.path("name").asString("") + "/dataflow/", sets));
    }

    private static void withoutReuse(JsonNode dataflow, String prefix, List<String> sets) {
        for (JsonNode op : dataflow) {
            if (op.has("reuse")) {
                sets.add(prefix + op.path("name").asString("") + "/reuse=null");
            }
        }
    }

    private List<Choice> choices(Algorithm algorithm, List<LoopUse> uses) {
        List<Choice> all = new ArrayList<>();
        for (LoopUse use : uses) {
            if (use.isLoad() && !use.reusable().isEmpty()) {
                String path = LoopOrder.path(algorithm.tree(), use) + "/reuse=";
                List<String> shown = new ArrayList<>(List.of("-"));
                List<@Nullable String> options = new ArrayList<>();
                options.add(null);
                for (String loop : use.reusable()) {
                    shown.add(loop);
                    options.add(path + loop);
                }
                all.add(new Choice("reuse " + use.operator(), shown, options));
            }
        }
        for (Algorithm.TileSize tile : algorithm.tiles()) {
            List<String> shown = tile.values().stream().map(String::valueOf).toList();
            List<@Nullable String> options = new ArrayList<>();
            tile.values().forEach(v -> options.add(tile.path() + "=" + v));
            all.add(new Choice(tile.name(), shown, options));
        }
        return all;
    }

    /** How many there are, valid or not. */
    BigInteger size() {
        return nestings.stream().map(Nesting::size).reduce(BigInteger.ZERO, BigInteger::add);
    }

    /** Why loop orders are not valid, and how many. */
    Map<String, Long> refusedOrders() {
        return Collections.unmodifiableMap(refusedOrders);
    }

    /** One of them that is not wired yet. */
    record Candidate(Algorithm algorithm, List<String> sets, Map<String, JsonNode> values) {}

    /** All of them; if there are more than asked for, so many that are drawn. In their order. */
    List<Candidate> candidates() {
        BigInteger size = size();
        List<BigInteger> numbers = new ArrayList<>();
        if (size.compareTo(BigInteger.valueOf(request.most())) <= 0) {
            for (int i = 0; i < size.intValueExact(); i++) {
                numbers.add(BigInteger.valueOf(i));
            }
        } else {
            SplittableRandom random = new SplittableRandom(request.seed());
            Set<BigInteger> drawn = new LinkedHashSet<>();
            while (drawn.size() < request.most()) {
                BigInteger n = new BigInteger(1, bytes(random, size.bitLength() / 8 + 8));
                drawn.add(n.mod(size));
            }
            numbers.addAll(new TreeSet<>(drawn));
        }
        return numbers.stream().map(this::candidate).toList();
    }

    private static byte[] bytes(SplittableRandom random, int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private Candidate candidate(BigInteger number) {
        BigInteger rest = number;
        for (Nesting nesting : nestings) {
            if (rest.compareTo(nesting.size()) < 0) {
                return candidate(nesting, rest);
            }
            rest = rest.subtract(nesting.size());
        }
        throw new IllegalArgumentException(String.valueOf(number));
    }

    private Candidate candidate(Nesting nesting, BigInteger number) {
        Algorithm algorithm = nesting.algorithm();
        List<String> sets = new ArrayList<>(request.allSets());
        sets.addAll(nesting.order().sets());
        withoutReuse(algorithm, sets);
        Map<String, JsonNode> values = new LinkedHashMap<>();
        if (request.designs().size() > 1) {
            values.put("design", NODES.stringNode(algorithm.name()));
        }
        values.put("order", NODES.stringNode(String.join(" ", nesting.order().loops())));
        BigInteger rest = number;
        for (Choice choice : nesting.choices()) {
            BigInteger[] split =
                    rest.divideAndRemainder(BigInteger.valueOf(choice.options().size()));
            int chosen = split[1].intValueExact();
            rest = split[0];
            String set = choice.options().get(chosen);
            if (set != null) {
                sets.removeIf(s -> s.equals(set.substring(0, set.indexOf('=')) + "=null"));
                sets.add(set);
            }
            values.put(choice.name(), NODES.stringNode(choice.shown().get(chosen)));
        }
        return new Candidate(algorithm, sets, values);
    }

    /**
     * Wires one, with the least depths that it can have.
     *
     * @throws InputException if it is not valid
     */
    Skeleton skeleton(Candidate candidate) {
        Algorithm algorithm = candidate.algorithm();
        List<Skeleton.Fifo> fifos = fifos(candidate);
        List<String> sets = new ArrayList<>(candidate.sets());
        fifos.forEach(f -> sets.add("/buffers/" + f.entry() + "/tiles=" + f.held()));
        return new Skeleton(algorithm.name(), candidate.sets(), candidate.values(), fifos, floor(algorithm, sets));
    }

    private static Floor floor(Algorithm algorithm, List<String> sets) {
        try (Trial trial = algorithm.trial(sets)) {
            return trial.floor();
        }
    }

    /**
     * What is known of the run of a design as it stands.
     *
     * @throws InputException if it is not valid
     */
    Floor floor(int design) {
        return floor(algorithms.get(design), request.allSets());
    }

    /** Bytes that a design as it stands may hold on a core in those FIFOs outside scratchpads whose depths may be chosen. */
    long outside(int design) {
        try (Trial trial = algorithms.get(design).trial(request.allSets())) {
            JsonNode buffers = trial.setup().designFile().tree().path("buffers");
            Machinery made = trial.wired();
            Set<String> counted = new TreeSet<>();
            long bytes = 0;
            for (int c = 0; c < made.channels().size(); c++) {
                Machinery.ChannelPlace place = made.channels().get(c);
                boolean one = !place.isHidden()
                        && place.scratchpad() == null
                        && free(buffers).contains(place.entry());
                if (one && counted.add(place.own() + " " + place.name())) {
                    bytes += Math.multiplyExact(made.graph().channels().get(c).capacity(), place.tokenBytes());
                }
            }
            return bytes;
        }
    }

    /** The FIFOs whose depths are given by tokens alone, and what they have to hold, from a wiring without any bounds. */
    private List<Skeleton.Fifo> fifos(Candidate candidate) {
        JsonNode buffers = candidate.algorithm().tree().path("buffers");
        Set<String> free = free(buffers);
        List<String> sets = new ArrayList<>(candidate.sets());
        for (String entry : free) {
            sets.add("/buffers/" + entry + "/tiles=null");
            if (buffers.path(entry).has("in")) {
                sets.add("/buffers/" + entry + "/in=null");
            }
        }
        JsonNode asItStands = candidate.algorithm().setup().designFile().tree().path("buffers");
        try (Trial trial = candidate.algorithm().trial(sets)) {
            return fifos(trial.wired(), free, buffers, asItStands);
        }
    }

    private static List<Skeleton.Fifo> fifos(Machinery made, Set<String> free, JsonNode buffers, JsonNode asItStands) {
        Map<String, Skeleton.Fifo> byEntry = new LinkedHashMap<>();
        Set<String> counted = new TreeSet<>();
        for (int c = 0; c < made.channels().size(); c++) {
            Machinery.ChannelPlace place = made.channels().get(c);
            if (place.isHidden() || !free.contains(place.entry())) {
                continue;
            }
            // One of each on every core.
            boolean first = counted.add(place.own() + " " + place.name());
            boolean outside = !buffers.path(place.entry()).has("in");
            byEntry.merge(
                    place.entry(),
                    new Skeleton.Fifo(
                            place.entry(),
                            made.isLoaded(c),
                            made.held(c),
                            asItStands.path(place.entry()).path("tiles").asLong(1),
                            first && outside ? place.tokenBytes() : 0),
                    (a, b) -> new Skeleton.Fifo(
                            a.entry(),
                            a.loaded() || b.loaded(),
                            Math.max(a.held(), b.held()),
                            a.own(),
                            Math.addExact(a.outside(), b.outside())));
        }
        return List.copyOf(byEntry.values());
    }

    /** Entries of buffers that say how many tokens they hold, and nothing else of their room. */
    private static Set<String> free(JsonNode buffers) {
        Set<String> free = new LinkedHashSet<>();
        Set<String> shared = new LinkedHashSet<>();
        buffers.properties().forEach(e -> {
            JsonNode b = e.getValue();
            if (b.has("tiles") && !b.has("bytes") && !b.has("spill") && !b.has("shares")) {
                free.add(e.getKey());
            }
            shared.add(b.path("shares").asString(""));
        });
        free.removeAll(shared);
        return free;
    }
}
