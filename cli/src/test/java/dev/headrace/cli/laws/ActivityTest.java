package dev.headrace.cli.laws;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.explore.Trial;
import dev.headrace.simulator.dataflow.Machinery;
import dev.headrace.simulator.explain.Activity;
import dev.headrace.simulator.explain.ActivityProbe;
import dev.headrace.simulator.kernel.Outcome;
import dev.headrace.simulator.kernel.Probe;
import dev.headrace.simulator.run.Simulation;
import dev.headrace.simulator.spec.Library;
import dev.headrace.simulator.spec.Overrides;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every shipped design does when adds up to its counters, and bins and windows tell the same. */
class ActivityTest {
    private static final Library LIBRARY = new Library(dev.headrace.cli.laws.Trial.home());

    static Stream<String> designs() {
        return ExplainTest.designs();
    }

    /** Keeps the counters of the kernel, and what makes up the activity. */
    private static final class Seen implements Probe {
        @Nullable
        Outcome outcome;

        @Nullable
        Machinery made;

        @Nullable
        ActivityProbe activity;

        final Map<Integer, Long> tokens = new LinkedHashMap<>();
        long held;

        @Override
        public void reserved(int channel, long token, long tick) {
            if (isShown(channel)) {
                held -= tick;
                tokens.merge(channel, 1L, Long::sum);
            }
        }

        @Override
        public void freed(int channel, long token, long released, long credit) {
            if (isShown(channel)) {
                held += credit;
                tokens.merge(channel, -1L, Long::sum);
            }
        }

        private boolean isShown(int channel) {
            return !Objects.requireNonNull(made).channels().get(channel).isHidden();
        }

        @Override
        public void end(Outcome all) {
            outcome = all;
        }
    }

    private static Seen run(String design) {
        Seen seen = new Seen();
        String workload = ExplainTest.WORKLOADS.getOrDefault(design, "tiny");
        try (Trial t =
                Trial.load(LIBRARY, design, workload, Overrides.none(), new Simulation.Options("off", 0, true))) {
            t.watch((made, machine) -> {
                seen.made = made;
                return seen;
            });
            t.watch((made, machine) -> {
                ActivityProbe probe = new ActivityProbe(made, machine);
                seen.activity = probe;
                return probe;
            });
            t.run();
        }
        return seen;
    }

    @ParameterizedTest
    @MethodSource("designs")
    void binsAddUpToTheCounters(String design) {
        Seen seen = run(design);
        Outcome outcome = Objects.requireNonNull(seen.outcome);
        Machinery made = Objects.requireNonNull(seen.made);
        Activity activity = Objects.requireNonNull(seen.activity).activity();
        assertEquals(outcome.ticks(), activity.ticks());
        Map<String, long[]> operators = new LinkedHashMap<>();
        for (int o = 0; o < outcome.operators().size(); o++) {
            Outcome.OperatorStats s = outcome.operators().get(o);
            if (!made.operator(o).isEmpty()) {
                plus(operators, made.operator(o), s.busy(), s.input(), s.memory(), s.room(), s.unit());
            }
        }
        assertSums(operators, activity.operators());
        Map<String, long[]> units = new LinkedHashMap<>();
        for (int u = 0; u < outcome.units().size(); u++) {
            Outcome.UnitStats s = outcome.units().get(u);
            plus(units, made.units().get(u).name(), s.busy(), s.input(), s.memory(), s.room(), s.unit());
        }
        assertSums(units, activity.units());
        for (Map.Entry<Integer, Long> left : seen.tokens.entrySet()) {
            seen.held += left.getValue() * outcome.ticks();
        }
        assertEquals(
                seen.held,
                activity.fifos().stream().mapToLong(f -> sum(f.held())).sum());
        windowsTellTheSame(activity);
    }

    private static void plus(Map<String, long[]> sums, String name, long... more) {
        long[] all = sums.computeIfAbsent(name, n -> new long[more.length]);
        for (int i = 0; i < more.length; i++) {
            all[i] += more[i];
        }
    }

    private static void assertSums(Map<String, long[]> counters, List<Activity.Track> tracks) {
        assertEquals(
                List.copyOf(counters.keySet()),
                tracks.stream().map(Activity.Track::name).toList());
        for (Activity.Track t : tracks) {
            assertArrayEquals(
                    counters.get(t.name()),
                    series(t).stream().mapToLong(ActivityTest::sum).toArray(),
                    t.name());
        }
    }

    private static List<List<Long>> series(Activity.Track t) {
        return List.of(t.busy(), t.input(), t.memory(), t.room(), t.unit());
    }

    private static long sum(List<Long> all) {
        return all.stream().mapToLong(Long::longValue).sum();
    }

    /** In every bin that lies in a window, the slices of what there is one of add up to the bin. */
    private static void windowsTellTheSame(Activity all) {
        int compared = 0;
        for (Activity.Window w : all.windows()) {
            long first = (w.from() + all.binTicks() - 1) / all.binTicks();
            for (long b = first; (b + 1) * all.binTicks() <= w.to(); b++) {
                for (int o = 0; o < all.operators().size(); o++) {
                    if (all.operators().get(o).instances() == 1) {
                        int depth = all.operators().get(o).loops().size();
                        assertBin(
                                all, all.operators().get(o), firings(w.firings().get(o), depth), w.from(), (int) b);
                        compared++;
                    }
                }
                for (int u = 0; u < all.units().size(); u++) {
                    if (all.units().get(u).instances() == 1) {
                        assertBin(all, all.units().get(u), holds(w.holds().get(u)), w.from(), (int) b);
                        compared++;
                    }
                }
            }
        }
        boolean whole = all.windows().get(0).what().equals("whole")
                && all.operators().stream().anyMatch(t -> t.instances() == 1);
        assertTrue(compared > 0 || !whole, "all bins lie in the window");
    }

    /** Parts of slices: cause as the tracks have them in order, first tick, tick after the last; from the window's start. */
    private static List<long[]> firings(List<List<Long>> rows, int depth) {
        List<long[]> parts = new ArrayList<>();
        for (List<Long> f : rows) {
            long from = f.get(1);
            for (int i = 5 + depth; i < f.size(); i += 3) {
                parts.add(new long[] {1 + f.get(i), from, f.get(i + 2)});
                from = f.get(i + 2);
            }
            if (f.get(4) >= f.get(1)) {
                parts.add(new long[] {0, f.get(3), f.get(4)});
            }
        }
        return parts;
    }

    private static List<long[]> holds(List<List<Long>> rows) {
        List<long[]> parts = new ArrayList<>();
        for (List<Long> h : rows) {
            long from = h.get(2);
            for (int i = 5; i < h.size(); i += 2) {
                parts.add(new long[] {1 + h.get(i), from, h.get(i + 1)});
                from = h.get(i + 1);
            }
            parts.add(new long[] {0, h.get(3), h.get(4)});
        }
        return parts;
    }

    private static void assertBin(Activity all, Activity.Track track, List<long[]> parts, long at, int bin) {
        long from = bin * all.binTicks();
        long to = from + all.binTicks();
        long[] sums = new long[5];
        for (long[] p : parts) {
            sums[(int) p[0]] += Math.max(0, Math.min(to, p[2] + at) - Math.max(from, p[1] + at));
        }
        long[] expected = series(track).stream()
                .mapToLong(s -> bin < s.size() ? s.get(bin) : 0)
                .toArray();
        assertArrayEquals(expected, sums, track.name() + " bin " + bin);
    }
}
