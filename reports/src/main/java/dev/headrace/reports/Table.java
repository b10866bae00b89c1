package dev.headrace.reports;

import java.util.ArrayList;
import java.util.List;

/**
 * A table of text: columns with alignment, a header, rows. The same table reads as terminal text, Markdown, CSV or
 * HTML. Cells carry their units; a cell is a {@link Cell} or anything with a {@code toString}.
 *
 * <pre>{@code
 * new Table("Units").left("unit").right("cycles").row("array", Units.count(1200)).text(Style.plain());
 * }</pre>
 */
public final class Table {
    private static final int BAR = 12;
    private static final int NARROWEST = 5;
    private static final String GAP = "  ";

    /** A column; names in a left-aligned one are shortened when the table is too wide for the page. */
    record Column(String header, boolean right) {}

    /**
     * A cell.
     *
     * @param text what it says
     * @param tone what that means
     * @param share 0 to 1 draws a bar instead of the text where bars can be drawn; NaN for no bar
     */
    public record Cell(String text, Tone tone, double share) {
        /** A cell that means something. */
        public static Cell of(String text, Tone tone) {
            return new Cell(text, tone, Double.NaN);
        }

        /** A bar for a share 0 to 1, which reads as a percentage where bars cannot be drawn. */
        public static Cell bar(double share) {
            return new Cell(Units.percent(share), Tone.NORMAL, share);
        }

        boolean isBar() {
            return !Double.isNaN(share);
        }
    }

    private final String title;
    private final List<Column> columns = new ArrayList<>();
    private final List<List<Cell>> rows = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    /** A table with a title, "" for none. */
    public Table(String title) {
        this.title = Printable.line(title);
    }

    /** Adds a column of names. */
    public Table left(String header) {
        return column(header, false);
    }

    /** Adds a column of numbers. */
    public Table right(String header) {
        return column(header, true);
    }

    private Table column(String header, boolean right) {
        if (!rows.isEmpty()) {
            throw new IllegalStateException("column '" + header + "' after the first row");
        }
        columns.add(new Column(Printable.line(header), right));
        return this;
    }

    /** Adds a row of as many cells as there are columns. */
    public Table row(Object... cells) {
        return row(List.of(cells));
    }

    /** Adds a row of as many cells as there are columns. */
    public Table row(List<?> cells) {
        if (cells.size() != columns.size()) {
            throw new IllegalArgumentException(
                    "row of " + cells.size() + " cells in a table of " + columns.size() + " columns");
        }
        List<Cell> row = new ArrayList<>(cells.size());
        for (Object cell : cells) {
            Cell one = cell instanceof Cell c ? c : Cell.of(cell.toString(), Tone.NORMAL);
            row.add(new Cell(Printable.line(one.text()), one.tone(), one.share()));
        }
        rows.add(row);
        return this;
    }

    /** Adds a line of text below the table. */
    public Table note(String text) {
        notes.add(Printable.line(text));
        return this;
    }

    /** Whether there is no row. */
    public boolean isEmpty() {
        return rows.isEmpty();
    }

    String title() {
        return title;
    }

    List<Column> columns() {
        return columns;
    }

    List<List<Cell>> rows() {
        return rows;
    }

    List<String> notes() {
        return notes;
    }

    /** GitHub Markdown. */
    public String markdown() {
        return TableMarkup.markdown(this);
    }

    /** RFC 4180 CSV: header and rows, no title and no notes. */
    public String csv() {
        return TableMarkup.csv(this);
    }

    /** An HTML table, everything escaped. */
    public String html() {
        return TableMarkup.html(this);
    }

