package dev.headrace.cli.figures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.cli.Words;
import dev.headrace.cli.laws.Trial;
import dev.headrace.golden.sparse.LinearLayers;
import dev.headrace.golden.sparse.PruningSchedule;
import dev.headrace.simulator.run.LinearWork;
import dev.headrace.simulator.run.Result;
import dev.headrace.simulator.run.Simulation;
import dev.headrace.simulator.spec.InputException;
import dev.headrace.simulator.spec.Library;
import dev.headrace.simulator.spec.Overrides;
import dev.headrace.traces.KeptSetFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What pruning saves in the layers around attention: against the golden count, and by hand. */
class LinearWorkTest {
    @TempDir
    Path dir;

    private Trial trial(String design, String shape, String kept) throws IOException {
        Path file = Files.writeString(
                dir.resolve("w.json"), """
                    { "name": "w", "format": "fp16", "mask": "%s", "tensors": { "seed": 3 }, "shape": { %s }, %s
                      "linear": { "model": 48, "ffn": 100, "weight_bits": 12 } }\
                    """.formatted(design.equals("spatten") ? "causal" : "none", shape, kept));
        return Trial.of(design).with(file.toString());
    }

    private static LinearWork linear(Result r) {
        return Objects.requireNonNull(Objects.requireNonNull(r.sparsity()).linear());
    }

    private static void same(LinearLayers golden, LinearWork work) {
        assertEquals(new LinearWork.Macs(golden.qkv(), golden.output(), golden.ffn()), work.macs());
        assertEquals(golden.denseMacs(), work.denseMacs().total());
        assertEquals(golden.weightBytes(), work.weightBytes());
        assertEquals(golden.denseWeightBytes(), work.denseWeightBytes());
        assertEquals(
                work.macs().total(),
                work.layers().stream().mapToLong(l -> l.macs().total()).sum());
        assertTrue(work.weightBytes() == 0 || work.modelDramReduction() >= 1, work.toString());
        for (LinearWork.Layer layer : work.layers()) {
            boolean nothing = layer.macs().total() == 0;
            assertTrue(nothing ? layer.computeReduction() == 0 : layer.computeReduction() >= 1, layer.toString());
            assertTrue(nothing ? layer.weightBytes() == 0 : layer.dramReduction() >= 32 / 12.0, layer.toString());
        }
    }

    private static PruningSchedule schedule(String shares) {
        return PruningSchedule.of(List.of(shares.split(" ")).stream()
                .mapToDouble(Double::parseDouble)
                .toArray());
    }

    private static final String SMALL = "\"layers\": 3, \"heads\": 3, \"queries\": 21, \"keys\": 21, \"head_dim\": 16";
    private static final LinearLayers.Sizes SIZES = new LinearLayers.Sizes(48, 100, 2, 3, 3, 16, 16, 12);

    @ParameterizedTest
    @CsvSource({
        "0 0 0, 0 0 0",
        "0 0.3 0.6, 0 0 0",
        "0 0 0, 0 0.4 0.7",
        "0.2 0.5 0.9, 0 0.4 0.4",
        "0.5 0 0, 0.4 0 0",
        "0 0 0, 1 1 1",
        "0 0.5 0.9, 0 1 1",
        "0 1 1, 0 0 0.4",
        "1 1 1, 1 1 1"
    })
    void aScheduleSavesWhatTheGoldenModelCounts(String tokens, String heads) throws IOException {
        String kept = "\"pruning\": { \"tokens\": { \"layers\": [%s] }, \"heads\": { \"layers\": [%s] } }"
                .formatted(tokens.replace(' ', ','), heads.replace(' ', ','));
        LinearWork pass = linear(trial("spatten-encoder", SMALL, "\"kept\": { " + kept + " },")
                .check("full")
                .run());
        same(LinearLayers.pass(SIZES, schedule(tokens), schedule(heads), 21), pass);
        assertNull(pass.prompt());
        for (boolean scored : new boolean[] {false, true}) {
            String pruning = kept.replace("\"tokens\"", "\"prompt_scores\": " + scored + ", \"tokens\"");
            LinearWork generated =
                    linear(trial("spatten", SMALL, "\"kept\": { \"generate\": true, \"prompt\": 15, " + pruning + " },")
                            .check("full")
                            .run());
            same(LinearLayers.generation(SIZES, schedule(heads), 6, scored), generated);
            LinearLayers prompt = LinearLayers.pass(SIZES, PruningSchedule.none(3), PruningSchedule.none(3), 15);
            assertEquals(
                    new LinearWork.Prompt(
                            15, new LinearWork.Macs(prompt.qkv(), prompt.output(), prompt.ffn()), prompt.weightBytes()),
                    generated.prompt());
        }
    }

