package dev.headrace.cli.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.headrace.explore.Trial;
import dev.headrace.reports.trace.EventTrace;
import dev.headrace.reports.trace.Note;
import dev.headrace.reports.trace.Scope;
import dev.headrace.simulator.run.Result;
import dev.headrace.simulator.run.Simulation;
import dev.headrace.simulator.spec.InputException;
import dev.headrace.simulator.spec.Library;
import dev.headrace.simulator.spec.Overrides;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Traces of every shipped design, read back by readers of their own, are the counters of the result to the cycle. */
class EventTracesTest {
    private static final Library LIBRARY = new Library(dev.headrace.cli.laws.Trial.home());

    @TempDir
    Path folder;

    static Stream<String> designs() {
        return ExplainTest.designs();
    }

    private static Trial load(String design, @Nullable String workload, String... set) {
        return Trial.load(
                LIBRARY, design, workload, Overrides.of(List.of(set)), new Simulation.Options("off", 0, true));
    }

    private static Result plain(String design, @Nullable String workload, String... set) {
        try (Trial t = load(design, workload, set)) {
            return t.run();
        }
    }

    private EventTrace trace(EventTrace.Kind kind, Scope scope, long most) {
        return new EventTrace(kind, folder.resolve(kind.file()), scope, "test", most);
    }

    /** A run with both traces, which must be whole. */
    private Result traced(Scope scope, String design, @Nullable String workload, String... set) throws IOException {
        try (Trial t = load(design, workload, set);
                EventTrace perfetto = trace(EventTrace.Kind.PERFETTO, scope, EventTrace.MOST_BYTES);
                EventTrace vcd = trace(EventTrace.Kind.VCD, scope, EventTrace.MOST_BYTES)) {
            t.watch(perfetto);
            t.watch(vcd);
            Result r = t.run();
            for (EventTrace trace : List.of(perfetto, vcd)) {
                Note note = trace.finish();
                assertEquals(0, note.dropped());
                assertEquals(Files.size(folder.resolve(note.file())), note.bytes());
            }
            try (Stream<Path> files = Files.list(folder)) {
                assertEquals(2, files.count(), "nothing else is left");
            }
            return r;
        }
    }

    private PerfettoReader perfetto() throws IOException {
        return PerfettoReader.read(folder.resolve(EventTrace.Kind.PERFETTO.file()));
    }

    private static String workload(String design) {
        return ExplainTest.WORKLOADS.getOrDefault(design, "tiny");
    }

    @ParameterizedTest
    @MethodSource("designs")
    void tracesOfEveryShippedDesignAreTheCountersOfItsResult(String design) throws IOException {
        Result plain = plain(design, workload(design));
        Result r = traced(Scope.ALL, design, workload(design));
        assertSame(plain, r);
        assertPerfetto(r, perfetto());
        assertVcd(r, VcdReader.read(folder.resolve(EventTrace.Kind.VCD.file())));
        assertPassesVcd2Fst();
    }

    @Test
    void traceOfFlashAttentionOnTheRealTraceIsItsResult() throws IOException {
        Result r = traced(new Scope(0, Long.MAX_VALUE, List.of(), true), "flash-attention-2", null);
        assertSame(plain("flash-attention-2", null), r);
        PerfettoReader trace = perfetto();
        assertPerfetto(r, trace);
        long commands = trace.instants.stream()
                .filter(i -> i.category().equals("dram") && i.name().matches("(READ|WRITE)(_CLOSE)?"))
                .count();
        Result.MemoryResult m = Objects.requireNonNull(r.memories().get("hbm"));
        assertEquals(m.rowHits() + m.rowMisses() + m.rowConflicts(), commands, "each burst has its command");
        assertTrue(commands > 10_000);
    }

    @Test
    void traceOfADeadlockEndsWithWhatIsWaitedForInVain() throws IOException {
        String[] tooShort = {"workload.shape.queries=16", "workload.shape.keys=16", "params.long_fifo=9"};
        Result r = traced(Scope.ALL, "streaming-sdpa-naive", null, tooShort);
        assertEquals("deadlock", r.status());
        assertPerfetto(r, perfetto());
    }

    @Test
    void everyCoreHasItsTracks() throws IOException {
        Result r = traced(Scope.ALL, "flash-attention-2", "tiny", "hardware.cores=2");
        assertEquals(2, r.cores().size());
        assertPerfetto(r, perfetto());
        assertVcd(r, VcdReader.read(folder.resolve(EventTrace.Kind.VCD.file())));
    }

