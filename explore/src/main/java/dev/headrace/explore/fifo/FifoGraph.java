package dev.headrace.explore.fifo;

import dev.headrace.simulator.kernel.Channel;
import dev.headrace.simulator.kernel.Claim;
import dev.headrace.simulator.kernel.Graph;
import dev.headrace.simulator.kernel.Machine;
import dev.headrace.simulator.kernel.Operator;
import dev.headrace.simulator.kernel.Outcome;
import dev.headrace.simulator.kernel.Run;
import dev.headrace.simulator.kernel.Settings;
import dev.headrace.simulator.kernel.Unit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A wired graph and those of its FIFOs whose depths are free. A run with other depths reads no file and wires nothing: it
 * costs what the simulation costs, or less where that is cut off.
 *
 * <p>The graph is {@link #isMonotone monotone} where deeper FIFOs can never make a run later: every time is then a maximum
 * of sums over times before (max-plus), and a deeper FIFO only takes terms out of the maxima.
 */
public final class FifoGraph {
    private final Graph graph;
    private final List<Knob> fifos;
    private final int[] fifoOf;
    private final boolean monotone;
    private final long period;
    private volatile boolean stopped;
    private volatile @Nullable Run running;

    /**
     * FIFOs that have one depth in common.
     *
     * @param name as reports show it
     * @param entry entry of the design's buffers that gives its depth, or would for it alone
     * @param from entry that gives its depth as the design stands
     * @param channels of the graph; more than one if cores share a depth, or readers do
     * @param bits a token takes in one of them, 1 or more
     * @param depth tokens that each holds in the design, {@link Channel#UNBOUNDED} for any number
     */
    public record Knob(String name, String entry, String from, List<Integer> channels, long bits, long depth) {
        public Knob {
            channels = List.copyOf(channels);
            if (channels.isEmpty() || bits < 1 || depth < 1) {
                throw new IllegalArgumentException("FIFO " + name + ": channels " + channels + ", " + bits
                        + " bits a token, depth " + depth + "; allowed: a channel, 1 or more");
            }
        }

        /** Path of its depth, as {@code --set} takes it. */
        public String setting() {
            return entry.indexOf('.') >= 0 ? "/buffers/" + entry + "/tiles" : "buffers." + entry + ".tiles";
        }

        /** Bits of one more token in all of them. */
        public long weight() {
            return bits * channels.size();
        }
    }

    /** How a run with some depths ended. */
    enum End {
        COMPLETE,
        DEADLOCK,
        CUT_OFF,
        STOPPED
    }

    /**
     * A run with some depths.
     *
     * @param ticks length of the run; of a deadlock, when everything stood still
     * @param evaluated ticks that had to be evaluated, the rest being repetitions
     * @param peaks most slots held at once, by FIFO
     * @param full channels on the circle of a deadlock that are full
     */
    record Attempt(End end, long ticks, long evaluated, List<Long> peaks, List<Integer> full) {}

    /**
     * A graph.
     *
     * @param fifos those that may be changed, no channel twice; all others keep their depth
     */
    public FifoGraph(Graph graph, List<Knob> fifos) {
        this.graph = graph;
        this.fifos = List.copyOf(fifos);
        fifoOf = new int[graph.channels().size()];
        Arrays.fill(fifoOf, -1);
        for (int f = 0; f < fifos.size(); f++) {
            for (int c : fifos.get(f).channels()) {
                if (fifoOf[c] >= 0) {
                    throw new IllegalArgumentException(
                            "channel " + graph.channels().get(c).name() + " in two FIFOs");
                }
                fifoOf[c] = f;
            }
        }
        monotone = monotone(graph);
        period = Machine.wire(graph).time().period(0);
    }

    /** No memory, and no unit that chooses among several operators by who comes first. */
    private static boolean monotone(Graph graph) {
        Set<Integer> claimed = new HashSet<>();
        for (Operator op : graph.operators()) {
            if (op.move() != null) {
                return false;
            }
            for (Claim claim : op.claims()) {
                boolean first = claimed.add(claim.unit());
                if (!first && graph.units().get(claim.unit()).policy() != Unit.Policy.ORDER) {
                    return false;
                }
            }
        }
        return true;
    }

    /** The FIFOs that may be changed. */
    public List<Knob> fifos() {
        return fifos;
    }

    /** True if deeper FIFOs can never make a run later. */
    public boolean isMonotone() {
        return monotone;
    }

    /** The depths of the design. */
    public long[] depths() {
        return fifos.stream().mapToLong(Knob::depth).toArray();
    }

    /** Bits of all FIFOs that may be changed; saturates. */
    public long bits(long[] depths) {
        double sum = 0;
        long exact = 0;
        for (int f = 0; f < depths.length; f++) {
            long weight = fifos.get(f).weight();
            sum += (double) depths[f] * weight;
            exact += depths[f] * weight;
        }
        return sum > 0x1p62 ? Long.MAX_VALUE : exact;
    }

    /** Cycles of the graph's first clock, rounded up. */
    public long cycles(long ticks) {
        return Math.floorDiv(ticks + period - 1, period);
    }

    /** The same graph, of whose FIFOs only some may be changed. */
    FifoGraph only(List<Knob> some) {
        return new FifoGraph(graph, some);
    }

    /** The FIFO that a channel belongs to; null if it may not be changed. */
    @Nullable
    Knob fifo(int channel) {
        return fifoOf[channel] < 0 ? null : fifos.get(fifoOf[channel]);
    }

    /** Ends all runs soon, from any thread. */
    public void stop() {
        stopped = true;
        Run run = running;
        if (run != null) {
            run.stop();
        }
    }

    /**
     * Runs with some depths.
     *
     * @param depths by FIFO
     * @param limit last tick at which anything may start
     */
    Attempt run(long[] depths, long limit) {
        List<Channel> channels = new ArrayList<>(graph.channels());
        for (int c = 0; c < fifoOf.length; c++) {
            if (fifoOf[c] >= 0) {
                Channel was = channels.get(c);
                channels.set(
                        c,
                        new Channel(
                                was.name(),
                                depths[fifoOf[c]],
                                was.forwardLatency(),
                                was.creditLatency(),
                                was.window()));
            }
        }
        Graph changed = new Graph(graph.clocks(), graph.units(), channels, graph.operators(), graph.devices());
        Run run = Machine.wire(changed).start(Settings.DEFAULT);
        running = run;
        if (stopped) {
            run.stop();
        }
        Outcome outcome = run.finish(limit);
        running = null;
        long[] peaks = new long[fifos.size()];
        Arrays.fill(peaks, 1);
        for (int c = 0; c < fifoOf.length; c++) {
            if (fifoOf[c] >= 0) {
                peaks[fifoOf[c]] =
                        Math.max(peaks[fifoOf[c]], outcome.channels().get(c).peak());
            }
        }
        return new Attempt(
                end(outcome),
                outcome.ticks(),
                outcome.ticks() - outcome.skippedTicks(),
                Arrays.stream(peaks).boxed().toList(),
                full(outcome));
    }

    private End end(Outcome outcome) {
        return switch (outcome.status()) {
            case COMPLETE -> End.COMPLETE;
            case DEADLOCK -> End.DEADLOCK;
            case INCOMPLETE -> stopped ? End.STOPPED : End.CUT_OFF;
        };
    }

    private List<Integer> full(Outcome outcome) {
        Outcome.Deadlock deadlock = outcome.deadlock();
        return deadlock == null
                ? List.of()
                : deadlock.circle().stream()
                        .filter(w -> w.reason() == Outcome.Reason.FULL)
                        .map(Outcome.Wait::channel)
                        .toList();
    }
}
