package dev.headrace.simulator.dataflow;

import dev.headrace.golden.NumberFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * Numbers that operators convert to the format of a stream, a tensor or a unit's operands, and those among them that are too
 * large for it: which become the largest number of a format that saturates, or infinite.
 */
public final class Conversions {
    private final Map<String, Long> tooLarge = new TreeMap<>();

    /** Of each operator that has met any, how many; of the rows that are computed. */
    public Map<String, Long> tooLarge() {
        return tooLarge;
    }

    /** A number rounded to a format, counted if it is too large. */
    double round(double x, NumberFormat format, String operator) {
        if ((x > format.maxFinite() || x < format.minFinite()) && format.overflows(x)) {
            tooLarge.merge(operator, 1L, Long::sum);
        }
        return nearest(x, format);
    }

    /**
     * A number rounded to a format, or NaN, also where the format has none: a machine would go on with one of its numbers that
     * means nothing, and what is made of that must not pass for a result.
     */
    static double nearest(double x, NumberFormat format) {
        return Double.isNaN(x) ? x : format.round(x);
    }

    /** A tile with every element so rounded; the same tile if nothing needs to be. */
    Tile round(Tile tile, String format, String operator) {
        if (format.equals("fp64")) {
            return tile;
        }
        NumberFormat f = NumberFormat.parse(format);
        double[] out = new double[tile.at().length];
        for (int i = 0; i < out.length; i++) {
            out[i] = round(tile.at()[i], f, operator);
        }
        return new Tile(tile.rows(), tile.cols(), out);
    }
}
