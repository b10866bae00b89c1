package dev.headrace.reports.trace;

import dev.headrace.simulator.dataflow.Machinery;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The tracks of a trace: a group for each core, with its operators, units and FIFOs, and one for each memory. */
final class PerfettoTracks {
    /** Says what the time counts, and what is missing. */
    final long notes;

    final long[] core;
    final long[] operator;
    final long[] unit;
    final long[] channel;
    final long[] memory;
    final long[] bandwidth;
    private final PerfettoFile file;
    private final Cast cast;

    /** By operator, tracks for its transfers that are under way at the same time, and when each is free. */
    private final Map<Integer, List<long[]>> lanes = new LinkedHashMap<>();

    /** By memory and place, the track of a bank. */
    private final Map<String, Long> banks = new LinkedHashMap<>();

    PerfettoTracks(PerfettoFile file, Cast cast) throws IOException {
        this.file = file;
        this.cast = cast;
        Machinery made = cast.made;
        int cores = made.cores();
        notes = file.process(1, cast.unitInWords());
        core = new long[cores];
        long[] operators = new long[cores];
        long[] units = new long[cores];
        long[] channels = new long[cores];
        for (int c = 0; c < cores; c++) {
            long of = file.process(2 + c, "core " + c);
            core[c] = file.track(of, "core " + c, 0);
            operators[c] = file.track(of, "operators", 1);
            units[c] = file.track(of, "units", 2);
            channels[c] = file.track(of, "FIFOs", 3);
        }
        operator = new long[cast.graph.operators().size()];
        for (int o = cast.operators.nextSetBit(0); o >= 0; o = cast.operators.nextSetBit(o + 1)) {
            String on = made.on(o);
            operator[o] = file.track(operators[made.core(o)], made.operator(o) + (on == null ? "" : " on " + on), o);
        }
        unit = new long[cast.graph.units().size()];
        for (int u = cast.units.nextSetBit(0); u >= 0; u = cast.units.nextSetBit(u + 1)) {
            Machinery.UnitPlace place = made.units().get(u);
            unit[u] = file.track(units[place.core()], place.name(), u);
        }
        channel = new long[cast.graph.channels().size()];
        for (int c = cast.channels.nextSetBit(0); c >= 0; c = cast.channels.nextSetBit(c + 1)) {
            channel[c] = file.counter(channels[cast.coreOf(c)], cast.channel(c), "tokens", c);
        }
        memory = new long[made.memories().size()];
        bandwidth = new long[memory.length];
        for (int m = cast.memories.nextSetBit(0); m >= 0; m = cast.memories.nextSetBit(m + 1)) {
            memory[m] = file.process(2 + cores + m, "memory " + made.memories().get(m));
            bandwidth[m] = file.counter(memory[m], "bandwidth", "bytes/cycle", 0);
        }
    }

    /** A track for a transfer on which no other is under way at that time; those of one operator come in their order. */
    long lane(int device, int ofOperator, long from, long to) throws IOException {
        List<long[]> all = lanes.computeIfAbsent(ofOperator, o -> new ArrayList<>());
        for (long[] lane : all) {
            if (lane[1] <= from) {
                lane[1] = to;
                return lane[0];
            }
        }
        int core = cast.made.core(ofOperator);
        String name = cast.made.operator(ofOperator) + (cast.made.cores() == 1 ? "" : " of core " + core);
        long track = file.track(memory[device], name, 1 + ofOperator);
        all.add(new long[] {track, to});
        return track;
    }

    /** The track of a bank's commands. */
    long bank(int device, String place) throws IOException {
        String key = device + " " + place;
        Long known = banks.get(key);
        if (known == null) {
            known = file.track(
                    memory[device], "bank " + place, 1 + cast.graph.operators().size() + banks.size());
            banks.put(key, known);
        }
        return known;
    }
}