    @Test
    void twoLayersTwoHeadsAndFourTokensWorkedByHand() throws IOException {
        String kept = "\"kept\": { \"counts\": { \"first\": [{ \"layers\": 1 },"
                + " { \"layers\": 1, \"keys\": 3, \"heads\": 1, \"values\": 2 }] } },";
        Result r = trial(
                        "spatten-encoder",
                        "\"layers\": 2, \"heads\": 2, \"queries\": 4, \"keys\": 4, \"head_dim\": 24",
                        kept)
                .run();
        LinearWork work = linear(r);
        // 48 x 48 = 2304 weights in each of four matrices, 48 x 100 = 4800 in each of two.
        assertEquals(
                new LinearWork.Macs(4 * 6912, 4 * 2304, 4 * 9600),
                work.layers().get(0).macs());
        assertEquals(1.0, work.layers().get(0).computeReduction());
        assertEquals(32 / 12.0, work.layers().get(0).dramReduction());
        // Three tokens, half of the four matrices.
        LinearWork.Layer second = work.layers().get(1);
        assertEquals(new LinearWork.Macs(3 * 3456, 3 * 1152, 3 * 9600), second.macs());
        assertEquals(3, second.rows());
        assertEquals(1, second.heads());
        assertEquals((3456 + 1152 + 9600) * 12 / 8, second.weightBytes());
        assertEquals(2 * 18816 * 4, work.denseWeightBytes());
        // Attention: 2 heads of 4 x 4 pairs, twice 24 products each; then one head of 3 queries, 3 keys and 2 values.
        Result.Sparsity s = Objects.requireNonNull(r.sparsity());
        assertEquals(2 * 16 * 48 + 3 * 24 * 5, s.products());
        assertEquals(
                (2 * 4 * 18816 + 4 * 16 * 48) / (4 * 18816 + 3 * 14208 + 2 * 16 * 48 + 3 * 24 * 5.0),
                work.modelComputeReduction());
        assertEquals(
                (work.denseWeightBytes() + s.denseBytes()) / (double) (work.weightBytes() + s.bytes()),
                work.modelDramReduction());
    }

    @Test
    void countsAreFollowedWhereNoHeadIsThere() throws IOException {
        String kept = "\"kept\": { \"counts\": { \"first\": [{ \"layers\": 1, \"keys\": 20, \"heads\": 0 },"
                + " { \"layers\": 1, \"keys\": 7, \"heads\": 0 }, { \"layers\": 1, \"keys\": 0 }] } },";
        LinearWork work = linear(trial("spatten-encoder", SMALL, kept).run());
        assertEquals(
                List.of(20L, 7L, 0L),
                work.layers().stream().map(LinearWork.Layer::rows).toList());
        assertEquals(new LinearWork.Macs(0, 0, 27 * 9600), work.macs());
        assertEquals(2 * 9600 * 12 / 8, work.weightBytes());
        assertEquals(0, work.layers().get(2).computeReduction());
    }

    @Test
    void generatedTokensKeepTheHeadsOfTheirCounts() throws IOException {
        String shape = SMALL.replace("\"queries\": 21", "\"queries\": 4");
        String kept = "\"kept\": { \"generate\": true, \"counts\": { \"first\": [{ \"layers\": 3 }],"
                + " \"others\": [{ \"layers\": 2, \"keys\": 9 }, { \"layers\": 1, \"keys\": 0, \"heads\": 1 }] } },";
        LinearWork work = linear(trial("spatten", shape, kept).run());
        LinearLayers golden = new LinearLayers(SIZES);
        for (int heads : new int[] {3, 3, 3, 3, 3, 1, 3, 3, 1, 3, 3, 1}) {
            golden.add(1, 1, heads, heads);
        }
        same(golden, work);
        assertEquals(6.0 / 4, work.layers().get(2).heads());
        assertEquals(17, Objects.requireNonNull(work.prompt()).rows());
    }

