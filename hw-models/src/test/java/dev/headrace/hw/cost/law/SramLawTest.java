package dev.headrace.hw.cost.law;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.simulator.unit.Shape;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The formulas of {@code configs/hardware/costs/cmos.json}, by hand. */
class SramLawTest {
    static final Laws LAWS = Laws.read(Path.of("..", "configs", "hardware", "costs", "cmos.json"));
    private static final SramLaw LAW = LAWS.sram();
    private static final int KIB = 1024;

    /** sqrt(1/128) (0.9 + 38/64) (1024/8192)^0.3 64 + 5e-5 64 64; the second has 8192 words of 1024 bits: depth 1. */
    @Test
    void aReadIsBitLinesAndWordLines() {
        assertEquals(4.7330, LAW.readPj(8 * KIB, 64, 45), 1e-4);
        assertEquals(1024 * (0.9 + 38.0 / 1024) + 5e-5 * 1024 * 1024, LAW.readPj(KIB * KIB, 1024, 45), 1e-9);
    }

    /** Few words: the depth's factor is 0.45. 4 KiB of 512 bits are 64 words: sqrt(1/256) = 1/16. */
    @Test
    void theFactorOfTheDepthHasALeast() {
        assertEquals(512 * ((0.9 + 38.0 / 512) / 16 * 0.45 + 5e-5 * 512), LAW.readPj(4 * KIB, 512, 45), 1e-9);
    }

    /** sqrt(64) = 8: 0.69 8 + 0.027 64 8 + 0.0109 64 + 2.15e-5 64 64. */
    @Test
    void aWriteDrivesAllItsBitLines() {
        assertEquals(5.52 + 13.824 + 0.6976 + 0.088064, LAW.writePj(64 * KIB, 64, 45), 1e-9);
    }

    /** 0.4 65536 + 0.083 64 64, four times; two ports 1.42 squared. */
    @Test
    void areaIsThatOfAllBanksAndPortsWidenItBothWays() {
        double one = 0.4 * 65_536 + 0.083 * 4096;
        assertEquals(4 * one, LAW.um2(new Shape.Ram(32 * KIB, 4, 64, 1), 45), 1e-6);
        assertEquals(1.42 * 1.42 * one, LAW.um2(new Shape.Ram(8 * KIB, 1, 64, 2), 45), 1e-6);
    }

    /** 32^0.4 = 4. */
    @Test
    void accessGrowsWithThePowerOfTheCapacity() {
        assertEquals(0.51 + 0.226 * 4, LAW.accessNs(new Shape.Ram(32 * KIB, 1, 64, 1), 45), 1e-9);
        assertEquals((0.51 + 0.226 * 4) * 0.62, LAW.accessNs(new Shape.Ram(64 * KIB, 2, 64, 1), 22), 1e-9);
    }

    @Test
    void energyGoesFromNodeToNodeAndByTheRootBelowTheLast() {
        double at45 = LAW.readPj(8 * KIB, 64, 45);
        assertEquals(0.235 * at45, LAW.readPj(8 * KIB, 64, 22), 1e-9);
        assertEquals(0.235 * Math.sqrt(0.5) * at45, LAW.readPj(8 * KIB, 64, 11), 1e-9);
        // log-log between 32 and 22 nm: half-way at the root of 32 x 22
        assertEquals(Math.sqrt(0.56 * 0.235) * at45, LAW.readPj(8 * KIB, 64, Math.sqrt(32 * 22)), 1e-9);
    }

    /** At 7 nm 0.24 x 7/22 of 0.4 um2 are 0.0305 a bit; a cell of 0.027 that fills 0.7 has 0.0386. */
    @Test
    void noBitIsSmallerThanItsCell() {
        assertEquals(65_536 * 0.027 / 0.7, LAW.um2(new Shape.Ram(8 * KIB, 1, 64, 1), 7), 1e-6);
    }

