package dev.headrace.hw.dram;

import static dev.headrace.hw.dram.Command.ACTIVATE;
import static dev.headrace.hw.dram.Command.PRECHARGE;
import static dev.headrace.hw.dram.Command.PRECHARGE_ALL;
import static dev.headrace.hw.dram.Command.READ_CLOSE;
import static dev.headrace.hw.dram.Command.REFRESH_ALL;
import static dev.headrace.hw.dram.Command.REFRESH_BANK;
import static dev.headrace.hw.dram.Command.WRITE_CLOSE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.headrace.hw.dram.DramPolicy.Refresh;
import dev.headrace.hw.dram.DramPolicy.RowPolicy;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Refreshes and what stands before and behind them, two commands at a time. Cycles of HBM3 are half clocks. */
class RefreshGateTest {
    private static Gate all(String name, RowPolicy rows) {
        return new Gate(name, rows, Refresh.ALL_BANK);
    }

    private static Gate perBank(String name, RowPolicy rows) {
        return new Gate(name, rows, Refresh.PER_BANK);
    }

    /** Columns of one row by auto-precharging requests, of which the last takes effect just before a refresh is due. */
    private static Gate columnsUpTo(Gate gate, long due, int count, boolean write) {
        DramPart.Timing t = gate.part.timing();
        DramPart.CommandBus bus = gate.part.commandBus();
        long opening = bus.activate() + (write ? t.activateToWrite() : t.activateToRead());
        long offered = due - 2 - opening - (count - 1L) * t.columnLong();
        for (int i = 0; i < count; i++) {
            gate.offer(offered, write, 0, 1, i);
        }
        return gate.to(due + 1000);
    }

