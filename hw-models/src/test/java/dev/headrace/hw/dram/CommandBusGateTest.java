package dev.headrace.hw.dram;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.headrace.hw.dram.DramPolicy.Precharge;
import dev.headrace.hw.dram.DramPolicy.Refresh;
import dev.headrace.hw.dram.DramPolicy.RowPolicy;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Commands that nothing but a command bus keeps apart: what each takes of it. Cycles of HBM3 are half clocks. */
class CommandBusGateTest {
    private static final long T = Gate.LATER;

    /** Pseudo channels have everything of their own but the buses: a row bus and a column bus. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({"hbm2-2000, 2, 1, 1, 1", "hbm2-2400, 2, 1, 1, 1", "u280-hbm2, 2, 1, 1, 1", "hbm3-6400, 3, 1, 2, 2"})
    void pseudoChannelsTakeTurns(String name, long activate, long precharge, long read, long refresh) {
        Gate closed = Gate.of(name).offer(T, false, 0, 1, 0).offerOther(T, 0, 1).to(T + activate + 1);
        assertEquals(activate, closed.startsApart(1), "activate, activate");
        Gate open = closed.end()
                .offer(2 * T, false, 0, 1, 1)
                .offerOther(2 * T, 0, 1)
                .end();
        assertEquals(read, open.startsApart(1), "read, read");
        Gate wrong = open.offer(3 * T, false, 0, 2, 1).offerOther(3 * T, 0, 2).to(3 * T + 2);
        assertEquals(precharge, wrong.startsApart(1), "precharge, precharge");
        // Who used the bus last goes last.
        Gate first = open(name)
                .offerOther(T, 8, 1)
                .end()
                .offer(2 * T, false, 0, 2, 1)
                .offerOther(2 * T, 4, 1);
        assertEquals(precharge, first.to(2 * T + 1 + precharge).startsApart(1), "precharge, activate");
        Gate second = open(name).offer(T, false, 0, 2, 1).offerOther(T, 4, 1);
        assertEquals(activate, second.to(T + 1 + activate).startsApart(1), "activate, precharge");
        Gate both = new Gate(name, RowPolicy.OPEN, Refresh.ALL_BANK);
        both.bench.controller.finish(both.part.timing().refreshInterval() + 10L);
        assertEquals(refresh, both.startsApart(1), "refresh, refresh");
    }

    /** Bank 0 has a row open, and precharges have their turn by age. */
    private static Gate open(String name) {
        return new Gate(name, Policies.precharging(Precharge.BY_AGE)).open(0);
    }

    /** A row command and a column command of different banks: together on two buses, one behind the other on one. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({"hbm1-1000, 0", "hbm2-2000, 0", "hbm3-6400, 0", "ddr4-2400, 1", "lpddr4-3200, 4", "lpddr5-6400, 2"})
    void anActivateBesideARead(String name, long apart) {
        int other = Parts.load(name).geometry().banks() > 1 ? 1 : 2;
        Gate gate =
                open(name).offer(T, false, 0, 1, 1).offer(T, false, other, 1, 0).to(T + 1 + apart);
        assertEquals(apart, gate.startsApart(1));
    }

    /** Behind a read on a common bus: an activate of another bank. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({"ddr4-2400, 1", "lpddr4-3200, 4", "lpddr5-6400, 1"})
    void anActivateBehindARead(String name, long apart) {
        Gate gate = open(name)
                .offer(T, false, 0, 1, 1)
                .to(T + 1)
                .offer(T + 1, false, 1, 1, 0)
                .to(T + 1 + apart);
        assertEquals(apart, gate.startsApart(1));
    }

    /** Behind a precharge on a common bus: a read of another bank. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({"ddr4-2400, 1", "lpddr4-3200, 2", "lpddr5-6400, 1"})
    void aReadBehindAPrecharge(String name, long apart) {
        Gate gate = open(name)
                .open(1)
                .offer(T, false, 0, 2, 0)
                .offer(T, false, 1, 1, 1)
                .to(T + 1 + apart);
        assertEquals(apart, gate.startsApart(1));
    }
}
