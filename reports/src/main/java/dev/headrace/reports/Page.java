package dev.headrace.reports;

import java.util.List;
import java.util.Locale;

/**
 * An HTML page that needs nothing else: styles and pictures are inside, there is no script, and nothing is fetched. All text
 * is escaped.
 */
public final class Page {
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
        .title { font-weight: 600; } s { color: var(--quiet); }
        .bar { width: 110px; height: 11px; display: block; }
        .bar .ground { fill: var(--line); } .bar .fill { fill: var(--fill); }
        figure { margin: .4rem 0; } figure svg { width: 100%; height: auto; display: block; }
        .panels { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 420px), 1fr)); gap: .4rem 1rem; }
        .panels figure { min-width: 0; } .panels figcaption { font-weight: 600; font-size: .92rem; }
        .panels svg { max-width: 560px; } .wide { overflow-x: auto; } .wide svg { min-width: 640px; }
        .graph { overflow-x: auto; } .graph:focus-visible { outline: 2px solid var(--fill); }
        .long td:last-child { font: .78rem/1.35 ui-monospace, "DejaVu Sans Mono", monospace; min-width: 22rem;
                              overflow-wrap: anywhere; }
        .deadlock { border-left: 4px solid var(--bad); background: var(--card); padding: .6rem 1rem; }
        .deadlock p { margin: .15rem 0; white-space: pre-wrap; }
        @media print { body { max-width: none; } }
        """;

    private final StringBuilder out = new StringBuilder();
    private int pictures;

    /** A number at the top of a page, and what it is. */
    public record Card(String number, String what, Tone tone) {
        /** A plain one. */
        public static Card of(String number, String what) {
            return new Card(number, what, Tone.NORMAL);
        }
    }

    /** A page with a title and nothing else yet. */
    public Page(String title) {
        this(title, "");
    }

    /**
     * A page with a title and nothing else yet.
     *
     * @param style styles beside those of all pages
     */
    public Page(String title, String style) {
        String escaped = Text.escape(title);
        out.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
                // Even markup that slipped through escaping could fetch and run nothing.
                .append("<meta http-equiv=\"Content-Security-Policy\" ")
                .append("content=\"default-src 'none'; style-src 'unsafe-inline'\">\n<title>")
                .append(escaped)
                .append("</title>\n<style>\n")
                .append(STYLE)
                .append(style)
                .append("</style>\n</head>\n<body>\n<h1>")
                .append(escaped)
                .append("</h1>\n");
    }

    /** Where parts of the page that are no tables and no pictures are written to, as HTML. */
    StringBuilder out() {
        return out;
    }

    /** Numbers side by side. */
    public Page cards(List<Card> cards) {
        out.append("<div class=\"cards\">\n");
        for (Card card : cards) {
            out.append("<div class=\"card\"><b class=\"")
                    .append(card.tone().name().toLowerCase(Locale.ROOT))
                    .append("\">")
                    .append(Text.escape(card.number()))
                    .append("</b><span>")
                    .append(Text.escape(card.what()))
                    .append("</span></div>\n");
        }
        out.append("</div>\n");
        return this;
    }

    /** A heading, pictures across the page and tables, or nothing at all if they are empty. */
    public Page section(String heading, List<? extends Chart> charts, List<Table> tables) {
        if (begin(heading, charts, tables)) {
            for (Chart chart : charts) {
                if (!chart.isEmpty()) {
                    out.append("<figure class=\"wide\">")
                            .append(chart.figure(false).svgElement("p" + ++pictures))
                            .append("</figure>\n");
                }
            }
            tables(tables, "");
        }
        return this;
    }

    /** A heading and a picture of its own size, which is moved along where there is less room; nothing at all if it is empty. */
    public Page graph(String heading, Chart chart) {
        if (begin(heading, List.of(chart), List.of())) {
            Figure figure = chart.figure(false);
            out.append("<figure class=\"graph\" tabindex=\"0\" role=\"region\" aria-label=\"")
                    .append(Text.escape(heading))
                    .append("\"><div style=\"width:")
                    .append(figure.width())
                    .append("px\">")
                    .append(figure.svgElement("p" + ++pictures))
                    .append("</div></figure>\n");
        }
        return this;
    }

    /** A heading and small pictures side by side, as many as there is room for, or nothing at all if they are empty. */
    public Page panels(String heading, List<? extends Chart> charts, String note) {
        if (begin(heading, charts, List.of())) {
            out.append("<div class=\"panels\">\n");
            for (Chart chart : charts) {
                if (!chart.isEmpty()) {
                    out.append("<figure><figcaption>")
                            .append(Text.escape(chart.title()))
                            .append("</figcaption>")
                            .append(chart.figure(false).svgElement("p" + ++pictures))
                            .append("</figure>\n");
                }
            }
            out.append("</div>\n");
            if (!note.isEmpty()) {
                out.append("<p class=\"note\">").append(Text.escape(note)).append("</p>\n");
            }
        }
        return this;
    }

    /** A heading and a table whose last column holds long words, such as commands, or nothing at all if it is empty. */
    public Page commands(String heading, Table table) {
        if (begin(heading, List.of(), List.of(table))) {
            tables(List.of(table), " class=\"long\"");
        }
        return this;
    }

    private boolean begin(String heading, List<? extends Chart> charts, List<Table> tables) {
        if (charts.stream().allMatch(Chart::isEmpty) && tables.stream().allMatch(Table::isEmpty)) {
            return false;
        }
        out.append("<h2>").append(Text.escape(heading)).append("</h2>\n");
        return true;
    }

    private void tables(List<Table> tables, String kind) {
        out.append(kind.isEmpty() ? "" : "<div" + kind + ">\n");
        for (Table table : tables) {
            out.append(table.isEmpty() ? "" : table.html());
        }
        out.append(kind.isEmpty() ? "" : "</div>\n");
    }

    /** A heading and markup of a kind of its own, whose text is escaped. */
    public Page markup(String heading, String html) {
        out.append("<h2>").append(Text.escape(heading)).append("</h2>\n").append(html);
        return this;
    }

    /** A paragraph. */
    public Page paragraph(String text, Tone tone) {
        out.append("<p class=\"")
                .append(tone.name().toLowerCase(Locale.ROOT))
                .append("\">")
                .append(Text.escape(text))
                .append("</p>\n");
        return this;
    }

    /** All of it. */
    public String text() {
        return out + "</body>\n</html>\n";
    }
}