    @Test
    void clocksThatDoNotDivideAreTracedInPartsOfACycle() throws IOException {
        String[] clocks = {"hardware.clocks.fast.mhz=1500", "hardware.units.array.clock=fast"};
        Result r = traced(Scope.ALL, "flash-attention-2", "tiny", clocks);
        PerfettoReader trace = perfetto();
        assertTrue(trace.tracks.values().stream()
                .anyMatch(t ->
                        t.name().startsWith("3 ns here are 1 cycle of clock core (1000000000 Hz), counted from 0")));
        Map<String, Map<String, Long>> units = sums(trace, "units");
        for (String unit : List.of("array", "softmax", "vector")) {
            Result.UnitResult u = Objects.requireNonNull(r.units().get(unit));
            Map<String, Long> sum = Objects.requireNonNull(units.get(unit));
            assertEquals(u.busyCycles(), sum.get("busy") / 3, unit);
            assertEquals(u.stalls().memory(), sum.getOrDefault("memory", 0L) / 3, unit);
            assertEquals(u.stalls().input(), sum.getOrDefault("input", 0L) / 3, unit);
            long all = sum.values().stream().mapToLong(Long::longValue).sum();
            assertEquals(3 * r.cycles(), all, unit);
        }
        VcdReader dump = VcdReader.read(folder.resolve(EventTrace.Kind.VCD.file()));
        long busy =
                dump.cycles("headrace.core0.units.array.busy", 1_500_000_000L).get("1");
        assertEquals(Objects.requireNonNull(units.get("array")).get("busy"), 2 * busy, "2 ns are a cycle of the array");
    }

    private static void assertSame(Result plain, Result r) {
        assertEquals(plain.cycles(), r.cycles());
        assertEquals(plain.operators(), r.operators());
        assertEquals(plain.units(), r.units());
        assertEquals(plain.channels(), r.channels());
        assertEquals(plain.memories(), r.memories());
    }

    // ---- Perfetto

    private static void assertPerfetto(Result r, PerfettoReader trace) {
        assertNested(trace);
        Map<String, Map<String, Long>> operators = sums(trace, "operators");
        r.operators().forEach((name, o) -> {
            String track = name + (o.on() == null ? "" : " on " + o.on());
            Map<String, Long> sum = operators.getOrDefault(track, Map.of());
            assertEquals(o.busyCycles(), sum.getOrDefault("busy", 0L), name);
            assertStalls(o.stalls(), sum, name);
        });
        Map<String, Map<String, Long>> units = sums(trace, "units");
        r.units().forEach((name, u) -> {
            // what no operator is on has no track, and is idle
            Map<String, Long> sum = units.getOrDefault(name, Map.of("idle", u.instances() * r.cycles()));
            assertEquals(u.busyCycles(), sum.getOrDefault("busy", 0L), name);
            assertStalls(u.stalls(), sum, name);
            assertEquals(u.stalls().idle(), sum.getOrDefault("idle", 0L), name);
        });
        for (PerfettoReader.Slice s : trace.slices) {
            if (s.args().get("cycles") instanceof Long cycles) {
                assertEquals(s.to() - s.from(), cycles);
            }
        }
        Map<String, Long> peaks = new HashMap<>();
        trace.counters.forEach((track, values) -> {
            if (trace.place(track).contains("FIFOs")) {
                values.forEach(v -> peaks.merge(track.name(), (long) v.value(), Math::max));
            }
        });
        r.channels().forEach((name, c) -> assertEquals(c.peakTokens(), peaks.getOrDefault(name, 0L), name));
        r.memories().forEach((name, m) -> assertMemory(trace, name, m.readBytes() + m.writeBytes()));
        assertFlows(trace);
        for (int core = 0; core < r.cores().size(); core++) {
            List<String> place = List.of("core " + core, "core " + core);
            List<Long> ends = trace.slices.stream()
                    .filter(s -> trace.place(s.track()).equals(place))
                    .map(PerfettoReader.Slice::to)
                    .toList();
            assertEquals(List.of(r.cores().get(core)), ends);
        }
    }

    private static void assertStalls(Result.Stalls stalls, Map<String, Long> sum, String name) {
        assertEquals(stalls.input(), sum.getOrDefault("input", 0L), name);
        assertEquals(stalls.memory(), sum.getOrDefault("memory", 0L), name);
        assertEquals(stalls.room(), sum.getOrDefault("room", 0L), name);
        assertEquals(stalls.unit(), sum.getOrDefault("unit", 0L), name);
    }

