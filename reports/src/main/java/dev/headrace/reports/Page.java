package dev.headrace.reports;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * An HTML page that needs nothing else: styles, pictures and at most one script of ours are inside, and nothing is fetched. The
 * page's policy lets no other script run, whatever slipped through escaping; all text is escaped. Its sections are listed at
 * its top, or beside it on a wide screen.
 */
public final class Page {
    private static final String STYLE = """
        :root { color-scheme: light dark; --ink: #1c2226; --quiet: #5c6870; --page: #fff; --card: #f3f5f7;
                --line: #d5dbe0; --fill: #0072b2; --link: #00619a; --shade: rgba(28, 34, 38, .2); --good: #00734f; --warn: #8a5a00; --bad: #b53c00; }
        @media (prefers-color-scheme: dark) {
          :root { --ink: #e4e8eb; --quiet: #9aa6af; --page: #14181b; --card: #1e2428; --line: #39434a;
                  --fill: #56b4e9; --link: #7cc4f0; --shade: rgba(0, 0, 0, .7); --good: #4fc89f; --warn: #e6b450; --bad: #ff8a50; } }
        * { box-sizing: border-box; }
        body { font: 15px/1.45 system-ui, "DejaVu Sans", sans-serif; color: var(--ink); background: var(--page);
               max-width: 1040px; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
        nav ol { list-style: none; display: flex; flex-wrap: wrap; gap: .1rem 1rem; margin: .6rem 0 0; padding: 0; }
        nav a { color: var(--link); text-decoration: none; display: block; padding: .18rem 0; font-size: .9rem; }
        nav a:hover, nav a:focus-visible { text-decoration: underline; }
        :focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
        @media (min-width: 1290px) {
          body { max-width: 1290px; display: grid; grid-template-columns: 190px minmax(0, 1fr); column-gap: 2.5rem; }
          header { grid-column: 2; } main { grid-column: 2; grid-row: 2; min-width: 0; }
          nav { grid-column: 1; grid-row: 2; position: sticky; top: 1rem; align-self: start; }
          nav ol { display: block; margin-top: 1rem; } }
        h1 { font-size: 1.6rem; margin: 0 0 .2rem; overflow-wrap: anywhere; }
        h2 { font-size: 1.15rem; margin: 2.2rem 0 .5rem; }
        .cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(128px, 1fr)); gap: .6rem;
                 margin: 1rem 0; }
        .card { background: var(--card); border-radius: 6px; padding: .6rem .8rem; }
        .card b { display: block; font-size: 1.15rem; font-weight: 600; font-variant-numeric: tabular-nums; }
        .card span, .note, .quiet { color: var(--quiet); font-size: .88rem; }
        dl { display: grid; grid-template-columns: 7.5rem 1fr; gap: .15rem .8rem; margin: 1rem 0; }
        dt { color: var(--quiet); } dd { margin: 0; overflow-wrap: anywhere; }
        .scroll { overflow-x: auto; margin: .6rem 0; background:
            linear-gradient(to left, var(--page) 40%, transparent) 100% 0 / 36px 100% no-repeat local,
            linear-gradient(to left, var(--shade), transparent) 100% 0 / 14px 100% no-repeat scroll; }
        table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
        caption { text-align: left; font-weight: 600; padding: .4rem 0; }
        th { text-align: left; color: var(--quiet); font-weight: 500; font-size: .88rem; white-space: nowrap; }
        th, td { padding: .22rem .6rem .22rem 0; border-bottom: 1px solid var(--line); vertical-align: middle; }
        .n + :not(.n) { padding-left: 1.4rem; }
        .n { text-align: right; white-space: nowrap; }
        .good { color: var(--good); } .warn { color: var(--warn); } .bad { color: var(--bad); font-weight: 600; }
        .title { font-weight: 600; } s { color: var(--quiet); }
        .bar { width: 110px; height: 11px; display: block; }
        .bar .ground { fill: var(--line); } .bar .fill { fill: var(--fill); }
        figure { margin: .4rem 0; } figure svg { width: 100%; height: auto; display: block; }
        .panels { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 420px), 1fr)); gap: .4rem 1rem; }
        .panels figure { min-width: 0; } .panels figcaption { font-weight: 600; font-size: .92rem; }
        .panels svg { max-width: 560px; } .wide { overflow-x: auto; } .wide svg { min-width: 600px; }
        .graph { overflow-x: auto; }
        .long td:first-child { overflow-wrap: anywhere; }
        .long td:last-child { font: .78rem/1.35 ui-monospace, "DejaVu Sans Mono", monospace; min-width: 22rem;
                              overflow-wrap: anywhere; }
        .deadlock { border-left: 4px solid var(--bad); background: var(--card); padding: .6rem 1rem; }
        .deadlock p { margin: .15rem 0; white-space: pre-wrap; }
        @media (max-width: 700px) {
          .bar { width: 56px; }
          th:first-child, td:first-child { position: sticky; left: 0; background: var(--page); } }
        @media print { body { max-width: none; } }
        """;

