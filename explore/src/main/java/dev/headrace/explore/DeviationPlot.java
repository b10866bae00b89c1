package dev.headrace.explore;

import dev.headrace.reports.Text;
import dev.headrace.reports.Units;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Every published number beside the reproduced one, as a picture for a page: a row for each, sorted by deviation, with a mark
 * at the deviation, in percent of what was published, and a band for what is allowed. The verdict is in the mark's colour and
 * in its shape. It is made of text and boxes, not one scaled picture, so that it can be read at any width.
 *
 * <p>The axis is s log10(1 + |d| / {@value #LINEAR}) for a deviation d of sign s: nearly even up to {@value #LINEAR} percent
 * around 0 and logarithmic beyond, since some deviations are a thousandth of others.
 */
final class DeviationPlot {
    /** Percent up to which the axis is nearly even. */
    private static final double LINEAR = 0.1;

    /** Styles of the picture, beside those of the page. */
    static final String STYLE = """
        .deviations { margin: 1rem 0; }
        .deviations .row, .deviations .axis { display: grid; grid-template-columns: 16rem 1fr 12.5rem; gap: 0 1rem;
                                              align-items: center; }
        .deviations .row { border-top: 1px solid var(--line); padding: .15rem 0; }
        .deviations .name { overflow-wrap: anywhere; font-size: .88rem; line-height: 1.25; }
        .deviations .value { font-size: .88rem; text-align: right; font-variant-numeric: tabular-nums; }
        .deviations .track { position: relative; height: 1.5rem; margin: 0 .6rem; }
        .deviations .track i { position: absolute; top: 0; bottom: 0; display: block; }
        .deviations .tick { width: 1px; background: var(--line); }
        .deviations .nought { width: 1px; background: var(--quiet); }
        .deviations .band { background: var(--fill); opacity: .22; min-width: 3px; border-radius: 2px; }
        .deviations .ticks span { position: absolute; transform: translateX(-50%); font-size: .8rem;
                                  color: var(--quiet); white-space: nowrap; }
        .deviations .caption { color: var(--quiet); font-size: .88rem; text-align: center; margin: .2rem 0 .4rem; }
        .deviations .mark { display: inline-block; width: 13px; height: 13px; vertical-align: -2px; }
        .track .mark { position: absolute; top: 50%; transform: translate(-50%, -50%); }
        .mark.hit { fill: var(--good); } .mark.known, .mark.moved { fill: var(--warn); } .mark.miss { fill: var(--bad); }
        .mark.recovered { fill: var(--fill); } .mark * { stroke: var(--page); stroke-width: 1; }
        .legend span { margin-right: 1.2rem; white-space: nowrap; }
        .swatch { display: inline-block; width: 1.6rem; height: .75rem; background: var(--fill); opacity: .22;
                  vertical-align: -1px; border-radius: 2px; }
        @media (max-width: 720px) {
          .deviations .row { grid-template-columns: minmax(8rem, 1fr) minmax(0, auto); }
          .legend span { white-space: normal; } .deviations .axis { grid-template-columns: 1fr; }
          .deviations .axis > :not(.track) { display: none; }
          .deviations .track { margin: 0 1.5rem; } .deviations .row .track { grid-row: 2; grid-column: 1 / 3; }
          .deviations .minor { display: none; } .deviations .row .minor { display: block; } }
        """;

    /** A number with its deviation in percent. */
    private record Point(Reproduction.FigureResult figure, Reproduction.Row row, String at, double deviation) {}

    /** From here on all digits take more room than there is. */
    private static final BigDecimal LARGE = new BigDecimal(100_000_000);

    private final List<Point> points = new ArrayList<>();
    private final double reach;

    DeviationPlot(Reproduction r) {
        for (Reproduction.FigureResult figure : r.figures()) {
            for (Reproduction.Row row : figure.rows()) {
                BigDecimal percent = row.percent();
                if (percent != null && row.verdict() != Verdict.QUOTED) {
                    points.add(new Point(
                            figure, row, ReproductionTables.label(r, row.variables()), percent.doubleValue()));
                }
            }
        }
        points.sort(Comparator.comparingDouble(Point::deviation));
        double most = 1;
        for (Point p : points) {
            most = Math.max(most, Math.max(Math.abs(p.deviation()), allowed(p)));
        }
        reach = Math.pow(10, Math.ceil(Math.log10(most) - 1e-9));
    }

    /** Greatest deviation that is a hit, in percent. */
    private static double allowed(Point p) {
        Tolerance tolerance = Tolerance.parse(p.figure().figure().tolerance());
        BigDecimal published = Objects.requireNonNull(
                Objects.requireNonNull(p.row().published()).number());
        return switch (tolerance.kind()) {
            case PERCENT -> tolerance.amount().doubleValue();
            case ABSOLUTE -> 100 * tolerance.amount().doubleValue() / Math.abs(published.doubleValue());
            case EXACT, QUOTED -> 0;
        };
    }

    /** Whether there is nothing to show. */
    boolean isEmpty() {
        return points.isEmpty();
    }

    /** Where a deviation is on the axis, 0 at its left end and 100 at its right end. */
    double place(double deviation) {
        double part = Math.log10(1 + Math.abs(deviation) / LINEAR) / Math.log10(1 + reach / LINEAR);
        return 50 + Math.signum(deviation) * 50 * part;
    }

    /** The picture, with its legend and its axis. */
    String html() {
        StringBuilder out = new StringBuilder("<figure class=\"deviations\">\n<p class=\"legend\">");
        for (Verdict verdict : List.of(Verdict.HIT, Verdict.RECOVERED, Verdict.KNOWN, Verdict.MOVED, Verdict.MISS)) {
            out.append("<span>")
                    .append(mark(verdict, ""))
                    .append(' ')
                    .append(Text.escape(verdict.meaning()))
                    .append("</span> ");
        }
        out.append("<span><i class=\"swatch\"></i> allowed</span></p>\n");
        axis(out);
        points.forEach(p -> row(out, p));
        axis(out);
        return out.append("<figcaption class=\"caption\">deviation of the reproduced from the published number, in"
                        + " percent of what was published; logarithmic beyond ±0.1 %</figcaption>\n"
                        + "</figure>\n")
                .toString();
    }

    private List<Double> ticks() {
        List<Double> ticks = new ArrayList<>(List.of(0.0));
        for (double t = 1; t <= reach; t *= 10) {
            ticks.add(t);
            ticks.add(-t);
        }
        return ticks;
    }

    private void axis(StringBuilder out) {
        out.append("<div class=\"axis\"><span></span><div class=\"track ticks\">");
        for (double t : ticks()) {
            // Every other power of ten makes room where it is narrow.
            boolean minor = t != 0 && Math.round(Math.log10(reach) - Math.log10(Math.abs(t))) % 2 == 1;
            out.append("<span")
                    .append(minor ? " class=\"minor\"" : "")
                    .append(at(place(t)))
                    .append('>')
                    .append(t == 0 ? "0" : (t > 0 ? "+" : "−") + Units.count((long) Math.abs(t)) + " %")
                    .append("</span>");
        }
        out.append("</div><span></span></div>\n");
    }

    private void row(StringBuilder out, Point p) {
        PaperSpec.Figure figure = p.figure().figure();
        out.append("<div class=\"row\"><div class=\"name\">")
                .append(Text.escape(figure.id()))
                .append(p.at().isEmpty() ? "" : " <span class=\"quiet\">" + Text.escape(p.at()) + "</span>")
                .append("</div><div class=\"track\">");
        for (double t : ticks()) {
            out.append("<i class=\"")
                    .append(t == 0 ? "nought" : "tick")
                    .append('"')
                    .append(at(place(t)))
                    .append("></i>");
        }
        double left = place(-allowed(p));
        out.append("<i class=\"band\" style=\"left:")
                .append(number(left))
                .append("%;width:")
                .append(number(place(allowed(p)) - left))
                .append("%\"></i>")
                .append(mark(p.row().verdict(), at(place(p.deviation()))))
                .append("</div><div class=\"value\">")
                .append(Text.escape(pair(p.row())))
                .append(" <b>")
                .append(String.format(Locale.ROOT, "%+.2f\u00a0%%", p.deviation())
                        .replace('-', '−'))
                .append("</b></div></div>\n");
    }

    /** Published and reproduced; large numbers with a prefix, which have room beside the picture. */
    private static String pair(Reproduction.Row row) {
        return brief(row.published()) + " \u2192 " + brief(row.simulated());
    }

    private static String brief(@Nullable Quantity q) {
        BigDecimal number = q == null ? null : q.number();
        return number != null && number.abs().compareTo(LARGE) >= 0
                ? Units.si(number.doubleValue(), "").strip()
                : ReproductionTables.plainly(q);
    }

    private static String at(double place) {
        return " style=\"left:" + number(place) + "%\"";
    }

    private static String number(double place) {
        return String.format(Locale.ROOT, "%.2f", place);
    }

    private static String mark(Verdict verdict, String attributes) {
        String shape = switch (verdict) {
            case HIT -> "<circle cx=\"7\" cy=\"7\" r=\"5\"/>";
            case KNOWN -> "<rect x=\"2.5\" y=\"2.5\" width=\"9\" height=\"9\"/>";
            case MOVED -> "<path d=\"M2.5 2.5h9v9h-9z M.5 13.5h13\" stroke=\"currentColor\"/>";
            case MISS -> "<path d=\"M7 1 13.5 12.5H.5z\"/>";
            case RECOVERED -> "<path d=\"M7 .5 13.5 7 7 13.5 .5 7z\"/>";
            case QUOTED -> "";
        };
        String name = verdict.name().toLowerCase(Locale.ROOT);
        return "<svg class=\"mark " + name + "\"" + attributes + " viewBox=\"0 0 14 14\" role=\"img\" aria-label=\""
                + Text.escape(verdict.word()) + "\">" + shape + "</svg>";
    }
}
