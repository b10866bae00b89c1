package dev.headrace.simulator.dataflow;

import dev.headrace.golden.Grid;
import dev.headrace.golden.Role;
import dev.headrace.golden.Step;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Where a dataflow rounds on the way to a tensor that it stores: what the golden check's bound is derived from. Everything
 * that the operators declare ({@link OpSpec#roundings}) and that the tensor's numbers come through is in it; what depends on
 * how operators hang together is worked out here:
 *
 * <ul>
 *   <li>A format that weights are stored in is shared by their sum if the sum comes through the same stream.
 *   <li>An operator whose result comes back to it rounds a sum once in every iteration of its loops over keys; every
 *       factor counts once in each of them anyhow.
 *   <li>A sum that is sent over a loop over keys is partial.
 *   <li>Copies of inputs in other formats count where they are first multiplied.
 * </ul>
 *
 * @param tensor name of the tensor
 * @param holds what is stored in it
 * @param scaled for scores: true if they are multiplied by the workload's scale
 * @param reads inputs that its numbers come from
 * @param formats of those inputs
 * @param steps roundings on the way
 * @param product what it is of other tensors, if it is a matrix product of two that the memory holds and nothing else
 */
public record Precision(
        String tensor,
        Role holds,
        boolean scaled,
        Set<String> reads,
        Set<String> formats,
        List<Step> steps,
        @Nullable Product product) {

    /**
     * A matrix product of two tensors as the memory holds them.
     *
     * @param a left operand
     * @param b right operand
     * @param transposed true if rows of b are columns of the product
     * @param steps roundings between the operands and what is stored
     */
    public record Product(Tensor a, Tensor b, boolean transposed, List<Step> steps) {}

    /** An order that does not depend on who declared what first: sums of the steps' errors are the same to the bit. */
    private static final Comparator<Step> IN_ORDER = Comparator.comparing(Step::role)
            .thenComparing(s -> s.grid().words())
            .thenComparing(Step::times)
            .thenComparing(Step::terms)
            .thenComparing(Step::error)
            .thenComparing(Step::summed)
            .thenComparing(Step::partial);

    /** Those of all tensors that a dataflow stores, by name. */
    public static Map<String, Precision> of(Dataflow flow) {
        return new Finder(flow).all();
    }

    /** In words, such as "inputs fp16, scores fp32, weights fp32 and fp16 after their sum, sums fp32, outputs fp32, fp16". */
    public String describe() {
        Map<String, Set<String>> words = new LinkedHashMap<>();
        words.put("inputs", formats);
        for (Step s : steps) {
            String what = switch (s.role()) {
                case PRODUCT, SCORE, ARGUMENT -> "scores";
                case EXPONENTIAL, WEIGHT -> "weights";
                case PROBABILITY -> "probabilities";
                case DENOMINATOR, NUMERATOR, FACTOR, MAXIMUM -> "sums";
                case LOG_SUM -> "logarithms";
                default -> "outputs";
            };
            boolean weight = s.role().isWeight() && s.error() == 0;
            words.computeIfAbsent(what, w -> new LinkedHashSet<>())
                    .add(s.grid().words()
                            + (weight && !s.summed() ? " (their sum is made before)" : "")
                            + (s.error() > Rounding.FUNCTION ? " within " + percent(s.error()) : "")
                            + (s.role() == Role.OUTPUT && s.partial() && s.times() > 1
                                    ? " " + (long) s.times() + " times"
                                    : ""));
        }
        List<String> parts = new ArrayList<>();
        words.forEach((what, formats) -> parts.add(what + " " + String.join(", ", formats)));
        return String.join("; ", parts);
    }

    private static String percent(double error) {
        return String.format(java.util.Locale.ROOT, "%.2e of themselves (a Taylor polynomial)", error);
    }

    /** Walks up from what is stored. */
    private static final class Finder {
        private final List<Dataflow.Stage> stages;
        private final Map<String, List<Node>> stores = new LinkedHashMap<>();

        /** A stream of an operator. */
        private record Node(Op op, int stage, String stream) {
            boolean is(int ofStage, Op other) {
                return stage == ofStage && op.name().equals(other.name());
            }
        }

        Finder(Dataflow flow) {
            stages = flow.stages();
            for (int i = 0; i < stages.size(); i++) {
                for (Op op : stages.get(i).ops()) {
                    if (op.access() != null && op.access().write()) {
                        stores.computeIfAbsent(op.access().tensor().name(), t -> new ArrayList<>())
                                .add(new Node(op, i, op.name()));
                    }
                }
            }
        }

        Map<String, Precision> all() {
            Map<String, Precision> all = new LinkedHashMap<>();
            stores.forEach((tensor, where) -> all.put(tensor, precision(tensor, where)));
            return all;
        }

        private Precision precision(String tensor, List<Node> where) {
            Set<Node> above = above(where);
            Set<String> reads = new TreeSet<>();
            Set<String> formats = new TreeSet<>();
            Set<Rounding> summed = Collections.newSetFromMap(new IdentityHashMap<>());
            for (Node n : above) {
                Op.Access access = n.op().access();
                if (access != null && access.tensor().isInput()) {
                    // Low bits are of the tensor whose high bits they go with, which is read too.
                    if (access.plane() == null || !access.plane().low()) {
                        reads.add(access.tensor().name());
                    }
                    formats.add(access.tensor().format());
                }
                if (n.op().roundings().stream().anyMatch(r -> r.role() == Role.DENOMINATOR && concerns(r, n))) {
                    roundings(above(inputs(n))).forEach(p -> summed.add(p.rounding()));
                }
            }
            List<Step> steps = new ArrayList<>();
            for (Placed p : multiplied(roundings(above), above)) {
                steps.add(step(p, summed.contains(p.rounding())));
            }
            StreamType type = stored(where.get(0));
            steps.sort(IN_ORDER);
            return new Precision(tensor, type.holds(), type.scaled(), reads, formats, steps, product(tensor, where));
        }

        /** What a tensor is a product of: null if it is stored by several, or made in another way. */
        private @Nullable Product product(String tensor, List<Node> where) {
            Node store = where.get(0);
            Op.Input in = store.op().inputs().get(0);
            Node from = Objects.requireNonNull(maker(store.stage(), in.stream()));
            Op.Product p = from.op().product();
            if (where.size() > 1 || p == null || in.carried() != null || in.last() != null) {
                return null;
            }
            Tensor a = loaded(from.stage(), p.a());
            Tensor b = loaded(from.stage(), p.b());
            if (a == null || b == null || a.name().equals(tensor) || b.name().equals(tensor)) {
                return null;
            }
            List<Step> steps = new ArrayList<>();
            roundings(Set.of(store, from)).forEach(r -> steps.add(step(r, false)));
            steps.sort(IN_ORDER);
            return new Product(a, b, p.transposed(), steps);
        }

        /** The tensor whose tiles a stream is, if it is a load's and the memory holds them as they are: in whole, once. */
        private @Nullable Tensor loaded(int stage, String stream) {
            Node from = maker(stage, stream);
            Op.Access access = from == null ? null : from.op().access();
            return access == null
                            || access.plane() != null
                            || (!access.tensor().isInput()
                                    && stores.getOrDefault(access.tensor().name(), List.of())
                                                    .size()
                                            != 1)
                    ? null
                    : access.tensor();
        }

        /** Type of the stream that a store takes. */
        private StreamType stored(Node store) {
            Op.Input in = store.op().inputs().get(0);
            return type(Objects.requireNonNull(maker(store.stage(), in.stream())));
        }

        /** Type of a stream. */
        private static StreamType type(Node node) {
            return node.op().outputs().stream()
                    .filter(o -> o.stream().equals(node.stream()))
                    .findFirst()
                    .orElseThrow()
                    .type();
        }

        private @Nullable Node maker(int stage, String stream) {
            for (Op op : stages.get(stage).ops()) {
                if (op.outputs().stream().anyMatch(o -> o.stream().equals(stream))) {
                    return new Node(op, stage, stream);
                }
            }
            return null;
        }

        /** Streams whose numbers an operator takes, and the stores of a tensor that it loads. */
        private List<Node> inputs(Node node) {
            List<Node> from = new ArrayList<>();
            for (Op.Input in : node.op().inputs()) {
                Node n = in.numbers() ? maker(node.stage(), in.stream()) : null;
                if (n != null) {
                    from.add(n);
                }
            }
            Op.Access access = node.op().access();
            if (access != null && !access.write()) {
                from.addAll(stores.getOrDefault(access.tensor().name(), List.of()));
            }
            return from;
        }

        /** Streams and all that they come from. */
        private Set<Node> above(List<Node> from) {
            Set<Node> seen = new LinkedHashSet<>();
            List<Node> open = new ArrayList<>(from);
            while (!open.isEmpty()) {
                Node n = open.remove(open.size() - 1);
                if (seen.add(n)) {
                    open.addAll(inputs(n));
                }
            }
            return seen;
        }

        /** A rounding and where it is done. */
        private record Placed(Rounding rounding, Node node) {}

        private static boolean concerns(Rounding r, Node n) {
            return r.stream() == null || r.stream().equals(n.stream());
        }

        /** What streams are rounded by, each operator's own roundings once, in the order of the design. */
        private List<Placed> roundings(Set<Node> nodes) {
            Set<Rounding> seen = Collections.newSetFromMap(new IdentityHashMap<>());
            List<Placed> all = new ArrayList<>();
            for (int i = 0; i < stages.size(); i++) {
                for (Op op : stages.get(i).ops()) {
                    for (Node n : nodes) {
                        if (n.is(i, op)) {
                            op.roundings().stream()
                                    .filter(r -> concerns(r, n) && seen.add(r))
                                    .forEach(r -> all.add(new Placed(r, n)));
                        }
                    }
                }
            }
            return all;
        }

        /** The same, but those of numbers that are nothing of attention yet are where these first become it, if they do. */
        private List<Placed> multiplied(List<Placed> roundings, Set<Node> above) {
            List<Placed> all = new ArrayList<>();
            for (Placed p : roundings) {
                List<Placed> later = p.rounding().role() == Role.OTHER ? users(p, above) : List.of();
                all.addAll(later.isEmpty() ? List.of(p) : later);
            }
            return all;
        }

        private List<Placed> users(Placed placed, Set<Node> above) {
            Rounding r = placed.rounding();
            Set<Node> carriers = new LinkedHashSet<>(Set.of(placed.node()));
            List<Node> open = new ArrayList<>(carriers);
            List<Placed> users = new ArrayList<>();
            while (!open.isEmpty()) {
                Node from = open.remove(open.size() - 1);
                for (Node to : above) {
                    if (!inputs(to).contains(from)) {
                        continue;
                    }
                    if (type(to).holds() != Role.OTHER) {
                        Rounding e = to.op().effect().of(from.stream(), type(from), r.format());
                        Role role = e.role() == Role.OTHER ? type(to).holds() : e.role();
                        long times = r.times() * e.times();
                        long terms = r.terms() * e.terms();
                        users.add(new Placed(
                                new Rounding(role, null, r.format(), times, terms, r.error(), e.operand()), to));
                    } else if (carriers.add(to)) {
                        open.add(to);
                    }
                }
            }
            return users;
        }

        private Step step(Placed p, boolean summed) {
            Rounding r = p.rounding();
            Op op = p.node().op();
            long keys = keys(op.space());
            boolean sums = switch (r.role()) {
                case DENOMINATOR, NUMERATOR, OUTPUT, MAXIMUM, LOG_SUM -> true;
                default -> false;
            };
            boolean again = r.role() == Role.FACTOR
                    || (sums
                            && above(inputs(p.node())).stream()
                                    .anyMatch(n -> n.is(p.node().stage(), op)));
            List<Loop> sent =
                    op.access() != null ? op.space() : op.primary().type().space();
            // What is rounded term by term is no smaller where the terms cancel.
            boolean partial = keys(sent) > 1 || r.terms() > 1 || r.operand();
            long times = again ? r.times() * keys : r.times();
            long terms = again || (sums && partial) ? r.terms() * keys : r.terms();
            return new Step(r.role(), Grid.of(r.format()), times, terms, r.error(), summed, partial, r.operand());
        }

        /** Iterations of the loops over keys. */
        private static long keys(List<Loop> space) {
            return space.stream()
                    .filter(l -> l.dimension().equals(Dimension.KEYS))
                    .mapToLong(Loop::trips)
                    .reduce(1, Math::multiplyExact);
        }
    }
}
