package dev.headrace.reports;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A {@link Table} as lines of a terminal. Numbers and bars are never broken. Where the natural widths do not fit, names
 * are broken at words; where that is not enough, within words; and where that is not enough either, columns that do not
 * fit follow below, beside the first column again.
 */
final class TableLayout {
    private static final int BAR = 12;
    private static final String GAP = "  ";

    /** The least width of a column of names that are broken within words. */
    private static final int NARROWEST = 16;

    private final Table table;
    private final Style style;

    TableLayout(Table table, Style style) {
        this.table = table;
        this.style = style;
    }

    String text() {
        StringBuilder out = new StringBuilder();
        if (!table.title().isEmpty()) {
            for (String line : Text.lines(style.showable(table.title()), style.width())) {
                out.append(style.paint(line, Tone.TITLE)).append('\n');
            }
        }
        int count = table.columns().size();
        int next = Math.min(1, count);
        do {
            List<Integer> band = new ArrayList<>(List.of(0));
            do {
                band.add(next++);
            } while (next < count && total(least(with(band, next), true)) <= style.width());
            band(out, band.stream().filter(c -> c < count).toList());
            out.append(next < count ? "\n" : "");
        } while (next < count);
        for (String note : table.notes()) {
            Text.wrap(out, style.showable(note), "", style.width());
        }
        return out.toString();
    }

    private static List<Integer> with(List<Integer> band, int column) {
        List<Integer> more = new ArrayList<>(band);
        more.add(column);
        return more;
    }

    /** Header, rule and rows of some of the columns. */
    private void band(StringBuilder out, List<Integer> band) {
        int[] widths = widths(band);
        List<Table.Cell> header = table.columns().stream()
                .map(column -> Table.Cell.of(column.header(), Tone.QUIET))
                .toList();
        line(out, header, band, widths, true);
        out.append(style.paint(style.rule(total(widths)), Tone.QUIET)).append('\n');
        table.rows().forEach(row -> line(out, row, band, widths, false));
    }

    /** One row, of as many lines as its highest cell has; a header stands at the bottom of its cell. */
    private void line(StringBuilder out, List<Table.Cell> cells, List<Integer> band, int[] widths, boolean bottom) {
        List<List<String>> lines = new ArrayList<>();
        int height = 1;
        for (int i = 0; i < widths.length; i++) {
            Table.Cell cell = cells.get(band.get(i));
            boolean whole = cell.isBar() || (right(band.get(i)) && !bottom);
            lines.add(whole ? List.of(shown(cell)) : Text.lines(shown(cell), widths[i]));
            height = Math.max(height, lines.get(i).size());
        }
        for (int y = 0; y < height; y++) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                List<String> own = lines.get(i);
                int at = bottom ? y - (height - own.size()) : y;
                String text = at >= 0 && at < own.size() ? own.get(at) : "";
                String pad = " ".repeat(Math.max(0, widths[i] - Text.length(text)));
                String painted = style.paint(text, cells.get(band.get(i)).tone());
                line.append(i == 0 ? "" : GAP).append(right(band.get(i)) ? pad + painted : painted + pad);
            }
            out.append(line.toString().stripTrailing()).append('\n');
        }
    }

    private boolean right(int column) {
        return table.columns().get(column).right();
    }

    private String shown(Table.Cell cell) {
        return cell.isBar() ? style.bar(cell.share(), BAR) : style.showable(cell.text());
    }

    /** Natural widths; while the sum is over the page, the widest column that can be narrower gives up a character. */
    private int[] widths(List<Integer> band) {
        int[] widths = band.stream()
                .mapToInt(c -> Math.max(
                        Text.length(table.columns().get(c).header()),
                        cells(c).map(cell -> Text.length(shown(cell))).reduce(0, Math::max)))
                .toArray();
        narrow(widths, least(band, false));
        narrow(widths, least(band, true));
        return widths;
    }

    private void narrow(int[] widths, int[] least) {
        for (int over = total(widths) - style.width(); over > 0; over--) {
            int widest = -1;
            for (int i = 0; i < widths.length; i++) {
                if (widths[i] > least[i] && (widest < 0 || widths[i] > widths[widest])) {
                    widest = i;
                }
            }
            if (widest < 0) {
                return;
            }
            widths[widest]--;
        }
    }

    /** The least widths: of numbers and bars the whole, of names the longest word, or a part of one. */
    private int[] least(List<Integer> band, boolean parts) {
        return band.stream()
                .mapToInt(c -> {
                    int header = longestWord(table.columns().get(c).header());
                    int most = cells(c).map(cell ->
                                    right(c) || cell.isBar() ? Text.length(shown(cell)) : longestWord(shown(cell)))
                            .reduce(header, Math::max);
                    boolean names = !right(c) && cells(c).noneMatch(Table.Cell::isBar);
                    return parts && names ? Math.min(most, NARROWEST) : most;
                })
                .toArray();
    }

    private Stream<Table.Cell> cells(int column) {
        return table.rows().stream().map(row -> row.get(column));
    }

    private static int longestWord(String text) {
        int longest = 0;
        for (String word : text.split("\\s+")) {
            longest = Math.max(longest, Text.length(word));
        }
        return longest;
    }

    private static int total(int[] widths) {
        return IntStream.of(widths).sum() + GAP.length() * Math.max(0, widths.length - 1);
    }
}
