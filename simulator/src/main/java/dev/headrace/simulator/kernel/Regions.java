package dev.headrace.simulator.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The compiled regions of a run. They are visited in the order of tokens, round after round, each as far as its channels
 * allow. A channel without a bound, or with a very high one, gets more memory only when nothing can go on without it.
 *
 * <p>When nobody can go on at all, the regions are dissolved: the event-driven engine takes over where they are, makes
 * the parts of firings that are still possible, and tells a deadlock from a region that wanted too much at once.
 */
final class Regions {
    /** Batches that a region may make on one visit. */
    private static final int VISIT = 8;

    private final Run run;
    private final Compiled[] regions;
    private final boolean[] dirty;
    private final boolean[] shortOfMemory;

    /** Regions, and operators outside, at the other ends of each region's channels. */
    private final int[][] nearRegions;

    private final Node[][] nearNodes;
    private boolean limited;

    private final @Nullable FastForward fastForward;

    private Regions(Run run, Compiled[] regions, Node[] nodes, boolean fastForward) {
        this.run = run;
        this.fastForward = fastForward ? new FastForward(() -> marks(regions)) : null;
        this.regions = regions;
        dirty = new boolean[regions.length];
        Arrays.fill(dirty, true);
        shortOfMemory = new boolean[regions.length];
        nearRegions = new int[regions.length][];
        nearNodes = new Node[regions.length][];
        for (int r = 0; r < regions.length; r++) {
            neighbours(r, nodes);
        }
    }

    private static List<Mark> marks(Compiled[] regions) {
        List<Mark> marks = new ArrayList<>();
        List<Mark> channels = new ArrayList<>();
        for (Compiled c : regions) {
            Region r = (Region) c;
            marks.add(new RegionMark(r));
            for (Port[] outputs : r.plan.outputs) {
                for (Port out : outputs) {
                    if (out.link() < 0) {
                        channels.add(new FifoMark(out.outside()));
                    }
                }
            }
        }
        marks.addAll(channels);
        return marks;
    }

    /**
     * Takes operators with static rates out of the event-driven engine; null if there are none, or only some and the rest
     * may come to a steady state: periods of the whole are skipped only if one evaluator has all of it.
     *
     * @param repeats true if nothing stands in the way of a steady state
     */
    static @Nullable Regions of(Run run, Machine machine, Node[] nodes, Settings settings, boolean repeats) {
        List<int[]> groups = Fusion.of(machine, settings.compile());
        if (groups == null) {
            return null;
        }
        boolean all = groups.stream().mapToInt(g -> g.length).sum() == nodes.length;
        if (!all && repeats && !settings.compile().all()) {
            return null;
        }
        for (int g = 0; g < groups.size(); g++) {
            for (int o : groups.get(g)) {
                nodes[o].phase = Node.Phase.FUSED;
                nodes[o].region = g;
            }
        }
        Compiled[] regions = new Compiled[groups.size()];
        boolean merges = false;
        for (int g = 0; g < regions.length; g++) {
            Node[] members =
                    Arrays.stream(groups.get(g)).mapToObj(o -> nodes[o]).toArray(Node[]::new);
            boolean merge = MergeRegion.isMerge(members[0].spec);
            merges |= merge;
            int leastBlock = settings.compile().leastBlock();
            regions[g] = merge
                    ? MergeRegion.of(members, nodes, leastBlock)
                    : new Region(new Blueprint(members, nodes, leastBlock));
        }
        return new Regions(run, regions, nodes, settings.fastForward() && all && !merges);
    }

    private void neighbours(int r, Node[] nodes) {
        Set<Node> outside = new LinkedHashSet<>();
        Set<Integer> near = new LinkedHashSet<>();
        for (Node n : regions[r].plan().nodes) {
            for (Fifo f : n.in) {
                neighbour(r, nodes[f.producer], outside, near);
            }
            for (Fifo f : n.out) {
                if (f.consumer >= 0) {
                    neighbour(r, nodes[f.consumer], outside, near);
                }
            }
        }
        nearNodes[r] = outside.toArray(Node[]::new);
        nearRegions[r] = near.stream().mapToInt(Integer::intValue).toArray();
    }

    private static void neighbour(int r, Node n, Set<Node> outside, Set<Integer> near) {
        if (n.region < 0) {
            outside.add(n);
        } else if (n.region != r) {
            near.add(n.region);
        }
    }

    /** Something has changed at one of a region's channels. */
    void wake(int region) {
        dirty[region] = true;
    }

    /**
     * One round.
     *
     * @return true if there may be more to do, for regions or for operators outside; false if all wait
     */
    boolean round(long limit) {
        boolean some = false;
        for (int r = 0; r < regions.length && !run.isStopped(); r++) {
            if (dirty[r]) {
                dirty[r] = false;
                some |= visit(r, limit);
            }
        }
        if (some && fastForward != null && fastForward.moment(limit)) {
            Arrays.fill(dirty, true);
        }
        return some || grow();
    }

    private boolean visit(int r, long limit) {
        Compiled region = regions[r];
        boolean some = false;
        for (int i = 0; i < VISIT; i++) {
            Compiled.Progress p = region.run(limit);
            some |= p == Compiled.Progress.SOME || p == Compiled.Progress.MORE;
            if (p != Compiled.Progress.MORE) {
                shortOfMemory[r] = p == Compiled.Progress.SHORT_OF_MEMORY;
                limited |= p == Compiled.Progress.LIMITED;
                break;
            }
            dirty[r] = i == VISIT - 1;
        }
        if (some) {
            for (int near : nearRegions[r]) {
                dirty[near] = true;
            }
            for (Node n : nearNodes[r]) {
                run.wakeWaiting(n);
            }
        }
        return some;
    }

    /** Gives memory to the regions that want it. */
    private boolean grow() {
        boolean some = false;
        for (int r = 0; r < regions.length; r++) {
            if (shortOfMemory[r]) {
                shortOfMemory[r] = false;
                dirty[r] = true;
                some = true;
                for (Fifo f : regions[r].plan().targets) {
                    if (f.consumer >= 0 && f.space() <= 0 && f.slots() > 0) {
                        f.grow();
                    }
                }
            }
        }
        return some;
    }

    /** True if a region has stopped before the limit, because what comes next may be after it. */
    boolean limited() {
        return limited;
    }

    boolean allDone() {
        for (Compiled r : regions) {
            if (!r.done()) {
                return false;
            }
        }
        return true;
    }

    /** Ticks that were skipped. */
    long skipped() {
        return fastForward == null ? 0 : fastForward.skipped;
    }

    /** Firings made, each of every operator. */
    long firings() {
        long sum = 0;
        for (Compiled r : regions) {
            sum += r.firings();
        }
        return sum;
    }

    /** Gives everything back to the event-driven engine. */
    void dissolve() {
        for (Compiled r : regions) {
            r.dissolve();
        }
    }
}
