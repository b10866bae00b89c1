package dev.headrace.reports;

import dev.headrace.simulator.run.Result;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A result as one HTML page that needs nothing else: styles and pictures are inside, there is no script, and nothing is
 * fetched. All text of the result is escaped.
 */
public final class HtmlPage {
    private static final String STYLE = """
        :root { color-scheme: light dark; --ink: #1c2226; --quiet: #5c6870; --page: #fff; --card: #f3f5f7;
                --line: #d5dbe0; --fill: #0072b2; --good: #00734f; --warn: #8a5a00; --bad: #b53c00; }
        @media (prefers-color-scheme: dark) {
          :root { --ink: #e4e8eb; --quiet: #9aa6af; --page: #14181b; --card: #1e2428; --line: #39434a;
                  --fill: #56b4e9; --good: #4fc89f; --warn: #e6b450; --bad: #ff8a50; } }
        * { box-sizing: border-box; }
        body { font: 15px/1.45 system-ui, "DejaVu Sans", sans-serif; color: var(--ink); background: var(--page);
               max-width: 1040px; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
        h1 { font-size: 1.6rem; margin: 0 0 .2rem; overflow-wrap: anywhere; }
        h2 { font-size: 1.15rem; margin: 2.2rem 0 .5rem; }
        .cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(128px, 1fr)); gap: .6rem;
                 margin: 1rem 0; }
        .card { background: var(--card); border-radius: 6px; padding: .6rem .8rem; }
        .card b { display: block; font-size: 1.15rem; font-weight: 600; font-variant-numeric: tabular-nums; }
        .card span, .note, .quiet { color: var(--quiet); font-size: .88rem; }
        dl { display: grid; grid-template-columns: 7.5rem 1fr; gap: .15rem .8rem; margin: 1rem 0; }
        dt { color: var(--quiet); } dd { margin: 0; overflow-wrap: anywhere; }
        .scroll { overflow-x: auto; margin: .6rem 0; }
        table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
        caption { text-align: left; font-weight: 600; padding: .4rem 0; }
        th { text-align: left; color: var(--quiet); font-weight: 500; font-size: .88rem; white-space: nowrap; }
        th, td { padding: .22rem .6rem .22rem 0; border-bottom: 1px solid var(--line); vertical-align: middle; }
        .n + :not(.n) { padding-left: 1.4rem; }
        td:first-child { overflow-wrap: anywhere; }
        .n { text-align: right; white-space: nowrap; }
        .good { color: var(--good); } .warn { color: var(--warn); } .bad { color: var(--bad); font-weight: 600; }
        .bar { width: 110px; height: 11px; display: block; }
        .bar .ground { fill: var(--line); } .bar .fill { fill: var(--fill); }
        figure { margin: .4rem 0; } figure svg { width: 100%; height: auto; display: block; }
        .deadlock { border-left: 4px solid var(--bad); background: var(--card); padding: .6rem 1rem; }
        .deadlock p { margin: .15rem 0; white-space: pre-wrap; }
        @media print { body { max-width: none; } }
        """;

    private HtmlPage() {}

    /** Writes the page, such as {@code report.html}; a reader never sees half of it. */
    public static void write(Result result, Path file) throws IOException {
        AtomicFile.write(file, of(result).getBytes(StandardCharsets.UTF_8));
    }

