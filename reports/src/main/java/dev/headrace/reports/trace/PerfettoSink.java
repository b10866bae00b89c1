package dev.headrace.reports.trace;

import dev.headrace.simulator.kernel.Claim;
import dev.headrace.simulator.kernel.Device;
import dev.headrace.simulator.kernel.Firing;
import dev.headrace.simulator.kernel.Operator;
import dev.headrace.simulator.kernel.Outcome;
import dev.headrace.simulator.kernel.Transfer;
import dev.headrace.simulator.unit.MemoryUnit;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A run for Perfetto. An operator's track is a row of waits and firings from 0 until it is done, a unit's a row of
 * firings, waits and idle time until the end: with nothing left out, their lengths are the counters of the result.
 */
final class PerfettoSink implements Sink {
    private static final int BUSY = Firing.Wait.values().length;
    private static final String[] CAUSES = {"waits for input", "waits for memory", "waits for room", "waits for unit"};

    private final Path path;
    private final Cast cast;
    private final long most;
    private final OutputStream stream;
    private final PerfettoFile file;
    private final Spool spool;
    private final PerfettoTracks tracks;

    /** Categories: causes of waits, then busy. */
    private final long[] categories = new long[CAUSES.length + 1];

    private final long[] causes = new long[CAUSES.length];
    private final long idle;
    private final long idleCategory;
    private final long firingCategory;
    private final long firingNumber;
    private final long cycles;
    private final long onChannel;
    private final long onUnit;
    private final long bytesMoved;

    /** By operator, names of its loops as arguments, and of itself. */
    private final long[][] loops;

    private final long[] operatorNames;

    /** By unit, when it is free. */
    private final long[] free;

    private final Transfers transfers;

    private final @Nullable Windows[] moved;
    private long dropped;
    private long firstDropped = Long.MAX_VALUE;

    PerfettoSink(Path path, Path spare, Cast cast, long most, String title) throws IOException {
        this.path = path;
        this.cast = cast;
        this.most = most;
        stream = Files.newOutputStream(path);
        file = new PerfettoFile(stream);
        spool = new Spool(spare, most / 24);
        tracks = new PerfettoTracks(file, cast);
        for (int c = 0; c < CAUSES.length; c++) {
            causes[c] = file.name(CAUSES[c]);
            categories[c] = file.category(Firing.Wait.values()[c].name().toLowerCase(Locale.ROOT));
        }
        categories[BUSY] = file.category("busy");
        idle = file.name("idle");
        idleCategory = file.category("idle");
        firingCategory = file.category("firing");
        firingNumber = file.argument("firing");
        cycles = file.argument(cast.unitsPerCycle == 1 ? "cycles" : "cycles x " + cast.unitsPerCycle);
        onChannel = file.argument("channel");
        onUnit = file.argument("unit");
        bytesMoved = file.argument("bytes");
        int operators = cast.graph.operators().size();
        transfers = new Transfers(operators);
        loops = new long[operators][];
        operatorNames = new long[operators];
        for (int o = 0; o < operators; o++) {
            List<String> names = cast.made.loops(o);
            loops[o] = new long[names.size()];
            for (int l = 0; l < names.size(); l++) {
                loops[o][l] = file.argument(names.get(l));
            }
            operatorNames[o] = file.name(cast.made.operator(o));
        }
        free = new long[cast.graph.units().size()];
        moved = new @Nullable Windows[cast.made.memories().size()];
        java.util.Arrays.setAll(moved, m -> new Windows());
        file.addText(file.argument("run"), file.text(title));
        file.instant(tracks.notes, categories[BUSY], file.name(cast.unitInWords()), 0);
    }

    @Override
    public void begin(List<Device> devices) {
        for (int d = 0; d < devices.size() && cast.scope.commands(); d++) {
            int device = d;
            if (cast.memories.get(d)) {
                ((MemoryUnit.Running) devices.get(d))
                        .tell((tick, cycle, channel, pseudo, bank, command, row) ->
                                command(device, tick, cycle, channel + "." + pseudo + "." + bank, command, row));
            }
        }
    }

    private void command(int device, long tick, long cycle, String bank, String command, int row) {
        if (!hasRoom(tick, tick)) {
            return;
        }
        try {
            long track = tracks.bank(device, bank);
            file.add(file.argument("memory cycle"), cycle);
            if (row >= 0) {
                file.add(file.argument("row"), row);
            }
            file.instant(track, file.category("dram"), file.name(command), cast.time(tick));
        } catch (IOException e) {
            throw EventTrace.cannotWrite(path, e);
        }
    }

    /** Whether something is to be written; if there is no room for it that is noted. */
    private boolean hasRoom(long from, long to) {
        if (!cast.shows(from, to)) {
            return false;
        }
        if (file.bytes() < most - most / 4) {
            return true;
        }
        dropped++;
        firstDropped = Math.min(firstDropped, from);
        return false;
    }

