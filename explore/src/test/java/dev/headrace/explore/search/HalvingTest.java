package dev.headrace.explore.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.explore.sweep.Evaluator;
import dev.headrace.explore.sweep.Point;
import dev.headrace.explore.sweep.Row;
import dev.headrace.explore.sweep.Search;
import dev.headrace.explore.sweep.SearchSpec;
import dev.headrace.explore.sweep.Sweep;
import dev.headrace.explore.sweep.SweepFolder;
import dev.headrace.explore.sweep.SweepResult;
import dev.headrace.simulator.spec.BadField;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which points go on, reckoned by hand, and the search on the simulator against the whole grid. */
final class HalvingTest {
    /** Eight points. */
    private static final String AXES = "'axes': [{'path': 'params.Br', 'values': [16, 32, 48, 64, 80, 96, 112, 128]}],"
            + "'objectives': [{'minimize': 'cycles'}, {'minimize': 'energy_pj'}]";

    private static SearchSpec spec(List<List<String>> rounds, double keep, int control, long seed) {
        return new SearchSpec("halving", null, seed, null, rounds, keep, control);
    }

    private static Row row(long index, boolean feasible, double... objectives) {
        List<Double> values = new ArrayList<>();
        for (double v : objectives) {
            values.add(v);
        }
        Row.Status status = objectives.length == 0 ? Row.Status.DEADLOCK : Row.Status.COMPLETE;
        return new Row(index, Map.of(), status, "", feasible, "", Map.of(), values);
    }

    /** What points come to, by their numbers, and what was asked for. */
    private static final class Table implements Search.Runner {
        private final double[][] quick;
        private final double[][] close;
        private final List<List<Point>> asked = new ArrayList<>();

        Table(double[][] quick, double[][] close) {
            this.quick = quick;
            this.close = close;
        }

        @Override
        public List<Row> rows(List<Point> points) {
            asked.add(points);
            return points.stream()
                    .map(p -> {
                        double[] one = p.index() < 8 ? close[(int) p.index()] : quick[(int) (p.index() % 8)];
                        return row(p.index(), one.length > 0, one);
                    })
                    .toList();
        }

        List<Long> asked(int round) {
            return asked.get(round).stream().map(p -> p.index() % 8).toList();
        }
    }

    @Test
    void pointsGoOnByFrontsAndOfTheLastOneTheMostAlone() {
        // Fronts: {0, 1}; {2, 3, 4, 5}; {6}; 7 does not come to an end.
        double[][] quick = {{1, 4}, {2, 3}, {5, 5.5}, {3, 9}, {4, 6}, {9, 5}, {10, 10}, {}};
        double[][] close = {{7, 7}, {6, 6}, {5, 5}, {4, 4}, {3, 3}, {2, 2}, {1, 1}, {0, 0}};
        Table table = new Table(quick, close);
        Sweep sweep = Grids.sweep(AXES);
        Search search = new Halving(sweep, spec(List.of(List.of("params.Bc=64")), 0.625, 0, 0));
        assertEquals(8 + 5, search.most());
        List<Row> rows = Objects.requireNonNull(search.rows(table));
        assertEquals(List.of(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L), table.asked(0));
        assertTrue(table.asked.get(0).stream().allMatch(p -> p.sets().contains("params.Bc=64")));
        // Five: the first front; the ends of the second, 3 and 5; and 4, as (5 - 3) / 6 + (9 - 5.5) / 4 = 1.21 for it
        // is
        // more than (9 - 4) / 6 + (6 - 5) / 4 = 1.08 for 2.
        assertEquals(List.of(0L, 1L, 3L, 4L, 5L), table.asked(1));
        assertTrue(table.asked.get(1).stream().noneMatch(p -> p.sets().contains("params.Bc=64")));
        assertEquals(List.of(0L, 1L, 3L, 4L, 5L), rows.stream().map(Row::point).toList());
        assertEquals(
                "Halving: 8 points with params.Bc=64; 5 go on", search.notes().get(0));
    }

