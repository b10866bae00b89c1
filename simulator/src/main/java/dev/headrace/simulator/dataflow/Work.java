package dev.headrace.simulator.dataflow;

import dev.headrace.simulator.spec.DesignSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** The work items of a design, dealt to cores: the points of its leading loops. */
final class Work {
    private final int dealt;
    private final List<int[][]> byCore = new ArrayList<>();

    Work(Dataflow flow, int cores) {
        DesignSpec.Deal deal = flow.design().deal();
        if (cores == 1) {
            dealt = 0;
            byCore.add(new int[0][]);
            return;
        }
        if (deal == null || deal.over().isEmpty()) {
            throw flow.file()
                    .complain("/deal", "missing, with " + cores + " cores", "the leading loops to deal to cores");
        }
        List<Loop> loops = new ArrayList<>();
        for (String name : deal.over()) {
            Loop l = flow.loops().get(name);
            if (l == null) {
                throw flow.file()
                        .complain(
                                "/deal/over",
                                "unknown loop \"" + name + "\"",
                                String.join(", ", flow.loops().keySet()));
            }
            loops.add(l);
        }
        for (Dataflow.Stage stage : flow.stages()) {
            for (Op op : stage.ops()) {
                if (op.space().size() < loops.size()
                        || !op.space().subList(0, loops.size()).equals(loops)) {
                    throw flow.file()
                            .complain(
                                    "/deal/over",
                                    deal.over() + " with operator " + op.name() + " over " + Scope.names(op.space()),
                                    "loops that every operator's nest begins with");
                }
            }
        }
        dealt = loops.size();
        List<int[]> items = items(loops);
        if ("longest-first".equals(deal.policy())) {
            dealByLength(items, loops, flow, cores);
        } else {
            deal(items, cores, "blocks".equals(deal.policy()));
        }
    }

    /**
     * Graham's rule for independent jobs on equal machines, longest first: the last core is done after at most 4/3 - 1 / (3
     * cores) of the least possible time (R. L. Graham, Bounds on multiprocessing timing anomalies, SIAM J. Appl. Math. 17(2),
     * 1969). Ties go to the earlier item and the lower core. A core's items are done in the order in which it got them.
     */
    private void dealByLength(List<int[]> items, List<Loop> loops, Dataflow flow, int cores) {
        List<Loop> nest = longestNest(flow);
        long[] length = new long[items.size()];
        for (int i = 0; i < length.length; i++) {
            length[i] = new Space(nest, loops.size(), new int[][] {items.get(i)}, flow.mask()).firings();
        }
        List<List<int[]>> mine = new ArrayList<>();
        long[] sum = new long[cores];
        for (int core = 0; core < cores; core++) {
            mine.add(new ArrayList<>());
        }
        IntStream.range(0, length.length)
                .boxed()
                .sorted(Comparator.comparingLong(i -> -length[i]))
                .forEach(i -> {
                    int least = 0;
                    for (int core = 1; core < cores; core++) {
                        least = sum[core] < sum[least] ? core : least;
                    }
                    sum[least] += length[i];
                    mine.get(least).add(items.get(i));
                });
        mine.forEach(list -> byCore.add(list.toArray(new int[0][])));
    }

    private static List<Loop> longestNest(Dataflow flow) {
        List<Loop> longest = List.of();
        for (Dataflow.Stage stage : flow.stages()) {
            for (Op op : stage.ops()) {
                longest = op.space().size() > longest.size() ? op.space() : longest;
            }
        }
        return longest;
    }

    private void deal(List<int[]> items, int cores, boolean blocks) {
        for (int core = 0; core < cores; core++) {
            List<int[]> mine = new ArrayList<>();
            if (blocks) {
                int from = (int) ((long) items.size() * core / cores);
                int to = (int) ((long) items.size() * (core + 1) / cores);
                mine.addAll(items.subList(from, to));
            } else {
                for (int i = core; i < items.size(); i += cores) {
                    mine.add(items.get(i));
                }
            }
            byCore.add(mine.toArray(new int[0][]));
        }
    }

    private static List<int[]> items(List<Loop> loops) {
        List<int[]> items = new ArrayList<>();
        items.add(new int[0]);
        for (Loop l : loops) {
            List<int[]> next = new ArrayList<>();
            for (int[] item : items) {
                for (int i = 0; i < l.trips(); i++) {
                    int[] longer = java.util.Arrays.copyOf(item, item.length + 1);
                    longer[item.length] = i;
                    next.add(longer);
                }
            }
            items = next;
        }
        return items;
    }

    /** Number of leading loops that are dealt; 0 on a single core. */
    int dealt() {
        return dealt;
    }

    /** True if a core has anything to do; with more cores than items, some have not. */
    boolean has(int core) {
        return dealt == 0 || byCore.get(core).length > 0;
    }

    /** Cores that have anything to do. */
    int busyCores() {
        return (int) IntStream.range(0, byCore.size()).filter(this::has).count();
    }

    /** A core's items, each the indices of the dealt loops. */
    int[][] items(int core) {
        return byCore.get(core);
    }
}