    /** By name of track, category to cycles, all cores together. */
    private static Map<String, Map<String, Long>> sums(PerfettoReader trace, String group) {
        Map<String, Map<String, Long>> all = new HashMap<>();
        trace.in(group)
                .forEach(s -> all.computeIfAbsent(s.track().name(), n -> new HashMap<>())
                        .merge(s.category(), s.to() - s.from(), Long::sum));
        return all;
    }

    /**
     * On each track of operators and units slices follow on each other from 0, but for those that are around others; nowhere
     * do they overlap in part.
     */
    private static void assertNested(PerfettoReader trace) {
        Map<PerfettoReader.Track, Long> ends = new LinkedHashMap<>();
        Map<PerfettoReader.Track, Long> starts = new LinkedHashMap<>();
        for (PerfettoReader.Slice s : trace.slices) {
            List<String> place = trace.place(s.track());
            long end = ends.getOrDefault(s.track(), 0L);
            if (s.category().equals("firing")) {
                assertEquals(end, s.to(), () -> place + " ends with what is in it");
                assertTrue(s.from() >= starts.getOrDefault(s.track(), 0L), () -> place + " overlaps");
                starts.put(s.track(), end);
            } else if (place.contains("operators") || place.contains("units")) {
                assertEquals(end, s.from(), () -> place + " has a gap");
            } else {
                assertTrue(s.from() >= end, () -> place + " overlaps");
            }
            ends.put(s.track(), s.to());
        }
        assertFalse(ends.isEmpty());
    }

    private static void assertMemory(PerfettoReader trace, String memory, long bytes) {
        long moved = trace.in("memory " + memory)
                .mapToLong(s -> (Long) s.args().get("bytes"))
                .sum();
        assertEquals(bytes, moved, memory);
        trace.counters.forEach((track, values) -> {
            if (trace.place(track).equals(List.of("memory " + memory, "bandwidth"))) {
                double sum = 0;
                for (int i = 0; i + 1 < values.size(); i++) {
                    sum += values.get(i).value()
                            * (values.get(i + 1).at() - values.get(i).at());
                }
                assertEquals(bytes, Math.round(sum), memory);
                assertEquals(0, values.get(values.size() - 1).value());
            }
        });
    }

    /** Each token goes from the firing that puts it to the one that takes it. */
    private static void assertFlows(PerfettoReader trace) {
        Map<Long, PerfettoReader.Slice> from = new HashMap<>();
        trace.slices.forEach(s -> s.sends().forEach(flow -> assertEquals(null, from.put(flow, s))));
        Set<Long> got = new HashSet<>();
        for (PerfettoReader.Slice s : trace.slices) {
            for (long flow : s.gets()) {
                PerfettoReader.Slice sender = from.get(flow);
                assertNotNull(sender, "who sent it");
                assertTrue(got.add(flow), "is got once");
                assertTrue(sender.from() < s.from(), "comes later");
            }
        }
        assertTrue(from.isEmpty() || !got.isEmpty());
    }

    // ---- value change dumps

    private static void assertVcd(Result r, VcdReader dump) {
        Map<String, Long> busy = new HashMap<>();
        Map<String, Long> byOp = new HashMap<>();
        Map<String, Long> peaks = new HashMap<>();
        for (String signal : dump.signals.keySet()) {
            String[] place = signal.split("[.]");
            String name = place[place.length - 2];
            switch (place[place.length - 1]) {
                case "busy" -> busy.merge(name, dump.cycles(signal, r.clockHz()).getOrDefault("1", 0L), Long::sum);
                case "op" ->
                    dump.cycles(signal, r.clockHz())
                            .forEach((op, cycles) -> byOp.merge(name, op.equals("-") ? 0 : cycles, Long::sum));
                case "occupancy" -> peaks.merge(name, dump.largest(signal), Math::max);
                default -> {
                    // valid, ready, transfers
                }
            }
        }
        r.units().forEach((name, u) -> {
            String word = name.replace('.', '_');
            assertEquals(u.busyCycles(), busy.getOrDefault(word, 0L), name);
            assertEquals(u.busyCycles(), byOp.getOrDefault(word, 0L), name);
        });
        r.channels()
                .forEach((name, c) -> assertEquals(
                        c.peakTokens(), peaks.getOrDefault(name.replaceAll("[^A-Za-z0-9_'~-]", "_"), 0L), name));
    }

