package dev.headrace.simulator.dataflow;

import dev.headrace.simulator.kernel.Graph;
import dev.headrace.simulator.kernel.Move;
import dev.headrace.simulator.kernel.Nest;
import dev.headrace.simulator.kernel.Outcome;
import dev.headrace.simulator.kernel.Transfer;
import dev.headrace.simulator.spec.Formats;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The law that holds of every run: no tile is computed on before its bytes have arrived on that core. Checked after the run
 * from two sides.
 *
 * <p><b>In order.</b> A token of a load arrives when its transfer is complete, and no earlier than the token before it
 * ({@code docs/kernel.md}, 5). So a tile has arrived when its token is taken if its bytes are transferred by the firing
 * that sends it, or by an earlier firing of the same load since when the buffer has kept it. The law walks the firings of
 * each load and asks what the kernel was told about them: the first visit of a tile (each visit, without reuse) transfers
 * exactly its bytes, the others nothing.
 *
 * <p><b>In number.</b> The bytes that the memory itself has counted for a tensor are the sum of these, over all firings on
 * all cores. So they are never fewer than those of the distinct tiles that a core has seen.
 *
 * <p>Stores, and streams that are spilled and fetched back, are held to the same: each token's bytes once.
 *
 * <p>Loops that neither tell tiles apart nor decide which tiles are visited are not walked but multiplied by, so this takes
 * time in proportion to the tiles of a matrix and not to the firings. Of a run that did not end, all firings are walked that
 * were made, and their bytes are a bound: some may still be under way.
 */
public final class ArrivalLaw {
    private final Machinery made;
    private final Graph graph;
    private final Outcome outcome;

    /** Bytes by memory, tensor and direction that the firings made must have moved. */
    private final Map<String, Long> due = new LinkedHashMap<>();

    /** An operator that moves bytes, on one core. */
    record Mover(int operator, Op op, Space space, @Nullable Spill spill) {
        Op.Access access() {
            return Objects.requireNonNull(op.transfer());
        }
    }

    /** What a memory has counted. */
    @FunctionalInterface
    public interface Counted {
        /** Bytes of a tensor that were read from a memory, or written to it. */
        long bytes(String memory, String tensor, boolean written);
    }

    private ArrivalLaw(Machinery made, Graph graph, Outcome outcome) {
        this.made = made;
        this.graph = graph;
        this.outcome = outcome;
    }

    /**
     * Checks a run.
     *
     * @param made what was run
     * @param graph its graph
     * @param outcome what the run came to
     * @param counted the bytes that were moved
     * @throws IllegalStateException if the law is broken, which no input can bring about
     */
    public static void check(Machinery made, Graph graph, Outcome outcome, Counted counted) {
        new ArrivalLaw(made, graph, outcome).check(counted);
    }

    private void check(Counted counted) {
        boolean ended = outcome.status() == Outcome.Status.COMPLETE;
        for (Mover m : made.movers) {
            long firings = ended
                    ? Long.MAX_VALUE
                    : outcome.operators().get(m.operator()).firings();
            String key = (m.access().write() ? "written to " : "read from ")
                    + m.access().memory() + " of tensor "
                    + m.access().tensor().name();
            due.merge(key, new Walk(m, firings).bytes(), Math::addExact);
        }
        for (Mover m : made.movers) {
            String memory = m.access().memory();
            String tensor = m.access().tensor().name();
            String key = (m.access().write() ? "written to " : "read from ") + memory + " of tensor " + tensor;
            long bytes = counted.bytes(memory, tensor, m.access().write());
            long wanted = Objects.requireNonNull(due.get(key));
            if (ended ? bytes != wanted : bytes > wanted) {
                throw new IllegalStateException("law of arrival: " + bytes + " bytes " + key + ", but its tokens take "
                        + (ended ? "" : "at most ") + wanted);
            }
        }
    }

    /** The firings of one operator. */
    private final class Walk {
        private final Mover mover;
        private final Op.Access access;
        private final Move.Source source;
        private final long limit;
        private final Space part;
        private final int[] places;
        private final int[] levels;
        private final int reuse;
        private final long times;
        private final Point point;
        private final long[] index;
        private final int[] outside;
        private final BitSet seen = new BitSet();
        private final Transfer told = new Transfer();
        private final Transfer own = new Transfer();
        private long firings;
        private long bytes;

