package dev.headrace.cli.figures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.explore.Trial;
import dev.headrace.golden.sparse.LinearLayers;
import dev.headrace.golden.sparse.SpattenCounts;
import dev.headrace.simulator.run.LinearWork;
import dev.headrace.simulator.run.Result;
import dev.headrace.simulator.run.Simulation;
import dev.headrace.simulator.spec.InputException;
import dev.headrace.simulator.spec.Library;
import dev.headrace.simulator.spec.Overrides;
import dev.headrace.traces.KeptSetFile;
import dev.headrace.traces.KeptSetTrace;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A kept-set trace in the published format on simulated hardware: what it moves is what counting gives. */
class KeptTraceTest {
    private static final Library LIBRARY = new Library(home());

    @TempDir
    Path dir;

    private Path csv = Path.of("");

    private static Path home() {
        Path here = Path.of("").toAbsolutePath();
        return Files.isDirectory(here.resolve("configs")) ? here : Objects.requireNonNull(here.getParent());
    }

    @BeforeEach
    void aTraceOfThreeTokensThreeLayersAndFourHeads() throws IOException {
        csv = dir.resolve("kept.csv");
        try (InputStream in = Objects.requireNonNull(KeptTraceTest.class.getResourceAsStream("kept.csv"))) {
            Files.copy(in, csv);
        }
        Files.writeString(dir.resolve("w.json"), """
                { "name": "w", "mask": "causal", "kept": { "generate": true, "trace": "kept.csv" },
                  "shape": { "layers": 3, "heads": 4, "queries": 3, "keys": 63, "head_dim": 64 } }""");
    }

    private Result run(String... sets) {
        Overrides overrides = Overrides.of(List.of(sets));
        Simulation.Options options = new Simulation.Options("auto", 0, true);
        try (Trial trial = Trial.load(LIBRARY, "spatten", dir.resolve("w.json").toString(), overrides, options)) {
            Result r = trial.run();
            assertEquals("complete", r.status(), () -> String.valueOf(r.deadlock()));
            return r;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8})
    void bytesAreThoseOfCountingAndNoBoundIsUndercut(int group) {
        KeptSetTrace trace = KeptSetFile.read(csv);
        SpattenCounts counts = trace.count(new SpattenCounts.Machine(512, 512, 16, 3, group));
        Result r = run("params.group=" + group);
        Result.Sparsity kept = Objects.requireNonNull(r.sparsity());
        assertEquals(counts.dramBytes(), kept.bytes());
        assertEquals(counts.denseBytes(), kept.denseBytes());
        assertEquals(trace.refetchRate(), kept.refetchRate());
        counts.bounds().forEach((resource, cycles) -> {
            if (resource != SpattenCounts.Resource.TOP_K) {
                assertTrue(r.cycles() >= cycles, resource + ": " + cycles + " of " + r.cycles());
            }
        });
        assertTrue(r.cycles() >= counts.leastTopKCycles());
        // What the arrays are busy for is what the bounds count, to the cycle.
        assertEquals(
                counts.bounds().get(SpattenCounts.Resource.QUERY_KEY),
                r.units().get("qk").busyCycles());
        assertEquals(
                counts.bounds().get(SpattenCounts.Resource.PROBABILITY_VALUE),
                r.units().get("pv").busyCycles());
    }

    @Test
    void weightsOfDroppedHeadsAreNotReadForATokenThatDropsThem() {
        Result r = run("workload.linear={\"model\":256,\"ffn\":100,\"weight_bits\":8}");
        LinearLayers counted = new LinearLayers(new LinearLayers.Sizes(256, 100, 2, 4, 4, 64, 64, 8));
        KeptSetFile.read(csv).rows().stream()
                .collect(Collectors.groupingBy(k -> 10 * k.step() + k.layer(), Collectors.counting()))
                .values()
                .forEach(heads -> counted.add(1, 1, Math.toIntExact(heads), Math.toIntExact(heads)));
        LinearWork work =
                Objects.requireNonNull(Objects.requireNonNull(r.sparsity()).linear());
        assertEquals(counted.weightBytes(), work.weightBytes());
        assertEquals(counted.qkv(), work.macs().qkv());
        assertEquals(counted.denseMacs(), work.denseMacs().total());
        assertEquals(3.0, work.layers().get(2).heads());
    }

    @Test
    void droppedHeadsAreNotVisited() {
        Result r = run();
        assertEquals(3 * (4 + 4 + 3), r.operators().get("K").firings());
        assertEquals(KeptSetFile.read(csv).rows().size(), r.operators().get("T").firings());
    }

    @Test
    void selectionsBetweenLayersWaitForAllOfTheLayerBefore() {
        Result r = run();
        // Seven selections are in the trace: before the second and third layer of tokens 1 and 2, before their first.
        long selections = KeptSetFile.read(csv).rows().stream()
                .filter(row -> row.selects())
                .count();
        assertEquals(6, selections);
        assertTrue(r.operators().get("Keep").busyCycles() > 0);
        assertTrue(r.operators().get("Keep").stalls().input() > 0);
    }

    @Test
    void aLineBeyondTheShapeIsRefused() {
        InputException e = assertThrows(InputException.class, () -> run("workload.shape.layers=2"));
        assertTrue(e.getMessage().contains("layers"), e.getMessage());
    }

    @Test
    void smallerMemoriesOnChipNeverMakeARunFasterHere() {
        long plenty = run("workload.shape.head_dim=64").cycles();
        long little = run("params.key_bytes=12288", "params.value_bytes=12288").cycles();
        assertTrue(little >= plenty, little + " and " + plenty);
    }

    @ParameterizedTest
    @CsvSource({
        "'0,0,0,64.0,4,2,6,16,0.05,False,4,1,6,True,False,False,-1,0 2,1', value index 1",
        "'0,0,0,64.0,4,2,6,16,0.05,False,4,1,6,True,False,False,-1,,1', value_indices without key_indices",
        "'0,0,0,64.0,4,2,6,16,0.05,False,4,1,6,True,False,False,-1,,;"
                + "0,0,1,64.0,5,5,6,16,0.05,False,4,1,6,True,False,False,-1,,', 5 tokens after a line with 4"
    })
    void linesThatNoRunCanHaveWrittenAreRefused(String lines, String message) throws IOException {
        String header = Files.readAllLines(csv).get(0) + ",key_indices,value_indices";
        Files.writeString(csv, header + "\n" + lines.replace(';', '\n') + "\n");
        String m = assertThrows(InputException.class, this::run).getMessage();
        assertTrue(m.contains("/kept/trace: " + message), m);
    }
}
