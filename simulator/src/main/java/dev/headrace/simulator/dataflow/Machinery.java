package dev.headrace.simulator.dataflow;

import dev.headrace.simulator.kernel.Graph;
import dev.headrace.simulator.spec.WorkloadSpec;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A wired design: the kernel graph, and what each of its parts stands for in the design. */
public final class Machinery {
    @Nullable
    Graph graph;

    /** When the rows of the tensor that the design wants timed were stored. */
    final Timeline timeline = new Timeline();

    int cores;
    final List<UnitPlace> units = new ArrayList<>();
    final List<ChannelPlace> channels = new ArrayList<>();

    /** Channel to tokens that it has to hold at once, where that is more than one. */
    final Map<Integer, Long> held = new HashMap<>();

    /** Channels that are filled from a memory. */
    final BitSet loaded = new BitSet();

    final List<OpPlace> operators = new ArrayList<>();
    final List<String> memories = new ArrayList<>();
    final List<ArrivalLaw.Mover> movers = new ArrayList<>();
    WorkloadSpec.@Nullable Shape shape;
    final Map<String, Long> allocated = new LinkedHashMap<>();

    /**
     * A kernel unit.
     *
     * @param name compute unit, or port of a scratchpad
     * @param of unit of the hardware file
     * @param core which core's
     */
    public record UnitPlace(String name, String of, int core) {}

    /**
     * A kernel channel.
     *
     * @param name as reports show it; empty for the kernel's own bookkeeping
     * @param stream the stream it is part of
     * @param tokenBytes bytes of its largest token
     * @param entry entry of the design's buffers that gives its depth; empty for the kernel's own bookkeeping
     * @param own entry that would give the depth of this channel alone
     * @param scratchpad where it is kept; null for a FIFO of its own
     */
    public record ChannelPlace(
            String name,
            String stream,
            long tokenBytes,
            String entry,
            String own,
            @Nullable String scratchpad) {
        static ChannelPlace hidden() {
            return new ChannelPlace("", "", 0, "", "", null);
        }

        /** True if reports do not show it. */
        public boolean isHidden() {
            return name.isEmpty();
        }
    }

    /** A kernel operator. */
    static final class OpPlace {
        final String name;
        final @Nullable Op op;
        final int core;
        final @Nullable Meter meter;
        final @Nullable Space space;

        OpPlace(String name, @Nullable Op op, int core, @Nullable Meter meter, @Nullable Space space) {
            this.space = space;
            this.name = name;
            this.op = op;
            this.core = core;
            this.meter = meter;
        }

        static OpPlace hidden() {
            return new OpPlace("", null, 0, null, null);
        }
    }

    /** The kernel graph. */
    public Graph graph() {
        return Objects.requireNonNull(graph);
    }

    /** When the rows of the tensor that the design wants timed were stored. */
    public Timeline timeline() {
        return timeline;
    }

    WorkloadSpec.Shape shape() {
        return Objects.requireNonNull(shape);
    }

    /** Number of cores. */
    public int cores() {
        return cores;
    }

    /** What the graph's units are, by index. */
    public List<UnitPlace> units() {
        return units;
    }

    /** What the graph's channels are, by index. */
    public List<ChannelPlace> channels() {
        return channels;
    }

    /**
     * Tokens that a channel has to hold at once for the run to end: all that are used again of a load with reuse, a token for
     * every point of the loops inside of what one iteration hands to the next (up to one more, if its reader is its maker);
     * 1 for all others.
     */
    public long held(int channel) {
        return held.getOrDefault(channel, 1L);
    }

    /** Whether what a channel holds comes from a memory. */
    public boolean isLoaded(int channel) {
        return loaded.get(channel);
    }

    /** Memories, in the order of the graph's devices. */
    public List<String> memories() {
        return memories;
    }

    /** Scratchpad to bytes that its buffers take up. */
    public Map<String, Long> allocated() {
        return allocated;
    }

    /** Name of a kernel operator as reports show it; empty for the kernel's own bookkeeping. */
    public String operator(int index) {
        return operators.get(index).name;
    }

    /** Core of a kernel operator. */
    public int core(int index) {
        return operators.get(index).core;
    }

    /** Names of the loops that a kernel operator runs over, outermost first; empty for the kernel's own bookkeeping. */
    public List<String> loops(int index) {
        Op op = operators.get(index).op;
        return op == null ? List.of() : op.space().stream().map(Loop::name).toList();
    }

    /**
     * Which tile of each of its {@link #loops} a firing of a kernel operator works on; those that are dealt to cores, and those
     * of which a mask leaves tiles out, counted as if all were there.
     *
     * @param index of the firing, as the kernel has it
     */
    public long[] tile(int operator, long[] index) {
        Space space = operators.get(operator).space;
        long[] tile = new long[space == null ? 0 : loops(operator).size()];
        for (int place = 0; space != null && place < tile.length; place++) {
            tile[place] = space.actual(place, index);
        }
        return tile;
    }

    /** Value of "op" of a kernel operator. */
    public String kind(int index) {
        Op op = operators.get(index).op;
        return op == null ? "" : op.common().op();
    }

    /** Unit that serves a kernel operator: a compute unit, the memory of a load or store, or null. */
    public @Nullable String on(int index) {
        Op op = operators.get(index).op;
        if (op == null) {
            return null;
        }
        return op.transfer() != null ? op.transfer().memory() : op.common().on();
    }

    /** Number format of what an operator multiplies; null: that of the workload. */
    public @Nullable String operands(int index) {
        Op op = operators.get(index).op;
        return op == null ? null : op.operands();
    }

    /** Useful operations of an operator, all cores together. */
    public long usefulOps(int index) {
        Meter m = operators.get(index).meter;
        return m == null ? 0 : m.usefulOps();
    }

    /** What an operator's unit did, all cores together, by ordinal of the primitive; bytes of scratchpads are apart. */
    public long[] actions(int index) {
        Meter m = operators.get(index).meter;
        return m == null ? new long[dev.headrace.simulator.unit.Primitive.values().length] : m.actions();
    }

    /**
     * Bytes that an operator read and wrote of a scratchpad, all cores together.
     *
     * @param pad number of the scratchpad, as the hardware file has them
     */
    public long[] bytes(int index, int pad) {
        Meter m = operators.get(index).meter;
        return m == null ? new long[2] : m.bytes(pad);
    }
}
