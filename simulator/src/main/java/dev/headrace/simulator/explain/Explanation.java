package dev.headrace.simulator.explain;

import dev.headrace.simulator.dataflow.Machinery;
import dev.headrace.simulator.kernel.Chronicle;
import dev.headrace.simulator.kernel.Constraint;
import dev.headrace.simulator.kernel.Graph;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Why a run took as long as it did, in the names of its design; all cores together.
 *
 * @param ticks length of the run in ticks of the kernel, of which a cycle has {@code ticksPerCycle}
 * @param ticksPerCycle ticks in a cycle of the first clock; 1 if there is one clock
 * @param path parts of the critical path, the longest first; their ticks add up to the run
 * @param steady what the path does over and over; null if nothing repeats
 * @param slack of every operator: the most that each firing could take longer; empty if the record is too long for that
 * @param faster predicted ends of the run, if a unit alone were twice as fast; likewise
 */
public record Explanation(
        long ticks,
        long ticksPerCycle,
        List<Part> path,
        @Nullable Steady steady,
        List<Slack> slack,
        List<Faster> faster) {
    /**
     * A part of the critical path.
     *
     * @param constraint what the time was spent on, as {@link Constraint} has it: {@code interval}, {@code latency}, {@code
     *     unit}, {@code memory}, {@code forward}, {@code room} (credits), {@code edge} (clocks), and with 0 ticks {@code
     *     input}, {@code order}, {@code step}
     * @param operator whose time that is
     * @param on unit or memory that serves it; empty if none
     * @param of channel, unit or memory of the constraint; empty if none
     * @param ticks on the path
     * @param times how often the path goes that way
     */
    public record Part(String constraint, String operator, String on, String of, long ticks, long times) {}

    /**
     * The critical circle.
     *
     * @param words one round: who waits for whom; of a long one, its first steps
     * @param ticks of all rounds
     * @param rounds how many, 2 or more
     */
    public record Steady(String words, long ticks, long rounds) {}

    /**
     * Slack.
     *
     * @param operator name
     * @param on unit or memory that serves it; empty if none
     * @param cycles of its clock that each firing could take longer, with all others as they are, before the run does; -1
     *     if it never does
     */
    public record Slack(String operator, String on, long cycles) {}

    /**
     * A prediction from the record alone: exact if no unit is shared and there is no memory; else as if units served in
     * the same order and transfers took the same time.
     *
     * @param unit which one's clock is twice as fast
     * @param halfTicks predicted end in halves of ticks
     */
    public record Faster(String unit, long halfTicks) {}

    /**
     * Events times operators up to which slack and predictions are worked out: each operator takes a few passes over all
     * events, of some tens of nanoseconds an event.
     */
    private static final long MOST_FOR_SLACK = 1L << 25;

    /** Steps of a round that are told in words; the rest is counted. */
    private static final int MOST_HOPS = 12;

    /** Explains a run. */
    public static Explanation of(Machinery made, Chronicle chronicle) {
        return new Explainer(made, chronicle).explain();
    }

    /** Cycles of the first clock, with fractions where there are several clocks. */
    public double cycles(long someTicks) {
        return someTicks / (double) ticksPerCycle;
    }

    /** Ticks of the path at each unit or memory, or at operators that have none, the most first. */
    public Map<String, Long> places() {
        Map<String, Long> sums = new LinkedHashMap<>();
        path.forEach(p -> sums.merge(p.on().isEmpty() ? p.operator() : p.on(), p.ticks(), Long::sum));
        Map<String, Long> sorted = new LinkedHashMap<>();
        sums.entrySet().stream()
                .sorted((a, b) -> Long.compare(b.getValue(), a.getValue()))
                .forEach(e -> sorted.put(e.getKey(), e.getValue()));
        return sorted;
    }

    /** The place that most of the path is spent at; empty if there is no path. */
    public String largest() {
        return places().keySet().stream().findFirst().orElse("");
    }

    private static final class Explainer {
        private final Machinery made;
        private final Chronicle chronicle;
        private final Graph graph;
        private final Replay replay;

        Explainer(Machinery made, Chronicle chronicle) {
            this.made = made;
            this.chronicle = chronicle;
            this.graph = chronicle.graph();
            this.replay = new Replay(chronicle);
        }

        Explanation explain() {
            CriticalPath path = CriticalPath.of(chronicle);
            SteadyCycle cycle = SteadyCycle.of(chronicle, path);
            boolean small = (long) chronicle.size() * graph.operators().size() <= MOST_FOR_SLACK;
            return new Explanation(
                    path.ticks(),
                    chronicle.time().period(0),
                    parts(path),
                    cycle == null ? null : new Steady(words(cycle), cycle.ticks(), cycle.rounds()),
                    small ? slack() : List.of(),
                    small ? faster() : List.of());
        }

        private List<Part> parts(CriticalPath path) {
            Map<Part, long[]> sums = new LinkedHashMap<>();
            for (CriticalPath.Share s : path.shares()) {
                Part key = new Part(
                        s.why().name().toLowerCase(Locale.ROOT),
                        name(s.operator()),
                        on(s.operator()),
                        of(s.why(), s.number()),
                        0,
                        0);
                long[] sum = sums.computeIfAbsent(key, k -> new long[2]);
                sum[0] += s.ticks();
                sum[1] += s.times();
            }
            List<Part> parts = new ArrayList<>();
            sums.forEach((p, sum) -> parts.add(new Part(p.constraint(), p.operator(), p.on(), p.of(), sum[0], sum[1])));
            parts.sort((a, b) -> Long.compare(b.ticks(), a.ticks()));
            return List.copyOf(parts);
        }

        private String name(int o) {
            if (o < 0) {
                return "";
            }
            String name = made.operator(o);
            return name.isEmpty() ? graph.operators().get(o).name() : name;
        }

        private String on(int o) {
            String on = o < 0 ? null : made.on(o);
            return on == null ? "" : on;
        }

        private String of(Constraint why, int number) {
            return switch (why) {
                case INPUT, ROOM -> {
                    Machinery.ChannelPlace place = made.channels().get(number);
                    yield place.isHidden() ? graph.channels().get(number).name() : place.name();
                }
                case UNIT -> made.units().get(number).name();
                case MEMORY -> made.memories().get(number);
                default -> "";
            };
        }

        private String words(SteadyCycle cycle) {
            StringBuilder text = new StringBuilder();
            List<SteadyCycle.Hop> hops = cycle.hops();
            for (SteadyCycle.Hop hop : hops.subList(0, Math.min(MOST_HOPS, hops.size()))) {
                String what = of(hop.why(), hop.number());
                String wait = switch (hop.why()) {
                    case INPUT -> "token of " + what;
                    case ROOM -> "room in " + what;
                    case UNIT -> what + " free";
                    case MEMORY -> what;
                    default -> "own interval";
                };
                text.append(text.isEmpty() ? "" : " -> ").append('(').append(wait);
                text.append(hop.times() > 1 ? ", " + hop.times() + " times) -> " : ") -> ")
                        .append(name(hop.operator()));
                text.append(on(hop.operator()).isEmpty() ? "" : " on " + on(hop.operator()));
            }
            int more = hops.size() - MOST_HOPS;
            return more <= 0 ? text.toString() : text + " -> " + more + (more == 1 ? " step more" : " steps more");
        }

        private List<Slack> slack() {
            Map<String, boolean[]> members = new LinkedHashMap<>();
            Map<String, String> on = new LinkedHashMap<>();
            for (int o = 0; o < graph.operators().size(); o++) {
                if (!made.operator(o).isEmpty()) {
                    members.computeIfAbsent(
                                    made.operator(o),
                                    n -> new boolean[graph.operators().size()])[o] = true;
                    on.put(made.operator(o), on(o));
                }
            }
            List<Slack> all = new ArrayList<>();
            members.forEach((name, which) -> {
                long cycles = replay.slack(which);
                all.add(new Slack(name, on.getOrDefault(name, ""), cycles == Long.MAX_VALUE ? -1 : cycles));
            });
            return List.copyOf(all);
        }

        private List<Faster> faster() {
            Set<String> units = new LinkedHashSet<>();
            for (int o = 0; o < graph.operators().size(); o++) {
                if (graph.operators().get(o).move() == null && !on(o).isEmpty()) {
                    units.add(on(o));
                }
            }
            List<Faster> all = new ArrayList<>();
            for (String unit : units) {
                boolean[] which = new boolean[graph.operators().size()];
                for (int o = 0; o < which.length; o++) {
                    which[o] = graph.operators().get(o).move() == null && on(o).equals(unit);
                }
                all.add(new Faster(unit, replay.halfTicks(which)));
            }
            return List.copyOf(all);
        }
    }
}
