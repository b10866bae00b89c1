package dev.headrace.reports;

import dev.headrace.simulator.explain.Alternatives;
import dev.headrace.simulator.explain.Explanation;
import dev.headrace.simulator.run.Result;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A result as one HTML page: a {@link Page}. */
public final class HtmlPage {
    private HtmlPage() {}

    /** Writes the page, such as {@code report.html}; a reader never sees half of it. */
    public static void write(Result result, Path file) throws IOException {
        AtomicFile.write(file, of(result).getBytes(StandardCharsets.UTF_8));
    }

    /** The page's text. */
    public static String of(Result r) {
        Page page = new Page(Facts.title(r), r.activity() == null ? "" : Timeline.STYLE);
        StringBuilder out = page.out();
        page.cards(cards(r));
        facts(out, r);
        deadlock(page, r);
        if (r.deadlock() != null) {
            graph(page, "The circle of waiting", r);
        }
        Explanation why = r.explanation();
        if (why != null) {
            Explanations.words(why).forEach(line -> page.paragraph(line, Tone.NORMAL));
            page.section("Why it takes so long", List.of(), Explanations.tables(why));
        }
        Timeline.on(page, r);
        Alternatives alternatives = r.alternatives();
        if (alternatives != null) {
            page.section("What would help", List.of(), List.of(Explanations.table(alternatives)));
        }
        page.panels(
                "Roofline",
                List.of(Roofline.of(r)),
                "A memory's roof is its peak bandwidth. A unit's is what the whole run would reach if that unit were"
                        + " always at its peak. The run cannot lie above any of them.");
        page.section("Units", List.of(Charts.utilization(r)), List.of(Sections.units(r)));
        page.section("Operators", List.of(Charts.stalls(r)), List.of(Sections.operators(r, Integer.MAX_VALUE)));
        if (r.deadlock() == null) {
            graph(page, "Dataflow", r);
        }
        page.section(
                "Memory traffic",
                List.of(Charts.traffic(r)),
                List.of(Sections.memories(r), Sections.traffic(r), Sections.clients(r), Fetchers.table(r)));
        page.section("DRAM rows", List.of(Charts.rows(r)), List.of(Sections.rows(r)));
        page.section(
                "On chip",
                List.of(Charts.fifos(r)),
                List.of(Sections.scratchpads(r), Sections.buffers(r), Sections.channels(r)));
        page.section("Layers around attention", List.of(), List.of(Sections.linear(r)));
        page.section("Energy", List.of(Charts.energy(r)), List.of(Sections.energy(r), Sections.actions(r)));
        page.section("Area", List.of(), List.of(Sections.area(r), Sections.costNotes(r)));
        page.section("Cores", List.of(), List.of(Sections.cores(r)));
        page.section("Golden check", List.of(), golden(r));
        page.section(
                "Where the numbers come from",
                List.of(),
                List.of(
                        ProvenanceTables.overrides(r),
                        ProvenanceTables.sources(r),
                        ProvenanceTables.hardware(r),
                        ProvenanceTables.inputs(r)));
        return page.paragraph(TerminalSummary.simulation(r), Tone.QUIET).text();
    }

    private static void graph(Page page, String heading, Result r) {
        page.graph(heading, DataflowCharts.of(r));
        String why = DataflowCharts.leftOut(r);
        if (!why.isEmpty()) {
            page.paragraph(why, Tone.QUIET);
        }
    }

    private static List<Page.Card> cards(Result r) {
        List<Page.Card> cards = new ArrayList<>();
        boolean complete = r.status().equals("complete");
        cards.add(new Page.Card(
                r.status(),
                complete ? "run to the end" : "numbers are of the part run",
                complete ? Tone.GOOD : Tone.BAD));
        cards.add(new Page.Card(Facts.verdict(r), "golden check", Facts.goldenTone(r)));
        cards.add(Page.Card.of(Units.count(r.cycles()), "cycles"));
        cards.add(Page.Card.of(Units.seconds(r.seconds()), "at " + Units.hertz(r.clockHz())));
        cards.add(Page.Card.of(Units.si(Facts.throughput(r), "FLOP/s"), "useful work"));
        if (r.totals().rooflineBoundSeconds() > 0) {
            cards.add(Page.Card.of(
                    Units.percent(Facts.rooflineShare(r)),
                    "of roofline, limited by " + r.totals().rooflineLimit()));
        }
        if (r.totals().energyPj() > 0) {
            cards.add(Page.Card.of(Units.energy(r.totals().energyPj()), "energy"));
        }
        return cards;
    }

    private static void facts(StringBuilder out, Result r) {
        out.append("<dl>\n");
        for (Facts.Fact fact : Facts.of(r)) {
            out.append("<dt>")
                    .append(Text.escape(fact.label()))
                    .append("</dt><dd class=\"")
                    .append(fact.tone().name().toLowerCase(Locale.ROOT))
                    .append("\">")
                    .append(Text.escape(fact.text()))
                    .append("</dd>\n");
        }
        out.append("</dl>\n");
    }

    private static void deadlock(Page page, Result r) {
        Result.Deadlock deadlock = r.deadlock();
        if (deadlock == null) {
            return;
        }
        StringBuilder words = new StringBuilder("<div class=\"deadlock\">\n");
        for (String line : Deadlocks.explain(deadlock)) {
            words.append("<p>").append(Text.escape(line)).append("</p>\n");
        }
        page.markup("Deadlock", words.append("</div>\n").toString()).tables(Deadlocks.waits(deadlock));
    }

    private static List<Table> golden(Result r) {
        Result.Golden g = r.golden();
        if (g == null) {
            return List.of();
        }
        Table table = new Table("")
                .left("tensor")
                .left("checked")
                .right("max absolute error")
                .right("bound")
                .right("max relative error")
                .left("verdict");
        if (g.outputsChecked() > 0) {
            row(table, g.tensor(), g.outputsChecked(), g.maxAbsError(), g.bound(), g.maxRelError(), g.verdict());
        }
        for (Result.TensorCheck t : g.others()) {
            row(table, t.tensor(), t.outputsChecked(), t.maxAbsError(), t.bound(), t.maxRelError(), t.verdict());
        }
        table.note(Facts.golden(r));
        if (!g.boundFrom().isEmpty()) {
            table.note("The bound: " + g.boundFrom());
        }
        if (g.worst() != null) {
            table.note("Greatest error at " + g.worst());
        }
        if (g.reference() != null) {
            table.note("Reference outputs: " + Facts.reference(g.reference()));
        }
        return List.of(table);
    }

    private static void row(
            Table table, String tensor, long checked, double abs, double bound, double rel, Result.Verdict verdict) {
        table.row(
                tensor,
                Units.count(checked),
                Units.scientific(abs),
                Double.isFinite(bound) ? Units.scientific(bound) : "none",
                Units.scientific(rel),
                Table.Cell.of(verdict.words(), Facts.tone(verdict)));
    }
}