    @Override
    public void taken(Firing f) {
        List<Claim> claims = cast.graph.operators().get(f.operator()).claims();
        for (int c = 0; c < claims.size(); c++) {
            int u = claims.get(c).unit();
            if (cast.units.get(u)) {
                try {
                    served(f, u, f.taken() + f.hold(c));
                } catch (IOException e) {
                    throw EventTrace.cannotWrite(path, e);
                }
            }
        }
    }

    /** What a unit did before it served a firing: what the operator that it served then waited for. */
    private void served(Firing f, int u, long until) throws IOException {
        gap(u, Firing.Wait.UNIT, free[u], Math.min(f.ready(), f.taken()));
        for (int w = 0; w < f.waits(); w++) {
            gap(u, f.why(w), Math.max(free[u], f.from(w)), f.to(w));
        }
        if (hasRoom(f.taken(), until)) {
            about(f, until - f.taken());
            file.slice(
                    tracks.unit[u],
                    categories[BUSY],
                    operatorNames[f.operator()],
                    cast.time(f.taken()),
                    cast.time(until));
        }
        free[u] = until;
    }

    private void gap(int u, Firing.Wait why, long from, long to) throws IOException {
        if (to > from && hasRoom(from, to)) {
            file.add(cycles, cast.time(to - from));
            file.slice(
                    tracks.unit[u], categories[why.ordinal()], causes[why.ordinal()], cast.time(from), cast.time(to));
        }
    }

    private void about(Firing f, long ticks) throws IOException {
        file.add(cycles, cast.time(ticks));
        file.add(firingNumber, f.number());
        long[] named = loops[f.operator()];
        for (int l = 0; l < named.length && l < f.index().length; l++) {
            file.add(named[l], f.index()[l]);
        }
    }

    @Override
    public void firing(Firing f) {
        if (!cast.operators.get(f.operator())) {
            return;
        }
        try {
            int w = 0;
            // Until it takes; an operator that never did waits on.
            while (w < f.waits() && (f.taken() < 0 || f.to(w) <= f.taken())) {
                waits(f, w++);
            }
            if (f.taken() >= 0) {
                firing(f, w);
            }
        } catch (IOException e) {
            throw EventTrace.cannotWrite(path, e);
        }
    }

    /** From the take on. Waits for room and the interval lie within a slice of their own, where tokens come and go. */
    private void firing(Firing f, int firstWait) throws IOException {
        long track = tracks.operator[f.operator()];
        long end = f.next() >= 0 ? f.next() : firstWait < f.waits() ? f.to(f.waits() - 1) : f.put();
        if (!hasRoom(f.taken(), end)) {
            return;
        }
        boolean waits = firstWait < f.waits();
        if (waits) {
            about(f, end - f.taken());
            flows(f);
            file.begin(track, firingCategory, operatorNames[f.operator()], cast.time(f.taken()));
        }
        for (int w = firstWait; w < f.waits(); w++) {
            wait(f, w);
        }
        if (f.next() >= 0) {
            about(f, f.next() - f.put());
            if (!waits) {
                flows(f);
            }
            file.slice(track, categories[BUSY], operatorNames[f.operator()], cast.time(f.put()), cast.time(f.next()));
        }
        if (waits) {
            file.end(track, cast.time(end));
        }
    }

    private void waits(Firing f, int w) throws IOException {
        if (hasRoom(f.from(w), f.to(w))) {
            wait(f, w);
        }
    }

    private void wait(Firing f, int w) throws IOException {
        int why = f.why(w).ordinal();
        file.add(cycles, cast.time(f.to(w) - f.from(w)));
        file.add(firingNumber, f.number());
        if (f.what(w) >= 0) {
            boolean unit = f.why(w) == Firing.Wait.UNIT;
            String name = unit ? cast.made.units().get(f.what(w)).name() : cast.channel(f.what(w));
            file.addText(unit ? onUnit : onChannel, file.text(name));
        }
        file.slice(
                tracks.operator[f.operator()], categories[why], causes[why], cast.time(f.from(w)), cast.time(f.to(w)));
    }

    /** Joins the firing that puts a token to the one that takes it. */
    private void flows(Firing f) throws IOException {
        Operator op = cast.graph.operators().get(f.operator());
        for (int i = 0; i < op.inputs().size(); i++) {
            int channel = op.inputs().get(i).channel();
            if (f.tokenIn(i) >= 0 && cast.connects(channel)) {
                file.gets(flow(channel, f.tokenIn(i)));
            }
        }
        for (int o = 0; o < op.outputs().size(); o++) {
            int channel = op.outputs().get(o).channel();
            if (f.tokenOut(o) >= 0 && cast.connects(channel)) {
                file.sends(flow(channel, f.tokenOut(o)));
            }
        }
    }

