package dev.headrace.explore.sweep;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The rows of a sweep or a search, in the order of their points, and which of them are on the front. */
public final class SweepResult {
    private final List<Row> rows;
    private final List<Measures.Objective> objectives;
    private final Set<Long> front = new LinkedHashSet<>();

    /**
     * A result.
     *
     * @param rows in any order
     * @param objectives what their front is of; may be none
     */
    public SweepResult(List<Row> rows, List<Measures.Objective> objectives) {
        this.rows = rows.stream().sorted(Comparator.comparingLong(Row::point)).toList();
        this.objectives = List.copyOf(objectives);
        List<Row> feasible = this.rows.stream().filter(Row::feasible).toList();
        if (!objectives.isEmpty()) {
            List<double[]> costs = feasible.stream().map(this::costs).toList();
            Front.of(costs).forEach(i -> front.add(feasible.get(i).point()));
        }
    }

    private double[] costs(Row row) {
        return costs(row, objectives);
    }

    /** What is to be small about a row: its objectives, negative where more is better. */
    public static double[] costs(Row row, List<Measures.Objective> objectives) {
        double[] costs = new double[objectives.size()];
        for (int i = 0; i < costs.length; i++) {
            costs[i] = objectives.get(i).cost(row.objectives().get(i));
        }
        return costs;
    }

    /** All rows, by their points. */
    public List<Row> rows() {
        return rows;
    }

    /** What the front is of. */
    public List<Measures.Objective> objectives() {
        return objectives;
    }

    /** Whether nothing feasible is better than a row in all objectives. */
    public boolean isOnFront(Row row) {
        return front.contains(row.point());
    }

    /** The front, best in the first objective first. */
    public List<Row> front() {
        List<Row> on = new ArrayList<>(rows.stream().filter(this::isOnFront).toList());
        on.sort(Comparator.comparing(this::costs, java.util.Arrays::compare));
        return List.copyOf(on);
    }

    /** Status to number of rows, of those that there are. */
    public Map<Row.Status, Long> counts() {
        Map<Row.Status, Long> counts = new LinkedHashMap<>();
        for (Row.Status status : Row.Status.values()) {
            long n = rows.stream().filter(r -> r.status() == status).count();
            if (n > 0) {
                counts.put(status, n);
            }
        }
        return counts;
    }
}