    @Test
    void aFirstFrontThatIsLargerThanTheShareGoesOnAsAWhole() {
        double[][] quick = {{1, 8}, {2, 7}, {3, 6}, {4, 5}, {9, 9}, {9, 9}, {9, 9}, {9, 9}};
        Table table = new Table(quick, quick);
        Search search = new Halving(Grids.sweep(AXES), spec(List.of(List.of("params.Bc=64")), 0.25, 0, 0));
        assertEquals(4, Objects.requireNonNull(search.rows(table)).size());
    }

    @Test
    void eachRoundIsOfWhatTheOneBeforeLeftUnderNumbersOfItsOwn() {
        double[][] quick = {{8, 8}, {7, 7}, {6, 6}, {5, 5}, {4, 4}, {3, 3}, {2, 2}, {1, 1}};
        Table table = new Table(quick, quick);
        Search search = new Halving(
                Grids.sweep(AXES), spec(List.of(List.of("params.Bc=32"), List.of("params.Bc=64")), 0.5, 0, 0));
        assertEquals(8 + 4 + 2, search.most());
        List<Row> rows = Objects.requireNonNull(search.rows(table));
        assertEquals(List.of(4L, 5L, 6L, 7L), table.asked(1));
        assertEquals(List.of(6L, 7L), rows.stream().map(Row::point).toList());
        assertEquals(
                List.of(8L, 20L, 6L),
                table.asked.stream().map(list -> list.get(0).index()).toList());
    }

    @Test
    void theTwoRankingsAreComparedOverADrawThatDoesNotLookAtThem() {
        double[][] quick = {{1, 1}, {2, 2}, {3, 3}, {4, 4}, {5, 5}, {6, 6}, {7, 7}, {8, 8}};
        // Two neighbours change places in cycles: rho 1 - 6 x 2 / (8 x 63) = 0.976, tau (27 - 1) / 28 = 0.929.
        double[][] close = {{1, 8}, {2, 7}, {3, 6}, {5, 5}, {4, 4}, {6, 3}, {7, 2}, {8, 1}};
        Table table = new Table(quick, close);
        Search search = new Halving(Grids.sweep(AXES), spec(List.of(List.of("params.Bc=64")), 0.25, 8, 0));
        assertEquals(8, Objects.requireNonNull(search.rows(table)).size());
        assertTrue(search.notes().get(1).contains("cycles"), search.notes().toString());
        assertTrue(
                search.notes().get(1).contains("over 8 points"), search.notes().toString());
        assertTrue(
                search.notes().get(1).contains("Spearman 0.976"), search.notes().toString());
        assertTrue(
                search.notes().get(1).contains("Kendall 0.929"), search.notes().toString());
        assertTrue(
                search.notes().get(2).contains("Spearman -1.000"),
                search.notes().toString());
        // Another seed draws others; the same seed the same.
        Table[] tables = {new Table(quick, close), new Table(quick, close), new Table(quick, close)};
        long[] seeds = {3, 3, 4};
        for (int i = 0; i < 3; i++) {
            new Halving(Grids.sweep(AXES), spec(List.of(List.of("params.Bc=64")), 0.1, 3, seeds[i])).rows(tables[i]);
        }
        assertEquals(tables[0].asked(1), tables[1].asked(1));
        assertTrue(
                !tables[0].asked(1).equals(tables[2].asked(1)),
                tables[2].asked(1).toString());
    }

    @Test
    void aRunnerThatStopsEndsIt() {
        double[][] quick = {{8, 8}, {7, 7}, {6, 6}, {5, 5}, {4, 4}, {3, 3}, {2, 2}, {1, 1}};
        Table table = new Table(quick, quick);
        Search search = new Halving(Grids.sweep(AXES), spec(List.of(List.of("params.Bc=64")), 0.5, 0, 0));
        assertNull(search.rows(points -> List.of()));
        assertNull(search.rows(points -> points.size() < 8 ? List.of() : table.rows(points)));
    }

