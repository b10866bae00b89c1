package dev.headrace.simulator.dataflow;

import dev.headrace.simulator.kernel.Nest;
import dev.headrace.simulator.kernel.Turn;
import dev.headrace.simulator.kernel.Unit;
import dev.headrace.simulator.spec.DesignSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who goes first on the shared compute units of a design. In a static order a round is a point of the longest nest among
 * the operators on the unit, the points counted in the order of that nest. The loops of the others' nests are among its
 * loops, in the same order; one that an operator lacks counts as being at its last iteration, so that what follows a loop
 * takes part when the loop ends. Stages follow each other.
 */
final class Arbitration {
    /** Rounds of a stage at most. */
    private static final long STAGE = 1L << 56;

    private final Dataflow flow;
    private final Map<String, DesignSpec.Arbitration> given;
    private final Map<String, List<Loop>> rounds = new HashMap<>();

    Arbitration(Dataflow flow) {
        this.flow = flow;
        Map<String, DesignSpec.Arbitration> all = flow.design().arbitration();
        this.given = all == null ? Map.of() : all;
        given.forEach((unit, a) -> check(unit, a, "/arbitration/" + unit));
    }

    private void check(String unit, DesignSpec.Arbitration a, String place) {
        if (!flow.hardware().compute().containsKey(unit)) {
            throw flow.file()
                    .complain(
                            place,
                            "unknown unit \"" + unit + "\"",
                            String.join(", ", flow.hardware().compute().keySet()));
        }
        if (a.sequence().isEmpty()) {
            return;
        }
        List<String> clients = new ArrayList<>();
        for (Dataflow.Stage stage : flow.stages()) {
            for (Op op : stage.ops()) {
                if (unit.equals(op.common().on())) {
                    clients.add(named(stage, op, a));
                }
            }
            checkNests(unit, stage, place);
        }
        for (String name : a.sequence()) {
            if (a.sequence().indexOf(name) != a.sequence().lastIndexOf(name) || !clients.contains(name)) {
                throw flow.file()
                        .complain(
                                place + "/order",
                                "\"" + name + "\"" + (clients.contains(name) ? " twice" : ", which is not on it"),
                                "the operators on " + unit + ": " + String.join(", ", clients));
            }
        }
        for (String client : clients) {
            if (!a.sequence().contains(client)) {
                throw flow.file()
                        .complain(
                                place + "/order",
                                "without \"" + client + "\"",
                                "all operators on " + unit + ": " + String.join(", ", clients));
            }
        }
    }

    private void checkNests(String unit, Dataflow.Stage stage, String place) {
        List<Loop> longest = List.of();
        for (Op op : stage.ops()) {
            if (unit.equals(op.common().on()) && op.space().size() > longest.size()) {
                longest = op.space();
            }
        }
        for (Op op : stage.ops()) {
            if (unit.equals(op.common().on()) && !isPartOf(op.space(), longest)) {
                throw flow.file()
                        .complain(
                                place + "/order",
                                "operator " + op.name() + " over " + Scope.names(op.space()) + " with another over "
                                        + Scope.names(longest),
                                "nests whose loops are among those of the longest, in the same order");
            }
        }
        rounds.put(stage.name() + "/" + unit, longest);
    }

    private static boolean isPartOf(List<Loop> some, List<Loop> all) {
        int found = 0;
        for (Loop l : all) {
            found += found < some.size() && some.get(found).equals(l) ? 1 : 0;
        }
        return found == some.size();
    }

    private String named(Dataflow.Stage stage, Op op, DesignSpec.Arbitration a) {
        String full = stage.name() + "." + op.name();
        return flow.stages().size() > 1 && a.sequence().contains(full) ? full : op.name();
    }

    /** The policy of a unit. */
    Unit.Policy policy(String unit) {
        DesignSpec.Arbitration a = given.get(unit);
        String policy = a == null ? "oldest-first" : Objects.requireNonNull(a.policy());
        return switch (policy) {
            case "order" -> Unit.Policy.ORDER;
            case "round-robin" -> Unit.Policy.ROUND_ROBIN;
            default -> Unit.Policy.OLDEST_FIRST;
        };
    }

    /** The turn of an operator on its unit; null if that has no static order. */
    @Nullable
    Turn turn(Dataflow.Stage stage, int number, Op op, Space space) {
        String unit = Objects.requireNonNull(op.common().on());
        DesignSpec.Arbitration a = given.get(unit);
        if (a == null || a.sequence().isEmpty()) {
            return null;
        }
        String name = named(stage, op, a);
        List<Loop> nest = Objects.requireNonNull(rounds.get(stage.name() + "/" + unit));
        Turn.Round round = round(nest, op, space, number * STAGE);
        return new Turn(a.sequence().indexOf(name), a.lead(name), round);
    }

    /** Rounds by the kernel's indices: the items dealt to a core count as one loop, tiles left by a mask without gaps. */
    private static Turn.Round round(List<Loop> nest, Op op, Space space, long first) {
        int levels = space.kernelDepth(nest.size());
        int dealt = nest.size() - levels;
        int[] place = new int[levels];
        long[] trips = new long[levels];
        Nest own = space.nest();
        int next = 0;
        for (int l = 0; l < levels; l++) {
            boolean items = dealt > 0 && l == 0;
            Loop loop = nest.get(items ? 0 : l + dealt);
            boolean has = items || op.space().contains(loop);
            place[l] = has ? next++ : -1;
            trips[l] = items ? own.trips(0, new long[own.depth()]) : loop.trips();
        }
        return new Points(first, place, trips);
    }

    /**
     * Points of a nest, counted.
     *
     * @param first number of the first
     * @param place where each loop's index is found, -1 for one that counts as at its last iteration
     * @param trips iterations of each loop
     */
    @SuppressWarnings("ArrayRecordComponent")
    private record Points(long first, int[] place, long[] trips) implements Turn.Round {
        @Override
        public long of(long[] index) {
            long round = 0;
            for (int l = 0; l < trips.length; l++) {
                round = round * trips[l] + (place[l] < 0 ? trips[l] - 1 : index[place[l]]);
            }
            return first + round;
        }

        /** Linear in every index. */
        @Override
        public long alike(int level, long[] index) {
            return Long.MAX_VALUE;
        }
    }
}
