package dev.headrace.explore;

import dev.headrace.reports.Style;
import dev.headrace.reports.Table;
import dev.headrace.reports.Tone;
import dev.headrace.reports.Units;
import dev.headrace.simulator.run.Result;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A reproduction for people (terminal, Markdown) and for spreadsheets (CSV). */
public final class ReproductionTables {
    private ReproductionTables() {}

    /** Title, the table of figures, what the tags mean, and a line of sums. */
    public static String text(Reproduction r, Style style) {
        PaperSpec paper = r.paper().spec();
        StringBuilder text = new StringBuilder();
        r.breakdowns().forEach(b -> text.append(breakdown(r, b).text(style)).append('\n'));
        Table table = figures(r, paper.title(), false);
        table.note(paper.citation());
        paper.tags().forEach((tag, meaning) -> table.note("[" + tag + "] " + meaning));
        r.wrong()
                .forEach(run -> table.note(
                        "Golden check MISSED by run " + run.experiment().title()));
        r.runs(Result.Verdict.NO_USEFUL_CHECK)
                .forEach(run -> table.note(
                        "No useful golden check of run " + run.experiment().title()));
        explained(
                r,
                (figure, row, known) -> table.note(name(r, figure, row) + ": " + told(row, known) + known.because()));
        table.note(summary(r));
        return text.append(table.text(style)).toString();
    }

    /** Hears of a value whose miss is explained. */
    @FunctionalInterface
    private interface Explained {
        void row(Reproduction.FigureResult figure, Reproduction.Row row, Known known);
    }

    /** What has become of a miss that was explained. */
    private static String told(Reproduction.Row row, Known known) {
        String then = number(BigDecimal.valueOf(known.recorded()));
        String moved = "was " + then + ", is " + (row.simulated() == null ? "-" : text(row.simulated())) + ": ";
        return switch (row.verdict()) {
            case MOVED -> "known, but moved: " + moved;
            case RECOVERED -> "hits now, though a miss was known: " + moved;
            case MISS -> "MISS, beyond the " + known.tolerance() + " that are explained: " + moved;
            case HIT, KNOWN, QUOTED -> "known miss: ";
        };
    }

    private static String text(Quantity quantity) {
        BigDecimal n = quantity.number();
        return n == null ? quantity.text() : number(n);
    }

    private static void explained(Reproduction r, Explained each) {
        for (Reproduction.FigureResult figure : r.figures()) {
            for (Reproduction.Row row : figure.rows()) {
                if (row.verdict() != Verdict.QUOTED && row.known() != null) {
                    each.row(figure, row, row.known());
                }
            }
        }
    }

    private static String name(Reproduction r, Reproduction.FigureResult figure, Reproduction.Row row) {
        String at = label(r, row.variables());
        return figure.figure().id() + (at.isEmpty() ? "" : " (" + at + ")");
    }

    /** Misses that are explained, and what has become of them. */
    static Table known(Reproduction r) {
        Table table = new Table("Misses that are known")
                .left("figure")
                .right("deviation")
                .right("explained up to")
                .right("explained at")
                .right("now")
                .left("verdict")
                .left("because");
        explained(
                r,
                (figure, row, known) -> table.row(
                        name(r, figure, row),
                        deviation(row),
                        known.tolerance(),
                        number(BigDecimal.valueOf(known.recorded())),
                        row.simulated() == null ? "-" : text(row.simulated()),
                        Table.Cell.of(row.verdict().word(), row.verdict().tone()),
                        known.because()));
        return table;
    }

