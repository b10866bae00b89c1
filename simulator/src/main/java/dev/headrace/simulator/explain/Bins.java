package dev.headrace.simulator.explain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Ticks by time, in bins of one length for all rows, which doubles whenever the run gets longer than there are bins for. */
final class Bins {
    private final long unit;
    private final List<long[]> rows = new ArrayList<>();
    private int doublings;

    /** None yet; the shortest bin is of so many ticks. */
    Bins(long unit) {
        this.unit = unit;
    }

    /** A new row, of zeros. */
    long[] row() {
        long[] row = new long[Activity.MOST_BINS];
        rows.add(row);
        return row;
    }

    /** Ticks of a bin. */
    long width() {
        return unit << doublings;
    }

    /** Adds the ticks from one up to another to a row. */
    void add(long[] row, long from, long to) {
        if (from >= to) {
            return;
        }
        while (to > width() * row.length) {
            halve();
        }
        int bin = bin(from);
        int last = bin(to - 1);
        if (bin == last) {
            row[bin] += to - from;
            return;
        }
        row[bin] += (bin + 1) * width() - from;
        for (int i = bin + 1; i < last; i++) {
            row[i] += width();
        }
        row[last] += to - last * width();
    }

    private int bin(long tick) {
        return (int) ((unit == 1 ? tick : tick / unit) >>> doublings);
    }

    private void halve() {
        for (long[] row : rows) {
            for (int i = 0; i < row.length / 2; i++) {
                row[i] = row[2 * i] + row[2 * i + 1];
            }
            Arrays.fill(row, row.length / 2, row.length, 0);
        }
        doublings++;
    }

    /** A row up to the last bin that is not 0; empty if all are. */
    static List<Long> list(long[] row) {
        int length = row.length;
        while (length > 0 && row[length - 1] == 0) {
            length--;
        }
        List<Long> all = new ArrayList<>(length);
        for (int i = 0; i < length; i++) {
            all.add(row[i]);
        }
        return List.copyOf(all);
    }
}
