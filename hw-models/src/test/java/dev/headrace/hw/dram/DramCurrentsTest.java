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
        DramCurrents.Rail rail = new DramCurrents.Rail(2, idd0, 10, 20, 25, 100, 60, 75);
        return new DramCurrents(List.of(rail), 3, TIMES, data, io, io);
    }

    /** 2 V, 3 devices: (40 50 - 20 30 - 10 20) 6; (100 - 20) 4 6 / 64; (60 - 20) 4 6 / 64; (75 - 25) 300 6; 20 6. */
    @Test
    void energiesFollowFromCurrentsAndTimes() {
        DramCurrents c = currents(40, 1, 0);
        assertEquals(7200, c.activatePj(), 1e-9);
        assertEquals(30, c.readPjPerBit(), 1e-9);
        assertEquals(15, c.writePjPerBit(), 1e-9);
        assertEquals(90_000, c.refreshPj(), 1e-9);
        assertEquals(120, c.backgroundMw(), 1e-9);
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
        DramCurrents.Rail rail = new DramCurrents.Rail(2, 40, 10, 20, 25, 100, 60, 75);
        DramCurrents two = new DramCurrents(List.of(rail, rail), 3, TIMES, 1, 0, 0);
        assertEquals(2 * 7200, two.activatePj(), 1e-9);
        assertEquals(2 * 120, two.backgroundMw(), 1e-9);
    }

    /** As published beside the currents, and by hand: DDR4 (5.75 + 3.66) 512, LPDDR4 1.1 (245 + 149.25) 5. */
    @ParameterizedTest
    @CsvSource({
        "hbm2-2000, 948, 1234, 807, 21861, 29.7",
        "hbm2e-3200, 948, 1234, 807, 21861, 29.7",
        "hbm3-6400, 1837, 1090, 709, 35189, 311.7",
        "ddr4-2400, 3464, 4818, 4433, 695520, 412.8",
        "lpddr4-3200, 1205, 2168, 1288, 22386, 37.9",
        "hbm2-2000-quoted, 909, 891, 891, 58176, 0"
    })
    void shippedPartsHaveTheEnergiesOfTheirCurrents(
            String part, double activate, double read, double write, double refresh, double background) {
        DramPart.Energy e = DramPartFile.load(PARTS.resolve(part + ".json")).energy();
        assertEquals(activate, e.activatePj(), 0.01 * activate);
        assertEquals(read, e.readPj(), 0.01 * read);
        assertEquals(write, e.writePj(), 0.01 * write);
        assertEquals(refresh, e.refreshAllPj(), 0.01 * refresh);
        assertEquals(background, e.backgroundMw(), 0.01 * background);
    }

    @Test
    void whatAPartGivesItselfStandsBeforeItsCurrents(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("p.json");
        Files.writeString(file, "{\"inherits\": \"ddr4-2400.json\", \"energy\": {\"read_pj\": 7}}");
        DramPart.Energy e = DramPartFile.load(file, PARTS::resolve).energy();
        assertEquals(7, e.readPj());
        assertEquals(412.8, e.backgroundMw(), 0.1);
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
