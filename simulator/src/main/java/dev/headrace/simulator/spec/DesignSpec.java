package dev.headrace.simulator.spec;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A design file: a dataflow bound to hardware.
 *
 * @param params values that the rest of the file names as "$name"; null leaves out the fields that name it
 * @param presets named sets of values for params
 * @param preset the preset in force, usually given as {@code --set preset=NAME}
 * @param hardware hardware file, relative to this file
 * @param workload workload to run if none is given, a name or a path
 * @param loops loops by name
 * @param dataflow operators, in the order that breaks ties
 * @param stages instead of a dataflow: several, each beginning when the one before is over
 * @param buffers where each stream is kept, and how many tokens of it
 * @param deal how work is divided among the cores
 * @param arbitration who goes first on shared compute units: unit to policy; oldest first where nothing is said
 * @param maskedTiles "skip": tiles that the mask hides altogether are not visited; "compute": they are
 * @param timed a tensor of which the result says when each row was stored, such as the words of a generated text
 * @param sources path in this file to where that value comes from
 */
public record DesignSpec(
        String name,
        @Nullable String about,
        @Nullable LinkedHashMap<String, JsonNode> params,
        @Nullable LinkedHashMap<String, JsonNode> presets,
        @Nullable String preset,
        String hardware,
        @Nullable String workload,
        LinkedHashMap<String, JsonNode> loops,
        @Nullable List<JsonNode> dataflow,
        @Nullable List<Stage> stages,
        @Nullable LinkedHashMap<String, Buffer> buffers,
        @Nullable Deal deal,
        @Nullable LinkedHashMap<String, Arbitration> arbitration,
        @Nullable String maskedTiles,
        @Nullable String timed,
        @Nullable Map<String, String> sources) {

    /** Where null is a value: a parameter that leaves out the fields that name it. */
    private static final Pattern LEAVES_OUT = Pattern.compile("/params/[^/]+|/presets/[^/]+/[^/]+");

    /** Reads a design file. */
    public static JsonFile read(Path path) {
        return JsonFile.read(path, LEAVES_OUT.asMatchPredicate());
    }

    /** One stage of several; its streams are its own. */
    public record Stage(String name, List<JsonNode> dataflow) {
        public Stage {
            Require.present(name, "name");
            Require.present(dataflow, "dataflow");
        }
    }

    /**
     * A loop over tiles of a dimension.
     *
     * @param of one of {@link #DIMENSIONS}, or a dimension that the workload declares
     * @param tile elements in a tile, at most those it runs over; 1 if missing
     * @param from first element it runs over; 0 if missing
     * @param to the element after the last; the end of the dimension if missing
     * @param last instead of from: so many elements before the end, or before to
     * @param parts instead of a tile: a dimension; there are as many equal tiles as it has elements
     * @param inside another loop over the dimension, declared before, of whose tiles this one goes over the parts; its tile
     *     is then a multiple of this one's and divides the dimension
     * @param kept true: only the heads, or queries, that the workload keeps at each point of the loops outside
     */
    public record Loop(
            String of,
            @Nullable Integer tile,
            @Nullable Integer from,
            @Nullable Integer to,
            @Nullable Integer last,
            @Nullable String parts,
            @Nullable String inside,
            @Nullable Boolean kept) {
        /**
         * Dimensions of attention that can be looped over; "layers" are tiles of as many heads as a layer has, "refetch"
         * is once for each query whose low key bits are fetched.
         */
        public static final List<String> DIMENSIONS =
                List.of("heads", "layers", "queries", "keys", "head_dim", "value_dim", "queries+keys", "refetch");

        public Loop {
            Require.present(of, "of");
            if (tile != null) {
                Require.range((long) tile, 1, 1 << 30, "tile");
            }
            if (from != null) {
                Require.range((long) from, 0, 1 << 30, "from");
            }
            if (to != null) {
                Require.range((long) to, 1L + (from == null ? 0 : from), 1 << 30, "to");
            }
            if (last != null) {
                Require.range((long) last, 1, 1 << 30, "last");
                if (from != null) {
                    throw new BadField("last", last + " beside from", "either");
                }
            }
            if (parts != null && tile != null) {
                throw new BadField("parts", "\"" + parts + "\" beside tile", "either");
            }
            if (inside != null && (from != null || to != null || last != null || parts != null)) {
                throw new BadField("inside", "\"" + inside + "\" beside from, to, last or parts", "either");
            }
        }

        /** First element it runs over. */
        public int first() {
            return from == null ? 0 : from;
        }

        /** True if it visits only what the workload keeps. */
        public boolean keptOnly() {
            return Boolean.TRUE.equals(kept) || of.equals("refetch");
        }

        /** Elements in a tile. */
        public int tileSize() {
            return tile == null ? 1 : tile;
        }
    }

    /**
     * The FIFO of a stream.
     *
     * @param in scratchpad that holds it; registers of its consumer if missing
     * @param tiles tokens it holds, 1 or more
     * @param latency cycles from put to arrival
     * @param credit cycles from release to a free slot
     * @param shares another stream in the same scratchpad whose places this one's tokens take over, so that they do not
     *     count again: work in place, which the design has to see to
     * @param spill what becomes of tokens for which there is no place
     * @param bytes what the tokens share, each taking as much as it is large, one after another; as many as tiles at most
     */
    public record Buffer(
            @Nullable String in,
            @Nullable Long tiles,
            @Nullable Integer latency,
            @Nullable Integer credit,
            @Nullable String shares,
            @Nullable Spill spill,
            @Nullable Long bytes) {
        public Buffer {
            if (bytes != null) {
                Require.range(bytes, 1, Long.MAX_VALUE, "bytes");
                if (in == null || tiles == null || shares != null || spill != null) {
                    throw new BadField(
                            "bytes", String.valueOf(bytes), "only together with in and tiles, and nothing else");
                }
            }
            if (shares != null && in == null) {
                throw new BadField("shares", "\"" + shares + "\"", "only together with in");
            }
            if (tiles != null) {
                Require.range(tiles, 1, Integer.MAX_VALUE, "tiles");
            }
            latency = latency == null ? Integer.valueOf(1) : latency;
            credit = credit == null ? Integer.valueOf(1) : credit;
            Require.range((long) latency, 1, 1 << 20, "latency");
            Require.range((long) credit, 1, 1 << 20, "credit");
        }

        /** Cycles from put to arrival. */
        public int forwardCycles() {
            return latency == null ? 1 : latency;
        }

        /** Cycles from release to a free slot. */
        public int creditCycles() {
            return credit == null ? 1 : credit;
        }
    }

    /**
     * Tokens that go to a memory when they are made, and are fetched from there when they are needed.
     *
     * @param to memory
     * @param over loop of which, with all loops inside it, tokens are counted
     * @param keep tokens of each count that stay; all later ones go
     */
    public record Spill(String to, String over, Long keep) {
        public Spill {
            Require.present(to, "to");
            Require.present(over, "over");
            Require.range(Require.present(keep, "keep"), 0, Integer.MAX_VALUE, "keep");
        }
    }

    /**
     * Who goes first on a compute unit that several operators share.
     *
     * @param policy "oldest-first" (default without an order), "round-robin" or "order" (default with one)
     * @param order all operators on the unit, in the order in which it serves them in each round; a round is a point of
     *     the longest of their nests, and an operator whose nest lacks a loop takes part at the last iteration of it
     * @param ahead operator to the rounds by which it runs ahead of those that are not named: tiles in flight
     */
    public record Arbitration(
            @Nullable String policy,
            @Nullable List<String> order,
            @Nullable LinkedHashMap<String, Long> ahead) {
        public Arbitration {
            policy = policy == null ? (order == null ? "oldest-first" : "order") : policy;
            Require.oneOf(policy, List.of("oldest-first", "round-robin", "order"), "policy");
            if (policy.equals("order") != (order != null)) {
                throw new BadField(
                        "order",
                        order == null ? "missing" : "given",
                        "an order with the policy \"order\", and only then");
            }
            order = Require.list(order);
            ahead = ahead == null ? new LinkedHashMap<>() : ahead;
            for (Map.Entry<String, Long> e : ahead.entrySet()) {
                if (!order.contains(e.getKey())) {
                    throw new BadField("ahead/" + e.getKey(), "not in the order", String.join(", ", order));
                }
                Require.range(e.getValue(), 0, 1 << 20, "ahead/" + e.getKey());
            }
        }

        /** Rounds by which an operator runs ahead. */
        public long lead(String operator) {
            return ahead == null ? 0 : ahead.getOrDefault(operator, 0L);
        }

        /** The order, empty if there is none. */
        public List<String> sequence() {
            return order == null ? List.of() : order;
        }
    }

    /**
     * How work is dealt to cores.
     *
     * @param over leading loops whose points are the work items; every operator of the design runs over them first
     * @param policy "cyclic": item i to core i mod n; "blocks": equal runs of neighbours;
     *     "longest-first": items by the tile pairs that the mask leaves in them, most first, each to the core with the
     *     fewest so far
     */
    public record Deal(List<String> over, @Nullable String policy) {
        public Deal {
            over = Require.list(Require.present(over, "over"));
            policy = Require.oneOf(
                    policy == null ? "cyclic" : policy, List.of("cyclic", "blocks", "longest-first"), "policy");
        }
    }

    public DesignSpec {
        Require.present(name, "name");
        Require.present(hardware, "hardware");
        loops = loops == null ? new LinkedHashMap<>() : loops;
        params = params == null ? new LinkedHashMap<>() : params;
        buffers = buffers == null ? new LinkedHashMap<>() : buffers;
        arbitration = arbitration == null ? new LinkedHashMap<>() : arbitration;
        if ((dataflow == null) == (stages == null)) {
            throw new BadField(
                    "dataflow", dataflow == null ? "missing" : "given beside stages", "either dataflow or stages");
        }
        maskedTiles =
                Require.oneOf(maskedTiles == null ? "skip" : maskedTiles, List.of("skip", "compute"), "masked_tiles");
        sources = sources == null ? Map.of() : Map.copyOf(sources);
    }

    /** The stages: the one dataflow is a stage of its own. */
    public List<Stage> allStages() {
        return stages != null ? stages : List.of(new Stage(name, dataflow == null ? List.of() : dataflow));
    }
}
