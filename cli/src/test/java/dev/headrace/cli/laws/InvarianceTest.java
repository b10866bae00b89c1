package dev.headrace.cli.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.headrace.simulator.run.Result;
import dev.headrace.simulator.spec.JsonFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A result depends on what was asked for and on nothing else. */
class InvarianceTest {
    @TempDir
    Path dir;

    private static List<Trial> trials() {
        List<Trial> all = new ArrayList<>();
        for (String design : List.of("unfused", "flash-attention-1", "flash-attention-2")) {
            for (String hardware : List.of("systolic-128-hbm2", "a100-like")) {
                all.add(Trial.of(design)
                        .on(hardware)
                        .shape(4, 2, 100, 75, 16, 16)
                        .set("params.Br=32", "params.Bc=32")
                        .check("full"));
            }
        }
        return all;
    }

    @Test
    void sameRunGivesTheSameResultTwice() {
        for (Trial t : trials()) {
            assertEquals(Trial.facts(t.run()), Trial.facts(t.run()), t.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3})
    void runsSideBySideGiveTheResultsOfRunsOneByOne(int threads) throws Exception {
        List<Object> alone = new ArrayList<>();
        for (Trial t : trials()) {
            alone.add(Trial.facts(t.run()));
        }
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<Object>> runs = new ArrayList<>();
            for (Trial t : trials()) {
                runs.add(pool.submit(() -> Trial.facts(t.run())));
            }
            for (int i = 0; i < runs.size(); i++) {
                assertEquals(alone.get(i), runs.get(i).get(), trials().get(i).toString());
            }
        } finally {
            pool.shutdownNow();
        }
    }

    /**
     * Declaration order breaks ties on shared units and memories, so operators that share one keep their order; all else
     * is shuffled: loads and stores among computing operators, operators of different units, buffers, loops.
     */
    @ParameterizedTest
    @CsvSource({
        "flash-attention-1, systolic-128-hbm2",
        "flash-attention-1, a100-like",
        "flash-attention-2, systolic-128-hbm2",
        "flash-attention-2, a100-like",
        "unfused, systolic-128-hbm2",
        "unfused, a100-like"
    })
    void orderOfIndependentDeclarationsDoesNotMatter(String design, String hardware) throws IOException {
        Trial trial = trials().stream()
                .filter(t -> t.design().equals(design) && t.sets().get(0).endsWith(hardware + ".json"))
                .findFirst()
                .orElseThrow();
        Object expected = Trial.facts(trial.run());
        Path original = Trial.home().resolve("configs/designs/" + design + ".json");
        for (int seed = 0; seed < 4; seed++) {
            ObjectNode tree = (ObjectNode) JsonFile.MAPPER.readTree(Files.readString(original));
            shuffle(tree, new Random(seed));
            Path file = Files.writeString(dir.resolve(design + seed + ".json"), tree.toString());
            assertNotEquals(Files.readString(original), tree.toPrettyString());
            Trial shuffled = new Trial(file.toString(), trial.workload(), trial.sets(), trial.check());
            assertEquals(expected, Trial.facts(shuffled.run()), "seed " + seed + ": " + tree);
        }
    }

    private static void shuffle(ObjectNode design, Random random) {
        for (String part : List.of("buffers", "loops", "params")) {
            ObjectNode object = (ObjectNode) design.get(part);
            List<Map.Entry<String, JsonNode>> entries = new ArrayList<>(object.properties());
            Collections.shuffle(entries, random);
            object.removeAll();
            entries.forEach(e -> object.set(e.getKey(), e.getValue()));
        }
        if (design.has("stages")) {
            design.get("stages").forEach(s -> shuffle((ArrayNode) s.get("dataflow"), design.get("buffers"), random));
        } else {
            shuffle((ArrayNode) design.get("dataflow"), design.get("buffers"), random);
        }
    }

    /** A random merge of the sequences of operators that share a unit, a memory, or read ports of a scratchpad. */
    private static void shuffle(ArrayNode dataflow, JsonNode buffers, Random random) {
        Map<String, List<JsonNode>> groups = new LinkedHashMap<>();
        Set<String> readers = new HashSet<>();
        for (JsonNode op : dataflow) {
            op.properties().stream()
                    .filter(e -> !e.getKey().equals("name")
                            && !buffers.path(e.getValue().asString(""))
                                    .path("in")
                                    .isMissingNode())
                    .forEach(e -> readers.add(op.path("on").asString("")));
        }
        for (JsonNode op : dataflow) {
            String on = op.path("on").asString("memory");
            String unit = readers.contains(on) ? "read ports" : on;
            groups.computeIfAbsent(unit, u -> new ArrayList<>()).add(op);
        }
        List<String> order = new ArrayList<>();
        groups.forEach((unit, ops) -> order.addAll(Collections.nCopies(ops.size(), unit)));
        Collections.shuffle(order, random);
        dataflow.removeAll();
        order.forEach(unit -> dataflow.add(groups.get(unit).remove(0)));
    }

    @Test
    void swappingLoadsThatShareAMemoryKeepsBytesAndNumbers() throws IOException {
        Trial trial = trials().get(4);
        String text = Files.readString(Trial.home().resolve("configs/designs/flash-attention-2.json"));
        ObjectNode tree = (ObjectNode) JsonFile.MAPPER.readTree(text);
        ArrayNode dataflow = (ArrayNode) tree.get("dataflow");
        dataflow.insert(2, dataflow.remove(1));
        Path file = Files.writeString(dir.resolve("swapped.json"), tree.toString());
        Result swapped = new Trial(file.toString(), trial.workload(), trial.sets(), trial.check()).run();
        Result usual = trial.run();
        assertEquals(
                usual.memories().get("hbm").byTensor(),
                swapped.memories().get("hbm").byTensor());
        assertEquals(usual.golden(), swapped.golden());
    }
}
