package dev.headrace.explore.fifo;

import dev.headrace.simulator.kernel.Channel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Searches for the FIFO depths of least total bits with which a run ends, or ends within a time.
 *
 * <p>One run with unbounded FIFOs tells the shortest time, and the most slots that each FIFO ever holds: with these depths
 * nothing ever waits for room, so they do. For every FIFO alone the least depth that does while the others stay so deep is
 * found by bisection; no solution lies below. If all of these together do, they are the least. Otherwise FIFOs are
 * lowered one after another, in several orders, each time as far as it goes; and failures are turned into a lower bound,
 * which is raised until it meets a solution or the runs are used up ({@link HittingSet}). In a graph that is not {@link
 * FifoGraph#isMonotone monotone} the result is one that does, confirmed by its own run, but nothing is known from below.
 *
 * <p>No run goes on for longer than the time asked for.
 */
public final class FifoSizing {
    private static final int RANDOM_ORDERS = 4;

    private final FifoGraph graph;
    private final History history;
    private final long mostRuns;
    private final long[] weight;
    private final long[] floor;

    /** The run with unbounded FIFOs; null before it is made. */
    private FifoGraph.@Nullable Attempt unbounded;

    /** Depths that are never all in use. */
    private long[] highest = new long[0];

    /**
     * A search.
     *
     * @param mostRuns runs after which a length is settled for with what was found
     */
    public FifoSizing(FifoGraph graph, long mostRuns) {
        this(graph, mostRuns, graph.fifos().stream().mapToLong(f -> 1).toArray());
    }

    /**
     * A search that makes no FIFO shallower than a given depth.
     *
     * @param floor depths, by FIFO, 1 or more
     */
    FifoSizing(FifoGraph graph, long mostRuns, long[] floor) {
        this.floor = floor;
        this.graph = graph;
        this.mostRuns = mostRuns;
        history = new History(graph);
        weight = graph.fifos().stream().mapToLong(FifoGraph.Knob::weight).toArray();
    }

    /** Length of the run with unbounded FIFOs, which none is shorter than; -1 if even that does not end, or was stopped. */
    public long shortest() {
        FifoGraph.Attempt a = unbounded();
        return a.end() == FifoGraph.End.COMPLETE ? a.ticks() : -1;
    }

    /** The run with unbounded FIFOs. */
    FifoGraph.Attempt unbounded() {
        FifoGraph.Attempt a = unbounded;
        if (a == null) {
            long[] depths = new long[weight.length];
            Arrays.fill(depths, Channel.UNBOUNDED);
            a = graph.run(depths, History.NEVER);
            unbounded = a;
            highest = History.array(a.peaks());
            Arrays.setAll(highest, f -> Math.max(highest[f], floor[f]));
            if (a.end() == FifoGraph.End.COMPLETE) {
                // Nobody waits for room where there is always as much as was ever held.
                history.know(highest, a.ticks());
            }
        }
        return a;
    }

    /** Runs made so far, the one with unbounded FIFOs included. */
    public long runs() {
        return history.runs() + (unbounded == null ? 0 : 1);
    }

    /** Ticks evaluated in all runs so far; periods that were skipped are not in them. */
    public long evaluated() {
        return history.evaluated() + (unbounded == null ? 0 : unbounded.evaluated());
    }

    /** Ticks evaluated in the run with unbounded FIFOs. */
    public long evaluatedOnce() {
        return unbounded().evaluated();
    }

    /** The depths of least bits with which the run ends; null if there are none, or it was stopped. */
    public @Nullable Sizing toEnd() {
        return within(History.NEVER);
    }

    /**
     * The depths of least bits with which the run takes at most so long.
     *
     * @param target ticks, {@link #shortest} or more
     * @return null if there are none, or the search was stopped
     */
    public @Nullable Sizing within(long target) {
        long shortest = shortest();
        if (shortest < 0 || shortest > target) {
            return null;
        }
        long[] most = highest;
        history.allow(mostRuns);
        Sizing found = search(most, target);
        while (!history.confirm(History.array(found.point().depths()), target)) {
            // Stood still later than was looked at; the history has learnt that, so the same is not found again.
            found = history.isOver() ? sizing(most, target, 0) : search(most, target);
        }
        return history.isStopped() ? null : withLength(found);
    }

    private Sizing withLength(Sizing found) {
        List<Long> depths = found.point().depths();
        long ticks = history.ended().stream()
                .filter(p -> p.depths().equals(depths))
                .mapToLong(Sizing.Point::ticks)
                .findFirst()
                .orElseThrow();
        return new Sizing(new Sizing.Point(depths, found.point().bits(), ticks), found.target(), found.leastBits());
    }

    private Sizing search(long[] most, long target) {
        long[] least = new long[most.length];
        for (int f = 0; f < most.length; f++) {
            least[f] = lowest(most, f, floor[f], target);
        }
        if (history.suffices(least, target)) {
            return sizing(least, target, graph.isMonotone() ? graph.bits(least) : 0);
        }
        long[] best = most;
        for (int[] order : orders(least, most)) {
            long[] depths = most.clone();
            for (int f : order) {
                depths[f] = lowest(depths, f, least[f], target);
            }
            if (graph.bits(depths) < graph.bits(best)) {
                best = depths;
            }
        }
        return graph.isMonotone() ? improved(best, least, most, target) : sizing(best, target, 0);
    }

    private Sizing sizing(long[] depths, long target, long leastBits) {
        return new Sizing(new Sizing.Point(History.list(depths), graph.bits(depths), 0), target, leastBits);
    }

    /** Raises the lower bound until a solution meets it, or the runs are used up. */
    private Sizing improved(long[] found, long[] least, long[] most, long target) {
        HittingSet failures = new HittingSet(weight, least);
        long bound = graph.bits(least);
        while (!history.isOver()) {
            long[] cheapest = failures.cheapest();
            if (cheapest.length == 0 && least.length > 0) {
                break;
            }
            bound = graph.bits(cheapest);
            if (bound >= graph.bits(found)) {
                return sizing(found, target, graph.bits(found));
            }
            if (history.suffices(cheapest, target)) {
                return sizing(cheapest, target, bound);
            }
            if (history.isOver()) {
                break;
            }
            failures.add(highestFailure(cheapest, most, target), most);
        }
        return sizing(found, target, bound);
    }

    /** Depths that fail, raised as far as they go on failing. */
    private long[] highestFailure(long[] failing, long[] most, long target) {
        long[] depths = failing.clone();
        for (int f = 0; f < depths.length; f++) {
            long low = depths[f];
            depths[f] = most[f];
            if (low < most[f] && history.suffices(depths, target)) {
                depths[f] = lowest(depths, f, low + 1, target) - 1;
            }
        }
        return depths;
    }

    /** The least depth of a FIFO, from a depth on, that does while the others stay; as they are, they do. */
    private long lowest(long[] depths, int f, long from, long target) {
        long[] trial = depths.clone();
        long low = from - 1;
        long high = depths[f];
        // Most FIFOs may be nearly as shallow as they can: look there first.
        long step = 1;
        while (high - low > 1) {
            long middle = Math.min(low + step, low + (high - low) / 2);
            trial[f] = middle;
            if (history.suffices(trial, target)) {
                high = middle;
            } else {
                low = middle;
                step *= 4;
            }
        }
        return high;
    }

    private List<int[]> orders(long[] least, long[] most) {
        List<Integer> all =
                new ArrayList<>(IntStream.range(0, least.length).boxed().toList());
        List<int[]> orders = new ArrayList<>();
        Comparator<Integer> bySpan =
                Comparator.comparingDouble((Integer f) -> (double) (most[f] - least[f]) * weight[f]);
        all.sort(bySpan.reversed());
        orders.add(array(all));
        all.sort(bySpan);
        orders.add(array(all));
        orders.add(IntStream.range(0, least.length).toArray());
        orders.add(
                IntStream.range(0, least.length).map(f -> least.length - 1 - f).toArray());
        SplittableRandom random = new SplittableRandom(1);
        for (int n = 0; n < RANDOM_ORDERS; n++) {
            int[] shuffled = IntStream.range(0, least.length).toArray();
            for (int i = shuffled.length - 1; i > 0; i--) {
                int j = random.nextInt(i + 1);
                int t = shuffled[i];
                shuffled[i] = shuffled[j];
                shuffled[j] = t;
            }
            orders.add(shuffled);
        }
        return orders;
    }

    private static int[] array(List<Integer> list) {
        return list.stream().mapToInt(Integer::intValue).toArray();
    }

    /**
     * What can be had between fewest bits and shortest run: of all runs made so far, those that no other beats in both,
     * fewest bits first.
     */
    public List<Sizing.Point> front() {
        List<Sizing.Point> all = new ArrayList<>(history.ended());
        all.sort(Comparator.comparingLong(Sizing.Point::bits).thenComparingLong(Sizing.Point::ticks));
        List<Sizing.Point> front = new ArrayList<>();
        for (Sizing.Point p : all) {
            if (front.isEmpty() || p.ticks() < front.get(front.size() - 1).ticks()) {
                front.add(p);
            }
        }
        return front;
    }

    /** Runs after which a length is settled for with what was found. */
    public long mostRuns() {
        return mostRuns;
    }
}
