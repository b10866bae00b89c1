package dev.headrace.simulator.run;

import dev.headrace.golden.sparse.QueryOutcome;
import java.util.Arrays;

/** Quality of queries against dense attention, summed up for a layer. */
final class RowQuality {
    private long queries;
    private double keyMass;
    private double leastKeyMass = 1;
    private double valueMass;
    private double squaredError;
    private double squaredOutput;
    private double maxError;

    /** Adds a query: what was kept, the dense probabilities and the dense output. */
    void add(QueryOutcome query, double[] dense, double[] exact) {
        double keys = Math.min(
                1, Arrays.stream(query.keys()).mapToDouble(j -> dense[j]).sum());
        queries++;
        keyMass += keys;
        leastKeyMass = Math.min(leastKeyMass, keys);
        valueMass += Math.min(
                1, Arrays.stream(query.values()).mapToDouble(j -> dense[j]).sum());
        for (int c = 0; c < exact.length; c++) {
            double error = Math.abs(query.output()[c] - exact[c]);
            maxError = Math.max(maxError, error);
            squaredError += error * error;
            squaredOutput += exact[c] * exact[c];
        }
    }

    /** The layer. */
    Result.LayerQuality layer(int tokens, int heads) {
        double n = Math.max(1, queries);
        double relative = squaredOutput == 0 ? 0 : Math.sqrt(squaredError / squaredOutput);
        return new Result.LayerQuality(tokens, heads, keyMass / n, leastKeyMass, valueMass / n, relative, maxError, 0);
    }
}
