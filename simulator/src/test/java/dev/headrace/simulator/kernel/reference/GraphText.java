package dev.headrace.simulator.kernel.reference;

import dev.headrace.simulator.kernel.Channel;
import dev.headrace.simulator.kernel.Graph;
import dev.headrace.simulator.kernel.InPort;
import dev.headrace.simulator.kernel.Operator;
import dev.headrace.simulator.kernel.OutPort;
import dev.headrace.simulator.kernel.TimeBase;
import java.util.List;
import java.util.StringJoiner;

/** A graph in words, for the reader of a failed test. */
public final class GraphText {
    private static final int FIRINGS_SHOWN = 12;

    private GraphText() {}

    /** One line for every clock, unit, device, channel and operator, and the first firings of each operator. */
    public static String of(Graph g) {
        StringJoiner text = new StringJoiner("\n");
        TimeBase time = new TimeBase(g.clocks());
        for (int c = 0; c < g.clocks().size(); c++) {
            text.add("clock " + c + " " + g.clocks().get(c).name() + ": period " + time.period(c) + " ticks");
        }
        for (int u = 0; u < g.units().size(); u++) {
            text.add("unit " + u + " " + g.units().get(u));
        }
        for (int d = 0; d < g.devices().size(); d++) {
            text.add("device " + d + " " + g.devices().get(d).make(time));
        }
        g.operators().forEach(op -> operator(text, g, op));
        return text.toString();
    }

    private static void operator(StringJoiner text, Graph g, Operator op) {
        List<Firing> firings = Firing.of(op);
        text.add(op.name() + ": clock " + op.clock() + ", depth " + op.nest().depth() + ", " + firings.size()
                + " firings, take " + op.take() + ", put " + op.put() + ", " + op.pace()
                + (op.claims().isEmpty() ? "" : ", " + op.claims())
                + (op.move() == null ? "" : ", " + op.move()));
        for (InPort in : op.inputs()) {
            text.add("    in  " + channel(g, in.channel()) + " depth " + in.depth() + " release " + in.release()
                    + (in.gate() == null ? "" : " gate " + in.gate()));
        }
        for (OutPort out : op.outputs()) {
            text.add("    out " + channel(g, out.channel()) + " depth " + out.depth()
                    + (out.gate() == null ? "" : " gate " + out.gate()));
        }
        StringJoiner first = new StringJoiner(" ", "    firings ", firings.size() > FIRINGS_SHOWN ? " ..." : "");
        firings.stream().limit(FIRINGS_SHOWN).forEach(f -> first.add(firing(op, f)));
        text.add(first.toString());
    }

    /** Such as {@code (0,2)<01>1!e1i3l4}: index, inputs taken, outputs put, empty level, interval and latency. */
    private static String firing(Operator op, Firing f) {
        StringBuilder b = new StringBuilder("(");
        for (int l = 0; l < f.index().length; l++) {
            b.append(l == 0 ? "" : ",").append(f.index()[l]);
        }
        b.append(")<");
        for (int i = 0; i < op.inputs().size(); i++) {
            b.append(f.takes(i) ? i : "");
        }
        b.append('>');
        for (int o = 0; o < op.outputs().size(); o++) {
            b.append(f.puts(o) ? o : "");
        }
        b.append(f.empty() < 0 ? "" : "!e" + f.empty());
        b.append("i").append(f.interval()).append("l").append(f.latency());
        return b.append(f.transfer() == null ? "" : "x").toString();
    }

    private static String channel(Graph g, int c) {
        Channel ch = g.channels().get(c);
        String capacity = ch.capacity() == Channel.UNBOUNDED ? "unbounded" : String.valueOf(ch.capacity());
        return c + " \"" + ch.name() + "\" capacity " + capacity + " latencies " + ch.forwardLatency() + "+"
                + ch.creditLatency() + (ch.window() == null ? "" : " window " + ch.window());
    }
}
