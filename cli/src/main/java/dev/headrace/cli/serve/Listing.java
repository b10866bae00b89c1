package dev.headrace.cli.serve;

import dev.headrace.reports.Text;
import dev.headrace.reports.Units;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A table that sorts and filters without a script: every heading is a link, the filter a form, and what is asked for stands
 * in the address ({@code sort}, {@code down}, {@code filter}, {@code page}).
 */
final class Listing {
    private static final int ROWS = 200;

    private final List<String> headings;
    private final List<Line> lines = new ArrayList<>();

    /**
     * A cell.
     *
     * @param text as it is shown
     * @param number by which it is sorted; NaN for by its text
     * @param link where it leads; "" for nowhere
     */
    record Cell(String text, double number, String link) {
        static Cell text(String text) {
            return new Cell(text, Double.NaN, "");
        }

        static Cell link(String text, String to) {
            return new Cell(text, Double.NaN, to);
        }

        static Cell number(String text, double number) {
            return new Cell(text, number, "");
        }
    }

    private record Line(List<Cell> cells, String form) {}

    Listing(List<String> headings) {
        this.headings = List.copyOf(headings);
    }

    /**
     * Adds a row.
     *
     * @param chosen value of the box before it, by which rows are compared; "" for none
     */
    void row(List<Cell> cells, String chosen) {
        lines.add(new Line(List.copyOf(cells), chosen));
    }

    /**
     * The table as it was asked for.
     *
     * @param query of the address
     * @param action where chosen rows are sent to; "" if none can be chosen
     */
    String html(Map<String, String> query, String action) {
        String filter = query.getOrDefault("filter", "").strip();
        int column = headings.indexOf(query.getOrDefault("sort", ""));
        boolean down = query.containsKey("down");
        List<Line> shown = new ArrayList<>(lines);
        for (String word : filter.toLowerCase(Locale.ROOT).split("\\s+")) {
            shown.removeIf(line -> line.cells().stream()
                    .noneMatch(c -> c.text().toLowerCase(Locale.ROOT).contains(word)));
        }
        if (column >= 0) {
            Comparator<Line> order = order(column);
            shown.sort(down ? order.reversed() : order);
        }
        int pages = Math.max(1, (shown.size() + ROWS - 1) / ROWS);
        int page = Math.min(pages, Math.max(1, number(query.getOrDefault("page", "1"))));
        StringBuilder out = new StringBuilder(form(query, filter));
        out.append("<p class=\"note\" role=\"status\">")
                .append(Units.count(shown.size()))
                .append(" of ")
                .append(Units.count(lines.size()))
                .append("</p>\n");
        out.append(action.isEmpty() ? "" : "<form method=\"get\" action=\"" + Text.escape(action) + "\">\n");
        table(out, shown.subList((page - 1) * ROWS, Math.min(shown.size(), page * ROWS)), query, column, down);
        out.append(action.isEmpty() ? "" : "<p><button>Compare what is chosen</button></p></form>\n");
        if (pages > 1) {
            out.append("<p>");
            for (int p = 1; p <= pages; p++) {
                out.append(p == page ? " " + p : " <a href=\"" + address(query, "page", "" + p) + "\">" + p + "</a>");
            }
            out.append("</p>\n");
        }
        return out.toString();
    }

    private static int number(String text) {
        return text.matches("[0-9]{1,6}") ? Integer.parseInt(text) : 1;
    }

    private static Comparator<Line> order(int column) {
        return (a, b) -> {
            Cell x = a.cells().get(column);
            Cell y = b.cells().get(column);
            return Double.isNaN(x.number()) && Double.isNaN(y.number())
                    ? x.text().compareTo(y.text())
                    : Double.compare(x.number(), y.number());
        };
    }

    private static String form(Map<String, String> query, String filter) {
        StringBuilder out = new StringBuilder("<form method=\"get\"><label>Filter <input name=\"filter\" value=\"")
                .append(Text.escape(filter))
                .append("\"></label> ");
        for (String kept : List.of("sort", "down")) {
            if (query.containsKey(kept)) {
                out.append("<input type=\"hidden\" name=\"")
                        .append(kept)
                        .append("\" value=\"")
                        .append(Text.escape(query.getOrDefault(kept, "")))
                        .append("\">");
            }
        }
        return out.append("<button>Show</button></form>\n").toString();
    }

    private void table(StringBuilder out, List<Line> rows, Map<String, String> query, int column, boolean down) {
        boolean chosen = lines.stream().anyMatch(line -> !line.form().isEmpty());
        out.append("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Table\"><table>\n<tr>")
                .append(chosen ? "<th>choose</th>" : "");
        for (int c = 0; c < headings.size(); c++) {
            Map<String, String> turned = new LinkedHashMap<>(query);
            turned.remove("page");
            turned.remove("down");
            if (c == column && !down) {
                turned.put("down", "1");
            }
            int at = c;
            boolean numbers = lines.stream()
                    .anyMatch(line -> !Double.isNaN(line.cells().get(at).number()));
            out.append("<th scope=\"col\"")
                    .append(numbers ? " class=\"n\"" : "")
                    .append(c == column ? " aria-sort=\"" + (down ? "descending" : "ascending") + "\"" : "")
                    .append("><a href=\"")
                    .append(address(turned, "sort", headings.get(c)))
                    .append("\">")
                    .append(Text.escape(headings.get(c)))
                    .append(c == column ? down ? " &#9660;" : " &#9650;" : "")
                    .append("</a></th>");
        }
        out.append("</tr>\n");
        for (Line line : rows) {
            out.append("<tr>");
            if (chosen) {
                out.append("<td>")
                        .append(
                                line.form().isEmpty()
                                        ? ""
                                        : "<input type=\"checkbox\" name=\"r\" aria-label=\"compare\" value=\""
                                                + Text.escape(line.form()) + "\">")
                        .append("</td>");
            }
            for (Cell cell : line.cells()) {
                String text = Text.escape(cell.text());
                out.append(Double.isNaN(cell.number()) ? "<td>" : "<td class=\"n\">")
                        .append(
                                cell.link().isEmpty()
                                        ? text
                                        : "<a href=\"" + Text.escape(cell.link()) + "\">" + text + "</a>")
                        .append("</td>");
            }
            out.append("</tr>\n");
        }
        out.append("</table></div>\n");
    }

    private static String address(Map<String, String> query, String key, String value) {
        Map<String, String> all = new LinkedHashMap<>(query);
        all.put(key, value);
        StringBuilder out = new StringBuilder();
        all.forEach((k, v) -> out.append(out.isEmpty() ? "?" : "&amp;")
                .append(URLEncoder.encode(k, StandardCharsets.UTF_8))
                .append('=')
                .append(URLEncoder.encode(v, StandardCharsets.UTF_8)));
        return out.toString();
    }
}
