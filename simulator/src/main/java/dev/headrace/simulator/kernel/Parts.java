package dev.headrace.simulator.kernel;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Cuts groups of operators that could fire in step into parts of a size that the JIT compiles well. */
final class Parts {
    /** Operators and ports of one group, so that its code stays within what the JIT compiles. */
    private static final int MOST_OPERATORS = 16;

    static final int MOST_PORTS = 80;

    private final Topology topology;

    Parts(Topology topology) {
        this.topology = topology;
    }

    /** True if a group is small enough. */
    boolean fits(int[] group) {
        int ports = 0;
        for (int o : group) {
            ports += topology.operator(o).inputs().size()
                    + topology.operator(o).outputs().size();
        }
        return group.length <= MOST_OPERATORS && ports <= MOST_PORTS;
    }

    /**
     * Cuts a group that is too large. Each operator, in the order of tokens, joins all those that it takes from, if they
     * are few enough and their parts are of one rank, that is as many parts away from the start: no way leads from one
     * part to another of its rank. Trees fall into equal parts, which share their code.
     */
    void cut(int[] group, List<int[]> into) {
        if (fits(group)) {
            into.add(group);
            return;
        }
        Map<Integer, Part> parts = new HashMap<>();
        Set<Part> all = new LinkedHashSet<>();
        for (int o : group) {
            Set<Part> before = new LinkedHashSet<>();
            for (InPort in : topology.operator(o).inputs()) {
                Part from = parts.get(topology.producer[in.channel()]);
                if (from != null) {
                    before.add(from);
                }
            }
            Part part = Part.after(before, o);
            if (part == null || !fits(part.members)) {
                part = new Part(Part.rank(before) + 1, new int[] {o});
            } else {
                all.removeAll(before);
            }
            for (int m : part.members) {
                parts.put(m, part);
            }
            all.add(part);
        }
        all.forEach(p -> into.add(p.members));
    }

    /** Operators that will fire in step, and how many other parts lie between them and the start at most. */
    private static final class Part {
        private final int rank;
        private final int[] members;

        Part(int rank, int[] members) {
            this.rank = rank;
            this.members = members;
        }

        /** All parts before an operator, and the operator; null if their ranks differ. */
        static @Nullable Part after(Set<Part> before, int operator) {
            int rank = rank(before);
            if (before.stream().anyMatch(p -> p.rank != rank)) {
                return null;
            }
            IntStream all = before.stream().flatMapToInt(p -> Arrays.stream(p.members));
            return new Part(rank, IntStream.concat(all, IntStream.of(operator)).toArray());
        }

        static int rank(Set<Part> parts) {
            return parts.stream().mapToInt(p -> p.rank).max().orElse(0);
        }
    }
}
