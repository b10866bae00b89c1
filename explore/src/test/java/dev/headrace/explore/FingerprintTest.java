package dev.headrace.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.simulator.run.Simulation;
import dev.headrace.simulator.spec.Inputs;
import dev.headrace.simulator.spec.JsonFile;
import dev.headrace.simulator.spec.Library;
import dev.headrace.simulator.spec.Overrides;
import dev.headrace.traces.ElementType;
import dev.headrace.traces.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

class FingerprintTest {
    private static final Path CONFIGS = Shipped.LIBRARY.home().resolve("configs");
    private static final Path DATA = Shipped.LIBRARY.home().resolve("traces/data");

    @TempDir
    Path dir;

    private final Map<String, String> environment = new HashMap<>();

    private Trial trial(String design, @Nullable String workload, String check, String... sets) {
        return Trial.load(
                new Library(Shipped.LIBRARY.home(), environment),
                design,
                workload,
                Overrides.of(List.of(sets)),
                new Simulation.Options(check, 0, true));
    }

    private String fingerprint(String design, @Nullable String workload, String check, String... sets) {
        try (Trial trial = trial(design, workload, check, sets)) {
            return Fingerprint.of(trial);
        }
    }

    private Set<String> read(String design, @Nullable String workload, String check) {
        try (Trial trial = trial(design, workload, check)) {
            return trial.setup().inputs().list().stream()
                    .map(i -> i.what() + " " + i.path())
                    .collect(Collectors.toSet());
        }
    }

    private void copy(Path from, String name, String... replaced) throws IOException {
        String text = Files.readString(from);
        for (int i = 0; i < replaced.length; i += 2) {
            assertTrue(text.contains(replaced[i]), replaced[i]);
            text = text.replace(replaced[i], replaced[i + 1]);
        }
        Files.writeString(dir.resolve(name), text);
    }

    /** A run all of whose files are in the test's folder. */
    private String ownRun() throws IOException {
        copy(
                CONFIGS.resolve("designs/flash-attention-2.json"),
                "d.json",
                "../hardware/systolic-128-hbm2.json",
                "hw.json");
        copy(
                CONFIGS.resolve("hardware/systolic-128-hbm2.json"),
                "hw.json",
                "energy/cmos-45nm.json",
                "costs.json",
                "dram/hbm2-2000.json",
                "part.json",
                "\"clocks\"",
                "\"board\": \"board.json\", \"clocks\"");
        copy(CONFIGS.resolve("hardware/boards/kv260.json"), "board.json");
        copy(CONFIGS.resolve("hardware/energy/cmos-45nm.json"), "costs.json", "../costs/cmos.json", "laws.json");
        copy(CONFIGS.resolve("hardware/costs/cmos.json"), "laws.json");
        copy(CONFIGS.resolve("hardware/dram/hbm2-2000.json"), "base.json");
        Files.writeString(dir.resolve("part.json"), "{ \"inherits\": \"base.json\" }");
        copy(
                CONFIGS.resolve("workloads/kjv-decoder-s256.json"),
                "w.json",
                "kjv-decoder-s256.qkv.safetensors",
                "qkv.safetensors",
                "kjv-decoder-s256.reference.safetensors",
                "reference.safetensors");
        Files.copy(DATA.resolve("kjv-decoder-s256.qkv.safetensors"), dir.resolve("qkv.safetensors"));
        Files.copy(DATA.resolve("kjv-decoder-s256.reference.safetensors"), dir.resolve("reference.safetensors"));
        return dir.resolve("d.json").toString();
    }

    /** Mutant: an input that is opened and not noted. */
    @Test
    void everyFileThatARunReadsChangesItsFingerprint() throws IOException {
        String design = ownRun();
        String workload = dir.resolve("w.json").toString();
        environment.put(Library.OWN_UNITS, dir.resolve("units.jar").toString());
        Files.writeString(dir.resolve("units.jar"), "a jar");
        String before = fingerprint(design, workload, "full");
        assertEquals(before, fingerprint(design, workload, "full"));
        Set<String> files = read(design, workload, "full");
        String in = dir + "/";
        assertEquals(
                Set.of(
                        "units " + in + "units.jar",
                        "design " + in + "d.json",
                        "hardware " + in + "hw.json",
                        "board " + in + "board.json",
                        "energy " + in + "costs.json",
                        "energy laws " + in + "laws.json",
                        "part of hbm " + in + "part.json",
                        "part of hbm " + in + "base.json",
                        "workload " + in + "w.json",
                        "tensors " + in + "qkv.safetensors",
                        "reference " + in + "reference.safetensors"),
                files);
        Set<String> all = new HashSet<>(Set.of(before));
        for (String file : files) {
            Path path = Path.of(file.substring(file.indexOf('/')));
            byte[] content = Files.readAllBytes(path);
            touch(path);
            assertTrue(all.add(fingerprint(design, workload, "full")), file);
            Files.write(path, content);
        }
        assertEquals(before, fingerprint(design, workload, "full"));
    }

    /** Changes a byte of a file, so that it can still be read. */
    private static void touch(Path path) throws IOException {
        byte[] content = Files.readAllBytes(path);
        byte[] other = content.clone();
        if (path.toString().endsWith(".json")) {
            other = java.util.Arrays.copyOf(content, content.length + 1);
            other[content.length] = '\n';
        } else {
            other[content.length - 1] ^= 1;
        }
        Files.write(path, other);
    }

