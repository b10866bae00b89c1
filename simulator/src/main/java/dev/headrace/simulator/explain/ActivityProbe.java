package dev.headrace.simulator.explain;

import dev.headrace.simulator.dataflow.Machinery;
import dev.headrace.simulator.kernel.Channel;
import dev.headrace.simulator.kernel.Claim;
import dev.headrace.simulator.kernel.Firing;
import dev.headrace.simulator.kernel.Graph;
import dev.headrace.simulator.kernel.InPort;
import dev.headrace.simulator.kernel.Machine;
import dev.headrace.simulator.kernel.Operator;
import dev.headrace.simulator.kernel.Outcome;
import dev.headrace.simulator.kernel.Probe;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Makes the {@link Activity} of a run as the run is made, in memory that does not grow with it. */
public final class ActivityProbe implements Probe {
    /** Slices of a window, over all tracks of a kind. */
    private static final int SLICES = 3000;

    private static final int MOST_OF_A_TRACK = 1024;
    private static final int LEAST_OF_A_TRACK = 8;

    private final Machinery made;
    private final Graph graph;
    private final long cycle;
    private final Bins bins;

    /** By kernel number; tracks of cores under one name are one, and what has no name is null. */
    private final @Nullable Row[] operators;

    private final @Nullable Row[] units;
    private final @Nullable Held[] channels;

    private final Map<String, Row> operatorRows = new LinkedHashMap<>();
    private final Map<String, Row> unitRows = new LinkedHashMap<>();
    private final Map<String, Held> fifoRows = new LinkedHashMap<>();

    /** By unit, when it is free. */
    private final long[] free;

    private long[] scratch = new long[64];
    private @Nullable Activity activity;

    /** A unit or an operator. */
    private static final class Row {
        final int number;
        final int of;
        final long[][] waits = new long[Firing.Wait.values().length][];
        final long[] busy;
        int instances;
        long first = -1;
        long last = -1;
        final Reel reel;

        Row(int number, int of, Bins bins, Reel reel) {
            this.number = number;
            this.of = of;
            this.reel = reel;
            busy = bins.row();
            Arrays.setAll(waits, w -> bins.row());
        }

        void served(long from, long to) {
            first = first < 0 ? from : Math.min(first, from);
            last = Math.max(last, to);
        }
    }

    /** A FIFO. */
    private static final class Held {
        final int number;
        final String name;
        final long capacity;
        final long[] ticks;
        int instances;
        final Reel reel;

        Held(int number, String name, long capacity, Bins bins, Reel reel) {
            this.number = number;
            this.reel = reel;
            this.name = name;
            this.capacity = capacity;
            ticks = bins.row();
        }
    }

    /** By channel, when the tokens got their slots that hold them still: a ring. */
    private final long[][] slots;

    private final int[] oldest;
    private final int[] held;

    /** By channel, the operator that takes from it. */
    private final int[] reader;

    /** For the run of a wired design. */
    public ActivityProbe(Machinery made, Machine machine) {
        this.made = made;
        graph = machine.graph();
        cycle = machine.time().period(0);
        bins = new Bins(cycle);
        operators = new Row[graph.operators().size()];
        units = new Row[graph.units().size()];
        channels = new Held[graph.channels().size()];
        free = new long[units.length];
        slots = new long[channels.length][8];
        oldest = new int[channels.length];
        held = new int[channels.length];
        reader = new int[channels.length];
        Arrays.fill(reader, -1);
        int operatorNames = names(operators.length, made::operator);
        int unitNames = names(units.length, u -> made.units().get(u).name());
        int fifoNames = names(channels.length, c -> made.channels().get(c).name());
        for (int o = 0; o < operators.length; o++) {
            for (InPort in : graph.operators().get(o).inputs()) {
                reader[in.channel()] = o;
            }
            String name = made.operator(o);
            if (!name.isEmpty()) {
                operators[o] = row(operatorRows, name, o, operatorNames);
            }
        }
        for (int u = 0; u < units.length; u++) {
            units[u] = row(unitRows, made.units().get(u).name(), u, unitNames);
        }
        for (int c = 0; c < channels.length; c++) {
            Machinery.ChannelPlace place = made.channels().get(c);
            if (!place.isHidden() && reader[c] >= 0) {
                int number = c;
                Held row = fifoRows.computeIfAbsent(
                        place.name(),
                        n -> new Held(
                                fifoRows.size(), n, graph.channels().get(number).capacity(), bins, reel(fifoNames)));
                row.instances++;
                channels[c] = row;
            }
        }
    }