    @Test
    void aRunReplayedFromItsTraceSavesAsMuch() throws IOException {
        for (String design : List.of("spatten", "spatten-encoder")) {
            String generate = design.equals("spatten") ? "\"generate\": true, \"prompt\": 17, " : "";
            Trial pruned = trial(
                    design,
                    SMALL,
                    "\"kept\": { " + generate + "\"pruning\": { \"tokens\": { \"layers\": [0, 0.4, 0.8] },"
                            + " \"heads\": { \"layers\": [0, 0.4, 0.7] } } },");
            LinearWork first;
            try (dev.headrace.explore.Trial run = explored(pruned, "full")) {
                first = linear(run.run());
                KeptSetFile.write(Objects.requireNonNull(run.kept()), dir.resolve("kept.csv"));
            }
            assertTrue(first.computeReduction() > 1);
            String steps = generate.isEmpty() ? "21" : "4";
            Trial replay = trial(
                    design,
                    SMALL.replace("\"queries\": 21", "\"queries\": " + steps),
                    "\"kept\": { " + generate.replace(", \"prompt\": 17", "") + "\"trace\": \"kept.csv\" },");
            try (dev.headrace.explore.Trial run = explored(replay, "off")) {
                LinearWork again = linear(run.run());
                assertEquals(first.layers(), again.layers());
                assertEquals(first.prompt(), again.prompt());
            }
        }
    }

    private static dev.headrace.explore.Trial explored(Trial trial, String check) {
        return dev.headrace.explore.Trial.load(
                new Library(Trial.home()),
                trial.design(),
                trial.workload(),
                Overrides.of(List.of()),
                new Simulation.Options(check, 0, true));
    }

    @Test
    void aHeadOfKeysIsReadWhileAnyHeadNeedsIt() throws IOException {
        // Of four heads that share two, the first three are kept; then two, which are one group.
        String shape = "\"layers\": 2, \"heads\": 4, \"kv_heads\": 2, \"queries\": 5, \"keys\": 5, \"head_dim\": 12";
        String kept = "\"kept\": { \"counts\": { \"first\": [{ \"layers\": 1, \"heads\": 3 },"
                + " { \"layers\": 1, \"heads\": 2 }] } },";
        LinearWork work = linear(trial("spatten-encoder", shape, kept).run());
        LinearLayers golden = new LinearLayers(new LinearLayers.Sizes(48, 100, 2, 4, 2, 12, 12, 12));
        golden.add(5, 5, 3, 2);
        golden.add(5, 5, 2, 1);
        same(golden, work);
    }

    @Test
    void withoutPruningNothingIsSavedButWidth() throws IOException {
        for (String design : List.of("spatten", "spatten-encoder", "a3", "mnnfast")) {
            LinearWork work = linear(trial(design, SMALL, "").run());
            assertEquals(work.denseMacs(), work.macs());
            assertEquals(1.0, work.computeReduction());
            assertEquals(32 / 12.0, work.dramReduction(), 1e-12);
            assertEquals(1.0, work.modelComputeReduction());
        }
        assertNull(Objects.requireNonNull(Trial.of("spatten-encoder").run().sparsity())
                .linear());
    }

    @Test
    void weightsWithoutBitsHaveTheFormatOfTheWorkload() throws IOException {
        Path file = Files.writeString(
                dir.resolve("v.json"),
                Files.readString(Path.of(trial("spatten", SMALL, "").workload()))
                        .replace(", \"weight_bits\": 12", ", \"matrices\": 3"));
        LinearWork work =
                linear(Trial.of("spatten-encoder").with(file.toString()).run());
        assertEquals(3L * 2 * (4 * 48 * 48 + 3 * 48 * 100), work.weightBytes());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "linear.model=64 | /linear/model: 64; allowed: 48, heads x head_dim = 3 x 16",
                "shape.head_dim=8 | /linear/model: 48; allowed: 24",
                "shape.dimensions={\"ffn\":99} | /linear/ffn: 100; allowed: 99, as in shape/dimensions/ffn",
                "shape.queries=22 | /linear: 22 queries, 21 keys",
                "linear.matrices=4 | /linear/matrices: 4; allowed: 2 to 3",
                "linear.weight_bits=0 | /linear/weight_bits: 0; allowed: 1 to 32",
                "linear={\"model\":48} | /linear/ffn: missing"
            })
    void whatContradictsTheShapeIsRefused(String set, String message) throws IOException {
        Trial trial = trial("spatten-encoder", SMALL, "").set("workload." + set);
        String m = Words.withoutPlace(
                assertThrows(InputException.class, trial::run).getMessage());
        assertTrue(m.contains(message), m);
    }
}
