package dev.headrace.explore.mapping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.explore.Shipped;
import dev.headrace.explore.Trial;
import dev.headrace.explore.sweep.Row;
import dev.headrace.reports.ResultJson;
import dev.headrace.simulator.run.Floor;
import dev.headrace.simulator.run.Result;
import dev.headrace.simulator.run.Simulation;
import dev.headrace.simulator.spec.JsonFile;
import dev.headrace.simulator.spec.Overrides;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The search for mappings against a run of every one of them. */
final class MappingSearchTest {
    private static final List<String> SMALL = List.of(
            "workload.shape.queries=64",
            "workload.shape.keys=48",
            "workload.shape.head_dim=32",
            "hardware.units.array.rows=16",
            "hardware.units.array.cols=16",
            "hardware.units.sram.kib=24",
            "hardware.units.hbm.channels=1");

    private static final MappingSearch.Progress SILENT = new MappingSearch.Progress() {
        @Override
        public void done(MappingSearch.Phase phase, int done, int of) {}

        @Override
        public void counted(BigInteger mappings, int considered) {}

        @Override
        public void ran(Row row, int most) {}
    };

    private static MappingRequest gemm(List<String> more, int depths, int most, long seed) {
        List<String> sets = new ArrayList<>(SMALL);
        sets.addAll(List.of("params.mt=16", "params.nt=16", "params.kt=16"));
        sets.addAll(more);
        return new MappingRequest(
                List.of("gemm"),
                null,
                null,
                sets,
                "cycles",
                Map.of("mt", List.of(16, 64), "nt", List.of(16, 48), "kt", List.of(16)),
                List.of(),
                depths,
                null,
                most,
                seed);
    }

    private static MappingRequest attention(String minimize) {
        return new MappingRequest(
                List.of("flash-attention-2", "flash-attention-1"),
                null,
                "tiny",
                List.of("hardware.units.hbm.channels=1", "params.Br=32", "params.Bc=32"),
                minimize,
                Map.of("Br", List.of(32, 64), "Bc", List.of(32, 128)),
                List.of(List.of("h", "q", "k"), List.of("h", "k", "q")),
                1,
                64L << 10,
                1000,
                0);
    }

    private static MappingSearch search(MappingRequest request, int jobs) {
        return new MappingSearch(Shipped.LIBRARY, request, jobs, 3, null, SILENT);
    }

    /** The least costs of all points of a plan, and which come to an end, by running every one of them alone. */
    private static Map<Long, Long> everyRun(MappingPlan plan) {
        Map<Long, Long> cycles = new HashMap<>();
        plan.points().forEach(p -> {
            List<String> sets = new ArrayList<>(p.sets());
            sets.add("hardware.units.hbm.fidelity=bandwidth");
            Overrides overrides = Overrides.of(sets);
            try (Trial trial = Trial.load(Shipped.LIBRARY, p.design(), p.workload(), overrides, Algorithm.TIMING)) {
                Result result = trial.run();
                if (result.status().equals("complete")) {
                    cycles.put(p.index(), result.cycles());
                }
            } catch (dev.headrace.simulator.spec.InputException e) {
                // Too deep for the scratchpad: valid with less.
                assertTrue(String.valueOf(e.getMessage()).contains("the buffers in sram need"), e.getMessage());
            }
        });
        return cycles;
    }

    private static long best(MappingSearch.Found found) {
        return found.runs().stream()
                .filter(Row::feasible)
                .mapToLong(r -> Objects.requireNonNull(r.get("cycles")).longValue())
                .min()
                .orElseThrow();
    }

    @Test
    void theBestOfAllMappingsOfAProductIsFoundWithoutRunningMostAndABoundThatIsNoneLosesIt() {
        MappingSearch search = search(gemm(List.of(), 2, 1000, 0), 2);
        MappingPlan plan = Objects.requireNonNull(search.plan());
        Map<Long, Long> all = everyRun(plan);
        long least = all.values().stream().mapToLong(c -> c).min().orElseThrow();
        MappingSearch.Found found = search.found(plan);
        assertEquals(least, best(found));
        assertTrue(
                found.runs().size() < plan.points().size() / 2,
                found.runs().size() + " of " + plan.points().size());
        // No run is below what was known of it.
        all.forEach((index, cycles) ->
                assertTrue(Objects.requireNonNull(plan.floors().get(index)).cycles() <= cycles, index + " " + cycles));
        assertTrue(found.floor().cycles() <= least);
        // Bounds that are none, high where runs are short, lose it.
        Map<Long, Floor> wrong = new HashMap<>();
        plan.floors()
                .forEach((index, f) -> wrong.put(
                        index, new Floor(1_000_000_000 / (1 + f.cycles()), 1 / (1e-9 + f.seconds()), "", 0, null)));
        MappingSearch.Found lost =
                search(gemm(List.of(), 2, 1000, 0), 2).found(new MappingPlan(plan.counts(), plan.points(), wrong));
        assertNotEquals(least, best(lost));
    }

