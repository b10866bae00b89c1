package dev.headrace.simulator.dataflow;

import dev.headrace.simulator.spec.WorkloadSpec;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The numbers in the memories outside the chip, and which query rows are computed. Inputs come from a reader, a head at
 * a time; everything else is kept row by row from when it is stored.
 */
public final class Values {

    /** Reads a whole head of an input tensor. */
    @FunctionalInterface
    public interface Reader {
        /**
         * Fills in one head.
         *
         * @param tensor "q", "k", "v", or a tensor that the workload declares with data
         * @param head head of that tensor, counted through layers and batch entries; of a declared one, which matrix
         * @param into rows x cols numbers, row-major
         */
        void read(String tensor, int head, double[] into);

        /** Called now and then where it takes long to find out what is kept: throws if the run is to end. */
        default void poll() {}

        /** The kept-set trace that the workload names; null if it cannot be read here. */
        default @Nullable List<KeptLine> kept() {
            return null;
        }
    }

    /** Chooses the query rows that are computed. */
    @FunctionalInterface
    public interface Sample {
        /** The rows of a head that lie in a range, ascending. */
        int[] rows(int head, int from, int count);

        /** Every row. */
        static Sample all() {
            return (head, from, count) ->
                    java.util.stream.IntStream.range(from, from + count).toArray();
        }
    }

    private final Reader reader;
    private final Sample sample;
    private final Map<String, Map<Integer, double[]>> inputs = new HashMap<>();
    private final Map<String, Map<Long, double[]>> stored = new HashMap<>();
    private final int cachedHeads;
    private final Conversions conversions = new Conversions();
    private final NotFinite notFinite = new NotFinite();

    /**
     * Values of a run.
     *
     * @param cachedHeads heads of each input kept at a time: as many as are being worked on
     */
    public Values(Reader reader, Sample sample, int cachedHeads) {
        this.reader = reader;
        this.sample = sample;
        this.cachedHeads = cachedHeads;
    }

    /** The rows along an axis that are computed at a point: a sample of the queries, all of anything else. */
    int[] rows(Axis axis, Point at) {
        int from = axis.start(at);
        int count = axis.size(at);
        return axis.dimension().equals(Dimension.QUERIES)
                ? sample.rows(at.head(), from, count)
                : Sample.all().rows(0, from, count);
    }

    /** Numbers that were too large for the formats they were converted to. */
    public Conversions conversions() {
        return conversions;
    }

    /** Where NaN or an infinity appeared first. */
    public NotFinite notFinite() {
        return notFinite;
    }

    /** The place of an element of a token: its head, and where it is along both axes. */
    String place(StreamType type, Point at, int row, int col, WorkloadSpec.Shape shape) {
        StringBuilder place = new StringBuilder("[").append(Tensor.head(at.head(), shape.heads(), shape));
        index(place, type.rows(), rows(type.rows(), at)[row]);
        index(place, type.cols(), type.cols().number(at, col));
        return place.append(']').toString();
    }

    private static void index(StringBuilder place, Axis axis, int number) {
        if (!axis.equals(Axis.ONE)) {
            place.append(", ").append(axis.dimension().label()).append(' ').append(number);
        }
    }

    /** Stored numbers of a tensor that are NaN or infinite. */
    public record Spoilt(long notANumber, long infinite, String first) {}

    /**
     * Of each tensor that was stored and holds numbers that are not finite, how many and the first; minus infinity in what may be
     * masked is none.
     */
    public Map<String, Spoilt> spoilt(WorkloadSpec workload) {
        Map<String, Spoilt> all = new TreeMap<>();
        stored.forEach((name, rows) -> {
            Tensor tensor = Tensor.of(name, workload);
            boolean masked = tensor.mayBeMasked();
            long nan = 0;
            long infinite = 0;
            String first = "";
            for (Map.Entry<Long, double[]> e : new TreeMap<>(rows).entrySet()) {
                double[] row = e.getValue();
                for (int c = 0; c < row.length; c++) {
                    double x = row[c];
                    if (Double.isFinite(x) || (masked && x == Double.NEGATIVE_INFINITY)) {
                        continue;
                    }
                    nan += Double.isNaN(x) ? 1 : 0;
                    infinite += Double.isNaN(x) ? 0 : 1;
                    if (first.isEmpty()) {
                        int matrix = (int) (e.getKey() >>> 32);
                        first = name + "[" + tensor.place(matrix, workload.shape()) + ", "
                                + tensor.rows().label() + " " + e.getKey().intValue() + ", " + c + "]";
                    }
                }
            }
            if (!first.isEmpty()) {
                all.put(name, new Spoilt(nan, infinite, first));
            }
        });
        return all;
    }

    /** A whole head of an input. */
    double[] input(Tensor tensor, int head, int elements) {
        Map<Integer, double[]> heads = inputs.computeIfAbsent(tensor.name(), t -> cache());
        return heads.computeIfAbsent(head, h -> {
            double[] all = new double[elements];
            reader.read(tensor.name(), h, all);
            return all;
        });
    }

    private Map<Integer, double[]> cache() {
        return new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Integer, double[]> eldest) {
                return size() > cachedHeads;
            }
        };
    }

    /** A stored row, or null if nothing was stored there. */
    public double @Nullable [] row(String tensor, int head, int row) {
        Map<Long, double[]> rows = stored.get(tensor);
        return rows == null ? null : rows.get(((long) head << 32) | row);
    }

    /** A stored row for writing, made with the given initial value if there is none yet. */
    public double[] rowForWriting(Tensor tensor, int head, int row, int cols) {
        return stored.computeIfAbsent(tensor.name(), t -> new HashMap<>())
                .computeIfAbsent(((long) head << 32) | row, r -> {
                    double[] fresh = new double[cols];
                    java.util.Arrays.fill(fresh, tensor.initial());
                    return fresh;
                });
    }
}