    private Row row(Map<String, Row> rows, String name, int number, int names) {
        Row row = rows.computeIfAbsent(name, n -> new Row(rows.size(), number, bins, reel(names)));
        row.instances++;
        return row;
    }

    private static int names(int count, IntFunction<String> name) {
        return Math.toIntExact(
                IntStream.range(0, count).mapToObj(name).distinct().count());
    }

    private Reel reel(int tracks) {
        return new Reel(Math.max(LEAST_OF_A_TRACK, Math.min(MOST_OF_A_TRACK, SLICES / tracks)), cycle);
    }

    @Override
    public void taken(Firing f) {
        Operator op = graph.operators().get(f.operator());
        List<Claim> claims = op.claims();
        for (int c = 0; c < claims.size(); c++) {
            int u = claims.get(c).unit();
            Row row = Objects.requireNonNull(units[u]);
            long to = f.taken() + f.hold(c);
            boolean kept = made.units().get(u).core() == 0;
            int length = hold(f, op, row, free[u]);
            bins.add(row.busy, f.taken(), to);
            row.served(f.taken(), to);
            if (kept) {
                Row who = operators[f.operator()];
                scratch[0] = free[u];
                scratch[1] = to;
                scratch[2] = who == null ? -1 : who.number;
                scratch[3] = f.number();
                scratch[4] = f.taken();
                row.reel.add(scratch, length);
            }
            free[u] = to;
        }
    }

    /** Divides a unit's gap before a grant by what the operator was doing, into the scratch row too; its length. */
    private int hold(Firing f, Operator op, Row row, long from) {
        room(8 + 2 * f.waits());
        int at = 5;
        long reached = from;
        long ready = Math.min(f.ready(), f.taken());
        if (ready > reached) {
            at = gap(row, Firing.Wait.UNIT, reached, ready, at);
            reached = ready;
        }
        for (int w = 0; w < f.waits(); w++) {
            if (f.to(w) > reached) {
                Firing.Wait why = f.why(w);
                // With inputs taken one after another, a unit's counters do not tell loads from others.
                boolean input = why == Firing.Wait.MEMORY && op.take() == Operator.Take.IN_ORDER;
                at = gap(row, input ? Firing.Wait.INPUT : why, reached, f.to(w), at);
                reached = f.to(w);
            }
        }
        return at;
    }

    private int gap(Row row, Firing.Wait why, long from, long to, int at) {
        bins.add(row.waits[why.ordinal()], from, to);
        scratch[at] = why.ordinal();
        scratch[at + 1] = to;
        return at + 2;
    }

    private void room(int numbers) {
        if (scratch.length < numbers) {
            scratch = Arrays.copyOf(scratch, 2 * numbers);
        }
    }

    @Override
    public void firing(Firing f) {
        Row row = operators[f.operator()];
        if (row == null) {
            return;
        }
        long[] index = f.index();
        room(6 + index.length + 3 * f.waits());
        int at = 6;
        for (long i : index) {
            scratch[at++] = i;
        }
        long end = Math.max(f.ready(), f.taken());
        for (int w = 0; w < f.waits(); w++) {
            bins.add(row.waits[f.why(w).ordinal()], f.from(w), f.to(w));
            scratch[at++] = f.why(w).ordinal();
            scratch[at++] = f.what(w);
            scratch[at++] = f.to(w);
            end = Math.max(end, f.to(w));
        }
        if (f.next() >= 0) {
            bins.add(row.busy, f.put(), f.next());
            end = f.next();
        }
        if (f.taken() >= 0) {
            row.served(f.taken(), f.next() >= 0 ? f.next() : f.taken());
        }
        if (made.core(f.operator()) == 0) {
            scratch[0] = f.ready();
            scratch[1] = end;
            scratch[2] = f.number();
            scratch[3] = f.taken();
            scratch[4] = f.put();
            scratch[5] = f.next();
            row.reel.add(scratch, at);
        }
    }

    @Override
    public void reserved(int channel, long token, long tick) {
        if (channels[channel] == null) {
            return;
        }
        long[] ring = slots[channel];
        if (held[channel] == ring.length) {
            long[] more = new long[2 * ring.length];
            for (int i = 0; i < ring.length; i++) {
                more[i] = ring[(oldest[channel] + i) % ring.length];
            }
            slots[channel] = more;
            oldest[channel] = 0;
            ring = more;
        }
        ring[(oldest[channel] + held[channel]++) & (ring.length - 1)] = tick;
    }

    @Override
    public void freed(int channel, long token, long released, long credit) {
        Held row = channels[channel];
        if (row != null) {
            token(channel, row, credit);
        }
    }

