package dev.headrace.simulator.dataflow;

import dev.headrace.simulator.kernel.Gate;
import dev.headrace.simulator.kernel.Move;
import dev.headrace.simulator.kernel.Transfer;
import dev.headrace.simulator.spec.DesignSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which tokens of a stream go to a memory on their way to a reader: of each count of a loop and those inside it, all from a
 * number on. On one core, where the kernel's loops are the design's.
 */
final class Spill {
    private final int level;
    private final long keep;
    private final long[] trips;

    /** Of a stream over these loops. */
    Spill(DesignSpec.Spill spec, List<Loop> space, int level) {
        this.level = level;
        Long k = spec.keep();
        this.keep = k == null ? 0 : k;
        this.trips = space.stream().mapToLong(Loop::trips).toArray();
    }

    /** The tensor in which spilled tokens of a stream lie. */
    static Tensor tensor(Op.Output out) {
        StreamType t = out.type();
        return new Tensor(
                out.stream() + " spilled",
                "head",
                t.rows().dimension(),
                t.cols().dimension(),
                t.format(),
                0,
                false,
                false,
                t.holds(),
                null);
    }

    /** Level of the loop whose every count keeps some. */
    int level() {
        return level;
    }

    /** True if the token of the firing with this index goes to the memory. */
    boolean goes(long[] index) {
        long count = 0;
        for (int l = level; l < trips.length; l++) {
            count = count * trips[l] + index[l];
        }
        return count >= keep;
    }

    /** Open where a token stays, or where it goes. */
    Gate gate(boolean away) {
        return new Gate() {
            @Override
            public boolean open(long[] index) {
                return goes(index) == away;
            }

            @Override
            public long alike(int l, long[] index) {
                return Spill.this.alike(l, index);
            }
        };
    }

    /** The last iteration of a loop up to which the same tokens inside it go. */
    private long alike(int l, long[] index) {
        if (l < level) {
            return Long.MAX_VALUE;
        }
        long before = 0;
        long inside = 1;
        for (int i = level; i < trips.length; i++) {
            before = before * trips[i] + (i <= l ? index[i] : 0);
            inside *= i > l ? trips[i] : 1;
        }
        if (before >= keep) {
            return Long.MAX_VALUE;
        }
        long whole = (keep - before) / inside;
        return whole == 0 ? index[l] : index[l] + whole - 1;
    }

    /** The transfers of an operator that walks the whole stream, of the tokens that go. */
    Move.Source of(Move.Source all) {
        return new Move.Source() {
            @Override
            public boolean describe(long[] index, Transfer transfer) {
                return goes(index) && all.describe(index, transfer);
            }

            @Override
            public long alike(int l, long[] index) {
                return Math.min(Spill.this.alike(l, index), all.alike(l, index));
            }
        };
    }

    /** The operator that stores, or fetches, what goes. */
    static Op mover(Op.Output out, String name, DesignSpec.Spill spec, boolean write) {
        StreamType t = out.type();
        OpCommon common = new OpCommon(
                name.replace("->", "~"),
                write ? "store" : "load",
                null,
                null,
                null,
                null,
                "together",
                "in-order",
                null);
        Op.Access access = new Op.Access(tensor(out), spec.to(), write, t.rows(), t.cols(), null);
        Op.Output none = new Op.Output(name, t, true);
        return new Op(
                common,
                t.space(),
                List.of(),
                List.of(none),
                null,
                t.space().size(),
                access,
                () -> (at, in, first, last) -> new @Nullable Tile[1],
                0);
    }
}