    private void assertPassesVcd2Fst() throws IOException {
        Path tool = Path.of("/usr/bin/vcd2fst");
        assumeTrue(Files.isExecutable(tool), "skipped: no vcd2fst, which Debian's gtkwave brings");
        Path to = folder.resolve("trace.fst");
        Process p = new ProcessBuilder(
                        tool.toString(),
                        folder.resolve(EventTrace.Kind.VCD.file()).toString(),
                        to.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(p.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        try {
            assertEquals(0, p.waitFor(), said);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        assertFalse(said.toLowerCase(java.util.Locale.ROOT).contains("error"), said);
        assertTrue(Files.size(to) > 0);
    }

    // ---- parts of a run

    @Test
    void rangeOfCyclesShowsWhatLiesInItAsTheWholeTraceDoes() throws IOException {
        traced(Scope.ALL, "flash-attention-2", "tiny");
        PerfettoReader all = perfetto();
        traced(Scope.ALL.within("400..900"), "flash-attention-2", "tiny");
        PerfettoReader some = perfetto();
        Set<String> expected = new HashSet<>();
        for (PerfettoReader.Slice s : all.slices) {
            if (s.from() <= 900 && s.to() >= 400) {
                expected.add(all.place(s.track()) + " " + s.name() + " " + s.from() + " " + s.to() + " " + s.args());
            }
        }
        Set<String> found = new HashSet<>();
        some.slices.forEach(s ->
                found.add(some.place(s.track()) + " " + s.name() + " " + s.from() + " " + s.to() + " " + s.args()));
        assertEquals(expected, found);
        assertTrue(found.size() < all.slices.size() / 2);
        some.counters.forEach((track, values) -> {
            if (some.place(track).contains("FIFOs")) {
                values.forEach(v -> assertTrue(v.at() >= 400 && v.at() <= 900));
            }
        });
    }

    @Test
    void namesChooseOperatorsUnitsAndMemories() throws IOException {
        traced(new Scope(0, Long.MAX_VALUE, List.of("array", "O"), false), "flash-attention-2", "tiny");
        List<String> tracks = new ArrayList<>();
        PerfettoReader trace = perfetto();
        trace.tracks.values().stream()
                .filter(t -> !t.counter())
                .map(trace::place)
                .filter(p -> p.size() == 3)
                .forEach(p -> tracks.add(p.get(2)));
        assertEquals(List.of("S on array", "PV on array", "O on vector", "array"), tracks);
    }

    @Test
    void traceWithoutRoomIsCompleteUpToACycleAndSaysSo() throws IOException {
        traced(Scope.ALL, "flash-attention-2", "tiny");
        PerfettoReader all = perfetto();
        for (EventTrace.Kind kind : EventTrace.Kind.values()) {
            long most = Files.size(folder.resolve(kind.file())) / 2;
            Note note;
            try (Trial t = load("flash-attention-2", "tiny");
                    EventTrace trace = trace(kind, Scope.ALL, most)) {
                t.watch(trace);
                t.run();
                note = trace.finish();
            }
            assertTrue(note.dropped() > 0);
            assertTrue(note.bytes() < most + 1000, note.toString());
            if (kind == EventTrace.Kind.PERFETTO) {
                PerfettoReader some = perfetto();
                assertEquals(slicesTo(all, note.completeTo()), slicesTo(some, note.completeTo()));
                PerfettoReader.Slice said = some.instants.get(some.instants.size() - 1);
                assertEquals(note.dropped(), said.args().get("events dropped"));
                assertEquals(note.completeTo(), said.from());
            }
        }
    }

    @Test
    void diskWithoutRoomIsOneLineAndLeavesNothing() throws IOException {
        assumeTrue(Files.isWritable(Path.of("/dev/full")), "skipped: no /dev/full");
        for (EventTrace.Kind kind : EventTrace.Kind.values()) {
            Files.createSymbolicLink(folder.resolve(kind.file()), Path.of("/dev/full"));
            try (Trial t = load("flash-attention-2", null);
                    EventTrace trace = trace(kind, Scope.ALL, EventTrace.MOST_BYTES)) {
                t.watch(trace);
                InputException e = assertThrows(InputException.class, () -> {
                    t.run();
                    trace.finish();
                });
                assertTrue(String.valueOf(e.getMessage()).contains("No space left on device"), e.getMessage());
                assertTrue(String.valueOf(e.getMessage()).contains("--trace-cycles"), e.getMessage());
            }
            Files.delete(folder.resolve(kind.file()));
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(0, files.count());
        }
    }

    private static Set<String> slicesTo(PerfettoReader trace, long cycle) {
        Set<String> found = new HashSet<>();
        trace.slices.stream()
                .filter(s -> s.from() < cycle
                        && !s.category().equals("idle")
                        && !s.name().equals("has work"))
                .forEach(s -> found.add(trace.place(s.track()) + " " + s.name() + " " + s.from() + " " + s.to()));
        return found;
    }
}
