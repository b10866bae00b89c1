package dev.headrace.reports;

import java.util.List;

/**
 * A colour for every pair of steps of two axes; where there is room, with its value in it. A small chart, of which several
 * stand side by side in {@link Panels}.
 *
 * @param subtitle below the title, may be ""
 * @param x name of the axis along
 * @param columns its steps
 * @param y name of the axis up
 * @param rows its steps, from the lowest up
 * @param values of each row, one for each column, in {@code unit}; NaN where there is none
 * @param log whether colours follow the logarithm, for which all values are above 0
 */
public record HeatMap(
        String title,
        String subtitle,
        String x,
        List<String> columns,
        String y,
        List<String> rows,
        List<double[]> values,
        String unit,
        boolean log)
        implements Chart {
    public HeatMap {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
        values = List.copyOf(values);
        if (values.size() != rows.size()) {
            throw new IllegalArgumentException(values.size() + " rows of values for " + rows.size() + " steps");
        }
        for (double[] row : values) {
            if (row.length != columns.size()) {
                throw new IllegalArgumentException(row.length + " values for " + columns.size() + " steps");
            }
        }
    }

    @Override
    public String description() {
        return unit + " as colours, along " + x + " and up " + y;
    }

    @Override
    public boolean isEmpty() {
        for (double[] row : values) {
            for (double value : row) {
                if (!Double.isNaN(value)) {
                    return false;
                }
            }
        }
        return true;
    }

    @Override
    public Figure figure(boolean alone) {
        return HeatDrawing.figure(this, alone);
    }
}