    @Test
    void aByteOfTheWeightsTheTokenizerOrThePromptOfATextChangesTheFingerprint() throws IOException {
        ObjectNode tree = (ObjectNode) JsonFile.MAPPER.readTree(
                CONFIGS.resolve("workloads/kjv-ternary.json").toFile());
        ((ObjectNode) tree.path("tensors")).put("prompt", "prompt.safetensors");
        String workload =
                Files.writeString(dir.resolve("t.json"), tree.toString()).toString();
        for (String name : List.of("kjv-ternary.weights.safetensors", "tokenizer.json")) {
            Files.copy(DATA.resolve(name), dir.resolve(name));
        }
        new SafetensorsWriter()
                .add("prompt", List.of(4L), new int[] {5, 6, 7, 8})
                .write(dir.resolve("prompt.safetensors"));
        Set<String> all = new HashSet<>(Set.of(fingerprint("tellme-v2", workload, "full")));
        for (String name : List.of("kjv-ternary.weights.safetensors", "tokenizer.json")) {
            touch(dir.resolve(name));
            assertTrue(all.add(fingerprint("tellme-v2", workload, "full")), name);
        }
        new SafetensorsWriter()
                .add("prompt", List.of(4L), new int[] {5, 6, 7, 9})
                .write(dir.resolve("prompt.safetensors"));
        assertTrue(all.add(fingerprint("tellme-v2", workload, "full")), "prompt");
    }

    @Test
    void whatIsAskedForChangesTheFingerprint() {
        Set<String> all = new HashSet<>();
        assertTrue(all.add(fingerprint("flash-attention-2", "tiny", "full")));
        assertTrue(all.add(fingerprint("flash-attention-2", "tiny", "off")));
        assertTrue(all.add(fingerprint("flash-attention-2", null, "off")));
        assertTrue(all.add(fingerprint("flash-attention-1", "tiny", "full")));
        assertTrue(all.add(fingerprint("flash-attention-2", "tiny", "full", "params.Br=8")));
        assertTrue(all.add(fingerprint("flash-attention-2", "tiny", "full", "params.Br=16")));
    }

    /** Mutant: tensors counted only where numbers are checked, though values decide the timing of a merge. */
    @Test
    void valuesThatDecideTheTimingCountInARunWithoutACheckToo() throws IOException {
        assertTrue(
                read("flash-attention-2", "kjv-decoder-s256", "off").stream().noneMatch(i -> i.startsWith("tensors")));
        new SafetensorsWriter()
                .add("n", ElementType.F32, List.of(1L, 2L, 1L), new double[] {1, 2})
                .write(dir.resolve("n.safetensors"));
        Path workload = Files.writeString(dir.resolve("n.json"), """
            { "name": "n", "shape": { "heads": 1, "queries": 2, "keys": 2, "head_dim": 1 }, "format": "fp32",
              "tensors": { "file": "n.safetensors", "q": "n", "k": "n", "v": "n" } }
            """);
        assertTrue(read("merge-sorted", workload.toString(), "off").stream().anyMatch(i -> i.startsWith("tensors")));
        String before = fingerprint("merge-sorted", workload.toString(), "off");
        touch(dir.resolve("n.safetensors"));
        assertNotEquals(before, fingerprint("merge-sorted", workload.toString(), "off"));
    }

    @Test
    void promptsTokenizersAndKeptTracesAreInputs() throws IOException {
        assertEquals(
                List.of("tensors $HEADRACE_HOME/traces/data/kjv-ternary.weights.safetensors", "tokenizer"),
                List.of(
                        read("tellme-v2", null, "full").stream()
                                .filter(i -> i.startsWith("tensors"))
                                .findFirst()
                                .orElse(""),
                        read("tellme-v2", null, "full").stream()
                                .filter(i -> i.startsWith("tokenizer"))
                                .map(i -> "tokenizer")
                                .findFirst()
                                .orElse("")));
        environment.put(Library.OWN_DATA, dir.toString());
        String name = "summary-gpt2-small-wikitext2-per8.csv";
        Files.writeString(dir.resolve(name), "one");
        assertTrue(read("spatten", "spatten-trace-small", "off").contains("kept trace $HEADRACE_DATA/" + name));
        String before = fingerprint("spatten", "spatten-trace-small", "off");
        Files.writeString(dir.resolve(name), "two");
        assertNotEquals(before, fingerprint("spatten", "spatten-trace-small", "off"));
    }

    @Test
    void aShownPathLeadsBackToItsFile() throws IOException {
        environment.put(Library.OWN_DATA, dir.toString());
        Library library = new Library(Shipped.LIBRARY.home(), environment);
        List<Path> files = new ArrayList<>(List.of(
                CONFIGS.resolve("designs/flat.json"), dir.resolve("x.csv"), Path.of("pom.xml"), Path.of("../pom.xml")));
        for (Path file : files) {
            assertEquals(
                    file.toAbsolutePath().normalize(),
                    library.shownAt(library.shown(file)).toAbsolutePath().normalize());
        }
        assertEquals("$HEADRACE_HOME/configs/designs/flat.json", library.shown(files.get(0)));
        assertEquals(
                List.of(dir.resolve("a.jar"), dir.resolve("b.jar"), dir),
                new Library(dir, Map.of(Library.OWN_UNITS, jars() + java.io.File.pathSeparator + dir)).units());
        assertEquals(List.of(), new Inputs(Shipped.LIBRARY).list());
    }

    private String jars() throws IOException {
        Files.writeString(dir.resolve("b.jar"), "");
        Files.writeString(dir.resolve("a.jar"), "");
        Files.writeString(dir.resolve("c.txt"), "");
        return dir + "/*";
    }
}
