package dev.headrace.explore.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.explore.sweep.Row;
import dev.headrace.explore.sweep.Search;
import dev.headrace.explore.sweep.Sweep;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.apache.commons.math3.stat.descriptive.DescriptiveStatistics;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How good the genetic search is on a grid of which every point is known; prints what docs/sweeps.md says of it. */
@Tag("slow")
final class Nsga2SlowTest {
    private static final String GRID = "'set': ['hardware.units.hbm.fidelity=bandwidth'], 'axes': ["
            + "{'path': 'params.Br', 'powers_of_two': {'from': 8, 'to': 128}},"
            + "{'path': 'params.Bc', 'powers_of_two': {'from': 8, 'to': 128}},"
            + "{'name': 'array', 'paths': ['hardware.units.array.rows', 'hardware.units.array.cols',"
            + " 'hardware.units.softmax.lanes', 'hardware.units.softmax.exp_per_cycle', 'hardware.units.vector.lanes'],"
            + " 'powers_of_two': {'from': 8, 'to': 128}},"
            + "{'name': 'tiles', 'paths': ['buffers.K.tiles', 'buffers.V.tiles'], 'values': [1, 2]},"
            + "{'path': 'hardware.units.sram.kib', 'powers_of_two': {'from': 64, 'to': 1024}},"
            + "{'path': 'hardware.units.hbm.channels', 'range': {'from': 1, 'to': 8}}],"
            + "'objectives': [{'minimize': 'cycles'}, {'minimize': 'energy_pj'}, {'minimize': 'area_mm2'}]";

    @Test
    void reaches95PercentOfTheFrontsHypervolumeWith5PercentOfTheRuns() {
        Sweep grid = Grids.sweep(GRID);
        assertEquals(10_000, grid.points().size());
        List<Row> rows = Grids.simulator(grid).rows(grid.points());
        List<double[]> all = Grids.costs(rows, grid);
        double[] reference = Grids.worst(all);
        double whole = Hypervolume.of(all, reference);
        DescriptiveStatistics shares = new DescriptiveStatistics();
        for (int seed = 1; seed <= 10; seed++) {
            Sweep sweep =
                    Grids.sweep(GRID + ", 'search': {'method': 'nsga2', 'evaluations': 500, 'seed': " + seed + "}");
            Search search = Searches.of(sweep);
            List<Row> found = Objects.requireNonNull(search.rows(Grids.table(rows)));
            assertEquals(500, found.size());
            double share = Hypervolume.of(Grids.costs(found, sweep), reference) / whole;
            System.out.printf(Locale.ROOT, "seed %2d  %.4f of the hypervolume%n", seed, share);
            shares.addValue(share);
        }
        System.out.printf(
                Locale.ROOT,
                "mean %.4f, least %.4f, most %.4f, standard deviation %.4f%n",
                shares.getMean(),
                shares.getMin(),
                shares.getMax(),
                shares.getStandardDeviation());
        assertTrue(shares.getMean() >= 0.95, shares.toString());
    }
}
