package dev.headrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.explore.Trial;
import dev.headrace.simulator.dataflow.DataflowGraph;
import dev.headrace.simulator.dataflow.Machinery;
import dev.headrace.simulator.run.Simulation;
import dev.headrace.simulator.spec.Library;
import dev.headrace.simulator.spec.Overrides;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DrawCommandTest {
    @TempDir
    Path dir;

    @Test
    void aDesignIsDrawnWithoutARun() throws Exception {
        Path file = dir.resolve("flash.svg");
        Terminal t = Terminal.run("draw", "flash-attention-2", "-w", "tiny", "--out", file.toString());
        assertEquals(0, t.code(), t.err());
        assertEquals("Drawn to " + file + "\n", t.out());
        String svg = Files.readString(file);
        // tiny: 128 keys of 16 numbers in fp16 are one tile, 4,096 bytes.
        assertTrue(svg.contains(">2 in sram</text>") && svg.contains(">4.096 kB each</text>"), svg);
        Path png = dir.resolve("flash.png");
        assertEquals(
                0,
                Terminal.run("draw", "flash-attention-2", "-w", "tiny", "--out", png.toString())
                        .code());
        assertTrue(Files.size(png) > 10_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"flash.pdf", "flash"})
    void onlyPicturesAreDrawn(String name) {
        Terminal t = Terminal.run(
                "draw", "flash-attention-2", "--out", dir.resolve(name).toString());
        assertEquals(2, t.code());
        assertTrue(t.complaint().contains("no picture; allowed: a file whose name ends in .svg or .png"), t.err());
        assertFalse(Files.exists(dir.resolve(name)));
    }

    @Test
    void aFolderThatIsAFileIsRefused() throws Exception {
        Path file = Files.createFile(dir.resolve("file"));
        Terminal t = Terminal.run(
                "draw",
                "flash-attention-2",
                "-w",
                "tiny",
                "--out",
                file.resolve("g.svg").toString());
        assertEquals(2, t.code());
        assertTrue(t.complaint().contains("cannot be written"), t.err());
    }

    /** Nothing that reports show is missing from the graph, and nothing else is in it. */
    @ParameterizedTest
    @ValueSource(strings = {"flash-attention-2", "streaming-sdpa-naive", "spatten-e2e", "transformer-layer", "a3"})
    void everyFifoOfADesignIsAStreamBetweenTwoOfItsOperators(String design) {
        try (Trial trial = Trial.load(
                new Library(Terminal.HOME), design, null, Overrides.none(), new Simulation.Options("off", 0, true))) {
            Machinery made = trial.wired();
            DataflowGraph graph = DataflowGraph.of(made);
            Set<String> operators = new HashSet<>();
            for (int o = 0; o < made.graph().operators().size(); o++) {
                operators.add(made.operator(o));
            }
            for (DataflowGraph.Stream s : graph.streams()) {
                assertTrue(operators.contains(s.from()) && operators.contains(s.to()), s.toString());
            }
            Set<String> fifos = made.channels().stream()
                    .filter(c -> !c.isHidden())
                    .map(Machinery.ChannelPlace::name)
                    .collect(Collectors.toCollection(TreeSet::new));
            Set<String> drawn = graph.streams().stream()
                    .filter(s -> s.tokenBytes() > 0)
                    .map(DataflowGraph.Stream::channel)
                    .collect(Collectors.toCollection(TreeSet::new));
            assertEquals(fifos, drawn);
            assertTrue(operators.containsAll(graph.tensors().keySet()));
        }
    }
}
