package dev.headrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.traces.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a user can get wrong, through the command line: one line that says where, what was found and what is allowed, exit
 * code 2, and nothing written.
 */
class BadInputTest {
    private static final String DESIGN = """
        { "name": "fa2", "params": { "Br": 16, "Bc": 16 }, "hardware": "systolic-128-hbm2",
          "loops": { "h": "heads", "q": { "of": "queries", "tile": "$Br" }, "k": { "of": "keys", "tile": "$Bc" } },
          "dataflow": [
            { "name": "Q", "op": "load", "tensor": "q", "over": ["h", "q"], "from": "hbm" },
            { "name": "K", "op": "load", "tensor": "k", "over": ["h", "q", "k"], "from": "hbm" },
            { "name": "V", "op": "load", "tensor": "v", "over": ["h", "q", "k"], "from": "hbm" },
            { "name": "S", "op": "matmul", "a": "Q", "b": "K", "transpose_b": true, "over": ["h", "q", "k"],
              "on": "array" },
            { "name": "P", "op": "online-softmax", "in": "S", "running_over": "k", "on": "softmax" },
            { "name": "PV", "op": "matmul", "a": "P", "b": "V", "on": "array" },
            { "name": "O", "op": "rescale-accumulate", "in": "PV", "factor": "P.correction",
              "accumulate_over": "k", "on": "vector" },
            { "name": "A", "op": "divide", "a": "O", "b": "P.denominator", "on": "vector" },
            { "name": "A.store", "op": "store", "in": "A", "tensor": "o", "to": "hbm" } ],
          "buffers": { "Q": { "in": "sram", "tiles": 1 }, "K": { "in": "sram", "tiles": 2 },
                       "V": { "in": "sram", "tiles": 2 }, "S": { "tiles": 2 }, "P": { "tiles": 2 },
                       "PV": { "tiles": 2 }, "O": { "tiles": 2 }, "A": { "tiles": 2 } } }
        """;
    private static final String WORKLOAD = """
        { "name": "small", "format": "fp16", "mask": "none",
          "shape": { "heads": 2, "queries": 32, "keys": 32, "head_dim": 16 },
          "tensors": { "seed": 7, "distribution": "normal" } }
        """;
    private static final String TRACE = """
        { "name": "traced", "format": "fp32",
          "shape": { "heads": 1, "queries": 16, "keys": 16, "head_dim": 4 },
          "tensors": { "file": "trace.safetensors", "q": "q", "k": "k", "v": "v" } }
        """;

    @TempDir
    Path dir;

    @BeforeEach
    void files() throws IOException {
        Files.writeString(dir.resolve("design.json"), DESIGN);
        Files.writeString(dir.resolve("workload.json"), WORKLOAD);
    }

    private Terminal run(String... more) {
        return run("workload.json", more);
    }

    private Terminal run(String workload, String[] more) {
        List<String> args = new ArrayList<>(List.of(
                "run",
                dir.resolve("design.json").toString(),
                "--workload",
                dir.resolve(workload).toString(),
                "--out",
                dir.resolve("out").toString()));
        args.addAll(Arrays.asList(more));
        return Terminal.run(args.toArray(new String[0]));
    }

    /** Refused in one line with all these parts, and nothing written. */
    private void refused(Terminal t, String... parts) throws IOException {
        assertEquals(ExitCode.INPUT, t.code(), t.err() + t.out());
        String line = t.complaint();
        for (String part : parts) {
            assertTrue(line.contains(part), "\"" + part + "\" in: " + line);
        }
        assertEquals("", t.out());
        try (Stream<Path> left = Files.list(dir)) {
            List<String> names = left.map(f -> f.getFileName().toString()).toList();
            assertTrue(names.stream().noneMatch(n -> n.equals("out") || n.startsWith(".")), names.toString());
        }
    }

