package dev.headrace.reports;

import dev.headrace.simulator.explain.Alternatives;
import dev.headrace.simulator.explain.Explanation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Why a run took as long as it did: in words first, then in tables. */
public final class Explanations {
    /** Rows of a table; the rest is added up in the last one. */
    private static final int ROWS = 12;

    private static final int NAMED = 3;

    private Explanations() {}

    /** Lines for a terminal, no longer than the style's width, each ending in a newline. */
    public static String text(Explanation e, Style style) {
        StringBuilder out = new StringBuilder();
        for (String line : words(e)) {
            Text.wrap(out, style.showable(line), "  ", style.width());
        }
        for (Table table : tables(e)) {
            if (!table.isEmpty()) {
                out.append('\n').append(table.text(style));
            }
        }
        return out.toString();
    }

    /** What it comes to, a sentence to a line. */
    public static List<String> words(Explanation e) {
        List<String> lines = new ArrayList<>();
        Map<String, Long> full = new LinkedHashMap<>();
        for (Explanation.Part p : e.path()) {
            if (p.constraint().equals("room")) {
                full.merge(p.of(), p.times(), Long::sum);
            }
        }
        lines.add("The critical path, from the end of the run back to its start, is spent at "
                + largest(e.places(), ticks -> Units.percent(share(e, ticks))) + ".");
        if (full.isEmpty()) {
            lines.add("It never waits for room in a FIFO.");
        } else {
            lines.add("It waits for room in "
                    + largest(full, times -> Units.count(times) + (times == 1 ? " time" : " times")) + ".");
        }
        Explanation.Steady steady = e.steady();
        if (steady != null) {
            double each = e.cycles(steady.ticks()) / steady.rounds();
            lines.add("Over and over, " + Units.number(each) + " cycles a round, " + Units.count(steady.rounds())
                    + " rounds, " + Units.percent(share(e, steady.ticks())) + " of the run: " + steady.words() + ".");
        }
        return lines;
    }

    private static double share(Explanation e, long ticks) {
        return e.ticks() == 0 ? 0 : ticks / (double) e.ticks();
    }

    private static String largest(Map<String, Long> sums, java.util.function.LongFunction<String> shown) {
        List<Map.Entry<String, Long>> sorted = new ArrayList<>(sums.entrySet());
        sorted.sort((a, b) -> Long.compare(b.getValue(), a.getValue()));
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < Math.min(NAMED, sorted.size()); i++) {
            text.append(i == 0 ? "" : ", ")
                    .append(sorted.get(i).getKey())
                    .append(" (")
                    .append(shown.apply(sorted.get(i).getValue()))
                    .append(')');
        }
        return sorted.size() > NAMED ? text.append(" and others").toString() : text.toString();
    }

    /** Its parts, what it waits for, and the slack of the rest. */
    public static List<Table> tables(Explanation e) {
        return List.of(path(e), waits(e), slack(e));
    }

    private static Table path(Explanation e) {
        Table table = new Table("Critical path")
                .left("time of")
                .left("on")
                .left("spent on")
                .right("cycles")
                .right("share")
                .right("times");
        List<Explanation.Part> parts =
                e.path().stream().filter(p -> p.ticks() > 0).toList();
        int shown = parts.size() <= ROWS + 1 ? parts.size() : ROWS;
        for (Explanation.Part p : parts.subList(0, shown)) {
            table.row(
                    p.operator(),
                    p.on(),
                    spentOn(p),
                    cycles(e, p.ticks()),
                    Units.percent(share(e, p.ticks())),
                    Units.count(p.times()));
        }
        List<Explanation.Part> rest = parts.subList(shown, parts.size());
        if (!rest.isEmpty()) {
            long ticks = rest.stream().mapToLong(Explanation.Part::ticks).sum();
            long times = rest.stream().mapToLong(Explanation.Part::times).sum();
            table.row(
                    Units.count(rest.size()) + " others",
                    "",
                    "",
                    cycles(e, ticks),
                    Units.percent(share(e, ticks)),
                    Units.count(times));
        }
        return parts.isEmpty()
                ? table
                : table.note("All parts together: " + cycles(e, e.ticks()) + " cycles, the length of the run.");
    }

    private static String cycles(Explanation e, long ticks) {
        return ticks % e.ticksPerCycle() == 0
                ? Units.count(ticks / e.ticksPerCycle())
                : String.format(Locale.ROOT, "%,.2f", e.cycles(ticks));
    }

    private static String spentOn(Explanation.Part p) {
        return switch (p.constraint()) {
            case "unit" -> "holding " + p.of();
            case "memory" -> "transfers";
            case "room" -> "credits of " + p.of();
            case "forward" -> "the wire";
            case "edge" -> "clock edges";
            default -> p.constraint();
        };
    }

    private static Table waits(Explanation e) {
        Table table = new Table("What the path waits for").left("").left("of").right("times");
        Map<List<String>, Long> sums = new LinkedHashMap<>();
        for (Explanation.Part p : e.path()) {
            switch (p.constraint()) {
                case "input" -> sums.merge(List.of("tokens", p.of()), p.times(), Long::sum);
                case "room" -> sums.merge(List.of("room", p.of()), p.times(), Long::sum);
                case "unit" -> sums.merge(List.of("unit", p.of()), p.times(), Long::sum);
                case "interval" -> sums.merge(List.of("own last firing", p.operator()), p.times(), Long::sum);
                default -> {}
            }
        }
        List<Map.Entry<List<String>, Long>> sorted = new ArrayList<>(sums.entrySet());
        sorted.sort((a, b) -> Long.compare(b.getValue(), a.getValue()));
        for (Map.Entry<List<String>, Long> s : sorted.subList(0, Math.min(ROWS, sorted.size()))) {
            table.row(s.getKey().get(0), s.getKey().get(1), Units.count(s.getValue()));
        }
        return table;
    }

    /** What it would take with one thing twice as good; what cannot be run is named below. */
    static Table table(Alternatives alternatives) {
        Table table = new Table("What if")
                .left("change")
                .right("cycles")
                .right("speed-up")
                .right("predicted")
                .left("then mostly at");
        List<String> not = new ArrayList<>();
        for (Alternatives.Alternative a : alternatives.all()) {
            if (a.cycles() < 0) {
                not.add(a.what());
                continue;
            }
            Double predicted = a.predictedCycles();
            table.row(
                    a.what(),
                    Units.count(a.cycles()),
                    String.format(Locale.ROOT, "%.3f", a.speedup()),
                    predicted == null ? "" : Units.count(Math.round(Math.ceil(predicted))),
                    a.next());
        }
        if (!table.isEmpty()) {
            table.note("Each is a run of its own, with one thing twice as good, by values that can be set; predicted is"
                    + " from the record of this run alone.");
        }
        if (!not.isEmpty()) {
            table.note("Cannot be run: " + String.join(", ", not) + ".");
        }
        return table;
    }

    private static Table slack(Explanation e) {
        Table table = new Table("Slack").left("operator").left("on").right("cycles");
        for (Explanation.Slack s : e.slack()) {
            table.row(s.operator(), s.on(), s.cycles() < 0 ? "any" : Units.count(s.cycles()));
        }
        return table.isEmpty()
                ? table
                : table.note(
                        "By so much each of its firings could take longer before the run would, if units served in the"
                                + " same order and transfers took the same time.");
    }
}
