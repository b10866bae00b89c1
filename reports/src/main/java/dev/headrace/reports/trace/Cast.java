package dev.headrace.reports.trace;

import dev.headrace.simulator.dataflow.Machinery;
import dev.headrace.simulator.kernel.Claim;
import dev.headrace.simulator.kernel.Clock;
import dev.headrace.simulator.kernel.Graph;
import dev.headrace.simulator.kernel.InPort;
import dev.headrace.simulator.kernel.Machine;
import dev.headrace.simulator.kernel.Operator;
import dev.headrace.simulator.kernel.OutPort;
import dev.headrace.simulator.kernel.TimeBase;
import dev.headrace.simulator.spec.InputException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;

/** Who appears in a trace, under which name, and what its time counts in. */
final class Cast {
    final Machinery made;
    final Graph graph;
    final Scope scope;

    /** Ticks of one unit of time, and units in a cycle of the first clock. */
    final long unit;

    final long unitsPerCycle;

    /** The range of the scope in ticks. */
    final long from;

    final long to;

    final BitSet operators = new BitSet();
    final BitSet units = new BitSet();
    final BitSet channels = new BitSet();
    final BitSet memories = new BitSet();
    private final int[] producer;
    private final int[] consumer;

    Cast(Machinery made, Machine machine, Scope scope) {
        this.made = made;
        this.graph = machine.graph();
        this.scope = scope;
        long common = machine.time().period(0);
        for (Operator op : graph.operators()) {
            common = gcd(common, machine.time().period(op.clock()));
        }
        unit = common;
        long cycle = machine.time().period(0);
        unitsPerCycle = cycle / unit;
        from = ticks(scope.from(), cycle);
        to = ticks(scope.to(), cycle);
        producer = new int[graph.channels().size()];
        consumer = new int[graph.channels().size()];
        Arrays.fill(consumer, -1);
        choose();
    }

    private static long gcd(long a, long b) {
        return b == 0 ? a : gcd(b, a % b);
    }

    private static long ticks(long cycles, long cycle) {
        return cycles > Long.MAX_VALUE / cycle ? Long.MAX_VALUE : cycles * cycle;
    }

    private void choose() {
        TreeSet<String> names = new TreeSet<>(made.memories());
        made.units().forEach(u -> names.addAll(List.of(u.name(), u.of())));
        BitSet used = new BitSet();
        for (int o = 0; o < graph.operators().size(); o++) {
            Operator op = graph.operators().get(o);
            names.add(made.operator(o));
            String on = made.on(o);
            operators.set(o, !made.operator(o).isEmpty() && (wanted(made.operator(o)) || (on != null && wanted(on))));
            for (Claim c : op.claims()) {
                used.set(c.unit());
            }
            for (OutPort p : op.outputs()) {
                producer[p.channel()] = o;
            }
            for (InPort p : op.inputs()) {
                consumer[p.channel()] = o;
            }
        }
        names.remove("");
        for (String name : scope.only()) {
            if (!names.contains(name)) {
                throw new InputException("--trace-only", "", "\"" + name + "\"", String.join(", ", names));
            }
        }
        for (int u = 0; u < graph.units().size(); u++) {
            Machinery.UnitPlace place = made.units().get(u);
            units.set(u, used.get(u) && (wanted(place.name()) || wanted(place.of())));
        }
        for (int c = 0; c < graph.channels().size(); c++) {
            boolean end = operators.get(producer[c]) || (consumer[c] >= 0 && operators.get(consumer[c]));
            channels.set(c, end && !made.channels().get(c).isHidden());
        }
        for (int m = 0; m < made.memories().size(); m++) {
            memories.set(m, wanted(made.memories().get(m)));
        }
    }

    private boolean wanted(String name) {
        return scope.only().isEmpty() || scope.only().contains(name);
    }

    /** Whether both ends of a channel are in the trace. */
    boolean connects(int channel) {
        return consumer[channel] >= 0 && operators.get(producer[channel]) && operators.get(consumer[channel]);
    }

    /** The core of a channel: its producer's. */
    int coreOf(int channel) {
        return made.core(producer[channel]);
    }

    /** What a wait is for: a channel as reports show it, or by its name in the graph. */
    String channel(int channel) {
        Machinery.ChannelPlace place = made.channels().get(channel);
        return place.isHidden() ? graph.channels().get(channel).name() : place.name();
    }

    /** True if any part of a span of ticks is in the range. */
    boolean shows(long start, long end) {
        return start <= to && end >= from;
    }

    /** Time of a tick on an edge. */
    long time(long tick) {
        return tick / unit;
    }

    /** Time of a tick that may lie between edges: the next one. */
    long timeAfter(long tick) {
        return (tick + unit - 1) / unit;
    }

    /** Time of the end of something, in whole cycles, as results have it. */
    long end(long ticks) {
        return TimeBase.cycles(ticks, unit * unitsPerCycle) * unitsPerCycle;
    }

    /** The memory of a load or store. */
    int device(int operator) {
        return Objects.requireNonNull(graph.operators().get(operator).move()).device();
    }

    /** What the time counts, for people. */
    String unitInWords() {
        Clock clock = graph.clocks().get(0);
        String cycle = "cycle of clock " + clock.name() + " (" + clock.hertz() + " Hz)";
        return unitsPerCycle == 1
                ? "1 ns here is 1 " + cycle + ", counted from 0"
                : unitsPerCycle + " ns here are 1 " + cycle + ", counted from 0";
    }
}