    @Test
    void designThatTheOtherTestsSpoilIsFine() {
        Terminal t = run("--check", "full");
        assertEquals(ExitCode.OK, t.code(), t.err());
        assertTrue(Files.isRegularFile(dir.resolve("out/result.json")));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
        frobnicate=1                | design.json /frobnicate | unknown field | dataflow
        dataflow.S.frobnicate=1     | design.json /dataflow/3/frobnicate | unknown field | transpose_b
        buffers.K.frobnicate=1      | design.json /buffers/K/frobnicate | unknown field | tiles
        hardware.frobnicate=1       | systolic-128-hbm2.json /frobnicate | unknown field | units
        hardware.units.array.x=1    | systolic-128-hbm2.json /units/array/x | unknown field | stationary
        workload.shape.x=1          | workload.json /shape/x | unknown field | kv_heads
        params.frobnicate=1         | params.frobnicate=1 | no parameter | Br, Bc
        """)
    void unknownField(String set, String where, String found, String allowed) throws IOException {
        refused(run("--set", set), where, found, "allowed: ", allowed);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
        dataflow.S.on=gpu                | design.json /dataflow/3/on | "gpu" | array
        dataflow.S.on=softmax            | design.json /dataflow/3/on | does not do matmul | does online-softmax
        dataflow.S.op=convolve           | design.json /dataflow/3/op | "convolve" | matmul
        dataflow.P.in=T                  | design.json /dataflow/4 | "T" | S
        dataflow.K.from=disk             | design.json /dataflow/1/from | "disk" | hbm
        dataflow.K.tensor=w              | design.json /dataflow/1/tensor | "w" | q, k, v
        dataflow.K.over=["h","z"]        | design.json /dataflow/1/over | z | h, q, k
        loops.q.of=rows                  | design.json /loops/q/of | "rows" | queries
        loops.q.of=model                 | design.json /loops/q/of | "model" | value_dim
        loops.q={"of":"queries","from":32}      | design.json /loops/q/from | 32 | 0 to 31
        loops.q={"of":"queries","from":-1}      | design.json /loops/q/from | -1 | 0 to
        loops.q={"of":"queries","to":33}        | design.json /loops/q/to | 33 | up to 32
        loops.q={"of":"queries","from":8,"to":8} | design.json /loops/q/to | 8 | 9 to
        loops.q={"of":"queries","from":8,"to":16,"tile":9} | design.json /loops/q/tile | 9 | 1 to 8
        workload.arrays={"w":{"rows":"queries","cols":"ffn"}} | workload.json /arrays/w/cols | "ffn" | head_dim
        workload.arrays={"q":{"rows":"queries","cols":"keys"}} | workload.json /arrays | "q" | none of
        workload.arrays={"w":{"rows":"queries","cols":"keys","per":"day"}} | workload.json /arrays/w/per | "day" | layer
        workload.shape.dimensions={"keys":4}    | workload.json /shape/dimensions | "keys" | none of
        workload.shape.dimensions={"model":0}   | workload.json /shape/dimensions/model | 0 | 1 to
        loops.q.tile=$Bz                 | design.json /loops/q/tile | $Bz | Br, Bc
        hardware.units.array.type=gpu    | systolic-128-hbm2.json /units/array/type | "gpu" | systolic
        hardware.units.dma.memory=disk   | systolic-128-hbm2.json /units/dma/memory | "disk" | hbm
        hardware.units.hbm.clock=fast    | systolic-128-hbm2.json /units/hbm/clock | "fast" | core, mem
        hardware=abacus                  | hardware "abacus" | not found | systolic-128-hbm2
        """)
    void unknownUnitOperatorOrStream(String set, String where, String found, String allowed) throws IOException {
        refused(run("--set", set), where, found, "allowed: ", allowed);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
        buffers.K.in=dram                | design.json /buffers/K/in | "dram" | sram
        buffers.Z.tiles=2                | design.json /buffers/Z | no such stream | K
        buffers.K.tiles=100000           | design.json | sram | bytes
        hardware.units.sram.kib=1        | sram | 1024 | bytes
        buffers.K.tiles=0                | design.json /buffers/K/tiles | 0 | 1 to
        """)
    void missingOrTooLargeBuffer(String set, String where, String found, String allowed) throws IOException {
        refused(run("--set", set), where, found, allowed);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
        params.Br=33                       | design.json /loops/q/tile | 33 | 1 to 32
        params.Bc=64                       | design.json /loops/k/tile | 64 | 1 to 32
        params.Br=0                        | design.json /loops/q/tile | 0 | 1 to
        params.Br=-16                      | design.json /loops/q/tile | -16 | 1 to
        params.Br=99999999999              | design.json /loops/q/tile | 99999999999 | whole number
        params.Br=1.5                      | design.json /loops/q/tile | 1.5 | whole number
        params.Br=many                     | design.json /loops/q/tile | many | whole number
        workload.shape.queries=0           | workload.json /shape/queries | 0 | 1 to
        workload.shape.head_dim=-1         | workload.json /shape/head_dim | -1 | 1 to
        workload.shape.keys=1e99           | workload.json /shape/keys | 1 | whole number
        workload.shape.keys=4294967296     | workload.json /shape/keys | 4294967296 | whole number
        workload.shape.heads=1000000000000 | workload.json /shape/heads | 1000000000000 | whole number
        workload.shape.batch=1073741824    | workload.json /shape | 1073741824 | up to
        hardware.units.array.rows=0        | systolic-128-hbm2.json /units/array | 0 | 1 or more
        hardware.clocks.core.mhz=0         | systolic-128-hbm2.json /clocks/core/mhz | 0 | 1 to
        """)
    void tileLargerThanItsDimensionAndSizesThatAreNone(String set, String where, String found, String allowed)
            throws IOException {
        refused(run("--set", set), where, found, "allowed: ", allowed);
    }