    @Test
    void intervalsAreThoseOfFieller() {
        double[] x = {1, 2, 3, 4, 5, 6, 7, 8};
        double[] y = {1, 2, 3, 5, 4, 6, 7, 8};
        RankCorrelation r = RankCorrelation.of(x, y);
        // artanh(0.97619) = 2.2092; 1.95996 x sqrt(1.06 / 5) = 0.90243; tanh(1.3068) = 0.8635, tanh(3.1116) = 0.9960.
        assertEquals(0.8635, r.rhoRange().low(), 1e-3);
        assertEquals(0.9960, r.rhoRange().high(), 1e-3);
        // artanh(0.92857) = 1.6479; 1.95996 x sqrt(0.437 / 4) = 0.64783; tanh(1.0001) = 0.7616, tanh(2.2957) = 0.9799.
        assertEquals(0.7616, r.tauRange().low(), 1e-3);
        assertEquals(0.9799, r.tauRange().high(), 1e-3);
        assertTrue(Double.isNaN(RankCorrelation.of(new double[] {1, 1, 1}, new double[] {1, 2, 3})
                .rho()));
        assertTrue(Double.isNaN(RankCorrelation.of(new double[] {1, 2, 3}, new double[] {1, 2, 3})
                .rhoRange()
                .low()));
    }

    @Test
    void onTheSimulatorTheFrontOfTheGridIsFoundWithAThirdOfTheCloseRuns() {
        Sweep sweep = Grids.sweep("'set': ['workload.mask=causal'], 'axes': ["
                + "{'path': 'params.Br', 'values': [16, 32, 64]}, {'path': 'params.Bc', 'values': [16, 48, 128]},"
                + "{'path': 'hardware.units.hbm.channels', 'values': [1, 8]}],"
                + "'objectives': [{'minimize': 'cycles'}]");
        Search.Runner runner = Grids.simulator(sweep);
        SweepResult whole =
                new SweepResult(runner.rows(sweep.points()), sweep.measures().objectives());
        SearchSpec spec = new SearchSpec("halving", null, 0L, null, null, 0.2, 3);
        Search search = new Halving(sweep, spec);
        List<Row> rows = Objects.requireNonNull(search.rows(runner));
        assertEquals(whole.front(), new SweepResult(rows, sweep.measures().objectives()).front());
        assertTrue(rows.size() <= 4 + 3, rows.size() + " rows");
        assertTrue(
                search.notes().get(0).contains("hardware.units.hbm.fidelity=bandwidth"),
                search.notes().toString());
    }

    @Test
    void whatAFolderHoldsAreTheRowsOfTheLastRoundAndASecondTimeNothingIsRun(@TempDir Path folder) {
        Sweep sweep = Grids.sweep(
                "'axes': [{'path': 'params.Br', 'values': [32, 64, 128]}]," + "'objectives': [{'minimize': 'cycles'}]");
        SearchSpec spec = new SearchSpec("halving", null, 0L, null, null, 0.3, 1);
        SweepResult first = Objects.requireNonNull(run(sweep, spec, folder, false, row -> {}));
        assertTrue(first.rows().size() < 3, first.rows().toString());
        assertEquals(
                first.rows().toString(),
                SweepFolder.read(folder).result().rows().toString());
        SweepResult again = run(sweep, spec, folder, true, row -> {
            throw new AssertionError(row.toString());
        });
        assertEquals(
                first.rows().toString(), Objects.requireNonNull(again).rows().toString());
    }

    private static @Nullable SweepResult run(
            Sweep sweep, SearchSpec spec, Path folder, boolean resume, Evaluator.Progress progress) {
        try (SweepFolder run = new SweepFolder(
                Grids.LIBRARY,
                sweep,
                new Halving(sweep, spec),
                folder,
                resume,
                false,
                1,
                setup -> "",
                null,
                progress)) {
            return run.run();
        }
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        for (@Nullable Double keep : List.of(0.0, 1.0, -1.0, Double.NaN)) {
            assertThrows(BadField.class, () -> new SearchSpec("halving", null, null, null, null, keep, null));
        }
        assertThrows(BadField.class, () -> new SearchSpec("halving", null, null, null, List.of(), null, null));
        assertThrows(BadField.class, () -> new SearchSpec("halving", null, null, null, List.of(List.of()), null, null));
        assertThrows(BadField.class, () -> new SearchSpec("halving", null, null, null, null, null, -1));
        assertThrows(BadField.class, () -> new SearchSpec("halving", 5, null, null, null, null, null));
        assertThrows(BadField.class, () -> new SearchSpec("bounds", null, null, null, null, 0.5, null));
    }
}
