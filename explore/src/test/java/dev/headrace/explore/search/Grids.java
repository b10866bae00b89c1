package dev.headrace.explore.search;

import dev.headrace.explore.Shipped;
import dev.headrace.explore.sweep.Evaluator;
import dev.headrace.explore.sweep.Row;
import dev.headrace.explore.sweep.Search;
import dev.headrace.explore.sweep.Sweep;
import dev.headrace.explore.sweep.SweepResult;
import dev.headrace.explore.sweep.SweepSpec;
import dev.headrace.simulator.spec.InputException;
import dev.headrace.simulator.spec.JsonFile;
import dev.headrace.simulator.spec.Library;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Sweeps for searches, and rows of all their points to search in. */
final class Grids {
    static final Library LIBRARY = Shipped.LIBRARY;

    private Grids() {}

    /** A sweep of flash-attention-2 on the workload tiny; single quotes stand for double ones. */
    static Sweep sweep(String fields) {
        String json = ("{'name': 'test', 'designs': ['flash-attention-2'], 'workloads': ['tiny'], " + fields + "}")
                .replace('\'', '"');
        return Sweep.of(
                LIBRARY,
                JsonFile.MAPPER.readValue(json, SweepSpec.class),
                (pointer, found, allowed) -> new InputException("sweep.json", pointer, found, allowed),
                null);
    }

    /** Runs points. */
    static Search.Runner simulator(Sweep sweep) {
        return new Evaluator(
                        LIBRARY, sweep.measures(), new Evaluator.How(sweep.options(), 2, setup -> "", null), row -> {})
                ::evaluate;
    }

    /** A table of rows to look them up in. */
    static Search.Runner table(List<Row> rows) {
        Map<Long, Row> by = new HashMap<>();
        rows.forEach(row -> by.put(row.point(), row));
        return points -> points.stream().map(p -> by.get(p.index())).toList();
    }

    /** Costs of rows that are feasible. */
    static List<double[]> costs(List<Row> rows, Sweep sweep) {
        return rows.stream()
                .filter(Row::feasible)
                .map(row -> SweepResult.costs(row, sweep.measures().objectives()))
                .toList();
    }

    /** The worst of each cost. */
    static double[] worst(List<double[]> costs) {
        double[] worst = costs.get(0).clone();
        for (double[] c : costs) {
            for (int i = 0; i < worst.length; i++) {
                worst[i] = Math.max(worst[i], c[i]);
            }
        }
        return worst;
    }
}
