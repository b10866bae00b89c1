package dev.headrace.explore.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.explore.Trial;
import dev.headrace.explore.sweep.Point;
import dev.headrace.explore.sweep.Row;
import dev.headrace.explore.sweep.Search;
import dev.headrace.explore.sweep.Sweep;
import dev.headrace.explore.sweep.SweepResult;
import dev.headrace.simulator.dataflow.Machinery;
import dev.headrace.simulator.kernel.Occupancy;
import dev.headrace.simulator.kernel.TimeBase;
import dev.headrace.simulator.run.Floor;
import dev.headrace.simulator.run.Result;
import dev.headrace.simulator.run.Simulation;
import dev.headrace.simulator.spec.Overrides;
import dev.headrace.simulator.unit.MemoryUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The search by bounds against the whole grid, and the bounds against every run of it. */
final class BoundsTest {
    private static final String AXES =
            "'set': ['hardware.units.hbm.fidelity=bandwidth', 'workload.mask=causal'], 'axes': ["
                    + "{'path': 'params.Br', 'values': [16, 32, 64]},"
                    + "{'path': 'params.Bc', 'values': [16, 48, 128]},"
                    + "{'name': 'array', 'paths': ['hardware.units.array.rows', 'hardware.units.array.cols'],"
                    + " 'values': [8, 16, 32]},"
                    + "{'path': 'hardware.units.hbm.channels', 'values': [1, 8]}],"
                    + "'objectives': [{'minimize': 'cycles'}, {'minimize': 'area_mm2 * (1 + channels / 8)'}]";

    private static SweepResult result(Sweep sweep, Search search, Search.Runner runner) {
        return new SweepResult(
                Objects.requireNonNull(search.rows(runner)), sweep.measures().objectives());
    }

    private static List<Long> points(List<Row> rows) {
        return rows.stream().map(Row::point).toList();
    }

    @Test
    void theFrontIsThatOfTheWholeGridThoughManyPointsAreSkippedAndABoundThatIsNoneLosesSome() {
        Sweep sweep = Grids.sweep(AXES);
        List<Row> rows = Grids.simulator(sweep).rows(sweep.points());
        Search.Runner runner = Grids.table(rows);
        SweepResult whole = result(sweep, Search.all(sweep), runner);
        Search search = new Bounds(sweep, sweep::leastCosts);
        SweepResult found = result(sweep, search, runner);
        assertEquals(points(whole.front()), points(found.front()));
        int skipped = whole.rows().size() - found.rows().size();
        assertTrue(skipped >= 10, skipped + " skipped");
        assertTrue(
                search.notes().get(0).contains(skipped + " of 54 points"),
                search.notes().toString());
        // Twice the costs are no lower bound, and then points of the front are lost.
        assertNotEquals(
                points(whole.front()),
                points(result(sweep, new Bounds(sweep, times(sweep, 2, 2)), runner)
                        .front()));
    }

    /** Many more points are skipped than if nothing were known of energy. */
    @Test
    void energyIsBoundedWellEnoughToSkipPoints() {
        Sweep sweep = Grids.sweep(AXES.replace("'area_mm2 * (1 + channels / 8)'", "'energy_pj'"));
        List<Row> rows = Grids.simulator(sweep).rows(sweep.points());
        Search.Runner runner = Grids.table(rows);
        SweepResult whole = result(sweep, Search.all(sweep), runner);
        SweepResult found = result(sweep, new Bounds(sweep, sweep::leastCosts), runner);
        assertEquals(points(whole.front()), points(found.front()));
        assertTrue(whole.rows().size() - found.rows().size() >= 20, found.rows().size() + " of 54 run");
        SweepResult free = result(sweep, new Bounds(sweep, times(sweep, 1, 0)), runner);
        assertEquals(points(whole.front()), points(free.front()));
        assertTrue(free.rows().size() > found.rows().size(), free.rows().size() + " run if energy is not bounded");
    }

    /** The bounds, each times a factor. */
    private static Function<Point, double[]> times(Sweep sweep, double... factors) {
        return point -> {
            double[] least = Objects.requireNonNull(sweep.leastCosts(point)).clone();
            for (int i = 0; i < least.length; i++) {
                least[i] *= factors[i];
            }
            return least;
        };
    }