    private final StringBuilder out = new StringBuilder();
    private int pictures;
    private final String title;
    private final String style;
    private final Map<String, String> headings = new LinkedHashMap<>();
    private String script = "";
    private String forms = "'none'";

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
        this.title = title;
        this.style = style;
    }

    /**
     * The script of the page, which waits until the page is there; nothing else is run.
     *
     * @param text without the end of a script element in it
     */
    public Page script(String text) {
        if (text.toLowerCase(Locale.ROOT).contains("</script") || text.contains("<!--")) {
            throw new IllegalArgumentException("a script that ends its element");
        }
        script = text;
        return this;
    }

    /** Lets forms of the page be sent to where the page is from, and nowhere else; without this they go nowhere. */
    public Page forms() {
        forms = "'self'";
        return this;
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
                    picture(chart);
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
        heading(heading);
        return true;
    }

    private void heading(String text) {
        String plain = text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        String id = plain;
        for (int i = 2; headings.containsKey(id); i++) {
            id = plain + "-" + i;
        }
        headings.put(id, text);
        out.append("<h2 id=\"")
                .append(id)
                .append("\">")
                .append(Text.escape(text))
                .append("</h2>\n");
    }

    private String lastHeading() {
        String last = title;
        for (String heading : headings.values()) {
            last = heading;
        }
        return last;
    }

    private void picture(Chart chart) {
        out.append("<figure class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"")
                .append(Text.escape(chart.title()))
                .append("\">")
                .append(chart.figure(false).svgElement("p" + ++pictures))
                .append("</figure>\n");
    }

    private void tables(List<Table> tables, String kind) {
        out.append(kind.isEmpty() ? "" : "<div" + kind + ">\n");
        for (Table table : tables) {
            out.append(table.isEmpty() ? "" : TableMarkup.html(table, lastHeading()));
        }
        out.append(kind.isEmpty() ? "" : "</div>\n");
    }

    /** A heading and markup of a kind of its own, whose text is escaped. */
    public Page markup(String heading, String html) {
        heading(heading);
        out.append(html);
        return this;
    }

    /** Tables below what there is. */
    public Page tables(Table... all) {
        tables(List.of(all), "");
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
        String escaped = Text.escape(title);
        StringBuilder page = new StringBuilder(out.length() + 16_384);
        page.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
                // Even markup that slipped through escaping could fetch and run nothing.
                .append("<meta http-equiv=\"Content-Security-Policy\" content=\"")
                .append("default-src 'none'; base-uri 'none'; form-action ")
                .append(forms)
                .append("; style-src 'unsafe-inline'")
                .append(script.isEmpty() ? "" : "; script-src '" + hash(script) + "'")
                .append("\">\n<title>")
                .append(escaped)
                .append("</title>\n<style>\n")
                .append(STYLE)
                .append(style)
                .append("</style>\n")
                .append(script.isEmpty() ? "" : "<script>" + script + "</script>\n")
                .append("</head>\n<body>\n<header><h1>")
                .append(escaped)
                .append("</h1></header>\n");
        if (headings.size() > 2) {
            page.append("<nav aria-label=\"Contents\"><ol>\n");
            headings.forEach((id, text) -> page.append("<li><a href=\"#")
                    .append(id)
                    .append("\">")
                    .append(Text.escape(text))
                    .append("</a></li>\n"));
            page.append("</ol></nav>\n");
        }
        return page.append("<main>\n")
                .append(out)
                .append("</main>\n</body>\n</html>\n")
                .toString();
    }

    /** As a policy names a script. */
    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new LinkageError("every Java has SHA-256", e);
        }
    }
}