    /** The oldest token of a channel held its slot until then. */
    private void token(int channel, Held row, long until) {
        long[] ring = slots[channel];
        long from = ring[oldest[channel]];
        oldest[channel] = (oldest[channel] + 1) & (ring.length - 1);
        held[channel]--;
        bins.add(row.ticks, from, until);
        if (made.core(reader[channel]) == 0) {
            scratch[0] = from;
            scratch[1] = until;
            row.reel.add(scratch, 2);
        }
    }

    @Override
    public void end(Outcome outcome) {
        long end = outcome.ticks();
        for (int c = 0; c < channels.length; c++) {
            Held row = channels[c];
            while (row != null && held[c] > 0) {
                token(c, row, end);
            }
        }
        activity = new Activity(
                end,
                cycle,
                bins.width(),
                unitRows.entrySet().stream()
                        .map(e -> track(e.getKey(), e.getValue(), "", List.of()))
                        .toList(),
                operatorRows.entrySet().stream()
                        .map(e -> track(e.getKey(), e.getValue(), on(e.getValue().of), made.loops(e.getValue().of)))
                        .toList(),
                fifoRows.values().stream()
                        .map(h -> new Activity.Fifo(
                                h.name,
                                h.capacity == Channel.UNBOUNDED ? -1 : h.capacity,
                                h.instances,
                                Bins.list(h.ticks)))
                        .toList(),
                windows(end));
    }

    private String on(int operator) {
        return Objects.requireNonNullElse(made.on(operator), "");
    }

    private Activity.Track track(String name, Row row, String on, List<String> loops) {
        return new Activity.Track(
                name,
                on,
                row.instances,
                loops,
                row.first,
                row.last,
                Bins.list(row.busy),
                Bins.list(row.waits[Firing.Wait.INPUT.ordinal()]),
                Bins.list(row.waits[Firing.Wait.MEMORY.ordinal()]),
                Bins.list(row.waits[Firing.Wait.ROOM.ordinal()]),
                Bins.list(row.waits[Firing.Wait.UNIT.ordinal()]));
    }

    private List<Activity.Window> windows(long end) {
        List<Row> rows = List.copyOf(operatorRows.values());
        return new Windows(
                        List.of(
                                new Windows.Kind(
                                        rows.stream().map(r -> r.reel).toList(),
                                        (slice, reel, from) -> firing(slice, rows.get(reel), from)),
                                new Windows.Kind(
                                        unitRows.values().stream()
                                                .map(r -> r.reel)
                                                .toList(),
                                        (slice, reel, from) -> hold(slice, from)),
                                new Windows.Kind(
                                        fifoRows.values().stream()
                                                .map(h -> h.reel)
                                                .toList(),
                                        (slice, reel, from) -> new long[] {slice[0] - from, slice[1] - from})),
                        cycle,
                        end)
                .all();
    }

    /** A firing as the activity has it, from its slice. */
    private long[] firing(long[] slice, Row row, long from) {
        int depth = graph.operators().get(row.of).nest().depth();
        long[] tile = made.tile(row.of, Arrays.copyOfRange(slice, 6, 6 + depth));
        int waits = slice.length - 6 - depth;
        long[] all = new long[5 + tile.length + waits];
        all[0] = slice[2];
        all[1] = slice[0] - from;
        for (int i = 2; i < 5; i++) {
            all[i] = (slice[i + 1] < 0 ? slice[0] - 1 : slice[i + 1]) - from;
        }
        System.arraycopy(tile, 0, all, 5, tile.length);
        for (int w = 0; w < waits; w += 3) {
            int to = 5 + tile.length + w;
            int at = 6 + depth + w;
            boolean unit = slice[at] == Firing.Wait.UNIT.ordinal();
            int what = (int) slice[at + 1];
            Row on = unit && what >= 0 ? units[what] : null;
            Held fifo = !unit && what >= 0 ? channels[what] : null;
            all[to] = slice[at];
            all[to + 1] = on != null ? on.number : fifo != null ? fifo.number : -1;
            all[to + 2] = slice[at + 2] - from;
        }
        return all;
    }

    private static long[] hold(long[] slice, long from) {
        long[] all = slice.clone();
        all[0] = slice[2];
        all[1] = slice[3];
        all[2] = slice[0] - from;
        all[3] = slice[4] - from;
        all[4] = slice[1] - from;
        for (int i = 6; i < all.length; i += 2) {
            all[i] -= from;
        }
        return all;
    }

    /** What the run did when; after it. */
    public Activity activity() {
        return Objects.requireNonNull(activity, "a run that has ended");
    }
}