    /** Such as "37 hit, 2 known, 0 missed, 2 quoted; 24 runs"; what there is none of and is no usual verdict is left out. */
    public static String summary(Reproduction r) {
        long known = r.count(Verdict.KNOWN);
        long moved = r.count(Verdict.MOVED);
        long recovered = r.count(Verdict.RECOVERED);
        return Units.count(r.count(Verdict.HIT)) + " hit, "
                + (recovered == 0 ? "" : Units.count(recovered) + " hit now (known as missed), ")
                + (known == 0 ? "" : Units.count(known) + " known, ")
                + (moved == 0 ? "" : Units.count(moved) + " known but moved, ")
                + Units.count(r.count(Verdict.MISS)) + " missed, "
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
        r.breakdowns().forEach(b -> page.append(breakdown(r, b).markdown()).append('\n'));
        page.append(figures(r, "Figures", true).markdown()).append('\n');
        Table tags = new Table("How well a figure is sourced").left("tag").left("meaning");
        paper.tags().forEach(tags::row);
        page.append(tags.markdown()).append('\n');
        Table known = known(r);
        page.append(known.isEmpty() ? "" : known.markdown() + "\n");
        page.append(sources(r).markdown()).append('\n');
        return page.append(runs(r).markdown()).toString();
    }

    static Table figures(Reproduction r, String title, boolean everyName) {
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
                        label(r, row.variables()),
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

    /** What lies between two values, row by row; parts and rest add up to the difference. */
    static Table breakdown(Reproduction r, Reproduction.BreakdownResult result) {
        PaperSpec.Breakdown b = result.breakdown();
        Table table = new Table(b.about() + (b.unit() == null ? "" : " (" + b.unit() + ")"))
                .left("at")
                .right("from");
        b.parts().forEach(part -> table.right(part.name()));
        table.right("to").right("difference");
        for (Reproduction.BreakdownRow row : result.rows()) {
            List<Object> cells = new ArrayList<>();
            cells.add(label(r, row.variables()));
            cells.add(shown(row.from()));
            row.parts().forEach(part -> cells.add(signed(part)));
            cells.add(shown(row.to()));
            BigDecimal from = row.from().number();
            BigDecimal to = row.to().number();
            boolean both = from != null && to != null && from.signum() != 0;
            String off = both ? percent(Objects.requireNonNull(to), Objects.requireNonNull(from)) : "-";
            cells.add(row.addsUp() ? off : Table.Cell.of("does NOT add up", Tone.BAD));
            table.row(cells);
        }
        return table;
    }

    private static String percent(BigDecimal to, BigDecimal from) {
        return String.format(Locale.ROOT, "%+.3g%%", 100 * (to.doubleValue() / from.doubleValue() - 1));
    }

    /** A number as tables show it, in text alone. */
    static String plainly(@Nullable Quantity q) {
        Object shown = shown(q);
        return shown instanceof Table.Cell cell ? cell.text() : String.valueOf(shown);
    }

    private static Object signed(Quantity part) {
        BigDecimal n = part.number();
        return n == null ? shown(part) : n.signum() == 0 ? "0" : (n.signum() > 0 ? "+" : "") + number(n);
    }

    /** What a row is named by. */
    static String label(Reproduction r, Map<String, JsonNode> variables) {
        return Experiment.label(r.paper().spec().labelled(variables));
    }

    static Table sources(Reproduction r) {
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

    static Table runs(Reproduction r) {
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
                    label(r, run.experiment().variables()),
                    result.design(),
                    result.status(),
                    Units.count(result.cycles()),
                    golden == null
                            ? "not checked"
                            : golden.verdict().words() + (golden.passed() ? " (" + golden.mode() + ")" : ""));
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
                .left("known_because")
                .right("known_recorded")
                .left("tag")
                .left("source");
        for (Reproduction.FigureResult result : r.figures()) {
            PaperSpec.Figure f = result.figure();
            for (Reproduction.Row row : result.rows()) {
                BigDecimal off = row.deviation();
                BigDecimal percent = row.percent();
                table.row(
                        f.id(),
                        label(r, row.variables()),
                        bare(row.published()),
                        bare(row.simulated()),
                        f.unitName(),
                        off == null ? "" : plain(off),
                        percent == null ? "" : plain(percent),
                        f.tolerance(),
                        row.verdict().word(),
                        row.known() == null ? "" : row.known().because(),
                        row.known() == null
                                ? ""
                                : plain(BigDecimal.valueOf(row.known().recorded())),
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
        return text(q);
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
