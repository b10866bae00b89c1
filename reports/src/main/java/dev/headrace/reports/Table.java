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
    /** A column; names in a left-aligned one are broken when the table is too wide for the page. */
    record Column(String header, boolean right) {}

    /**
     * A cell.
     *
     * @param text what it says
     * @param tone what that means
     * @param share 0 to 1 draws a bar instead of the text where bars can be drawn; NaN for no bar
     * @param struck what stood there and no longer holds: struck out before the text where that can be shown; "" for nothing
     */
    public record Cell(String text, Tone tone, double share, String struck) {
        /** A cell that means something. */
        public static Cell of(String text, Tone tone) {
            return new Cell(text, tone, Double.NaN, "");
        }

        /** A bar for a share 0 to 1, which reads as a percentage where bars cannot be drawn. */
        public static Cell bar(double share) {
            return new Cell(Units.percent(share), Tone.NORMAL, share, "");
        }

        /** The same in place of something that no longer holds. */
        public Cell struck(String before) {
            return new Cell(text, tone, share, before);
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
            row.add(new Cell(Printable.line(one.text()), one.tone(), one.share(), Printable.line(one.struck())));
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
        return TableMarkup.html(this, "Table");
    }

    /** Lines for a terminal, each ending in a newline; none is longer than the style's width if that can be. */
    public String text(Style style) {
        return new TableLayout(this, style).text();
    }
}
