package dev.headrace.reports.trace;

import dev.headrace.simulator.dataflow.Machinery;
import dev.headrace.simulator.kernel.Channel;
import dev.headrace.simulator.kernel.Claim;
import dev.headrace.simulator.kernel.Firing;
import dev.headrace.simulator.kernel.Outcome;
import dev.headrace.simulator.kernel.TimeBase;
import dev.headrace.simulator.kernel.Transfer;
import java.io.BufferedWriter;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * A run as a value change dump (IEEE 1364), for GTKWave and others: of each FIFO whether a token can be taken, whether there
 * is room, and what it holds; of each unit whether it is busy and with which operator; of each memory the transfers under
 * way. Values are those at the end of a tick.
 */
final class VcdSink implements Sink {
    /** Longest line of a change: the time, and a value of 64 bits. */
    private static final int LONGEST_CHANGE = 100;

    /** Signals of a channel, then of a unit, then of a memory. */
    private final int channels;

    private final int units;
    private final int signals;

    private final Path path;
    private final Cast cast;
    private final long most;
    private final String title;
    private final BufferedWriter out;
    private final Spool spool;
    private final long unitsPerSecond;
    private final long ticksPerSecond;
    private final Transfers transfers;
    private long ticks;
    private long bytes;
    private long dropped;
    private long firstDropped = Long.MAX_VALUE;
    private long now = -1;

    VcdSink(Path path, Path spare, Cast cast, TimeBase time, long most, String title) throws IOException {
        this.path = path;
        this.cast = cast;
        this.most = most;
        this.title = title;
        channels = cast.graph.channels().size();
        units = cast.graph.units().size();
        signals = 2 * channels + units + cast.made.memories().size();
        transfers = new Transfers(cast.graph.operators().size());
        out = Files.newBufferedWriter(path, StandardCharsets.US_ASCII);
        spool = new Spool(spare, most / 24);
        ticksPerSecond = (long) time.ticksPerSecond();
        unitsPerSecond = unitsPerSecond(ticksPerSecond);
    }

    /** The coarsest of s, ms, us, ns, ps in which a tick is a whole number; else fs, to which times are rounded. */
    static long unitsPerSecond(long ticksPerSecond) {
        long units = 1;
        while (units < 1_000_000_000_000_000L && units % ticksPerSecond != 0) {
            units *= 1000;
        }
        return units;
    }

    /** A tick in units of the timescale. */
    private long time(long tick) {
        long g = gcd(unitsPerSecond, ticksPerSecond);
        long times = unitsPerSecond / g;
        long by = ticksPerSecond / g;
        if (tick < (Long.MAX_VALUE - by) / times) {
            return (tick * times + by / 2) / by;
        }
        return BigInteger.valueOf(tick)
                .multiply(BigInteger.valueOf(times))
                .add(BigInteger.valueOf(by / 2))
                .divide(BigInteger.valueOf(by))
                .longValueExact();
    }

    private static long gcd(long a, long b) {
        return b == 0 ? a : gcd(b, a % b);
    }

    private void rise(long tick, int signal, int by) {
        if (tick <= cast.to) {
            try {
                spool.add(tick, signal, by);
            } catch (IOException e) {
                throw EventTrace.cannotWrite(path, e);
            }
        }
    }

    @Override
    public void reserved(int channel, long token, long tick) {
        if (cast.channels.get(channel)) {
            rise(tick, channel, 1);
        }
    }

    @Override
    public void arrived(int channel, long token, long tick) {
        if (cast.channels.get(channel)) {
            rise(tick, channels + channel, 1);
        }
    }

    @Override
    public void freed(int channel, long token, long released, long credit) {
        if (cast.channels.get(channel)) {
            rise(credit, channel, -1);
            rise(released, channels + channel, -1);
        }
    }

    @Override
    public void taken(Firing f) {
        int claims = cast.graph.operators().get(f.operator()).claims().size();
        for (int c = 0; c < claims; c++) {
            Claim claim = cast.graph.operators().get(f.operator()).claims().get(c);
            if (cast.units.get(claim.unit())) {
                rise(f.taken(), 2 * channels + claim.unit(), f.operator() + 1);
                rise(f.taken() + f.hold(c), 2 * channels + claim.unit(), -f.operator() - 1);
            }
        }
    }

    @Override
    public void submitted(int operator, long firing, long tick, Transfer transfer) {
        transfers.submitted(operator, firing, transfer.bytes());
        moves(operator, tick, 1);
    }

    @Override
    public void completed(int operator, long firing, long taken, long released, long completed) {
        if (transfers.completed(operator, firing) > 0) {
            moves(operator, completed, -1);
        }
    }

    private void moves(int operator, long tick, int by) {
        if (cast.memories.get(cast.device(operator))) {
            rise(tick, 2 * channels + units + cast.device(operator), by);
        }
    }

    @Override
    public void end(Outcome outcome) {
        ticks = Math.min(outcome.ticks(), cast.to);
    }

    @Override
    public Note finish() throws IOException {
        header();
        // slots come back after the end, too
        spool.read(signals, cast.from, ticks + 1, this::level);
        if (dropped + spool.dropped() == 0) {
            at(ticks);
        }
        firstDropped = Math.min(firstDropped, spool.firstDropped());
        dropped += spool.dropped();
        long complete = dropped == 0 ? 0 : cast.time(firstDropped) / cast.unitsPerCycle;
        if (dropped > 0) {
            line("$comment complete up to cycle " + complete + ": no room for " + dropped + " changes more $end");
        }
        out.close();
        spool.close();
        return new Note(String.valueOf(path.getFileName()), bytes, dropped, complete);
    }