    private static long flow(int channel, long token) {
        return (channel + 1L) << 44 | token;
    }

    @Override
    public void reserved(int channel, long token, long tick) {
        held(channel, tick, 1);
    }

    @Override
    public void freed(int channel, long token, long released, long credit) {
        held(channel, credit, -1);
    }

    private void held(int channel, long tick, int change) {
        if (cast.channels.get(channel) && tick <= cast.to) {
            try {
                spool.add(tick, channel, change);
            } catch (IOException e) {
                throw EventTrace.cannotWrite(path, e);
            }
        }
    }

    @Override
    public void submitted(int operator, long firing, long tick, Transfer transfer) {
        transfers.submitted(operator, firing, transfer.bytes());
    }

    @Override
    public void completed(int operator, long firing, long taken, long released, long completed) {
        long bytes = transfers.completed(operator, firing);
        int device = cast.device(operator);
        if (bytes == 0 || !cast.memories.get(device)) {
            return;
        }
        if (cast.shows(completed, completed)) {
            Objects.requireNonNull(moved[device]).add(cast.time(completed), bytes);
        }
        if (!hasRoom(taken, completed)) {
            return;
        }
        try {
            long from = cast.time(taken);
            long to = cast.timeAfter(completed);
            long track = tracks.lane(device, operator, from, to);
            file.add(cycles, to - from);
            file.add(firingNumber, firing);
            file.add(bytesMoved, bytes);
            file.slice(track, categories[BUSY], operatorNames[operator], from, to);
        } catch (IOException e) {
            throw EventTrace.cannotWrite(path, e);
        }
    }

    @Override
    public void end(Outcome outcome) {
        try {
            idle(outcome);
            cores(outcome);
        } catch (IOException e) {
            throw EventTrace.cannotWrite(path, e);
        }
    }

    private void idle(Outcome outcome) throws IOException {
        for (int u = cast.units.nextSetBit(0); u >= 0; u = cast.units.nextSetBit(u + 1)) {
            if (free[u] < outcome.ticks() && hasRoom(free[u], outcome.ticks())) {
                long end = cast.end(outcome.ticks());
                file.add(cycles, end - cast.time(free[u]));
                file.slice(tracks.unit[u], idleCategory, idle, cast.time(free[u]), end);
            }
        }
    }

    /** A core works until the last of its operators is done. */
    private void cores(Outcome outcome) throws IOException {
        for (int c = 0; c < tracks.core.length; c++) {
            long end = 0;
            for (int o = 0; o < outcome.operators().size(); o++) {
                if (cast.made.core(o) == c) {
                    end = Math.max(end, outcome.operators().get(o).finishedAt());
                }
            }
            if (hasRoom(0, end)) {
                file.add(cycles, cast.end(end));
                file.slice(tracks.core[c], categories[BUSY], file.name("has work"), 0, cast.end(end));
            }
        }
    }

    @Override
    public Note finish() throws IOException {
        bandwidth();
        occupancy();
        dropped += spool.dropped();
        firstDropped = Math.min(firstDropped, spool.firstDropped());
        long complete = dropped == 0 ? 0 : cast.time(firstDropped) / cast.unitsPerCycle;
        if (dropped > 0) {
            file.add(file.argument("events dropped"), dropped);
            file.add(file.argument("complete up to cycle"), complete);
            file.instant(
                    tracks.notes,
                    categories[BUSY],
                    file.name("complete up to here: no room for more"),
                    cast.time(firstDropped));
        }
        file.flush();
        stream.close();
        spool.close();
        return new Note(String.valueOf(path.getFileName()), file.bytes(), dropped, complete);
    }

    private void bandwidth() throws IOException {
        for (int m = cast.memories.nextSetBit(0); m >= 0; m = cast.memories.nextSetBit(m + 1)) {
            Windows windows = Objects.requireNonNull(moved[m]);
            double cyclesEach = windows.width() / (double) cast.unitsPerCycle;
            for (int w = 0; w < windows.size(); w++) {
                file.count(tracks.bandwidth[m], w * windows.width(), windows.sum(w) / cyclesEach);
            }
            file.count(tracks.bandwidth[m], windows.size() * windows.width(), 0.0);
        }
    }

    /** What each FIFO holds at the end of every tick at which that changes, as far as the slices go. */
    private void occupancy() throws IOException {
        spool.read(tracks.channel.length, cast.from, firstDropped, (tick, channel, level) -> {
            if (file.bytes() < most) {
                file.count(tracks.channel[channel], cast.time(tick), level);
            } else {
                dropped++;
                firstDropped = Math.min(firstDropped, tick);
            }
        });
    }

    @Override
    public void close() throws IOException {
        try (OutputStream s = stream) {
            spool.close();
        }
    }
}