    /** REFI, RPab, RP, RC, RTP + RP, write latency + burst + WR + RP before a refresh; RFCab behind it. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "hbm1-1000,    1950,  7,  7,  24, 4+7,   4+1+8+7,     55",
        "hbm2-2000,    3900, 14, 14,  48, 5+14,  5+2+16+14,  350",
        "hbm2-2400,    4682, 17, 17,  57, 6+17,  6+2+19+17,  421",
        "hbm2e-3200,   6240, 23, 23,  78, 8+23,  8+2+26+23,  720",
        "u280-hbm2,    3510, 13, 13,  44, 5+13,  5+2+15+13,  234",
        "hbm3-6400,   12480, 52, 52, 144, 18+52, 20+4+66+52, 1120",
        "ddr4-2133,    8320, 15, 15,  51, 8+15,  11+4+16+15, 384",
        "ddr4-2400,    9364, 17, 17,  56, 9+17,  12+4+18+17, 433",
        "lpddr4-3200,  6246, 34, 29,  97, 12+29, 14+8+29+29, 448",
        "lpddr5-6400,  3125, 17, 15,  49, 8+15,  9+2+28+15,  168"
    })
    void refreshOfAllBanks(
            String name, long due, long all, long one, long cycle, String read, String write, long refresh) {
        Gate idle = all(name, RowPolicy.OPEN);
        idle.bench.controller.finish(2 * due);
        assertEquals(due, idle.apart(REFRESH_ALL, REFRESH_ALL), "REFI");
        Gate open = all(name, RowPolicy.OPEN)
                .open(0)
                .to(due - 1)
                .offer(due - 1, false, 0, 1, 1)
                .end();
        assertEquals(all, open.apart(PRECHARGE_ALL, REFRESH_ALL), "RPab");
        assertEquals(refresh, open.apart(REFRESH_ALL, ACTIVATE), "RFCab");
        // A conflict just before closes the only open bank by itself.
        Gate closing =
                all(name, RowPolicy.OPEN).open(0).offer(due - 3, false, 0, 2, 0).end();
        assertEquals(one, closing.apart(PRECHARGE, REFRESH_ALL), "RP");
        Gate young = columnsUpTo(all(name, RowPolicy.CLOSED), due, 1, false);
        young.bench.controller.finish(due + 1000);
        assertEquals(cycle, young.apart(ACTIVATE, REFRESH_ALL), "RC");
        Gate reading = columnsUpTo(all(name, RowPolicy.CLOSED), due, 10, false);
        reading.bench.controller.finish(due + 1000);
        assertEquals(Gate.sum(read), reading.apart(READ_CLOSE, REFRESH_ALL), "RTP + RP");
        Gate writing = columnsUpTo(all(name, RowPolicy.CLOSED), due, 10, true);
        writing.bench.controller.finish(due + 1000);
        assertEquals(Gate.sum(write), writing.apart(WRITE_CLOSE, REFRESH_ALL), "WR + RP");
    }

    /** REFIpb, RP, RC, RTP + RP, RRD_L, RRD_S before a refresh of bank 0; RFCpb and RREFD behind it. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "hbm2-2000,   244, 14,  48, 5+14,   4,  4, 160,  8",
        "hbm2-2400,   293, 17,  57, 6+17,   5,  5, 193, 10",
        "hbm2e-3200,  390, 23,  78, 8+23,   7,  7, 256, 13",
        "u280-hbm2,   219, 13,  44, 5+13,   4,  4, 144,  8",
        "hbm3-6400,   780, 52, 144, 18+52, 10,  8, 640, 16",
        "lpddr4-3200, 780, 29,  97, 12+29, 16,  0, 224, 16",
        "lpddr5-6400, 195, 15,  49, 8+15,   4,  4,  96,  7"
    })
    void refreshOfOneBank(
            String name,
            long due,
            long closing,
            long cycle,
            String read,
            long group,
            long other,
            long refresh,
            long next) {
        Gate idle = perBank(name, RowPolicy.OPEN);
        idle.bench.controller.finish(3 * due);
        assertEquals(due, idle.apart(REFRESH_BANK, REFRESH_BANK), "REFIpb");
        Gate open = perBank(name, RowPolicy.OPEN)
                .open(0)
                .to(due - 1)
                .offer(due - 1, false, 0, 1, 1)
                .end();
        assertEquals(closing, open.apart(PRECHARGE, REFRESH_BANK), "RP");
        Gate young = columnsUpTo(perBank(name, RowPolicy.CLOSED), due, 1, false);
        young.bench.controller.finish(due + due / 2);
        assertEquals(cycle, young.apart(ACTIVATE, REFRESH_BANK), "RC");
        Gate reading = columnsUpTo(perBank(name, RowPolicy.CLOSED), due, 10, false);
        reading.bench.controller.finish(due + due / 2);
        assertEquals(Gate.sum(read), reading.apart(READ_CLOSE, REFRESH_BANK), "RTP + RP");
        assertEquals(group, activateBefore(name, due, 1), "RRD_L");
        if (other > 0) {
            assertEquals(
                    other, activateBefore(name, due, Parts.load(name).geometry().banks()), "RRD_S");
        }
        Gate waiting = perBank(name, RowPolicy.OPEN)
                .to(due - 1)
                .offer(due - 1, false, 0, 1, 0)
                .end();
        assertEquals(refresh, waiting.apart(REFRESH_BANK, ACTIVATE), "RFCpb");
        Gate neighbour = perBank(name, RowPolicy.OPEN)
                .to(due - 1)
                .offer(due - 1, false, 1, 1, 0)
                .end();
        assertEquals(next, neighbour.apart(REFRESH_BANK, ACTIVATE), "RREFD");
    }

    /** An activate of another bank starts in the last cycle that lets it end before the refresh of bank 0 is due. */
    private static long activateBefore(String name, long due, int bank) {
        Gate gate = perBank(name, RowPolicy.OPEN);
        long offered = due - 1 - gate.part.commandBus().activate();
        gate.offer(offered, false, bank, 1, 0);
        gate.bench.controller.finish(due + due / 2);
        return gate.apart(ACTIVATE, REFRESH_BANK);
    }
}
