package dev.headrace.simulator.dataflow;

import dev.headrace.simulator.kernel.InPort;
import dev.headrace.simulator.kernel.Nest;
import dev.headrace.simulator.kernel.Operator;
import dev.headrace.simulator.kernel.OutPort;
import dev.headrace.simulator.kernel.Pace;
import java.util.ArrayList;
import java.util.List;

/** Between two stages: completions of one on all cores, and the starts of the next that wait for them. */
final class Barrier {
    final List<Integer> completions = new ArrayList<>();
    final List<Integer> starts = new ArrayList<>();

    /** Adds what waits for all completions of a stage, and then lets the next one start. */
    void add(Assembly all, Dataflow.Stage stage, Dataflow.Stage next) {
        List<InPort> in = new ArrayList<>();
        completions.forEach(c -> in.add(new InPort(c, 0, InPort.Release.FIRST)));
        List<OutPort> out = new ArrayList<>();
        int waiting = all.work.busyCores()
                * (int) next.ops().stream().filter(Barrier::isSource).count();
        for (int i = 0; i < waiting; i++) {
            int c = all.channel(stage.name() + ".over~" + i, 1, 1, 1, Machinery.ChannelPlace.hidden());
            starts.add(c);
            out.add(new OutPort(c, 0));
        }
        all.operators.add(new Operator(
                stage.name() + ".over",
                Nest.of(),
                in,
                out,
                new Pace.Constant(0, 0),
                Operator.Take.TOGETHER,
                Operator.Put.IN_ORDER));
        all.made.operators.add(Machinery.OpPlace.hidden());
    }

    /** True for operators that wait for nothing but the start of their stage. */
    static boolean isSource(Op op) {
        return op.inputs().stream().allMatch(i -> i.carried() != null || i.ofFiringBefore());
    }
}
