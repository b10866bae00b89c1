package dev.headrace.hw.dram;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.simulator.spec.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class DramPartFileTest {
    @TempDir
    Path folder;

    static List<String> shipped() throws IOException {
        try (Stream<Path> files = Files.list(Parts.FOLDER)) {
            return files.map(f -> f.getFileName().toString().replace(".json", ""))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void everyGroupOfNumbersOfEveryShippedPartHasASource(String name) {
        DramPart part = Parts.load(name);
        for (String path : List.of("clock_khz", "geometry", "command_bus", "timing", "energy.read_pj")) {
            assertTrue(
                    part.sources().containsKey(path) || part.sources().containsKey(path.replaceFirst("\\..*", "")),
                    name + ": " + path);
        }
    }

    /** Peaks as vendors and standards state them, in MB/s. */
    @ParameterizedTest
    @CsvSource({
        "hbm1-1000, 128000",
        "hbm2-2000, 256000",
        "hbm2-2400, 307200",
        "hbm2e-3200, 409600",
        "hbm3-6400, 819200",
        "hbm3-6400-8high, 819200",
        "ddr4-2133, 17067",
        "ddr4-2400, 19200",
        "lpddr4-3200, 12800",
        "lpddr5-6400, 51200",
        "lpddr5x-8533, 68264",
        "ddr5-4800, 38400",
        "hbm3e-9600-12high, 1228800",
        "hbm4-8000, 2048000",
        "hbm4-8000-16high, 2048000",
        "u280-hbm2, 460800",
        "kv260-ddr4, 19200",
        "zcu102-ddr4, 19200"
    })
    void peakBandwidthIsThatOfTheStandard(String name, long megabytes) {
        DramPart part = Parts.load(name);
        assertEquals(
                megabytes, Math.round(part.peakBytesPerSecond(part.geometry().channels()) / 1e6));
    }

    /** Capacities in MiB: HBM1 1 GB, HBM2 8 GB, HBM2E 16 GB, HBM3 16 GB, boards as sold. */
    @ParameterizedTest
    @CsvSource({
        "hbm1-1000, 1024",
        "hbm2-2000, 8192",
        "hbm2e-3200, 16384",
        "hbm3-6400, 16384",
        "hbm3-6400-8high, 16384",
        "ddr4-2400, 8192",
        "lpddr5-6400, 4096",
        "lpddr5x-8533, 4096",
        "ddr5-4800, 16384",
        "hbm3e-9600-12high, 36864",
        "hbm4-8000, 32768",
        "hbm4-8000-16high, 65536",
        "u280-hbm2, 8192",
        "kv260-ddr4, 4096"
    })
    void capacityIsThatOfThePart(String name, long mebibytes) {
        DramPart.Geometry g = Parts.load(name).geometry();
        assertEquals(mebibytes, (g.channelBytes() * g.channels()) >> 20);
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private String refusal(String text) throws IOException {
        Path base = Parts.FOLDER.resolve("hbm2-2000.json").toAbsolutePath();
        Path file = file("part.json", text.replace("BASE", "\"inherits\": \"" + base + "\""));
        return String.valueOf(assertThrows(InputException.class, () -> DramPartFile.load(file))
                .getMessage());
    }

    private void refused(String text, String... reasons) throws IOException {
        String message = refusal(text);
        for (String reason : reasons) {
            assertTrue(message.contains(reason), message);
        }
    }

    @Test
    void aPartListsOnlyWhatDiffersFromAnother() throws IOException {
        Path base = Parts.FOLDER.resolve("hbm2-2000.json").toAbsolutePath();
        DramPart part = DramPartFile.load(file(
                "mine.json",
                "{\"inherits\": \"" + base + "\", \"timing\": {\"read_latency\": 15, \"read_to_write\": 14}}"));
        assertEquals(15, part.timing().readLatency());
        assertEquals(14, part.timing().activateToRead());
        assertEquals("HBM2-2000", part.name());
    }

    /** A part written before the field existed still means what it meant: stack ids share, ranks do not. */
    @ParameterizedTest
    @CsvSource({"hbm3-6400, true", "hbm2-2000, true", "ddr4-2400, false", "lpddr5-6400, false"})
    void whetherRanksShareTheirActivatesMayBeLeftOut(String name, boolean shared) throws IOException {
        String text = Files.readString(Parts.FOLDER.resolve(name + ".json"));
        String without = text.replaceFirst(",\\s*\"shared_activates\": (true|false)", "");
        assertTrue(!without.contains("\"shared_activates\":"), without);
        DramPart part = DramPartFile.load(file("older.json", without));
        assertEquals(shared, part.geometry().sharesActivates());
        assertEquals(shared, Parts.load(name).geometry().sharesActivates());
    }

    @Test
    void refusalsNameThePlaceTheValueAndWhatIsAllowed() throws IOException {
        refused(
                "{BASE, \"timing\": {\"tCL\": 3}}",
                "part.json /timing/tCL (line 1 column ",
                ": unknown field; allowed: activate_long");
        refused("{BASE, \"timing\": {\"burst\": 0}}", "timing.burst: 0; allowed: 1 to ");
        refused("{BASE, \"geometry\": {\"row_bytes\": 1000}}", "row_bytes: 1000; allowed: a power of two");
        refused(
                "{BASE, \"timing\": {\"read_latency\": 13.75}}",
                "part.json /timing/read_latency (line 1 column ",
                "): 13.75; allowed: whole cycles of clock_khz");
        refused("{BASE, \"timing\": {\"burst\": \"2\"}}", "/timing/burst", "\"2\"; allowed: whole cycles of clock_khz");
        refused("{BASE, \"timing\": {\"burst\": 3000000000}}", "3000000000; allowed: a whole number of 32 bits");
        refused("{BASE, \"command_bus\": {\"read\": 1.5}}", "/command_bus/read", "1.5; allowed: whole cycles of");
        refused("{BASE, \"clock_khz\": 0.5}", "/clock_khz", "0.5; allowed: a whole number of kHz");
        refused("{BASE, \"geometry\": {\"banks\": 1.5}}", "/geometry/banks", "1.5; allowed: a whole number of 32");
        refused("{BASE, \"timing\": {\"burst\": null}}", "/timing/burst", "null; allowed: a value, or leave it out");
        refused("{\"inherits\": \"part.json\"}", "/inherits (line 1 column 14): itself through");
        refused("{\"inherits\": \"nowhere.json\"}", "nowhere.json: no such file");
        refused("{\"name\": \"x\"}", "/about: missing; allowed: a value", "/timing: missing; allowed: a value");
        refused("{BASE", "well-formed JSON");
    }

    /**
     * By hand, of HBM2-2000: a row takes max(48, 14 + 5 + 14, 12 + 5 + 2 + 16 + 14) = 49 cycles and 2 + 1 + 1 + 1 on the
     * buses. All banks: 350 + 14 + 54. One bank: 8 + 54, or (160 + 54) / 16, whichever is more.
     */
    @Test
    void refreshesThatLeaveNoTimeForARowAreRefused() throws IOException {
        refused(
                "{BASE, \"timing\": {\"refresh_interval\": 417}}",
                "timing.refresh_interval: 417; allowed: 418 or more, for refresh_all 350, precharge_all 14 and one"
                        + " row");
        refused(
                "{BASE, \"timing\": {\"refresh_interval_per_bank\": 61}}",
                "timing.refresh_interval_per_bank: 61; allowed: 62 or more");
        refused(
                "{BASE, \"timing\": {\"refresh_per_bank\": 3000, \"refresh_interval_per_bank\": 190}}",
                "timing.refresh_interval_per_bank: 190; allowed: 191 or more");
        refused("{BASE, \"timing\": {\"refresh_all\": 4000}}", "refresh_interval: 3900; allowed: 4068 or more");
    }

    /** The least that is allowed is enough: requests are served, whatever refreshes. */
    @ParameterizedTest
    @CsvSource({"418, 244, ALL_BANK", "3900, 62, PER_BANK"})
    void theLeastIntervalLetsEveryRequestThrough(int all, int one, DramPolicy.Refresh refresh) throws IOException {
        Path base = Parts.FOLDER.resolve("hbm2-2000.json").toAbsolutePath();
        DramPart part = DramPartFile.load(file(
                "least.json",
                "{\"inherits\": \"" + base + "\", \"timing\": {\"refresh_interval\": " + all
                        + ", \"refresh_interval_per_bank\": " + one + "}}"));
        Bench bench = new Bench(part, Bench.policy(DramPolicy.RowPolicy.OPEN, refresh));
        int tag = 0;
        for (long now = 0; tag < 300; now++) {
            assertTrue(now < 1_000_000, "served " + tag);
            bench.runTo(now);
            while (tag < 300 && bench.offer(now, tag, tag % 2, tag % 16, tag, 0, tag % 3 == 0)) {
                tag++;
            }
        }
        bench.run();
        assertEquals(300, bench.done.size());
    }
}