    /** Both fidelities, formulas and a table, a link, several cores, designs that store and read again. */
    @ParameterizedTest
    @CsvSource({
        "flash-attention-1, systolic-128-hbm2",
        "flash-attention-2, systolic-128-hbm2",
        "unfused, systolic-128-hbm2",
        "matmul, systolic-128-hbm2",
        "flash-attention-2, a100-like"
    })
    void noEnergyIsBelowItsBound(String design, String machine) {
        double nearest = 0;
        for (String more : List.of(
                "hardware.units.hbm.fidelity=cycle",
                "hardware.units.hbm.fidelity=cycle workload.mask=causal",
                "hardware.units.hbm.fidelity=bandwidth hardware.units.hbm.link=ucie-2d",
                "hardware.units.hbm.fidelity=bandwidth hardware.energy=energy/45nm.json",
                "hardware.units.hbm.fidelity=bandwidth hardware.units.hbm.part=dram/ddr5-4800.json"
                        + " hardware.clocks.mem.mhz=2400")) {
            List<String> sets = new ArrayList<>(List.of("hardware=" + machine));
            sets.addAll(List.of(more.split(" ")));
            double share = share(design, sets);
            assertTrue(share <= 1, design + " " + sets + ": " + share);
            nearest = Math.max(nearest, share);
        }
        // A bound twice as high would be found to be none.
        assertTrue(nearest > 1 / 2.0, design + ": at best " + nearest);
    }

    private static double share(String design, List<String> sets) {
        Simulation.Options options = new Simulation.Options("off", 0, true);
        try (Trial bound = Trial.load(Grids.LIBRARY, design, "tiny", Overrides.of(sets), options);
                Trial run = Trial.load(Grids.LIBRARY, design, "tiny", Overrides.of(sets), options)) {
            return bound.floor().energyPj() / run.run().totals().energyPj();
        }
    }

    @Test
    void noRunIsBelowItsBoundAndSomeComeNear() {
        Sweep sweep = Grids.sweep(AXES);
        List<Double> near = new ArrayList<>();
        List<Row> rows = Grids.simulator(sweep).rows(sweep.points());
        for (int i = 0; i < rows.size(); i++) {
            Point point = sweep.points().get(i);
            Overrides overrides = Overrides.of(point.sets());
            Simulation.Options options = new Simulation.Options("off", 0, true);
            try (Trial trial = Trial.load(Grids.LIBRARY, point.design(), point.workload(), overrides, options)) {
                Floor floor = trial.floor();
                Row row = rows.get(i);
                double cycles = Objects.requireNonNull(row.get("cycles")).doubleValue();
                assertTrue(floor.cycles() <= cycles, point.label() + " " + floor);
                assertTrue(floor.seconds()
                        <= Objects.requireNonNull(row.get("seconds")).doubleValue());
                assertEquals(Objects.requireNonNull(row.get("area_mm2")).doubleValue(), floor.areaMm2());
                double energy = Objects.requireNonNull(row.get("energy_pj")).doubleValue();
                assertTrue(floor.energyPj() <= energy, point.label() + " " + floor);
                near.add(floor.cycles() / cycles);
            }
        }
        assertTrue(near.stream().anyMatch(share -> share > 0.6), near.toString());
    }

    @ParameterizedTest
    @CsvSource({
        "flash-attention-1, none",
        "flash-attention-2, none",
        "flash-attention-2, causal",
        "unfused, none",
        "matmul, none",
        "flat, none"
    })
    void whatFiringsTakeIsAddedUpWithoutARunToWhatARunCounts(String design, String mask) {
        Overrides overrides = Overrides.of(List.of("workload.mask=" + mask));
        Simulation.Options options = new Simulation.Options("off", 0, true);
        try (Trial counted = Trial.load(Grids.LIBRARY, design, "tiny", overrides, options);
                Trial run = Trial.load(Grids.LIBRARY, design, "tiny", overrides, options)) {
            Machinery made = counted.wired();
            Occupancy occupancy = Occupancy.of(made.graph());
            Result result = run.run();
            long period = new TimeBase(made.graph().clocks()).period(0);
            Map<String, Long> held = new LinkedHashMap<>();
            for (int u = 0; u < made.units().size(); u++) {
                held.merge(made.units().get(u).name(), occupancy.held(u) / period, Long::sum);
            }
            result.units().forEach((unit, r) -> assertEquals(r.busyCycles(), held.get(unit), unit));
            for (int m = 0; m < made.memories().size(); m++) {
                Result.MemoryResult memory = Objects.requireNonNull(
                        result.memories().get(made.memories().get(m)));
                assertEquals(memory.readBytes() + memory.writeBytes(), occupancy.bytes(m));
                assertEquals(memory.writeBytes(), occupancy.written(m));
            }
            // Without a memory and without static power the bound of energy is what a run takes, to the last action.
            Floor floor = counted.floor();
            double memories = 0;
            for (int m = 0; m < made.memories().size(); m++) {
                String memory = made.memories().get(m);
                memories += Objects.requireNonNull(counted.setup().hardware().unit(MemoryUnit.class, memory))
                        .leastPj(occupancy.onlyRead(m), occupancy.written(m), floor.seconds());
            }
            double onChip = result.totals().energyPj()
                    - result.memories().values().stream()
                            .mapToDouble(Result.MemoryResult::energyPj)
                            .sum();
            assertTrue(onChip > 0);
            assertEquals(onChip, floor.energyPj() - memories, 1e-6 * onChip);
        }
    }
}
