package dev.headrace.explore;

import dev.headrace.reports.Style;
import dev.headrace.reports.Table;
import dev.headrace.reports.Tone;
import dev.headrace.reports.Units;
import dev.headrace.simulator.run.Result;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A reproduction for people (terminal, Markdown) and for spreadsheets (CSV). */
public final class ReproductionTables {
    private ReproductionTables() {}

    /** Title, the table of figures, what the tags mean, and a line of sums. */
    public static String text(Reproduction r, Style style) {
        PaperSpec paper = r.paper().spec();
        Table table = figures(r, paper.title(), false);
        table.note(paper.citation());
        paper.tags().forEach((tag, meaning) -> table.note("[" + tag + "] " + meaning));
        r.wrong()
                .forEach(run -> table.note(
                        "Golden check MISSED by run " + run.experiment().title()));
        table.note(summary(r));
        return table.text(style);
    }

    /** Such as "37 hit, 0 missed, 2 quoted; 24 runs". */
    public static String summary(Reproduction r) {
        return Units.count(r.count(Verdict.HIT)) + " hit, " + Units.count(r.count(Verdict.MISS)) + " missed, "
                + Units.count(r.count(Verdict.QUOTED)) + " quoted; "
                + Units.count(r.runs().size()) + (r.runs().size() == 1 ? " run" : " runs");
    }

    /** A page: citation, figures, where each comes from, runs, pictures. */
    public static String markdown(Reproduction r) {
        PaperSpec paper = r.paper().spec();
        StringBuilder page = new StringBuilder("# ").append(paper.title()).append("\n\n");
        page.append(paper.citation()).append("\n\n");
        if (paper.about() != null) {
            page.append(paper.about()).append("\n\n");
        }
        page.append("**").append(summary(r)).append("**\n\n");
        r.charts()
                .forEach((name, chart) -> page.append("![")
                        .append(chart.title())
                        .append("](")
                        .append(name)
                        .append(".png)\n\n"));
        page.append(figures(r, "Figures", true).markdown()).append('\n');
        Table tags = new Table("How well a figure is sourced").left("tag").left("meaning");
        paper.tags().forEach(tags::row);
        page.append(tags.markdown()).append('\n');
        page.append(sources(r).markdown()).append('\n');
        return page.append(runs(r).markdown()).toString();
    }

    private static Table figures(Reproduction r, String title, boolean everyName) {
        Table table = new Table(title)
                .left("figure")
                .left("at")
                .right("published")
                .right("simulated")
                .left("unit")
                .right("deviation")
                .right("allowed")
                .left("verdict")
                .left("tag");
        for (Reproduction.FigureResult figure : r.figures()) {
            boolean first = true;
            for (Reproduction.Row row : figure.rows()) {
                table.row(
                        first || everyName ? figure.figure().id() : "",
                        Experiment.label(row.variables()),
                        shown(row.published()),
                        shown(row.simulated()),
                        figure.figure().unitName(),
                        deviation(row),
                        figure.figure().tolerance(),
                        Table.Cell.of(row.verdict().word(), row.verdict().tone()),
                        "[" + figure.figure().tag() + "]");
                first = false;
            }
        }
        return table;
    }

    private static Table sources(Reproduction r) {
        Table table = new Table("Where the figures come from")
                .left("figure")
                .left("what it is")
                .left("source")
                .left("allowed");
        for (Reproduction.FigureResult result : r.figures()) {
            PaperSpec.Figure f = result.figure();
            table.row(
                    f.id(),
                    f.about(),
                    "[" + f.tag() + "] " + f.source(),
                    f.tolerance() + (f.because() == null ? "" : ": " + f.because()));
        }
        return table;
    }

    private static Table runs(Reproduction r) {
        Table table = new Table("Runs")
                .left("run")
                .left("at")
                .left("design")
                .left("status")
                .right("cycles")
                .left("golden");
        for (Bench.Finished run : r.runs()) {
            Result result = run.result();
            Result.Golden golden = result.golden();
            table.row(
                    run.experiment().name(),
                    run.experiment().label(),
                    result.design(),
                    result.status(),
                    Units.count(result.cycles()),
                    golden == null ? "not checked" : golden.passed() ? "passed (" + golden.mode() + ")" : "MISSED");
        }
        return table;
    }

    /** All rows with bare numbers. */
    public static String csv(Reproduction r) {
        Table table = new Table("")
                .left("figure")
                .left("at")
                .right("published")
                .right("simulated")
                .left("unit")
                .right("deviation")
                .right("deviation_percent")
                .left("tolerance")
                .left("verdict")
                .left("tag")
                .left("source");
        for (Reproduction.FigureResult result : r.figures()) {
            PaperSpec.Figure f = result.figure();
            for (Reproduction.Row row : result.rows()) {
                BigDecimal off = row.deviation();
                BigDecimal percent = row.percent();
                table.row(
                        f.id(),
                        Experiment.label(row.variables()),
                        bare(row.published()),
                        bare(row.simulated()),
                        f.unitName(),
                        off == null ? "" : plain(off),
                        percent == null ? "" : plain(percent),
                        f.tolerance(),
                        row.verdict().word(),
                        f.tag(),
                        f.source());
            }
        }
        return table.csv();
    }

    private static String bare(@Nullable Quantity q) {
        return q == null ? "" : q.number() == null ? q.text() : plain(Objects.requireNonNull(q.number()));
    }

    private static String plain(BigDecimal number) {
        return number.stripTrailingZeros().toPlainString();
    }

    private static Object shown(@Nullable Quantity q) {
        if (q == null) {
            return "-";
        }
        if (q.trouble()) {
            return Table.Cell.of(q.text(), Tone.BAD);
        }
        BigDecimal n = q.number();
        return n == null ? q.text() : number(n);
    }

    private static String number(BigDecimal n) {
        boolean whole =
                n.stripTrailingZeros().scale() <= 0 && n.abs().compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) < 0;
        return whole ? Units.count(n.longValue()) : Units.number(n.doubleValue());
    }

    private static String deviation(Reproduction.Row row) {
        BigDecimal off = row.deviation();
        if (off == null) {
            boolean both = row.published() != null && row.simulated() != null;
            return both
                    ? Objects.requireNonNull(row.published()).same(Objects.requireNonNull(row.simulated()))
                            ? "0"
                            : "differs"
                    : "-";
        }
        if (off.signum() == 0) {
            return "0";
        }
        BigDecimal percent = row.percent();
        return (off.signum() > 0 ? "+" : "")
                + number(off)
                + (percent == null ? "" : String.format(Locale.ROOT, " (%+.3g%%)", percent));
    }
}
