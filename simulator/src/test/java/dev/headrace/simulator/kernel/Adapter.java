package dev.headrace.simulator.kernel;

import dev.headrace.simulator.kernel.reference.ReferenceOutcome;
import java.util.ArrayList;
import java.util.List;

/** The engine as the differential check wants it: a graph in, the counters of the reference out. */
final class Adapter {
    private Adapter() {}

    /** Runs a graph to its end on the event-driven engine. */
    static ReferenceOutcome engine(Graph graph) {
        Settings none = new Settings(Settings.Compile.NOTHING, false);
        return counters(graph, Machine.wire(graph).start(none).finish());
    }

    /** Runs a graph to its end with everything compiled that can be. */
    static ReferenceOutcome compiled(Graph graph) {
        Settings all = new Settings(Settings.Compile.EVERYTHING, false);
        return counters(graph, Machine.wire(graph).start(all).finish());
    }

    /** Runs a graph to its end with everything compiled that can be, operator by operator. */
    static ReferenceOutcome inBlocks(Graph graph) {
        Settings all = new Settings(Settings.Compile.IN_BLOCKS, false);
        return counters(graph, Machine.wire(graph).start(all).finish());
    }

    static ReferenceOutcome counters(Graph graph, Outcome o) {
        List<ReferenceOutcome.OfOperator> operators = new ArrayList<>();
        for (int i = 0; i < o.operators().size(); i++) {
            Outcome.OperatorStats s = o.operators().get(i);
            String name = graph.operators().get(i).name();
            operators.add(new ReferenceOutcome.OfOperator(
                    name, s.firings(), s.busy(), s.input(), s.memory(), s.room(), s.unit(), s.done()));
        }
        List<ReferenceOutcome.OfUnit> units = new ArrayList<>();
        for (int u = 0; u < o.units().size(); u++) {
            Outcome.UnitStats s = o.units().get(u);
            String name = graph.units().get(u).name();
            units.add(new ReferenceOutcome.OfUnit(name, s.busy(), s.input(), s.memory(), s.room(), s.unit(), s.idle()));
        }
        List<ReferenceOutcome.OfChannel> channels = new ArrayList<>();
        for (int c = 0; c < o.channels().size(); c++) {
            Outcome.ChannelStats s = o.channels().get(c);
            channels.add(new ReferenceOutcome.OfChannel(graph.channels().get(c).name(), s.tokens(), s.peak()));
        }
        return new ReferenceOutcome(o.ticks(), o.status() == Outcome.Status.DEADLOCK, operators, units, channels);
    }
}
