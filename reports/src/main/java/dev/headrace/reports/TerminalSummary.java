package dev.headrace.reports;

import dev.headrace.simulator.explain.Alternatives;
import dev.headrace.simulator.explain.Explanation;
import dev.headrace.simulator.run.Provenance;
import dev.headrace.simulator.run.Result;
import java.util.List;
import java.util.Set;

/** A result at a glance, for a terminal: what ran, how fast, what limited it, and where every cycle and byte went. */
public final class TerminalSummary {
    private static final int OPERATORS = 24;
    private static final int LABEL = 12;
    private static final Set<String> LIMITS = Set.of("roofline", "busiest", "ends");

    private TerminalSummary() {}

    /** Lines no longer than the style's width, each ending in a newline. */
    public static String of(Result result, Style style) {
        StringBuilder out = new StringBuilder(headline(result, style));
        Result.Deadlock deadlock = result.deadlock();
        if (deadlock != null) {
            out.append('\n');
            for (String line : Deadlocks.explain(deadlock)) {
                Text.wrap(out, style.showable(line), "    ", style.width());
            }
        }
        for (Table table : tables(result)) {
            if (!table.isEmpty()) {
                out.append('\n').append(table.text(style));
            }
        }
        Explanation why = result.explanation();
        if (why != null) {
            out.append('\n').append(Explanations.text(why, style));
        }
        Alternatives alternatives = result.alternatives();
        if (alternatives != null) {
            out.append('\n').append(Explanations.table(alternatives).text(style));
        }
        out.append('\n');
        Text.wrap(out, style.showable(simulation(result)), "", style.width());
        return out.toString();
    }

    /** The first lines of it: what ran, and the most important numbers. */
    public static String headline(Result result, Style style) {
        StringBuilder out = new StringBuilder();
        StringBuilder title = new StringBuilder();
        Text.wrap(title, style.showable(Facts.title(result)), "  ", style.width());
        out.append(style.paint(title.toString().stripTrailing(), Tone.TITLE)).append('\n');
        for (Facts.Fact fact : Facts.of(result)) {
            fact(out, fact, style);
        }
        return out.toString();
    }

    /** What limits a run: its roofline, its busiest unit, and, if it was recorded, its critical path. */
    public static String limits(Result result, Style style) {
        StringBuilder out = new StringBuilder();
        Facts.of(result).stream().filter(fact -> LIMITS.contains(fact.label())).forEach(fact -> fact(out, fact, style));
        Explanation why = result.explanation();
        if (why != null) {
            Explanations.words(why).forEach(line -> Text.wrap(out, style.showable(line), "  ", style.width()));
        }
        return out.toString();
    }

    private static List<Table> tables(Result r) {
        return List.of(
                Sections.units(r),
                Sections.operators(r, OPERATORS),
                Sections.memories(r),
                Sections.rows(r),
                Sections.traffic(r),
                Sections.clients(r),
                Fetchers.table(r),
                Sections.scratchpads(r),
                Sections.linear(r),
                Sections.energy(r));
    }

    private static void fact(StringBuilder out, Facts.Fact fact, Style style) {
        StringBuilder text = new StringBuilder();
        Text.wrap(text, style.showable(fact.text()), "", style.width() - LABEL);
        String label = fact.label() + " ".repeat(LABEL - fact.label().length());
        boolean first = true;
        for (String line : text.toString().split("\n", 0)) {
            out.append(style.paint(first ? label : " ".repeat(LABEL), Tone.QUIET))
                    .append(style.paint(line, fact.tone()))
                    .append('\n');
            first = false;
        }
    }

    /** What the simulator itself did, and how far its numbers can be traced. */
    static String simulation(Result r) {
        Result.Simulation s = r.simulation();
        long assumed = r.sources().values().stream()
                .filter(text -> text.contains("assumed"))
                .count();
        long overridden = r.sources().values().stream()
                .filter(Provenance.OVERRIDDEN::equals)
                .count();
        String sources = r.sources().isEmpty()
                ? ""
                : "; " + Units.count(r.sources().size()) + " hardware numbers with a source, " + Units.count(assumed)
                        + " of them assumed"
                        + (overridden == 0 ? "" : ", " + Units.count(overridden) + " overridden");
        return "Simulated in " + Units.seconds(s.wallSeconds()) + ", " + Units.count(s.events()) + " events, "
                + Units.count(Math.round(s.eventsPerSecond())) + " events/s" + ", by headrace " + r.version() + sources
                + unknown(r) + ".";
    }

    private static String unknown(Result r) {
        List<String> keys = r.parts().unknown();
        return keys.isEmpty() ? "" : "; not shown, as this version does not know it: " + String.join(", ", keys);
    }
}