    @Test
    void theBestFormOfAttentionIsFoundAmongTwo() {
        MappingSearch search = search(attention("cycles"), 2);
        MappingPlan plan = Objects.requireNonNull(search.plan());
        Map<Long, Long> all = everyRun(plan);
        MappingSearch.Found found = search.found(plan);
        assertEquals(all.values().stream().mapToLong(c -> c).min().orElseThrow(), best(found));
        assertTrue(
                found.runs().size() < plan.points().size(),
                found.runs().size() + " of " + plan.points().size());
        // Keys outside queries is an order of the one form alone, and queries outside keys, too, which is refused by
        // the other.
        assertTrue(plan.points().stream().anyMatch(p -> p.design().equals("flash-attention-1")));
        assertTrue(plan.points().stream().anyMatch(p -> p.design().equals("flash-attention-2")));
        // Neither design as it stands is better.
        List<MappingSearch.Mapped> shipped =
                found.finals().stream().filter(MappingSearch.Mapped::shipped).toList();
        assertEquals(2, shipped.size());
        shipped.forEach(m -> assertTrue(found.finals().get(0).cost() <= m.cost()));
    }

    @Test
    void whatIsFoundDoesNotDependOnTheNumberOfJobsNorIsADrawAnyOtherForOneSeed() {
        MappingSearch.Found one =
                Objects.requireNonNull(search(gemm(List.of(), 1, 1000, 0), 1).run());
        MappingSearch.Found two =
                Objects.requireNonNull(search(gemm(List.of(), 1, 1000, 0), 2).run());
        assertEquals(one, two);
        MappingPlan drawn =
                Objects.requireNonNull(search(gemm(List.of(), 1, 12, 5), 2).plan());
        assertEquals(12, drawn.counts().considered());
        assertEquals(drawn, search(gemm(List.of(), 1, 12, 5), 1).plan());
        assertNotEquals(drawn, search(gemm(List.of(), 1, 12, 6), 1).plan());
    }

    @Test
    void lessEnergyIsAnotherAim() {
        MappingSearch.Found found = Objects.requireNonNull(
                search(attention("energy_pj * seconds"), 2).run());
        double best = found.finals().get(0).cost();
        found.finals().forEach(m -> {
            assertTrue(best <= m.cost());
            double product = Objects.requireNonNull(m.row().get("energy_pj")).doubleValue()
                    * Objects.requireNonNull(m.row().get("seconds")).doubleValue();
            assertEquals(product, m.cost(), 1e-12 * product);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"gemm", "gemm-partial-sums"})
    void theBestIsADesignThatRunsAsFoundAndPassesItsCheck(String design, @TempDir Path folder) throws IOException {
        List<String> sets = List.of("workload.shape.queries=64", "params.mt=16");
        MappingRequest request = new MappingRequest(
                List.of(design),
                "systolic-128-hbm2",
                "gemm-256",
                sets,
                "cycles",
                Map.of("mt", List.of(16, 32), "nt", List.of(128), "kt", List.of(64, 256)),
                List.of(),
                1,
                1L << 20,
                1000,
                0);
        MappingSearch.Found found = Objects.requireNonNull(search(request, 2).run());
        MappingSearch.Mapped best = found.finals().get(0);
        Path file = folder.resolve("best.json");
        String text = MappedDesign.of(Shipped.LIBRARY, best.point(), file).toString();
        Files.writeString(file, text);
        assertEquals(List.of("workload.shape.queries=64"), MappedDesign.besides(best.point()));
        Result result = run(file, MappedDesign.besides(best.point()), "full");
        assertEquals(Objects.requireNonNull(best.row().get("cycles")).longValue(), result.cycles());
        assertTrue(Objects.requireNonNull(result.golden()).passed());
        assertEquals(65536 / 4, result.golden().outputsChecked());
        // The design as it stands says where its tiles are from, which is not true of these.
        assertNull(JsonFile.MAPPER.readTree(text).path("sources").get("params"));
        assertNotEquals(cyclesAsItStands(found), result.cycles());
    }

    private static @Nullable Long cyclesAsItStands(MappingSearch.Found found) {
        return found.finals().stream()
                .filter(MappingSearch.Mapped::shipped)
                .map(m -> Objects.requireNonNull(m.row().get("cycles")).longValue())
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    private static Result run(Path file, List<String> sets, String check) {
        try (Trial trial = Trial.load(
                Shipped.LIBRARY, file.toString(), null, Overrides.of(sets), new Simulation.Options(check, 0, true))) {
            Result result = trial.run();
            assertTrue(ResultJson.text(result).contains("-mapped"));
            return result;
        }
    }
}