        Walk(Mover mover, long limit) {
            this.mover = mover;
            this.limit = limit;
            access = mover.access();
            source = Objects.requireNonNull(
                            graph.operators().get(mover.operator()).move())
                    .source();
            reuse = access.replay() == null ? -1 : mover.op().space().indexOf(access.replay());
            int loops = mover.op().space().size();
            SortedSet<Integer> walked = new TreeSet<>();
            for (int i = 0; i < loops; i++) {
                if (limit < Long.MAX_VALUE || matters(i)) {
                    walked.add(i);
                }
                walked.addAll(mover.space().decides(i));
            }
            for (int i = 0;
                    !walked.isEmpty()
                            && mover.space().isDealt(walked.first())
                            && mover.space().isDealt(i);
                    i++) {
                walked.add(i);
            }
            places = walked.stream().mapToInt(i -> i).toArray();
            part = mover.space().over(places);
            levels = walked.stream().mapToInt(mover.space()::level).distinct().toArray();
            long all = 1;
            SortedSet<Integer> multiplied = new TreeSet<>();
            for (int i = 0; i < loops; i++) {
                if (!walked.contains(i) && (reuse < 0 || i < reuse)) {
                    multiplied.add(mover.space().level(i));
                }
            }
            for (int level : multiplied) {
                all = Math.multiplyExact(all, mover.space().mostTrips(level));
            }
            times = all;
            point = new Point(mover.op().space());
            index = new long[mover.space().nest().depth()];
            outside = new int[places.length];
        }

        /** True if a loop tells tiles apart by their size, or decides by itself which are moved. */
        private boolean matters(int place) {
            Loop l = mover.op().space().get(place);
            Spill spill = mover.spill();
            return access.plane() != null
                    || access.tells(l)
                    || place == reuse
                    || (reuse >= 0 && place > reuse && l.dimension().equals(Dimension.HEADS))
                    || (spill != null && mover.space().level(place) >= spill.level());
        }

        long bytes() {
            Nest nest = part.nest();
            walk(nest, 0, new long[nest.depth()]);
            return Math.multiplyExact(bytes, times);
        }

        private void walk(Nest nest, int level, long[] at) {
            if (level == nest.depth()) {
                visit(at);
                return;
            }
            long trips = nest.trips(level, at);
            for (long i = 0; i < trips && firings < limit; i++) {
                at[level] = i;
                index[levels[level]] = i;
                walk(nest, level + 1, at);
            }
        }

        private void visit(long[] at) {
            firings++;
            boolean stands = true;
            for (int i = 0; i < places.length; i++) {
                int actual = part.actual(i, at);
                point.set(places[i], actual);
                stands &= places[i] >= reuse || outside[i] == actual;
                outside[i] = actual;
            }
            boolean comes = mover.spill() == null || mover.spill().goes(index);
            if (reuse >= 0) {
                if (!stands) {
                    seen.clear();
                }
                int tile = access.tile(point, made.shape());
                comes = !seen.get(tile);
                seen.set(tile);
            }
            long wanted = comes ? size() : 0;
            long moves = source.describe(index, told) ? told.bytes() : 0;
            if (moves != wanted) {
                throw new IllegalStateException("law of arrival: operator "
                        + graph.operators().get(mover.operator()).name() + " moves " + moves + " bytes of tensor "
                        + access.tensor().name() + " at " + java.util.Arrays.toString(index) + ", but its token takes "
                        + wanted);
            }
            bytes += wanted;
        }

        /** Bytes of the tile at the point. */
        private long size() {
            Tensor t = access.tensor();
            if (access.plane() != null) {
                return access.plane().describe(t, 0, made.shape(), point, own, 0) ? own.bytes() : 0;
            }
            return t.packing() != null
                    ? t.headBytes(made.shape())
                    : access.rows().size(point) * touched(t.format());
        }

        /** Bytes that hold some bit of the tile's elements of a row, which begin where those before them end. */
        private long touched(String format) {
            long first = (long) access.cols().start(point) * Formats.bits(format);
            long bits = (long) access.cols().size(point) * Formats.bits(format);
            return bits == 0 ? 0 : (first + bits - 1) / 8 - first / 8 + 1;
        }
    }
}
