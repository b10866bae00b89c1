package dev.headrace.hw.dram;

import static dev.headrace.hw.dram.Command.READ;
import static dev.headrace.hw.dram.Command.WRITE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Reads and writes of open rows, two at a time: same bank and same bank group, other group, other rank. Sums are the
 * tables' numbers: CCD_L, CCD_S, CCD_R; RTW; write latency + burst + WTR. Cycles of HBM3 are half clocks.
 */
class ColumnGateTest {
    private static long apart(String name, boolean firstWrite, boolean secondWrite, int from, int to) {
        Gate gate = Gate.of(name).open(from).open(to);
        gate.offer(Gate.LATER, firstWrite, from, 1, 1).to(Gate.LATER);
        if (firstWrite != secondWrite) {
            // Only when the first has left is the other queue's turn.
            gate.to(Gate.LATER + 1).offer(Gate.LATER + 1, secondWrite, to, 1, 2);
        } else {
            gate.offer(Gate.LATER, secondWrite, to, 1, 2);
        }
        return gate.end().apart(firstWrite ? WRITE : READ, secondWrite ? WRITE : READ);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "hbm1-1000,   2,  2,  6, 4+1+4",
        "hbm2-2000,   4,  4, 13, 5+2+8",
        "hbm2-2400,   4,  4, 15, 6+2+10",
        "hbm2-a100,   4,  4, 15, 6+2+10",
        "hbm2e-3200,  4,  4, 19, 8+2+13",
        "u280-hbm2,   4,  4, 12, 5+2+8",
        "hbm3-6400,   8,  8, 40, 20+4+20",
        "ddr4-2133,   6,  6, 10, 11+4+8",
        "ddr4-2400,   6,  6, 11, 12+4+9",
        "kv260-ddr4,  6,  6, 11, 12+4+9",
        "lpddr4-3200, 8,  8, 30, 14+8+16",
        "lpddr5-6400, 4,  4, 12, 9+2+10"
    })
    void columnsOfOneBankGroup(String name, long reads, long writes, long readWrite, String writeRead) {
        for (int to : new int[] {0, 1}) {
            assertEquals(reads, apart(name, false, false, 0, to), "read, read, bank " + to);
            assertEquals(writes, apart(name, true, true, 0, to), "write, write, bank " + to);
            assertEquals(readWrite, apart(name, false, true, 0, to), "read, write, bank " + to);
            assertEquals(Gate.sum(writeRead), apart(name, true, false, 0, to), "write, read, bank " + to);
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "hbm1-1000,   1,  1,  6, 4+1+3",
        "hbm2-2000,   2,  2, 13, 5+2+6",
        "hbm2-2400,   2,  2, 15, 6+2+8",
        "hbm2e-3200,  2,  2, 19, 8+2+10",
        "u280-hbm2,   2,  2, 12, 5+2+6",
        "hbm3-6400,   4,  4, 40, 20+4+14",
        "ddr4-2133,   4,  4, 10, 11+4+3",
        "ddr4-2400,   4,  4, 11, 12+4+3",
        "kv260-ddr4,  4,  4, 11, 12+4+3",
        "lpddr5-6400, 2,  2, 12, 9+2+5"
    })
    void columnsOfDifferentBankGroups(String name, long reads, long writes, long readWrite, String writeRead) {
        int to = Parts.load(name).geometry().banks();
        assertEquals(reads, apart(name, false, false, 0, to), "read, read");
        assertEquals(writes, apart(name, true, true, 0, to), "write, write");
        assertEquals(readWrite, apart(name, false, true, 0, to), "read, write");
        assertEquals(Gate.sum(writeRead), apart(name, true, false, 0, to), "write, read");
    }

    /**
     * Stack ids share the data bus only: CCD_R for one kind, RTW; a write's data ends at 20 + 4, a read's begins at 40,
     * so that a read could follow at once, were the command not two half clocks long.
     */
    @ParameterizedTest(name = "{0}")
    @CsvSource({"hbm3-6400-8high, 6, 6, 40, 2"})
    void columnsOfDifferentStackIds(String name, long reads, long writes, long readWrite, long writeRead) {
        int to = 16;
        assertEquals(reads, apart(name, false, false, 0, to), "read, read");
        assertEquals(writes, apart(name, true, true, 0, to), "write, write");
        assertEquals(readWrite, apart(name, false, true, 0, to), "read, write");
        assertEquals(writeRead, apart(name, true, false, 0, to), "write, read");
    }
}
