package dev.headrace.reports;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A {@link Table} as Markdown, CSV and HTML. */
final class TableMarkup {
    private TableMarkup() {}

    static String markdown(Table table) {
        StringBuilder out = new StringBuilder();
        if (!table.title().isEmpty()) {
            out.append("### ").append(markdown(table.title())).append("\n\n");
        }
        for (Table.Column column : table.columns()) {
            out.append("| ").append(markdown(column.header())).append(' ');
        }
        out.append("|\n");
        for (Table.Column column : table.columns()) {
            out.append(column.right() ? "|---:" : "|---");
        }
        out.append("|\n");
        for (List<Table.Cell> row : table.rows()) {
            for (Table.Cell cell : row) {
                out.append("| ")
                        .append(cell.struck().isEmpty() ? "" : "~~" + markdown(cell.struck()) + "~~ ")
                        .append(markdown(cell.text()))
                        .append(' ');
            }
            out.append("|\n");
        }
        for (String note : table.notes()) {
            out.append('\n').append(markdown(note)).append('\n');
        }
        return out.toString();
    }

    private static String markdown(String text) {
        return text.replace("\\", "\\\\")
                .replace("|", "\\|")
                .replace("<", "&lt;")
                .replace("*", "\\*")
                .replace("_", "\\_")
                .replace("`", "\\`")
                .replace("\r", " ")
                .replace("\n", " ");
    }

    static String csv(Table table) {
        StringBuilder out = new StringBuilder();
        List<Table.Column> columns = table.columns();
        for (int c = 0; c < columns.size(); c++) {
            out.append(c == 0 ? "" : ",").append(csv(columns.get(c).header()));
        }
        out.append('\n');
        for (List<Table.Cell> row : table.rows()) {
            for (int c = 0; c < row.size(); c++) {
                out.append(c == 0 ? "" : ",").append(csv(row.get(c).text()));
            }
            out.append('\n');
        }
        return out.toString();
    }

    /** What spreadsheets take for the beginning of a formula, unless it is a number, alone or with a unit. */
    private static final Pattern FORMULA = Pattern.compile("[=+@\t\r-](?s:.+)|[=@\t\r]");

    private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9][0-9,.]*([eE][+-]?[0-9]+)?( ?[A-Za-z%/]+)?");

    private static String csv(String cell) {
        String text = FORMULA.matcher(cell).matches() && !NUMBER.matcher(cell).matches() ? "'" + cell : cell;
        boolean quoted = text.contains(",") || text.contains("\"") || text.contains("\n") || text.contains("\r");
        return quoted ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }

    /**
     * A table in a region of its own, which scrolls with the keyboard too where it is too wide.
     *
     * @param about what to call it if it has no title
     */
    static String html(Table table, String about) {
        StringBuilder out = new StringBuilder("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"")
                .append(Text.escape(table.title().isEmpty() ? about : table.title()))
                .append("\"><table>");
        if (!table.title().isEmpty()) {
            out.append("<caption>").append(Text.escape(table.title())).append("</caption>");
        }
        out.append("<thead><tr>");
        for (Table.Column column : table.columns()) {
            out.append(column.right() ? "<th class=\"n\">" : "<th>")
                    .append(Text.escape(column.header()))
                    .append("</th>");
        }
        out.append("</tr></thead>\n<tbody>\n");
        for (List<Table.Cell> row : table.rows()) {
            out.append("<tr>");
            for (int c = 0; c < row.size(); c++) {
                cell(out, row.get(c), table.columns().get(c).right());
            }
            out.append("</tr>\n");
        }
        out.append("</tbody></table></div>\n");
        for (String note : table.notes()) {
            out.append("<p class=\"note\">").append(Text.escape(note)).append("</p>\n");
        }
        return out.toString();
    }

    /** A word longer than this may be broken, behind one of these. */
    private static final Pattern LONG = Pattern.compile("\\S{28,}");

    private static final Pattern JOINT = Pattern.compile("(?<=[-/_.,:;=)])(?=[\\w(])");

    /** Escaped; names stay whole, and long paths break where their parts join. */
    private static String breakable(String text) {
        StringBuilder out = new StringBuilder();
        Matcher words = LONG.matcher(text);
        int from = 0;
        while (words.find()) {
            out.append(Text.escape(text.substring(from, words.start())));
            String[] parts = JOINT.split(words.group());
            for (int i = 0; i < parts.length; i++) {
                out.append(i == 0 ? "" : "<wbr/>").append(Text.escape(parts[i]));
            }
            from = words.end();
        }
        return out.append(Text.escape(text.substring(from))).toString();
    }

    private static void cell(StringBuilder out, Table.Cell cell, boolean right) {
        String tone = cell.tone() == Tone.NORMAL ? "" : cell.tone().name().toLowerCase(Locale.ROOT);
        String classes = (right ? "n " : "") + tone;
        out.append(classes.isBlank() ? "<td>" : "<td class=\"" + classes.trim() + "\">");
        if (cell.isBar()) {
            double width = 100 * Math.max(0, Math.min(1, cell.share()));
            out.append("<svg class=\"bar\" viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" role=\"img\""
                            + " aria-label=\"")
                    .append(Text.escape(cell.text()))
                    .append("\"><rect width=\"100\" height=\"10\" class=\"ground\"/><rect width=\"")
                    .append(String.format(Locale.ROOT, "%.2f", width))
                    .append("\" height=\"10\" class=\"fill\"/></svg>");
        } else {
            out.append(cell.struck().isEmpty() ? "" : "<s>" + Text.escape(cell.struck()) + "</s> ")
                    .append(breakable(cell.text()));
        }
        out.append("</td>");
    }
}
