package dev.headrace.hw.dram;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.hw.dram.DramPolicy.Refresh;
import dev.headrace.hw.dram.DramPolicy.RowPolicy;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Fractions of peak bandwidth against closed forms: the rate of the scarcest resource, times what all-bank refresh leaves,
 * {@code 1 - (RFC + RTP + RP + RCD) / REFI} (close all rows, refresh, open the first again). What is lost must carry the
 * name of that resource.
 */
class ClosedFormTest {
    private static final int MANY = 200_000;

    private static double refreshLeaves(DramPart part) {
        DramPart.Timing t = part.timing();
        double drain = t.readToPrecharge() + t.prechargeAll() + t.activateToRead();
        return 1 - (t.refreshAll() + drain) / t.refreshInterval();
    }

    private static void near(double expected, double found, double tolerance, String what) {
        assertEquals(1, found / expected, tolerance, what + ": expected " + expected + ", found " + found);
    }

    /** The cause with the most idle cycles, refresh aside. */
    private static BusIdle worst(DramCounters c) {
        return c.idleCycles().entrySet().stream()
                .filter(e -> e.getKey() != BusIdle.REFRESH)
                .max(Map.Entry.comparingByValue())
                .orElseThrow()
                .getKey();
    }

    private static long idle(DramCounters c) {
        return c.idleCycles().values().stream().mapToLong(x -> x).sum();
    }

    @ParameterizedTest
    @ValueSource(strings = {"hbm2-2000", "hbm3-6400", "ddr4-2400", "lpddr5-6400"})
    void aSequentialStreamOverBankGroupsLosesOnlyRefresh(String name) {
        DramPart part = Parts.load(name);
        Load load = new Load(part, Bench.policy(RowPolicy.OPEN, Refresh.ALL_BANK));
        long step = (long) part.geometry().accessBytes() * part.geometry().pseudoChannels();
        DramCounters c = load.run(MANY, i -> i * step);
        near(refreshLeaves(part), load.fraction(c), 0.02, name);
        assertTrue(c.idleCycles().get(BusIdle.REFRESH) > 0.75 * idle(c), name + c.idleCycles());
    }

    @ParameterizedTest
    @ValueSource(strings = {"hbm2-2000", "hbm3-6400", "ddr4-2400", "lpddr5-6400"})
    void aSequentialStreamInOneBankGroupIsHeldUpByCcdLong(String name) {
        DramPart part = Parts.load(name);
        Load load = new Load(part, Bench.policy(RowPolicy.OPEN, Refresh.ALL_BANK));
        int columns = part.geometry().accessesPerRow();
        int banks = part.geometry().banks();
        DramCounters c = load.run(MANY, i -> {
            int row = (int) (i / columns);
            return load.map().address(0, 0, row % banks, row / banks, (int) (i % columns));
        });
        double rate = (double) part.timing().burst() / part.timing().columnLong();
        near(rate * refreshLeaves(part), load.fraction(c), 0.02, name);
        assertEquals(BusIdle.BANK_GROUP, worst(c), name + c.idleCycles());
    }

    /** The rates of one access per activate, by hand: 4 b / FAW or b / RRD_S, or the row bus with 2 + 1 cycles twice. */
    @ParameterizedTest
    @CsvSource({
        "hbm2-2000, OPEN, 2, 6, COMMAND_BUS",
        "hbm2-2000, CLOSED, 2, 4, ACTIVATE_SPACING",
        "hbm3-6400, OPEN, 16, 48, FOUR_ACTIVATES",
        "hbm3-6400, CLOSED, 16, 48, FOUR_ACTIVATES",
        "ddr4-2400, OPEN, 16, 26, FOUR_ACTIVATES",
        "ddr4-2400, CLOSED, 16, 26, FOUR_ACTIVATES",
        "lpddr5-6400, OPEN, 2, 4, COMMAND_BUS"
    })
    void oneAccessPerRowOverAllBanksRunsAtTheRateOfActivates(
            String name, RowPolicy rows, double busy, double each, BusIdle limit) {
        DramPart part = Parts.load(name);
        Load load = new Load(part, Bench.policy(rows, Refresh.ALL_BANK));
        int groups = part.geometry().bankGroups();
        int banks = part.geometry().banks();
        DramCounters c = load.run(MANY, i -> {
            int group = (int) (i % groups);
            int bank = (int) (i / groups % banks);
            return load.map().address(0, 0, group * banks + bank, (int) (i / groups / banks), 0);
        });
        near(busy / each * refreshLeaves(part), load.fraction(c), 0.02, name);
        assertEquals(limit, worst(c), name + c.idleCycles());
    }