    @Test
    void streamWithoutABuffer() throws IOException {
        Files.writeString(dir.resolve("design.json"), DESIGN.replace("\"PV\": { \"tiles\": 2 }, ", ""));
        refused(run(), "design.json /buffers/PV", "missing", "allowed: a buffer for stream");
    }

    @Test
    void headsNotDivisibleByKvHeads() throws IOException {
        refused(
                run("--set", "workload.shape.heads=6", "--set", "workload.shape.kv_heads=4"),
                "workload.json /shape/kv_heads",
                "4",
                "allowed: a divisor of heads = 6");
    }

    @Test
    void operatorsThatNeedEachOther() throws IOException {
        refused(
                run("--set", "dataflow.S.a=A"),
                "design.json /dataflow/",
                "A, A.store, O, P, PV, S",
                "circle",
                "allowed: ");
    }

    @Test
    void tensorOfAnotherShape() throws IOException {
        trace(16, 8, 1);
        refused(run("traced.json", new String[0]), "trace.safetensors", "\"k\"", "[1, 8, 4]", "[1, 16, 4]");
    }

    @Test
    void notANumberInATrace() throws IOException {
        trace(16, 16, Double.NaN);
        refused(run("traced.json", new String[0]), "trace.safetensors", "\"v\"", "NaN", "allowed: ");
    }

    @Test
    void truncatedTrace() throws IOException {
        trace(16, 16, 1);
        Path file = dir.resolve("trace.safetensors");
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 300));
        refused(run("traced.json", new String[0]), "trace.safetensors", "allowed");
    }

    @Test
    void traceThatIsNotThere() throws IOException {
        Files.writeString(dir.resolve("traced.json"), TRACE);
        refused(run("traced.json", new String[0]), "trace.safetensors");
    }

    private void trace(int queries, int keys, double last) {
        float[] q = new float[queries * 4];
        float[] k = new float[keys * 4];
        float[] v = new float[keys * 4];
        v[v.length - 1] = (float) last;
        try {
            Files.writeString(dir.resolve("traced.json"), TRACE);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        new SafetensorsWriter()
                .add("q", List.of(1L, (long) queries, 4L), q)
                .add("k", List.of(1L, (long) keys, 4L), k)
                .add("v", List.of(1L, (long) keys, 4L), v)
                .write(dir.resolve("trace.safetensors"));
    }

    @Test
    void designThatIsNotThere() throws IOException {
        refused(
                Terminal.run(
                        "run", "no-such-design", "--out", dir.resolve("out").toString()),
                "\"no-such-design\": not found",
                "allowed: ");
        refused(Terminal.run("run", dir.resolve("none.json").toString()), "none.json: no such file", "allowed: ");
    }

    @ParameterizedTest
    @CsvSource({"40", "0", "1"})
    void truncatedDesign(int bytes) throws IOException {
        Files.writeString(dir.resolve("design.json"), DESIGN.substring(0, bytes));
        refused(run(), "design.json", "allowed: ");
    }

    @Test
    void designThatIsNoText() throws IOException {
        Files.write(dir.resolve("design.json"), new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1, 2});
        refused(run(), "design.json", "allowed: well-formed JSON");
    }

    @Test
    void nameTwiceInOneObject() throws IOException {
        Files.writeString(dir.resolve("design.json"), DESIGN.replaceFirst("\\{", "{ \"name\": \"x\", "));
        refused(run(), "design.json", "name", "allowed: well-formed JSON, no name twice");
    }

    @ParameterizedTest
    @CsvSource({"design.json", "design.json/below"})
    void outputFolderThatCannotBeWritten(String out) throws IOException {
        refused(
                Terminal.run(
                        "run",
                        dir.resolve("design.json").toString(),
                        "--workload",
                        dir.resolve("workload.json").toString(),
                        "--out",
                        dir.resolve(out).toString()),
                "output folder",
                "design.json",
                "allowed: a folder that can be written to");
        assertEquals(DESIGN, Files.readString(dir.resolve("design.json")));
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({"--check, some, full", "--max-cycles, -1, 0", "--max-cycles, x, x", "--set, novalue, PATH=VALUE"})
    void optionsThatMakeNoSense(String option, String value, String part) throws IOException {
        refused(run(option, value), option, part);
    }
}