    /** Lines for a terminal, each ending in a newline; no line is longer than it must be. */
    public String text(Style style) {
        int[] widths = widths(style);
        StringBuilder out = new StringBuilder();
        if (!title.isEmpty()) {
            out.append(style.paint(style.showable(title), Tone.TITLE)).append('\n');
        }
        List<Cell> header = new ArrayList<>();
        int total = 0;
        for (int c = 0; c < widths.length; c++) {
            header.add(Cell.of(columns.get(c).header(), Tone.QUIET));
            total += widths[c] + (c == 0 ? 0 : GAP.length());
        }
        line(out, header, widths, style);
        out.append(style.paint(style.rule(total), Tone.QUIET)).append('\n');
        for (List<Cell> row : rows) {
            line(out, row, widths, style);
        }
        for (String note : notes) {
            Text.wrap(out, style.showable(note), "", style.width());
        }
        return out.toString();
    }

    private void line(StringBuilder out, List<Cell> cells, int[] widths, Style style) {
        if (!style.wrap()) {
            oneLine(out, cells, widths, style);
            return;
        }
        List<List<String>> lines = new ArrayList<>();
        int height = 1;
        for (int c = 0; c < widths.length; c++) {
            Cell cell = cells.get(c);
            lines.add(
                    columns.get(c).right() || cell.isBar()
                            ? List.of(cell.text())
                            : Text.lines(style.showable(cell.text()), widths[c]));
            height = Math.max(height, lines.get(c).size());
        }
        for (int i = 0; i < height; i++) {
            List<Cell> part = new ArrayList<>();
            for (int c = 0; c < widths.length; c++) {
                Cell cell = cells.get(c);
                boolean there = i < lines.get(c).size();
                part.add(
                        i == 0 && there && cell.isBar()
                                ? cell
                                : Cell.of(there ? lines.get(c).get(i) : "", cell.tone()));
            }
            oneLine(out, part, widths, style);
        }
    }

    private void oneLine(StringBuilder out, List<Cell> cells, int[] widths, Style style) {
        StringBuilder line = new StringBuilder();
        for (int c = 0; c < widths.length; c++) {
            Cell cell = cells.get(c);
            boolean last = c == widths.length - 1;
            String text = shown(cell, style);
            text = columns.get(c).right() ? text : style.shorten(text, widths[c]);
            String pad = " ".repeat(Math.max(0, widths[c] - text.codePointCount(0, text.length())));
            line.append(c == 0 ? "" : GAP);
            if (columns.get(c).right()) {
                line.append(pad).append(style.paint(text, cell.tone()));
            } else {
                line.append(style.paint(text, cell.tone())).append(last ? "" : pad);
            }
        }
        out.append(line.toString().stripTrailing()).append('\n');
    }

    /** The least width of a column of names: where they are broken, that of its longest word. */
    private int narrowest(int column, Style style) {
        if (!style.wrap()) {
            return NARROWEST;
        }
        int longest = NARROWEST;
        for (List<Cell> row : rows) {
            for (String word : row.get(column).text().split("\\s+")) {
                longest = Math.max(longest, word.codePointCount(0, word.length()));
            }
        }
        return longest;
    }

    private boolean hasBars(int column) {
        return rows.stream().anyMatch(row -> row.get(column).isBar());
    }

    private static String shown(Cell cell, Style style) {
        return cell.isBar() ? style.bar(cell.share(), BAR) : style.showable(cell.text());
    }

    /** Natural widths; while the sum is over the page, the widest column of names gives up a character. */
    private int[] widths(Style style) {
        int[] widths = new int[columns.size()];
        int total = GAP.length() * Math.max(0, widths.length - 1);
        for (int c = 0; c < widths.length; c++) {
            String header = columns.get(c).header();
            widths[c] = header.codePointCount(0, header.length());
            for (List<Cell> row : rows) {
                String text = shown(row.get(c), style);
                widths[c] = Math.max(widths[c], text.codePointCount(0, text.length()));
            }
            total += widths[c];
        }
        while (total > style.width()) {
            int widest = -1;
            for (int c = 0; c < widths.length; c++) {
                boolean gives = !columns.get(c).right() && !hasBars(c) && widths[c] > narrowest(c, style);
                if (gives && (widest < 0 || widths[c] > widths[widest])) {
                    widest = c;
                }
            }
            if (widest < 0 || widths[widest] <= narrowest(widest, style)) {
                break;
            }
            widths[widest]--;
            total--;
        }
        return widths;
    }
}
