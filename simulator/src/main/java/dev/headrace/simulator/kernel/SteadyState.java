package dev.headrace.simulator.kernel;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Fast-forward of the event-driven engine: when to look, and at what. A moment is the end of a tick at which one chosen
 * operator, the leader, has fired: everything at that tick is decided, nothing is on its way to a device. Which operator
 * leads decides how soon a repetition is found, and nothing else; when it has not fired for a while another one leads.
 */
final class SteadyState {
    private final FastForward fastForward;
    private final int patience;
    private int leader = -1;
    private int sinceItFired;

    /** True if the leader has fired at this tick. */
    private boolean due;

    SteadyState(
            Node[] nodes,
            Fifo[] fifos,
            Grants grants,
            Device[] devices,
            java.util.function.Supplier<Mark> run,
            java.util.function.LongSupplier now) {
        patience = 64 + 4 * nodes.length;
        Set<long[]> sums = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Node n : nodes) {
            long[] s = n.action == null ? null : n.action.sums();
            if (s != null) {
                sums.add(s);
            }
        }
        fastForward = new FastForward(() -> {
            List<Mark> marks = new ArrayList<>();
            for (Node n : nodes) {
                marks.add(new NodeMark(n));
            }
            marks.add(run.get());
            marks.add(new UnitsMark(grants));
            for (Fifo f : fifos) {
                marks.add(new FifoMark(f));
            }
            for (Device d : devices) {
                marks.add(new DeviceMark(java.util.Objects.requireNonNull(d.repeat()), now));
            }
            sums.forEach(s -> marks.add(new SumsMark(s)));
            return marks;
        });
    }

    /** Why periods of a graph can not be skipped, or null if they can. */
    static @Nullable String obstacle(Node[] nodes, Device[] devices) {
        for (Node n : nodes) {
            if (n.spec.inputs().stream().anyMatch(in -> in.gate() instanceof Selection.Chosen)) {
                return "values decide which tokens are taken";
            }
        }
        for (Node n : nodes) {
            if (n.action != null && n.action.sums() == null) {
                return "numbers are computed (--check off skips them)";
            }
        }
        for (Device d : devices) {
            if (d.repeat() == null) {
                return "a memory is simulated command by command (fidelity bandwidth is not)";
            }
        }
        return null;
    }

    /** An operator is about to be granted its units, or to hand over its transfer. */
    void decided(int operator) {
        if (operator == leader) {
            due = true;
            sinceItFired = 0;
        } else if (leader < 0 || ++sinceItFired > patience) {
            leader = operator;
            sinceItFired = 0;
        }
    }

    /** True if the end of this tick is a moment to look at. */
    boolean isDue() {
        return due;
    }

    /** Looks; true if anything was skipped. */
    boolean moment(long limit) {
        due = false;
        return fastForward.moment(limit);
    }

    long skipped() {
        return fastForward.skipped;
    }

    /** A device's own record, as a mark. */
    private record DeviceMark(Device.Repeat repeat, java.util.function.LongSupplier now) implements Mark {
        @Override
        public void save() {
            repeat.save(now.getAsLong());
        }

        @Override
        public boolean repeats(long later) {
            return repeat.repeats(now.getAsLong(), later);
        }

        @Override
        public void skip(long periods, long later) {
            repeat.skip(periods, later);
        }
    }
}
