package dev.headrace.reports;

import java.util.ArrayList;
import java.util.List;

/**
 * How often which value was measured: bars of shares over values, with marks such as percentiles.
 *
 * <p>Values are gathered in bins of whole numbers: of one width if the largest value is less than {@value #WIDE} times the
 * smallest, else of one ratio, on a logarithmic axis.
 *
 * @param subtitle where it comes from, may be ""
 * @param axis what the values are, with their unit
 * @param counts values and how often they were measured, increasing
 * @param marks values to point out, by name, in the order of their labels from the top
 */
public record Distribution(String title, String subtitle, String axis, List<Count> counts, List<Mark> marks)
        implements Chart {
    private static final int BINS = 90;
    private static final int WIDE = 8;

    /** A value, 1 or more, and how often it was measured, 0 or more. */
    public record Count(long value, long times) {
        public Count {
            if (value < 1 || times < 0) {
                throw new IllegalArgumentException(
                        "value " + value + ", times " + times + ", allowed: 1 or more, 0 or more");
            }
        }
    }

    /** A value that is pointed out. */
    public record Mark(String name, double value) {}

    /**
     * Values from {@code from} to {@code to}, the latter excluded, as a share of all.
     *
     * @param height the share, scaled to a bin of the common width or ratio, since bins are of whole numbers
     */
    record Bin(double from, double to, double share, double height) {}

    public Distribution {
        counts = List.copyOf(counts);
        marks = List.copyOf(marks);
        for (int i = 1; i < counts.size(); i++) {
            if (counts.get(i).value() <= counts.get(i - 1).value()) {
                throw new IllegalArgumentException("value " + counts.get(i).value() + " after "
                        + counts.get(i - 1).value() + ", allowed: increasing values");
            }
        }
    }

    @Override
    public String description() {
        return "Shares of values over " + axis + ". Marked: "
                + Chart.names(marks.stream()
                        .map(m -> m.name() + " " + Units.number(m.value()))
                        .toList());
    }

    @Override
    public boolean isEmpty() {
        return counts.stream().allMatch(c -> c.times() == 0);
    }

    @Override
    public Figure figure(boolean alone) {
        return DistributionDrawing.figure(this, alone);
    }

    /** Whether the axis is logarithmic. */
    boolean wide() {
        return last() >= WIDE * first();
    }

    /** The upper over the lower end of a bin of a logarithmic axis. */
    double ratio() {
        return Math.pow((last() + 1.0) / first(), 1.0 / BINS);
    }

    private long first() {
        return counts.isEmpty() ? 1 : counts.get(0).value();
    }

    private long last() {
        return counts.isEmpty() ? 1 : counts.get(counts.size() - 1).value();
    }

    /** The bins, all of them, from the smallest value to the largest. */
    List<Bin> bins() {
        List<Long> edges = edges();
        double all = counts.stream().mapToDouble(Count::times).sum();
        List<Bin> bins = new ArrayList<>();
        int next = 0;
        for (int i = 0; i + 1 < edges.size(); i++) {
            long times = 0;
            while (next < counts.size() && counts.get(next).value() < edges.get(i + 1)) {
                times += counts.get(next++).times();
            }
            double share = all > 0 ? times / all : 0;
            double from = edges.get(i);
            double to = edges.get(i + 1);
            bins.add(new Bin(from, to, share, wide() ? share * Math.log(ratio()) / Math.log(to / from) : share));
        }
        return bins;
    }

    private List<Long> edges() {
        List<Long> edges = new ArrayList<>();
        long end = last() + 1;
        if (wide()) {
            for (int i = 0; i < BINS; i++) {
                long edge = Math.round(first() * Math.pow(ratio(), i));
                if (edges.isEmpty() || edge > edges.get(edges.size() - 1)) {
                    edges.add(edge);
                }
            }
        } else {
            long width = (end - first() + BINS - 1) / BINS;
            for (long edge = first(); edge < end; edge += width) {
                edges.add(edge);
            }
        }
        edges.add(Math.max(end, edges.get(edges.size() - 1) + 1));
        return edges;
    }
}
