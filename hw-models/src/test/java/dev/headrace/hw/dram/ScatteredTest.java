package dev.headrace.hw.dram;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.headrace.simulator.kernel.Transfer;
import dev.headrace.simulator.run.Result;
import dev.headrace.simulator.unit.MemoryUnit;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rows that lie scattered, in both models of a memory. */
class ScatteredTest {
    private static final DramPart PART = Parts.load("hbm2-2000");

    private static Transfer rows(long address, long rowBytes, int... at) {
        Transfer t = new Transfer();
        t.set(false, address, rowBytes, at.length, rowBytes, 0);
        t.rowAt = at;
        return t;
    }

    private static Result.MemoryResult simulated(Transfer t) {
        Driver driver = new Driver(new DramDevice(
                PART, 4, "RoBaRaCoBgCh", DramPolicy.USUAL, 1, List.of(new MemoryUnit.Port("p", 32)), List.of("k")));
        driver.device.submit(0, 0, 0, t);
        double seconds = (double) driver.end() / PART.clockKhz() / 1000;
        return driver.device.result(seconds);
    }

    private static Result.MemoryResult counted(Transfer t) {
        BandwidthDevice device = new BandwidthDevice(PART, 4, 10, 1, List.of("k"));
        device.submit(0, 0, 0, t);
        return device.result(1);
    }

    @Test
    void everyRowMovesItsBurstsAndNeighboursShareThem() {
        // Row 0 is bytes 0 to 47, two bursts; rows 2 and 3 are bytes 96 to 191, three.
        for (Result.MemoryResult r : List.of(simulated(rows(0, 48, 0, 2, 3)), counted(rows(0, 48, 0, 2, 3)))) {
            assertEquals(3 * 48, r.readBytes());
            assertEquals(5, r.requests());
            assertEquals(5 * 32 - 3 * 48, r.paddingBytes());
        }
    }

    @Test
    void theSameRowTwiceIsMovedTwice() {
        for (Result.MemoryResult r : List.of(simulated(rows(64, 32, 5, 5)), counted(rows(64, 32, 5, 5)))) {
            assertEquals(64, r.readBytes());
            assertEquals(2, r.requests());
        }
    }

    @Test
    void rowsSideBySideAreOnePieceHoweverTheyAreGiven() {
        Transfer plain = new Transfer();
        plain.set(false, 0, 480, 1, 0, 0);
        Transfer listed = rows(0, 48, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        assertEquals(simulated(plain).requests(), simulated(listed).requests());
        assertEquals(counted(plain).requests(), counted(listed).requests());
    }
}
