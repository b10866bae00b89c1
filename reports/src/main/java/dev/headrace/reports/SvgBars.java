package dev.headrace.reports;

import java.util.Locale;

/** A {@link BarChart} as SVG, alone in a file or inline in a page; each bar names its value when pointed at. */
final class SvgBars {
    private static final int WIDTH = 900;
    private static final int NAMES = 190;
    private static final int RIGHT = 24;
    private static final int ROW = 18;

    private SvgBars() {}

    /** A whole file. */
    static String file(BarChart bars) {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + svg(bars, true);
    }

    /** An element for a page, which has the title in its own text. */
    static String inline(BarChart bars) {
        return svg(bars, false);
    }

    private static String svg(BarChart bars, boolean whole) {
        int each = bars.stacked() ? ROW : Math.max(8, ROW * 2 / 3);
        int perRow = (bars.stacked() ? ROW : each * bars.series().size()) + 10;
        int top = whole ? 54 : 8;
        int body = perRow * bars.rows().size();
        double end = bars.end();
        StringBuilder legend = new StringBuilder();
        int height = top + body + 46 + ROW * legend(legend, bars, top + body + 54);
        StringBuilder out = new StringBuilder();
        out.append(format("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" ", WIDTH, height))
                .append("font-family=\"system-ui, DejaVu Sans, sans-serif\" font-size=\"13\" fill=\"currentColor\" ")
                .append("role=\"img\" aria-label=\"")
                .append(Text.escape(bars.title()))
                .append("\">\n");
        if (whole) {
            out.append(format("<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>\n", WIDTH, height));
            text(out, 8, 24, "start", " font-size=\"17\" font-weight=\"bold\"", bars.title());
            text(out, 8, 42, "start", " font-size=\"12\" fill=\"#505050\"", bars.subtitle());
        }
        grid(out, top, body, end, bars.axis());
        for (int row = 0; row < bars.rows().size(); row++) {
            double y = top + row * perRow + 5;
            String name = bars.rows().get(row);
            text(
                    out,
                    NAMES - 8,
                    y + (perRow - 10) / 2.0 + 4.5,
                    "end",
                    "",
                    Style.plain().shorten(name, 24));
            row(out, bars, row, y, each, end);
        }
        return out.append(legend).append("</svg>\n").toString();
    }

    private static void row(StringBuilder out, BarChart bars, int row, double top, int each, double end) {
        double x = NAMES;
        double y = top;
        for (BarChart.Series series : bars.series()) {
            double value = BarChart.length(series.values().get(row));
            double width = Math.min(value / end, 1) * (WIDTH - NAMES - RIGHT);
            if (width > 0) {
                out.append(format(
                                "<rect x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%d\" fill=\"#%06x\"><title>",
                                x, y, width, bars.stacked() ? each : each - 2, series.rgb()))
                        .append(Text.escape(bars.rows().get(row) + ", " + series.name() + ": " + Units.number(value)
                                + ", " + bars.axis()))
                        .append("</title></rect>\n");
            }
            if (bars.stacked()) {
                x += width;
            } else {
                y += each;
            }
        }
    }

    private static void grid(StringBuilder out, int top, int body, double end, String axis) {
        for (int tick = 0; tick <= BarChart.TICKS; tick++) {
            double x = NAMES + (double) tick / BarChart.TICKS * (WIDTH - NAMES - RIGHT);
            out.append(format(
                    "<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\" stroke=\"#888\" stroke-opacity=\"0.35\"/>\n",
                    x, top, x, top + body));
            text(out, x, top + body + 16, "middle", " font-size=\"12\"", BarChart.tick(end * tick / BarChart.TICKS));
        }
        text(out, (NAMES + WIDTH - RIGHT) / 2.0, top + body + 34, "middle", " font-size=\"12\"", axis);
    }

    /** Draws the legend, in as many lines as it takes; returns how many. Widths are estimates: SVG cannot measure. */
    private static int legend(StringBuilder out, BarChart bars, int top) {
        double x = NAMES;
        int y = top;
        int lines = 1;
        for (BarChart.Series series : bars.series()) {
            String name = Style.plain().shorten(series.name(), 60);
            double width = 17 + 7.2 * name.length() + 14;
            if (x > NAMES && x + width > WIDTH) {
                x = NAMES;
                y += ROW;
                lines++;
            }
            out.append(format(
                    "<rect x=\"%.1f\" y=\"%d\" width=\"12\" height=\"12\" fill=\"#%06x\"/>\n",
                    x, y - 10, series.rgb()));
            text(out, x + 17, y, "start", "", name);
            x += width;
        }
        return lines;
    }

    private static void text(StringBuilder out, double x, double y, String anchor, String more, String text) {
        out.append(format("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\"%s>", x, y, anchor, more))
                .append(Text.escape(text))
                .append("</text>\n");
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