    /** The rates of activates again; random banks are at times all busy. */
    @ParameterizedTest
    @CsvSource({"hbm2-2000, 2, 4", "hbm3-6400, 16, 48", "ddr4-2400, 16, 26", "lpddr5-6400, 2, 4"})
    void randomSingleAccessesComeNearTheRateOfActivates(String name, double busy, double each) {
        DramPart part = Parts.load(name);
        Load load = new Load(part, Bench.policy(RowPolicy.CLOSED, Refresh.ALL_BANK));
        SplittableRandom random = new SplittableRandom(7);
        long[] address = random.longs(MANY, 0, part.geometry().channelBytes()).toArray();
        DramCounters c = load.run(MANY, i -> address[(int) i]);
        near(busy / each * refreshLeaves(part), load.fraction(c), 0.06, name);
        // An activate that was held up by its own bank's row cycle would have been by the others', a little later.
        long activates = Stream.of(
                        BusIdle.ROW_CYCLE, BusIdle.ACTIVATE_SPACING, BusIdle.FOUR_ACTIVATES, BusIdle.COMMAND_BUS)
                .mapToLong(cause -> c.idleCycles().getOrDefault(cause, 0L))
                .sum();
        assertTrue(activates > 0.8 * (idle(c) - c.idleCycles().get(BusIdle.REFRESH)), name + c.idleCycles());
    }

    @ParameterizedTest
    @ValueSource(strings = {"hbm2-2000", "hbm3-6400", "ddr4-2400", "lpddr5-6400"})
    void newRowsOfOneBankFollowEachOtherAtRc(String name) {
        DramPart part = Parts.load(name);
        Load load = new Load(part, Bench.policy(RowPolicy.OPEN, Refresh.ALL_BANK));
        DramCounters c = load.run(10_000, i -> load.map().address(0, 0, 0, (int) i, 0));
        double rate = (double) part.timing().burst() / part.timing().activateToActivate();
        near(rate * refreshLeaves(part), load.fraction(c), 0.02, name);
        assertEquals(BusIdle.ROW_CYCLE, worst(c), name + c.idleCycles());
    }

    /** The bank is refreshed once per interval times banks: it loses RFCpb of that. */
    @ParameterizedTest
    @ValueSource(strings = {"hbm2-2000", "hbm3-6400", "lpddr4-3200", "lpddr5-6400"})
    void perBankRefreshTakesOneBankItsShareOfTheTime(String name) {
        DramPart part = Parts.load(name);
        DramPart.Timing t = part.timing();
        Load load = new Load(part, Bench.policy(RowPolicy.OPEN, Refresh.PER_BANK));
        DramCounters c = load.run(10_000, i -> load.map().address(0, 0, 0, (int) i, 0));
        double period = (double) t.refreshIntervalPerBank() * part.geometry().banksPerPseudoChannel();
        double rate = (double) t.burst() / t.activateToActivate() * (1 - t.refreshPerBank() / period);
        near(rate, load.fraction(c), 0.02, name);
        assertEquals(BusIdle.ROW_CYCLE, worst(c), name + c.idleCycles());
        // What refresh takes is charged to it, and closing the row for it.
        double share = c.idleCycles().get(BusIdle.REFRESH)
                / ((double) c.cycles() * part.geometry().pseudoChannels());
        double closing = t.activateToPrecharge() + t.precharge();
        assertTrue(
                share > t.refreshPerBank() / period && share < (t.refreshPerBank() + 2 * closing) / period,
                name + c.idleCycles());
    }
}
