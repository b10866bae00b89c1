package dev.headrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.simulator.spec.JsonFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class MemoryCommandTest {
    @TempDir
    Path dir;

    private Terminal run(String... more) {
        List<String> args =
                new ArrayList<>(List.of("memory", "--out", dir.resolve("out").toString()));
        args.addAll(Arrays.asList(more));
        return Terminal.run(args.toArray(new String[0]));
    }

    private JsonNode result() {
        return JsonFile.read(dir.resolve("out/result.json")).tree();
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(dir.resolve(name), text);
    }

    @Test
    void aTraceAtItsOwnTimesIsPlayedToTheCycle() throws IOException {
        // A closed bank at 10: done at 10 + 32; the same row at 100: 117.
        Path trace = file("t.csv", "cycle,op,address\n10,R,0\n100,R,0x0\n");
        Terminal t = run("hbm2-2000", "--trace", trace.toString(), "--own-times");
        assertEquals(ExitCode.OK, t.code(), t.err());
        assertEquals(117, result().path("cycles").asInt());
        assertEquals(17, result().at("/read_latency/least").asInt());
        assertEquals(32, result().at("/read_latency/most").asInt());
        assertEquals("headrace.memory/1", result().path("schema").asString());
        assertTrue(t.out().contains("117 cycles at 1 GHz"), t.out());
    }

    @ParameterizedTest
    @ValueSource(strings = {"LD 0\nST 32\n", "R 0x0\nW 0x20\n", "0x0 R\n0x20 W\n", "0,R,0x0\n0,W,0x20\n"})
    void everyFormOfATracePlainOrPackedIsTheSame(String text) throws IOException {
        Path plain = file("plain", text);
        Path packed = dir.resolve("packed");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
            out.write(text.getBytes(StandardCharsets.US_ASCII));
        }
        for (Path trace : List.of(plain, packed)) {
            assertEquals(
                    ExitCode.OK, run("hbm2-2000", "--trace", trace.toString()).code());
            assertEquals(1, result().path("reads").asInt());
            assertEquals(1, result().path("writes").asInt());
            assertEquals(
                    List.of(32L, 32L), longs(result().path("channel_bytes")).subList(0, 2), "neighbouring channels");
        }
    }

    private static List<Long> longs(JsonNode array) {
        return array.valueStream().map(JsonNode::asLong).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sequential", "random", "strided", "copy", "mixed"})
    void everyPatternIsPrintedAndWrittenAndItsBusCyclesAddUp(String pattern) throws IOException {
        Terminal t = run("ddr4-2400", "--pattern", pattern, "--requests", "20000", "--seed", "3");
        assertEquals(ExitCode.OK, t.code(), t.err());
        assertEquals("", t.err(), "no progress where there is no terminal");
        for (String word :
                List.of("of the peak of 19.20 GB/s", "p99.9", "another row open", "Data bus", "Balance", "pJ for")) {
            assertTrue(t.out().contains(word), word + " in " + t.out());
        }
        JsonNode r = result();
        assertEquals(20_000, r.path("requests").asInt());
        double idle = r.path("idle_fraction")
                .valueStream()
                .mapToDouble(JsonNode::asDouble)
                .sum();
        assertEquals(1, r.path("busy_fraction").asDouble() + idle, 1e-9);
        double energy = r.path("energy_by_command")
                .valueStream()
                .mapToDouble(JsonNode::asDouble)
                .sum();
        assertEquals(r.path("energy_pj").asDouble(), energy, 1e-6 * energy);
        assertEquals(1800, ImageIO.read(dir.resolve("out/latency.png").toFile()).getWidth());
        assertEquals(1, r.path("bank_accesses").size() / 16);
    }

    @Test
    void theSameSeedIsTheSameFileAndAnotherSeedAnother() throws IOException {
        List<String> texts = new ArrayList<>();
        for (String seed : List.of("5", "5", "6")) {
            run("hbm2-2000", "--pattern", "random", "--requests", "5000", "--seed", seed);
            texts.add(Files.readString(dir.resolve("out/result.json")).replaceAll("\"seed\" : \\d+", ""));
        }
        assertEquals(texts.get(0), texts.get(1));
        assertFalse(texts.get(0).equals(texts.get(2)));
    }

    @Test
    void jsonOnTheOutputIsTheFile() throws IOException {
        Terminal t = run("hbm2-2000", "--pattern", "copy", "--requests", "1000", "--json");
        assertEquals(Files.readString(dir.resolve("out/result.json")), t.out());
    }

    @Test
    void settingsChangeTheMemory() {
        Terminal t = run(
                "hbm2-2000",
                "--pattern",
                "sequential",
                "--requests",
                "1000",
                "--set",
                "channels=2",
                "--set",
                "mapping=RoBaRaCoCh",
                "--set",
                "row_policy=closed",
                "--set",
                "refresh=none");
        assertEquals(ExitCode.OK, t.code(), t.err());
        assertEquals(64e9, result().path("peak_bytes_per_second").asDouble());
        assertEquals("RoBaRaCoCh", result().path("mapping").asString());
        assertEquals("closed", result().at("/policy/row_policy").asString());
        assertEquals(0, result().path("refreshes").asInt());
    }

    @Test
    void ofHardwareTheMemoryIsTaken() {
        assertEquals(
                ExitCode.OK,
                run("a100-like", "--pattern", "random", "--requests", "1000").code());
        assertEquals("HBM2-2430", result().path("part").asString());
        assertEquals(128, result().at("/policy/read_queue").asInt());
        assertEquals(40, result().path("channel_bytes").size());
    }

    @Test
    void requestsEndATraceEarly() throws IOException {
        Path trace = file("t", "R 0\n".repeat(100));
        run("hbm2-2000", "--trace", trace.toString(), "--requests", "7");
        assertEquals(7, result().path("requests").asInt());
    }

    /** A part of one's own, in a folder of one's own, that inherits a shipped one; and hardware that names it. */
    @Test
    void aPartIsAddedWithoutJava() throws IOException {
        Path part = file("slow.json", """
            { "inherits": "hbm2-2000.json", "name": "Slow", "clock_khz": 500000,
              "timing": { "read_latency": 20, "read_to_write": 19 }, "sources": { "clock_khz": "assumed" } }
            """);
        assertEquals(ExitCode.OK, Terminal.run("check", part.toString()).code());
        assertEquals(
                ExitCode.OK,
                run(part.toString(), "--pattern", "sequential", "--requests", "1000")
                        .code());
        assertEquals("Slow", result().path("part").asString());
        assertEquals(128e9, result().path("peak_bytes_per_second").asDouble());
        assertTrue(Terminal.run("describe", part.toString()).out().contains("lone read   23 cycles"));
        String hardware = Files.readString(Terminal.HOME.resolve("configs/hardware/systolic-128-hbm2.json"));
        Path own = file(
                "own.json",
                hardware.replace("dram/hbm2-2000.json", "slow.json")
                        .replaceFirst("\"mem\": \\{ \"mhz\": 1000", "\"mem\": { \"mhz\": 500"));
        Terminal t = Terminal.run(
                "run",
                "flash-attention-2",
                "--workload",
                "tiny",
                "--set",
                "hardware=" + own,
                "--out",
                dir.resolve("run").toString());
        assertEquals(ExitCode.OK, t.code(), t.err());
        assertTrue(t.out().contains("128.0 GB/s"), t.out());
    }

    /** A copy of a shipped file in another folder still finds the shipped part and the energy table. */
    @Test
    void hardwareAnywhereFindsTheShippedParts() throws IOException {
        String hardware = Files.readString(Terminal.HOME.resolve("configs/hardware/systolic-128-hbm2.json"));
        Path copy = file("copy.json", hardware);
        assertEquals(ExitCode.OK, Terminal.run("check", copy.toString()).code());
        assertTrue(Terminal.run("describe", copy.toString()).out().contains("Addresses: "));
    }

    @Test
    void describeExplainsEveryBitOfAnAddressAndEveryTime() {
        String part = Terminal.run("describe", "hbm2-2000").out();
        for (String line : List.of(
                "  5-7  channel",
                "    8  pseudo channel",
                " 9-10  bank group",
                "11-15  burst in row",
                "16-17  bank",
                "18-32  row")) {
            assertTrue(part.contains("\n" + line + "\n"), line + " in " + part);
        }
        assertTrue(part.contains("activate_to_read           tRCDRD          14     14  Ramulator 2.1"), part);
        String hashed = Terminal.run("describe", "a100-like").out();
        assertTrue(hashed.contains("17-18  bank group      exclusive-or bits 21-22 of the address (row)"), hashed);
        assertTrue(hashed.contains("40 channels are no power of two"), hashed);
    }

    private void refused(Terminal t, String... parts) throws IOException {
        assertEquals(ExitCode.INPUT, t.code(), t.err() + t.out());
        String line = t.complaint();
        for (String part : parts) {
            assertTrue(line.contains(part), "\"" + part + "\" in: " + line);
        }
        assertEquals("", t.out());
        try (Stream<Path> left = Files.list(dir)) {
            assertTrue(left.map(f -> f.getFileName().toString()).noneMatch(n -> n.equals("out") || n.startsWith(".")));
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
        --requests=0                  | --requests: 0             | 1 or more
        --requests=-5                 | --requests: -5            | 1 or more
        --requests=NaN                | NaN                       | long
        --requests=99999999999999999999 | 99999999999999999999    | long
        --seed=x                      | x                         | long
        --writes=101                  | --writes: 101             | 0 to 100
        --writes=-1                   | --writes: -1              | 0 to 100
        --footprint=0                 | --footprint: "0"          | whole number of bytes, 256 to 8589934592
        --footprint=-1GiB             | --footprint: "-1GiB"      | whole number of bytes
        --footprint=NaN               | --footprint: "NaN"        | whole number of bytes
        --footprint=9999999999GiB     | --footprint: "9999999999GiB" | whole number of bytes
        --footprint=16GiB             | --footprint: "16GiB"      | to 8589934592
        --stride=64                   | --stride 64               | with --pattern strided
        --own-times                   | --own-times               | with --trace
        --set=channels=0              | channels: 0               | 1 to 4096
        --set=channels=3.5            | --set channels: "3.5"     | whole number
        --set=channels=1e9            | --set channels: "1e9"     | whole number
        --set=channels=99999999999    | --set channels: "99999999999" | whole number
        --set=mapping=RoBaCo          | mapping: "RoBaCo"         | fields Ro, Ra
        --set=scheduler=magic         | scheduler: "magic"        | fr-fcfs, fcfs
        --set=row_policy=             | row_policy: ""            | open, closed, timeout
        --set=refresh=never           | refresh: "never"          | all-bank, per-bank, none
        --set=cap=0                   | cap: 0                    | 1 to
        --set=read_queue=-1           | read_queue: -1            | 1 to
        --set=drain_high=33           | drain_high: 33            | 1 to 32
        --set=timing.burst=1          | timing.burst              | channels, mapping
        --set=channels                | --set channels: no value  | KEY=VALUE
        --trace=x                     | --trace and --pattern     | one of
        --pattern=zigzag              | --pattern                 | once
        """)
    void badOptionsAreRefused(String option, String found, String allowed) throws IOException {
        refused(run("hbm2-2000", "--pattern", "random", option), found, allowed);
    }

    @Test
    void badMemoriesAndMissingRequestsAreRefused() throws IOException {
        refused(run("hbm2-2000"), "no requests", "--trace FILE, --pattern sequential|random|strided|copy|mixed");
        refused(run("hbm2-2000", "--pattern", "zigzag"), "\"zigzag\"", "sequential, random");
        refused(run("hbm9", "--pattern", "random"), "memory \"hbm9\": not found", "hbm2-2000", "a100-like");
        refused(run("none.json", "--pattern", "random"), "none.json: no such file");
        refused(run("configs/workloads/tiny.json", "--pattern", "random"), "no such file");
        String workload = Terminal.HOME.resolve("configs/workloads/tiny.json").toString();
        refused(run(workload, "--pattern", "random"), "a workload", "a part (geometry or inherits)");
        refused(run("streaming-fabric", "--pattern", "random"), "0 units of type dram", "hardware with one");
        refused(run("hbm2-2000", "--pattern", "random", "--set", "cap=2", "--set", "cap=3"), "cap is set already");
        refused(run("ddr4-2400", "--pattern", "random", "--set", "refresh=per-bank"), "refresh: per-bank", "all-bank");
        refused(run("hbm2-2000", "--pattern", "copy", "--writes", "5"), "--writes 5", "other than copy");
        refused(run("hbm2-2000", "--pattern", "strided", "--stride", "1"), "--stride: \"1\"", "32 to");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
        5,R,0x0\\n6,R,-5\\n            | line 2: "6,R,-5"     | no number
        R NaN\\n                       | line 1: "R NaN"      | no number
        R 1e9\\n                       | line 1: "R 1e9"      | not a number
        R 99999999999999999999\\n      | line 1               | more than 63 bits
        R\\n                           | line 1: "R"          | too few words
        X 0\\n                         | line 1: "X 0"        | no operation
        1,R\\n                         | line 1: "1,R"        | no cycle
        9,R,0x0\\n8,R,0\\n             | line 2: "8,R,0"      | the same or later
        999999999999999999,R,0x0\\n    | line 1               | up to 140737488355328
        1,R,0,7\\n                     | line 1               | more than was expected
        10,R,12\\n                     | line 1               | address op cycle
        # nothing                      | no request in it     | one or more
        """)
    void badTracesAreRefusedWithFileAndLine(String text, String found, String what) throws IOException {
        Path trace = file("trace", text.replace("\\n", "\n"));
        Terminal t = run("hbm2-2000", "--trace", trace.toString(), "--own-times");
        refused(t, trace.toString(), found, what, "allowed: ");
        assertEquals(2, t.err().split("allowed: ", -1).length, t.err());
    }

    /** A memory has one clock: its part's. */
    @Test
    void aClockDomainOfAnotherFrequencyOrNoneIsRefused() throws IOException {
        String hardware = """
            {"name": "x", "clocks": {"core": {"mhz": 1000}, "mem": {"mhz": %d}}, "units":
            {"hbm": {"type": "dram", "part": "dram/hbm1-1000.json"%s}}}\
            """;
        String mem = ", \"clock\": \"mem\"";
        for (String fidelity : List.of("", ", \"fidelity\": \"bandwidth\"")) {
            String wrong =
                    file("wrong.json", hardware.formatted(1000, mem + fidelity)).toString();
            String missing =
                    file("missing.json", hardware.formatted(500, fidelity)).toString();
            refused(
                    run(wrong, "--pattern", "random"),
                    "/units/hbm/clock",
                    "\"mem\" of 1000000000 Hz; allowed: a clock of 500000000 Hz");
            refused(
                    run(missing, "--pattern", "random"),
                    "/units/hbm/clock",
                    "missing; allowed: a clock of 500000000 Hz");
        }
        String right = file("right.json", hardware.formatted(500, mem)).toString();
        assertEquals(
                ExitCode.OK,
                run(right, "--pattern", "random", "--requests", "10").code());
    }

    @Test
    void standardInputIsATraceToo() throws IOException {
        String text = "0x10000000 R\n0x10000040 R\n";
        Path trace = file("t", text);
        assertEquals(ExitCode.OK, run("ddr4-2400", "--trace", trace.toString()).code());
        JsonNode banks = result().path("bank_accesses");
        InputStream before = System.in;
        try {
            System.setIn(new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)));
            assertEquals(ExitCode.OK, run("ddr4-2400", "--trace", "-").code());
        } finally {
            System.setIn(before);
        }
        assertEquals(banks, result().path("bank_accesses"));
    }

    @Test
    void aTraceFormatThatIsNoneOrWithoutATraceIsRefused() throws IOException {
        refused(run("ddr4-2400", "--trace", "x", "--trace-format", "elf"), "--trace-format: \"elf\"", "dramsys");
        refused(run("ddr4-2400", "--pattern", "random", "--trace-format", "auto"), "--trace-format auto", "--trace");
    }

    @Test
    void aTraceThatCannotBeReadIsRefused() throws IOException {
        refused(run("hbm2-2000", "--trace", dir.resolve("none").toString()), "none", "cannot be read", "allowed: ");
        refused(run("hbm2-2000", "--trace", dir.toString()), dir.toString(), "cannot be read", "allowed: ");
        Path cut = dir.resolve("cut.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(cut))) {
            out.write("R 0\n".repeat(10_000).getBytes(StandardCharsets.US_ASCII));
        }
        Files.write(cut, Arrays.copyOf(Files.readAllBytes(cut), 60));
        refused(run("hbm2-2000", "--trace", cut.toString()), "cut.gz", "allowed: ");
        refused(
                run("hbm2-2000", "--trace", file("t", "R 0\n").toString(), "--seed", "4"),
                "--seed 4",
                "with --pattern");
    }
}
