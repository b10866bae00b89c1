package dev.headrace.simulator.kernel.reference;

import dev.headrace.simulator.kernel.Gate;
import dev.headrace.simulator.kernel.InPort;
import dev.headrace.simulator.kernel.Move;
import dev.headrace.simulator.kernel.Nest;
import dev.headrace.simulator.kernel.Operator;
import dev.headrace.simulator.kernel.OutPort;
import dev.headrace.simulator.kernel.Transfer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One firing of an operator: everything about it that does not depend on time.
 *
 * @param index loop indices; 0 for loops that are missing in an empty firing
 * @param takes bit i: input i takes a new token
 * @param sees bit i: input i needs its next token to have arrived
 * @param returns bit i: input i makes its last use of its token
 * @param puts bit i: output i puts a token
 * @param empty level of the loop without iterations, or -1
 * @param interval cycles of the operator's clock
 * @param latency cycles of the operator's clock
 * @param transfer what a load or store moves at this firing, if anything
 */
record Firing(
        long[] index,
        int takes,
        int sees,
        int returns,
        int puts,
        int empty,
        long interval,
        long latency,
        @Nullable Transfer transfer) {

    boolean takes(int input) {
        return (takes >> input & 1) != 0;
    }

    /** True if the next token of an input must have arrived. */
    boolean needs(int input) {
        return ((takes | sees) >> input & 1) != 0;
    }

    boolean returns(int input) {
        return (returns >> input & 1) != 0;
    }

    boolean puts(int output) {
        return (puts >> output & 1) != 0;
    }

    /** All firings of an operator in order, without the empty ones at which nothing happens. */
    static List<Firing> of(Operator op) {
        List<Firing> list = new ArrayList<>();
        int depth = op.nest().depth();
        walk(op, 0, new long[depth], new boolean[depth], list);
        return list;
    }

    private static void walk(Operator op, int level, long[] index, boolean[] last, List<Firing> list) {
        Nest nest = op.nest();
        if (level == nest.depth()) {
            list.add(at(op, level, -1, index, last));
            return;
        }
        long trips = nest.trips(level, index.clone());
        if (trips == 0) {
            Firing f = at(op, level, level, index, last);
            if (acts(op, f) || f.transfer != null) {
                list.add(f);
            }
            return;
        }
        for (long i = 0; i < trips; i++) {
            index[level] = i;
            last[level] = i == trips - 1;
            walk(op, level + 1, index, last, list);
        }
        index[level] = 0;
    }

    /** The firing whose loops outside {@code levels} have the given indices; the loops inside are missing. */
    private static Firing at(Operator op, int levels, int empty, long[] index, boolean[] last) {
        int takes = 0;
        int sees = 0;
        int returns = 0;
        int puts = 0;
        for (int i = 0; i < op.inputs().size(); i++) {
            InPort in = op.inputs().get(i);
            if (in.depth() <= levels && open(in.gate(), index)) {
                boolean begins = true;
                boolean ends = true;
                for (int l = in.depth(); l < levels; l++) {
                    begins &= index[l] == 0;
                    ends &= last[l];
                }
                takes |= begins ? 1 << i : 0;
                returns |= ends ? 1 << i : 0;
            }
        }
        for (int i = 0; i < op.inputs().size(); i++) {
            Gate gate = op.inputs().get(i).sees();
            sees |= gate != null && empty < 0 && gate.open(index.clone()) ? 1 << i : 0;
        }
        for (int o = 0; o < op.outputs().size(); o++) {
            OutPort out = op.outputs().get(o);
            if (out.depth() <= levels && open(out.gate(), index)) {
                boolean ends = true;
                for (int l = out.depth(); l < levels; l++) {
                    ends &= last[l];
                }
                puts |= ends ? 1 << o : 0;
            }
        }
        Transfer transfer = null;
        Move move = op.move();
        if (move != null) {
            Transfer t = new Transfer();
            transfer = move.source().describe(index.clone(), t) ? t : null;
        }
        long interval = op.pace().interval(index.clone());
        long latency = op.pace().latency(index.clone());
        return new Firing(index.clone(), takes, sees, returns, puts, empty, interval, latency, transfer);
    }

    private static boolean open(@Nullable Gate gate, long[] index) {
        return gate == null || gate.open(index.clone());
    }

    /** A port acts if it takes a token, puts one, or gives one back that it has kept until now. */
    private static boolean acts(Operator op, Firing f) {
        boolean acts = f.takes != 0 || f.puts != 0;
        for (int i = 0; i < op.inputs().size(); i++) {
            acts |= f.returns(i) && op.inputs().get(i).release() != InPort.Release.FIRST;
        }
        return acts;
    }
}
