package dev.headrace.hw.dram;

import static dev.headrace.hw.dram.Command.ACTIVATE;
import static dev.headrace.hw.dram.Command.PRECHARGE;
import static dev.headrace.hw.dram.Command.READ;
import static dev.headrace.hw.dram.Command.READ_CLOSE;
import static dev.headrace.hw.dram.Command.WRITE;
import static dev.headrace.hw.dram.Command.WRITE_CLOSE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.headrace.hw.dram.DramPolicy.Refresh;
import dev.headrace.hw.dram.DramPolicy.RowPolicy;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Activates and precharges, two commands at a time. Cycles of HBM3 are half clocks. */
class RowGateTest {
    private static final long T = Gate.LATER;

    /** RCDRD, RCDWR, RAS, RP, RC. Where RC is no more than RAS + RP it cannot be told from them; HBM3 has 144 > 142. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "hbm1-1000,    7,  6, 17,  7,  24",
        "hbm2-2000,   14, 12, 34, 14,  48",
        "hbm2-2400,   17, 14, 40, 17,  57",
        "hbm2-a100,   17, 14, 40, 17,  57",
        "hbm2e-3200,  23, 20, 55, 23,  78",
        "u280-hbm2,   13, 11, 31, 13,  44",
        "hbm3-6400,   62, 30, 90, 52, 144",
        "ddr4-2133,   15, 15, 36, 15,  51",
        "ddr4-2400,   17, 17, 39, 17,  56",
        "lpddr4-3200, 29, 29, 68, 29,  97",
        "lpddr5-6400, 15, 15, 34, 15,  49"
    })
    void rowsOfOneBank(String name, long toRead, long toWrite, long held, long closing, long cycle) {
        assertEquals(toRead, Gate.of(name).offer(T, false, 0, 1, 0).end().apart(ACTIVATE, READ), "RCDRD");
        assertEquals(toWrite, Gate.of(name).offer(T, true, 0, 1, 0).end().apart(ACTIVATE, WRITE), "RCDWR");
        Gate young = Gate.of(name).offer(T, false, 0, 1, 0).offer(T, false, 0, 2, 0);
        assertEquals(held, young.end().apart(ACTIVATE, PRECHARGE) + cycle - young.apart(ACTIVATE, ACTIVATE), "RAS");
        assertEquals(cycle, young.apart(ACTIVATE, ACTIVATE), "RC");
        Gate old = Gate.of(name).open(0).offer(T, false, 0, 2, 0).end();
        assertEquals(closing, old.apart(PRECHARGE, ACTIVATE), "RP");
    }

    /** RTP; write latency + burst + WR; and with RP behind them if the bank closes itself. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "hbm1-1000,    4, 4+1+8,    7",
        "hbm2-2000,    5, 5+2+16,  14",
        "hbm2-2400,    6, 6+2+19,  17",
        "hbm2e-3200,   8, 8+2+26,  23",
        "u280-hbm2,    5, 5+2+15,  13",
        "hbm3-6400,   18, 20+4+66, 52",
        "ddr4-2133,    8, 11+4+16, 15",
        "ddr4-2400,    9, 12+4+18, 17",
        "lpddr4-3200, 12, 14+8+29, 29",
        "lpddr5-6400,  8, 9+2+28,  15"
    })
    void columnToClosing(String name, long read, String write, long closing) {
        Gate reading = Gate.of(name).open(0).offer(T, false, 0, 1, 1).offer(T, false, 0, 2, 0);
        assertEquals(read, reading.end().apart(READ, PRECHARGE), "RTP");
        Gate writing = Gate.of(name).open(0).offer(T, true, 0, 1, 1).offer(T, true, 0, 2, 0);
        assertEquals(Gate.sum(write), writing.end().apart(WRITE, PRECHARGE), "WR");
        assertEquals(read + closing, closedByTheLastOfTen(name, false).apart(READ_CLOSE, ACTIVATE), "RTP + RP");
        assertEquals(
                Gate.sum(write) + closing, closedByTheLastOfTen(name, true).apart(WRITE_CLOSE, ACTIVATE), "WR + RP");
    }

    /** Ten columns of one row, so that RAS is over, then another row: it stands last in the log as activate, column. */
    private static Gate closedByTheLastOfTen(String name, boolean write) {
        Gate gate = new Gate(name, RowPolicy.CLOSED, Refresh.NONE);
        for (int i = 0; i < 10; i++) {
            gate.offer(T, write, 0, 1, i);
        }
        return gate.offer(T, write, 0, 2, 0).end();
    }

    /**
     * RRD_L, RRD_S (zero: no other group), and the fifth activate: FAW, or four times RRD_S where that is more. The fifth
     * of LPDDR4 waits for another two cycles while the third read is on the common bus.
     */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "hbm1-1000,    2,  2,  8",
        "hbm2-2000,    4,  4, 16",
        "hbm2-2400,    5,  5, 20",
        "hbm2e-3200,   7,  7, 28",
        "u280-hbm2,    4,  4, 16",
        "hbm3-6400,   10,  8, 48",
        "ddr4-2133,    6,  4, 23",
        "ddr4-2400,    6,  4, 26",
        "kv260-ddr4,   8,  7, 36",
        "zcu102-ddr4,  8,  7, 36",
        "lpddr4-3200, 16,  0, 64+2",
        "lpddr5-6400,  4,  4, 16"
    })
    void rowsOfDifferentBanks(String name, long same, long other, String five) {
        DramPart.Geometry g = Parts.load(name).geometry();
        Gate group = Gate.of(name).offer(T, false, 0, 1, 0).offer(T, false, 1, 1, 0);
        assertEquals(same, group.end().apart(ACTIVATE, ACTIVATE), "RRD_L");
        if (g.bankGroups() > 1) {
            Gate groups = Gate.of(name).offer(T, false, 0, 1, 0).offer(T, false, g.banks(), 1, 0);
            assertEquals(other, groups.end().apart(ACTIVATE, ACTIVATE), "RRD_S");
        }
        Gate window = Gate.of(name);
        for (int i = 0; i < 5; i++) {
            int bank = i % g.bankGroups() * g.banks() + i / g.bankGroups();
            window.offer(T, false, bank, 1, 0);
        }
        window.end();
        assertEquals(Gate.sum(five), window.bench.start(ACTIVATE, 4) - window.bench.start(ACTIVATE, 0), "FAW");
    }

    /** Stack ids share RRD_S and the window of four activates. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({"hbm3-6400-8high, 8, 48", "hbm3e-9600-12high, 12, 72", "hbm4-8000-16high, 10, 60"})
    void rowsOfDifferentStackIds(String name, long apart, long five) {
        Gate gate = Gate.of(name).offer(T, false, 0, 1, 0).offer(T, false, 16, 1, 0);
        assertEquals(apart, gate.end().apart(ACTIVATE, ACTIVATE));
        Gate window = Gate.of(name);
        for (int i = 0; i < 4; i++) {
            window.offer(T, false, i % 2 * 16 + i / 2 * 8, 1, 0);
        }
        window.offer(T, false, 20, 1, 0).end();
        assertEquals(five, window.bench.start(ACTIVATE, 4) - window.bench.start(ACTIVATE, 0), "FAW");
    }
}