    /** The page's text. */
    public static String of(Result r) {
        StringBuilder out = new StringBuilder();
        String title = Text.escape(Facts.title(r));
        out.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
                // Even markup that slipped through escaping could fetch and run nothing.
                .append("<meta http-equiv=\"Content-Security-Policy\" ")
                .append("content=\"default-src 'none'; style-src 'unsafe-inline'\">\n<title>")
                .append(title)
                .append("</title>\n<style>\n")
                .append(STYLE)
                .append("</style>\n</head>\n<body>\n<h1>")
                .append(title)
                .append("</h1>\n");
        cards(out, r);
        facts(out, r);
        deadlock(out, r);
        section(out, "Units", Charts.utilization(r), List.of(Sections.units(r)));
        section(out, "Operators", Charts.stalls(r), List.of(Sections.operators(r, Integer.MAX_VALUE)));
        section(
                out,
                "Memory traffic",
                Charts.traffic(r),
                List.of(Sections.memories(r), Sections.traffic(r), Sections.clients(r), Fetchers.table(r)));
        section(out, "DRAM rows", Charts.rows(r), List.of(Sections.rows(r)));
        section(out, "On chip", null, List.of(Sections.scratchpads(r), Sections.buffers(r), Sections.channels(r)));
        section(out, "Layers around attention", null, List.of(Sections.linear(r)));
        section(out, "Energy", null, List.of(Sections.energy(r), Sections.actions(r)));
        section(out, "Area", null, List.of(Sections.area(r), Sections.costNotes(r)));
        section(out, "Cores", null, List.of(Sections.cores(r)));
        golden(out, r);
        section(out, "Where the numbers come from", null, List.of(Sections.sources(r)));
        out.append("<p class=\"quiet\">").append(Text.escape(TerminalSummary.simulation(r)));
        return out.append("</p>\n</body>\n</html>\n").toString();
    }

    private static void cards(StringBuilder out, Result r) {
        out.append("<div class=\"cards\">\n");
        boolean complete = r.status().equals("complete");
        card(
                out,
                r.status(),
                complete ? "run to the end" : "numbers are of the part run",
                complete ? Tone.GOOD : Tone.BAD);
        card(out, Facts.verdict(r), "golden check", Facts.goldenTone(r));
        card(out, Units.count(r.cycles()), "cycles");
        card(out, Units.seconds(r.seconds()), "at " + Units.hertz(r.clockHz()));
        card(out, Units.si(Facts.throughput(r), "FLOP/s"), "useful work");
        if (r.totals().rooflineBoundSeconds() > 0) {
            card(
                    out,
                    Units.percent(Facts.rooflineShare(r)),
                    "of roofline, limited by " + r.totals().rooflineLimit());
        }
        if (r.totals().energyPj() > 0) {
            card(out, Units.energy(r.totals().energyPj()), "energy");
        }
        out.append("</div>\n");
    }

    private static void card(StringBuilder out, String number, String what) {
        card(out, number, what, Tone.NORMAL);
    }

    private static void card(StringBuilder out, String number, String what, Tone tone) {
        out.append("<div class=\"card\"><b class=\"")
                .append(tone.name().toLowerCase(Locale.ROOT))
                .append("\">")
                .append(Text.escape(number))
                .append("</b><span>")
                .append(Text.escape(what))
                .append("</span></div>\n");
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

    private static void deadlock(StringBuilder out, Result r) {
        Result.Deadlock deadlock = r.deadlock();
        if (deadlock == null) {
            return;
        }
        out.append("<div class=\"deadlock\">\n");
        for (String line : Deadlocks.explain(deadlock)) {
            out.append("<p>").append(Text.escape(line)).append("</p>\n");
        }
        out.append("</div>\n");
    }

    private static void golden(StringBuilder out, Result r) {
        Result.Golden g = r.golden();
        if (g == null) {
            return;
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
        section(out, "Golden check", null, List.of(table));
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

    /** A heading, a picture and tables, or nothing at all if they are empty. */
    private static void section(StringBuilder out, String heading, @Nullable BarChart chart, List<Table> tables) {
        boolean picture = chart != null && !chart.isEmpty();
        if (!picture && tables.stream().allMatch(Table::isEmpty)) {
            return;
        }
        out.append("<h2>").append(Text.escape(heading)).append("</h2>\n");
        if (chart != null && picture) {
            out.append("<figure>").append(SvgBars.inline(chart)).append("</figure>\n");
        }
        for (Table table : tables) {
            out.append(table.isEmpty() ? "" : table.html());
        }
    }
}
