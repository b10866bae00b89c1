package dev.headrace.configs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.explore.Bench;
import dev.headrace.explore.Experiment;
import dev.headrace.explore.Paper;
import dev.headrace.explore.Reproduction;
import dev.headrace.explore.ReproductionTables;
import dev.headrace.explore.Verdict;
import dev.headrace.simulator.spec.JsonFile;
import dev.headrace.simulator.spec.Library;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The shipped papers are valid, and their figures are hit as far as that takes seconds. */
class ShippedPapersTest {
    private static final Library LIBRARY = new Library(ShippedFilesTest.CONFIGS.getParent());

    @TempDir
    Path dir;

    static Stream<String> papers() {
        return LIBRARY.names("papers").stream();
    }

    @ParameterizedTest
    @MethodSource("papers")
    void everyRunOfThePaperIsOfFilesThatFitTogether(String name) {
        Paper paper = Paper.load(LIBRARY, name);
        assertEquals(name, paper.spec().name());
        new Bench(LIBRARY, 1, false, (experiment, reused) -> {}).check(paper.experiments());
    }

    @Test
    void streamingAttentionIsExactUpToFiveHundredAndTwelve() throws IOException {
        ObjectNode tree =
                JsonFile.read(LIBRARY.find("papers", "streaming-dataflow-sdpa")).tree();
        new Shorter(tree, "N", 512).apply();
        Path file = Files.writeString(dir.resolve("paper.json"), tree.toString());
        Paper paper = Paper.load(file);
        List<Bench.Job> jobs = new ArrayList<>();
        for (Experiment e : paper.experiments()) {
            jobs.add(new Bench.Job(e, dir.resolve("runs").resolve(e.folder())));
        }
        Bench bench = new Bench(LIBRARY, Runtime.getRuntime().availableProcessors(), false, (e, reused) -> {});
        Reproduction r = Reproduction.of(paper, bench.run(jobs));
        assertTrue(r.isGood(), ReproductionTables.csv(r));
        assertEquals(41, r.count(Verdict.HIT), ReproductionTables.csv(r));
    }

    @Test
    void aRunThatNeedsATraceWhichIsNotThereIsListedAndNotJudged() throws IOException {
        Path file = Files.writeString(dir.resolve("paper.json"), """
            { "name": "p", "title": "p", "citation": "p", "tags": { "D": "derived" },
              "runs": [{ "name": "r", "design": "spatten", "workload": "spatten-trace-small",
                         "set": ["workload.kept.trace=no-such-trace.csv"] }],
              "figures": [{ "id": "f", "about": "cycles", "published": 1, "source": "s", "tag": "D",
                            "tolerance": "exact", "because": "b", "simulated": { "run": "r", "at": "/cycles" } }] }\
            """);
        Paper paper = Paper.load(file);
        Experiment one = paper.experiments().get(0);
        Bench bench = new Bench(LIBRARY, 1, false, (e, reused) -> {});
        Reproduction r = Reproduction.of(
                paper, bench.run(List.of(new Bench.Job(one, dir.resolve("runs").resolve(one.folder())))));
        assertEquals(1, r.count(Verdict.QUOTED));
        assertTrue(ReproductionTables.csv(r).contains("needs a copy of no-such-trace.csv"), ReproductionTables.csv(r));
    }

    @Test
    void spattenIsHitWhereItTakesSeconds() throws IOException {
        ObjectNode tree = (ObjectNode)
                JsonFile.MAPPER.readTree(LIBRARY.find("papers", "spatten").toFile());
        List<String> quick =
                List.of("select", "quantized", "bert", "a3", "a3-head", "a3-query", "gpt2-a3", "gpt2-a3-base");
        ArrayNode runs = JsonNodeFactory.instance.arrayNode();
        tree.path("runs").forEach(run -> {
            if (quick.contains(run.path("name").asString())) {
                runs.add(run);
            }
        });
        ArrayNode figures = JsonNodeFactory.instance.arrayNode();
        tree.path("figures").forEach(figure -> {
            List<String> of = figure.path("simulated").findValuesAsString("run");
            if (!of.isEmpty() && quick.containsAll(of)) {
                figures.add(figure);
            }
        });
        tree.set("runs", runs);
        tree.set("figures", figures);
        tree.remove("charts");
        Path file = Files.writeString(dir.resolve("paper.json"), tree.toString());
        Paper paper = Paper.load(file);
        List<Bench.Job> jobs = new ArrayList<>();
        for (Experiment e : paper.experiments()) {
            jobs.add(new Bench.Job(e, dir.resolve("runs").resolve(e.folder())));
        }
        Reproduction r = Reproduction.of(paper, new Bench(LIBRARY, 2, false, (e, reused) -> {}).run(jobs));
        // a sentence of 11 tokens is mostly latency, of which the derived figure has less
        assertEquals(1, r.count(Verdict.KNOWN), ReproductionTables.csv(r));
        assertEquals(0, r.count(Verdict.MISS) + r.count(Verdict.MOVED), ReproductionTables.csv(r));
        assertEquals(4 + 1 + 6 + 1 + 1 + 3, r.count(Verdict.HIT), ReproductionTables.csv(r));
    }

    /** A paper without the rows in which a variable is greater than some number, and without what then has no rows. */
    private record Shorter(ObjectNode paper, String variable, int most, Map<String, List<Integer>> kept) {
        Shorter(ObjectNode paper, String variable, int most) {
            this(paper, variable, most, new LinkedHashMap<>());
        }

        void apply() {
            ArrayNode runs = JsonNodeFactory.instance.arrayNode();
            for (JsonNode run : paper.path("runs")) {
                JsonNode table = run.path("for");
                JsonNode values = table.path(variable);
                JsonNode any = table.isEmpty() ? values : table.iterator().next();
                List<Integer> rows = IntStream.range(0, any.size())
                        .filter(i -> values.isMissingNode() || values.path(i).asInt() <= most)
                        .boxed()
                        .toList();
                for (Map.Entry<String, JsonNode> column : table.properties()) {
                    ((ObjectNode) table).set(column.getKey(), only(column.getValue(), rows));
                }
                kept.put(run.path("name").asString(), rows);
                if (table.isMissingNode() || !rows.isEmpty()) {
                    runs.add(run);
                }
            }
            paper.set("runs", runs);
            ArrayNode figures = JsonNodeFactory.instance.arrayNode();
            paper.path("figures").forEach(f -> figure((ObjectNode) f, figures));
            paper.set("figures", figures);
            paper.remove("charts");
        }

        private void figure(ObjectNode figure, ArrayNode into) {
            List<JsonNode> places = figure.path("simulated").findParents("run");
            for (JsonNode place : places) {
                List<Integer> rows = kept.get(place.path("run").asString());
                boolean alone = place.has("where");
                if (alone && place.path("where").path(variable).asInt() > most) {
                    return;
                }
                if (!alone && !rows.isEmpty() && figure.path("published").isArray()) {
                    figure.set("published", only(figure.path("published"), rows));
                    break;
                }
                if (rows.isEmpty()
                        && paper.path("runs").findValuesAsString("name").stream()
                                .noneMatch(place.path("run").asString()::equals)) {
                    return;
                }
            }
            into.add(figure);
        }

        private static ArrayNode only(JsonNode list, List<Integer> rows) {
            ArrayNode some = JsonNodeFactory.instance.arrayNode();
            rows.forEach(i -> some.add(list.path(i)));
            return some;
        }
    }
}
