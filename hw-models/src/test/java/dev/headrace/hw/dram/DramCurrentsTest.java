package dev.headrace.hw.dram;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.simulator.spec.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DramCurrentsTest {
    private static final Path PARTS = Path.of("..", "configs", "hardware", "dram");
    private static final DramCurrents.Times TIMES = new DramCurrents.Times(50, 30, 20, 4, 300, 64);

    private static DramCurrents currents(double idd0, double data, double io) {
        DramCurrents.Rail rail = new DramCurrents.Rail(2, idd0, 10, 20, 100, 60, 75);
        return new DramCurrents(List.of(rail), 3, TIMES, data, io, io);
    }

    /** 2 V, 3 devices: (40 50 - 20 30 - 10 20) 6; (100 - 20) 4 6 / 64; (60 - 20) 4 6 / 64; (75 - 10) 300 6; 20 6; 10 6. */
    @Test
    void energiesFollowFromCurrentsAndTimes() {
        DramCurrents c = currents(40, 1, 0);
        assertEquals(7200, c.activatePj(), 1e-9);
        assertEquals(30, c.readPjPerBit(), 1e-9);
        assertEquals(15, c.writePjPerBit(), 1e-9);
        assertEquals(117_000, c.refreshPj(), 1e-9);
        assertEquals(120, c.backgroundMw(), 1e-9);
        assertEquals(60, c.closedMw(), 1e-9);
    }

    /** I0 of 15 mA is less than the standby currents draw, 16: V (15 - 10) 50 n. */
    @Test
    void anActivationIsNeverFreeOrLess() {
        assertEquals(1500, currents(15, 1, 0).activatePj(), 1e-9);
        assertEquals(1500, currents(15, 1, 0).activatePj(), 1e-9);
        assertEquals(6, currents(16.02, 1, 0).activatePj(), 1e-6);
    }

    @Test
    void dataAndPinsAreApart() {
        assertEquals(30 * 1.5 + 2, currents(40, 1.5, 2).readPjPerBit(), 1e-9);
    }

    @Test
    void railsAddUp() {
        DramCurrents.Rail rail = new DramCurrents.Rail(2, 40, 10, 20, 100, 60, 75);
        DramCurrents two = new DramCurrents(List.of(rail, rail), 3, TIMES, 1, 0, 0);
        assertEquals(2 * 7200, two.activatePj(), 1e-9);
        assertEquals(2 * 120, two.backgroundMw(), 1e-9);
    }

    /** As published beside the currents, and by hand: DDR4 (5.75 + 3.66) 512, LPDDR4 1.1 (245 + 149.25) 5. */
    @ParameterizedTest
    @CsvSource({
        "hbm2-2000, 948, 1234, 807, 22921, 29.7, 28.2",
        "hbm2e-3200, 948, 1234, 807, 22921, 29.7, 28.2",
        "hbm3-6400, 1837, 1090, 709, 36267, 311.7, 310.2",
        "ddr4-2400, 3464, 4818, 4433, 725760, 412.8, 326.4",
        "ddr5-4800, 6105, 6477, 5772, 240130, 624.8, 404.8",
        "lpddr4-3200, 1205, 2168, 1288, 23436, 37.9, 34.1",
        "hbm2-2000-quoted, 909, 891, 891, 58176, 0, 0"
    })
    void shippedPartsHaveTheEnergiesOfTheirCurrents(
            String part, double activate, double read, double write, double refresh, double background, double closed) {
        DramPart.Energy e = DramPartFile.load(PARTS.resolve(part + ".json")).energy();
        assertEquals(activate, e.activatePj(), 0.01 * activate);
        assertEquals(read, e.readPj(), 0.01 * read);
        assertEquals(write, e.writePj(), 0.01 * write);
        assertEquals(refresh, e.refreshAllPj(), 0.01 * refresh);
        assertEquals(background, e.backgroundMw(), 0.01 * background);
        assertEquals(closed, e.backgroundClosedMw(), 0.01 * closed);
    }

    @Test
    void whatAPartGivesItselfStandsBeforeItsCurrents(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("p.json");
        Files.writeString(file, "{\"inherits\": \"ddr4-2400.json\", \"energy\": {\"read_pj\": 7}}");
        DramPart.Energy e = DramPartFile.load(file, PARTS::resolve).energy();
        assertEquals(7, e.readPj());
        assertEquals(412.8, e.backgroundMw(), 0.1);
    }

    /** Two kinds of power, each for its share of ranks and time; 1 mW for a cycle of 1 MHz is 1 nJ. */
    @Test
    void backgroundIsSplitByTheRanksThatAreOpen(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("p.json");
        String energy = "\"background_mw\": 8, \"background_closed_mw\": 4";
        Files.writeString(
                file, "{\"inherits\": \"hbm3-6400-8high.json\", \"clock_khz\": 1000, \"energy\": {" + energy + "}}");
        DramPart part = DramPartFile.load(file, PARTS::resolve);
        int ranks = part.geometry().ranks() * part.geometry().pseudoChannels();
        assertEquals(4, ranks);
        // Two channels for 10 cycles: 80 cycles of ranks, each at 2 mW if open, else at 1 mW.
        assertEquals(80_000, part.backgroundPj(2, 10, 0), 1e-6);
        assertEquals(83_000, part.backgroundPj(2, 10, 3), 1e-6);
        assertEquals(160_000, part.backgroundPj(2, 10, 80), 1e-6);
    }

    /** A file of numbers that has but one background has it whatever is open. */
    @Test
    void oneBackgroundIsThatOfClosedRowsToo(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("p.json");
        String all = Files.readString(PARTS.resolve("ideal-400gib.json"));
        Files.writeString(file, all.replace("\"background_mw\": 0", "\"background_mw\": 7"));
        assertEquals(7, DramPartFile.load(file).energy().backgroundClosedMw());
    }

    /** Nobody's idle channels are free but those of parts made for papers. */
    @Test
    void everyShippedPartDrawsPowerWhenIdle() throws IOException {
        try (var files = Files.list(PARTS)) {
            for (Path file : files.sorted().toList()) {
                DramPart.Energy e = DramPartFile.load(file).energy();
                String name = file.getFileName().toString();
                boolean ofPapers = name.startsWith("ideal-") || name.endsWith("-quoted.json");
                assertEquals(ofPapers, e.backgroundClosedMw() == 0, name);
                assertTrue(e.backgroundClosedMw() <= e.backgroundMw(), name);
                assertTrue(ofPapers || e.refreshAllPj() > 0, name);
            }
        }
    }

    @Test
    void currentsThatAreWrongAreRefusedWithTheirPlace(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("p.json");
        for (String[] wrong : new String[][] {
            {"{\"devices\": 0}", "energy.currents.devices"},
            {"{\"at\": {\"rc\": 0}}", "energy.currents.at"},
            {"{\"amperes\": 1}", "amperes"},
            {"{\"rails\": []}", "energy.currents.rails"}
        }) {
            Files.writeString(file, "{\"inherits\": \"ddr4-2400.json\", \"energy\": {\"currents\": " + wrong[0] + "}}");
            String message = assertThrows(InputException.class, () -> DramPartFile.load(file, PARTS::resolve))
                    .getMessage();
            assertTrue(message.contains(wrong[1]) && message.contains("p.json"), message);
        }
    }
}