    private void level(long tick, int signal, long level) throws IOException {
        if (bytes > most - LONGEST_CHANGE && tick != now) {
            dropped++;
            firstDropped = Math.min(firstDropped, tick);
            return;
        }
        at(tick);
        if (signal < channels) {
            long capacity = cast.graph.channels().get(signal).capacity();
            line("b" + Long.toBinaryString(level) + " " + id(signal));
            line((capacity == Channel.UNBOUNDED || level < capacity ? "1" : "0") + readyId(signal));
        } else if (signal < 2 * channels) {
            line((level > 0 ? "1" : "0") + id(signal));
        } else if (signal < 2 * channels + units) {
            line((level > 0 ? "1" : "0") + id(signal));
            line("s" + (level > 0 ? word(cast.made.operator((int) level - 1)) : "-") + " " + operatorId(signal));
        } else {
            line("b" + Long.toBinaryString(level) + " " + id(signal));
        }
    }

    private void at(long tick) throws IOException {
        if (tick != now) {
            now = tick;
            line("#" + time(tick));
        }
    }

    private void line(String text) throws IOException {
        out.write(text);
        out.write('\n');
        bytes += text.length() + 1;
    }

    // ---- identifiers: printable characters, as short as they come

    private static String id(int number) {
        StringBuilder text = new StringBuilder();
        for (int rest = number + 1; rest > 0; rest = (rest - 1) / 94) {
            text.append((char) ('!' + (rest - 1) % 94));
        }
        return text.toString();
    }

    private String readyId(int channel) {
        return id(signals + channel);
    }

    private String operatorId(int signal) {
        return id(signals + channels + signal - 2 * channels);
    }

    // ---- the header

    private void header() throws IOException {
        String[] scales = {"s", "ms", "us", "ns", "ps", "fs"};
        int scale = 0;
        for (long u = unitsPerSecond; u > 1; u /= 1000) {
            scale++;
        }
        line("$version Headrace $end");
        line("$comment " + title.replace('$', ' ') + " $end");
        line("$comment a cycle is one of clock "
                + cast.graph.clocks().get(0).name() + ", "
                + cast.graph.clocks().get(0).hertz() + " Hz; times are counted from 0 $end");
        line("$timescale 1 " + scales[scale] + " $end");
        line("$scope module headrace $end");
        for (int core = 0; core < cast.made.cores(); core++) {
            line("$scope module core" + core + " $end");
            channels(core);
            units(core);
            line("$upscope $end");
        }
        Set<String> seen = new HashSet<>();
        for (int m = cast.memories.nextSetBit(0); m >= 0; m = cast.memories.nextSetBit(m + 1)) {
            line("$scope module " + unique(seen, cast.made.memories().get(m)) + " $end");
            line("$var integer 32 " + id(2 * channels + units + m) + " transfers $end");
            line("$upscope $end");
        }
        line("$upscope $end");
        line("$enddefinitions $end");
        at(cast.from);
        line("$dumpvars");
        for (int c = cast.channels.nextSetBit(0); c >= 0; c = cast.channels.nextSetBit(c + 1)) {
            line("b0 " + id(c));
            line("1" + readyId(c));
            line("0" + id(channels + c));
        }
        for (int u = cast.units.nextSetBit(0); u >= 0; u = cast.units.nextSetBit(u + 1)) {
            line("0" + id(2 * channels + u));
            line("s- " + operatorId(2 * channels + u));
        }
        for (int m = cast.memories.nextSetBit(0); m >= 0; m = cast.memories.nextSetBit(m + 1)) {
            line("b0 " + id(2 * channels + units + m));
        }
        line("$end");
    }

    private void channels(int core) throws IOException {
        Set<String> seen = new TreeSet<>();
        line("$scope module fifos $end");
        for (int c = cast.channels.nextSetBit(0); c >= 0; c = cast.channels.nextSetBit(c + 1)) {
            if (cast.coreOf(c) == core) {
                line("$scope module " + unique(seen, cast.channel(c)) + " $end");
                line("$var wire 1 " + id(channels + c) + " valid $end");
                line("$var wire 1 " + readyId(c) + " ready $end");
                line("$var integer 64 " + id(c) + " occupancy $end");
                line("$upscope $end");
            }
        }
        line("$upscope $end");
    }

    private void units(int core) throws IOException {
        Set<String> seen = new TreeSet<>();
        line("$scope module units $end");
        for (int u = cast.units.nextSetBit(0); u >= 0; u = cast.units.nextSetBit(u + 1)) {
            Machinery.UnitPlace place = cast.made.units().get(u);
            if (place.core() == core) {
                line("$scope module " + unique(seen, place.name()) + " $end");
                line("$var wire 1 " + id(2 * channels + u) + " busy $end");
                line("$var string 1 " + operatorId(2 * channels + u) + " op $end");
                line("$upscope $end");
            }
        }
        line("$upscope $end");
    }

    /** A name without spaces, and without the points that divide names of levels. */
    private static String word(String name) {
        return name.replaceAll("[^A-Za-z0-9_'~-]", "_");
    }

    private static String unique(Set<String> seen, String name) {
        String word = word(name);
        String free = word;
        for (int i = 2; !seen.add(free); i++) {
            free = word + "_" + i;
        }
        return free;
    }

    @Override
    public void close() throws IOException {
        try (BufferedWriter w = out) {
            spool.close();
        }
    }
}