    @ParameterizedTest
    @CsvSource({
        // small and large banks as CACTI has them, half-way between on a logarithmic axis, and one port past the last
        "8, 3, 1.5",
        "1024, 3, 3.3",
        "1024, 4, 4.9",
        "4096, 2, 2.1",
        "8, 5, 2.0",
        "1024, 5, 6.5"
    })
    void portsCostEnergyMoreInLargeBanks(int kib, int ports, double factor) {
        assertEquals(factor, LAW.portEnergy(new Shape.Ram((long) kib * KIB, 1, 64, ports)), 1e-12);
    }

    /** 65,536 cells of 59 nW; 1.75 at 340 K; a tenth more for a second port; below 22 nm 0.79 of the root. */
    @Test
    void cellsLeakByDeviceClassTemperatureAndNode() {
        SramLaw.Device hp = Objects.requireNonNull(LAW.devices().get("hp"));
        Shape.Ram ram = new Shape.Ram(8 * KIB, 2, 64, 1);
        assertEquals(65_536 * 59e-9, LAW.leakWatts(ram, 45, hp, 300), 1e-12);
        assertEquals(65_536 * 59e-9 * 1.75, LAW.leakWatts(ram, 45, hp, 340), 1e-12);
        assertEquals(65_536 * 59e-9 * 1.1, LAW.leakWatts(new Shape.Ram(8 * KIB, 2, 64, 2), 45, hp, 300), 1e-12);
        assertEquals(65_536 * 9.5e-9 * 0.79 * Math.sqrt(0.5), LAW.leakWatts(ram, 11, hp, 300), 1e-12);
    }

    /** Whatever else is fixed: more bytes, wider words, more ports never cost less. */
    @Test
    void moreNeverCostsLess() {
        for (double node : List.of(65.0, 45.0, 28.0, 16.0, 7.0)) {
            for (int log = 11; log <= 24; log++) {
                for (int word = 32; word <= 2048; word *= 2) {
                    long bytes = 1L << log;
                    assertTrue(LAW.readPj(2.0 * bytes, word, node) > LAW.readPj(bytes, word, node));
                    assertTrue(LAW.readPj(bytes, 2 * word, node) > LAW.readPj(bytes, word, node));
                    assertTrue(LAW.writePj(2.0 * bytes, word, node) > LAW.writePj(bytes, word, node));
                    assertTrue(LAW.writePj(bytes, 2 * word, node) > LAW.writePj(bytes, word, node));
                    for (int ports = 1; ports <= 6; ports++) {
                        Shape.Ram one = new Shape.Ram(bytes, 1, word, ports);
                        Shape.Ram more = new Shape.Ram(bytes, 1, word, ports + 1);
                        Shape.Ram larger = new Shape.Ram(2 * bytes, 1, word, ports);
                        assertTrue(LAW.portEnergy(more) > LAW.portEnergy(one));
                        assertTrue(LAW.um2(more, node) > LAW.um2(one, node));
                        assertTrue(LAW.um2(larger, node) > LAW.um2(one, node));
                        assertTrue(LAW.accessNs(larger, node) > LAW.accessNs(one, node));
                    }
                }
            }
        }
    }

    @Test
    void whatLiesOutsideTheFitIsNamed() {
        assertEquals(List.of(), LAW.outside(new Shape.Ram(2048, 1, 32, 4)));
        assertEquals(
                List.of("a bank of 2047 bytes; the formulas were fitted from 2048 to 16777216"),
                LAW.outside(new Shape.Ram(2047, 1, 32, 1)));
        assertEquals(1, LAW.outside(new Shape.Ram(1 << 25, 1, 64, 1)).size());
        assertEquals(0, LAW.outside(new Shape.Ram(1 << 25, 2, 64, 1)).size());
        assertEquals(
                List.of(
                        "words of 4096 bits; the formulas were fitted from 32 to 2048",
                        "16 words in a bank; the formulas were fitted from 64",
                        "5 ports; factors are known up to 4"),
                LAW.outside(new Shape.Ram(8192, 1, 4096, 5)));
    }
}
