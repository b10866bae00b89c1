package dev.headrace.hw.dram;

import static dev.headrace.hw.dram.Command.*;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * One constraint at a time: two commands and the spacing between them, worked by hand from the tables of HBM2-2000
 * (activates start a cycle before they take effect) and DDR4-2400. Banks 0 to 3 are bank group 0, 4 to 7 group 1.
 */
class GateTest {
    private static final DramPart HBM2 = Parts.load("hbm2-2000");
    private static final DramPart DDR4 = Parts.load("ddr4-2400");

    /** Starts of the commands of one kind when requests {bank, row, column, write 0/1} are all offered at once. */
    private static List<Long> starts(DramPart part, Command kind, int[]... requests) {
        return bench(part, requests).commands.stream()
                .filter(c -> c.command() == kind)
                .map(Bench.Issued::cycle)
                .toList();
    }

    private static Bench bench(DramPart part, int[]... requests) {
        Bench bench = Bench.quiet(part);
        for (int i = 0; i < requests.length; i++) {
            int[] r = requests[i];
            bench.offer(0, i, 0, r[0], r[1], r[2], r[3] != 0);
        }
        bench.run();
        return bench;
    }

    private static int[] read(int bank, int row, int column) {
        return new int[] {bank, row, column, 0};
    }

    private static int[] write(int bank, int row, int column) {
        return new int[] {bank, row, column, 1};
    }

    @Test
    void activateToReadIsRcd() {
        // Start 1, effect 2, read at 2 + 14. DDR4: 1 + 17.
        assertEquals(List.of(16L), starts(HBM2, READ, read(0, 1, 0)));
        assertEquals(List.of(18L), starts(DDR4, READ, read(0, 1, 0)));
    }

    @Test
    void activateToWriteIsItsOwnRcd() {
        assertEquals(List.of(14L), starts(HBM2, WRITE, write(0, 1, 0)));
    }

    @Test
    void readsOfOneBankGroupAreCcdLongApart() {
        assertEquals(List.of(16L, 20L), starts(HBM2, READ, read(0, 1, 0), read(0, 1, 1)));
        assertEquals(List.of(18L, 24L), starts(DDR4, READ, read(0, 1, 0), read(0, 1, 1)));
    }

    @Test
    void readsOfDifferentBankGroupsAreCcdShortApart() {
        // The second bank is activated RRD 4 after the first, its read is due at 16 + 4; two more follow at 2 apart.
        assertEquals(
                List.of(16L, 20L, 22L, 24L),
                starts(HBM2, READ, read(0, 1, 0), read(4, 1, 0), read(0, 1, 1), read(4, 1, 1)));
    }

    @Test
    void activatesOfDifferentBanksAreRrdApart() {
        assertEquals(List.of(1L, 5L), starts(HBM2, ACTIVATE, read(0, 1, 0), read(4, 1, 0)));
        assertEquals(List.of(1L, 5L), starts(DDR4, ACTIVATE, read(0, 1, 0), read(4, 1, 0)));
        assertEquals(List.of(1L, 7L), starts(DDR4, ACTIVATE, read(0, 1, 0), read(1, 1, 0)));
    }

    @Test
    void theFifthActivateWaitsForTheWindowOfFour() {
        // DDR4, five banks of different groups as far as there are: 4 apart, the fifth in group 0 at 1 + 26.
        assertEquals(
                List.of(1L, 5L, 9L, 13L, 27L),
                starts(DDR4, ACTIVATE, read(0, 1, 0), read(4, 1, 0), read(8, 1, 0), read(12, 1, 0), read(1, 1, 0)));
    }

    @Test
    void aConflictWaitsForRasThenRp() {
        // HBM2: effect of the activate 2, precharge at 2 + 34 = 36, next activate takes effect at 50: start 49.
        Bench bench = bench(HBM2, read(0, 1, 0), read(0, 2, 0));
        assertEquals(36, bench.start(PRECHARGE, 0));
        assertEquals(49, bench.start(ACTIVATE, 1));
    }

    @Test
    void activatesOfOneBankAreRcApart() {
        // DDR4: RAS 39 + RP 17 = RC 56.
        assertEquals(List.of(1L, 57L), starts(DDR4, ACTIVATE, read(0, 1, 0), read(0, 2, 0)));
    }

    @Test
    void aReadHoldsItsRowForRtp() {
        // Ten reads of one row, 6 apart, from 18 to 72; then precharge 9 later.
        int[][] requests = new int[11][];
        for (int i = 0; i < 10; i++) {
            requests[i] = read(0, 1, i);
        }
        requests[10] = read(0, 2, 0);
        assertEquals(List.of(81L), starts(DDR4, PRECHARGE, requests));
    }

    @Test
    void aWriteHoldsItsRowForWriteRecovery() {
        // HBM2: write at 14, data 19 to 21, recovery 16: 37, which is after RAS at 36.
        assertEquals(List.of(37L), starts(HBM2, PRECHARGE, write(0, 1, 0), write(0, 2, 0)));
    }

    @Test
    void writeToReadCountsFromTheEndOfWriteData() {
        // Both rows open; a write at w, a read offered with it. w + 5 + 2 + 6 in another group, + 8 in the same.
        for (int[] c : new int[][] {{4, 13}, {0, 15}}) {
            Bench bench = bench(HBM2, read(0, 1, 0), read(4, 1, 0));
            bench.offer(100, 2, 0, 0, 1, 1, true);
            bench.runTo(101);
            bench.offer(101, 3, 0, c[0], 1, 2, false);
            bench.run();
            assertEquals(101, bench.start(WRITE, 0));
            assertEquals(101 + c[1], bench.start(READ, 2));
        }
    }

    @Test
    void readToWriteLeavesTheBusTimeToTurn() {
        // HBM2 14 + 2 + 2 - 5 = 13, DDR4 17 + 4 + 2 - 12 = 11.
        for (DramPart part : List.of(HBM2, DDR4)) {
            Bench bench = bench(part, read(0, 1, 0), read(4, 1, 0));
            bench.offer(100, 2, 0, 0, 1, 1, false);
            bench.runTo(101);
            bench.offer(101, 3, 0, 4, 1, 2, true);
            bench.run();
            assertEquals(101 + (part == HBM2 ? 13 : 11), bench.start(WRITE, 0));
        }
    }

    @Test
    void pseudoChannelsShareBothCommandBuses() {
        Bench bench = Bench.quiet(HBM2);
        bench.offer(0, 0, 0, 0, 1, 0, false);
        bench.offer(0, 1, 1, 0, 1, 0, false);
        bench.run();
        // An activate takes the row bus for two cycles, so the other pseudo channel's starts at 3.
        assertEquals(1, bench.start(ACTIVATE, 0));
        assertEquals(3, bench.start(ACTIVATE, 1));
        bench.offer(100, 2, 0, 0, 1, 1, false);
        bench.offer(100, 3, 1, 0, 1, 1, false);
        bench.run();
        assertEquals(101, bench.start(READ, 2));
        assertEquals(102, bench.start(READ, 3));
    }

    @Test
    void aRowCommandAndAColumnCommandStartTogetherOnlyOnSeparateBuses() {
        for (DramPart part : List.of(HBM2, DDR4)) {
            Bench bench = bench(part, read(0, 1, 0));
            bench.offer(100, 1, 0, 0, 1, 1, false);
            bench.offer(100, 2, 0, 4, 1, 0, false);
            bench.run();
            // On the common bus the activate goes first.
            assertEquals(101, bench.start(ACTIVATE, 1));
            assertEquals(part == HBM2 ? 101 : 102, bench.start(READ, 1));
        }
    }

    @Test
    void allBankRefreshClosesRowsAndBlocksTheRank() {
        // Due at 3900. The other pseudo channel is closed and has its turn: it refreshes at 3900. Then precharge 3901,
        // refresh 14 later, and an activate takes effect 350 after that: it starts one before.
        Bench bench = new Bench(HBM2, Bench.policy(DramPolicy.RowPolicy.OPEN, DramPolicy.Refresh.ALL_BANK));
        bench.offer(0, 0, 0, 0, 1, 0, false);
        bench.runTo(3899);
        bench.offer(3899, 1, 0, 0, 1, 1, false);
        bench.run();
        assertEquals(3900, bench.start(REFRESH_ALL, 0));
        assertEquals(3901, bench.start(PRECHARGE_ALL, 0));
        assertEquals(3915, bench.start(REFRESH_ALL, 1));
        assertEquals(3915 + 350 - 1, bench.start(ACTIVATE, 1));
    }

    @Test
    void perBankRefreshBlocksOneBankAndSpacesActivatesOfOthers() {
        Bench bench = new Bench(HBM2, Bench.policy(DramPolicy.RowPolicy.OPEN, DramPolicy.Refresh.PER_BANK));
        bench.offer(243, 0, 1, 0, 1, 0, false);
        bench.offer(243, 1, 1, 1, 1, 0, false);
        bench.run();
        // Due at 244 for bank 0, the first pseudo channel's first on the row bus; 160 later bank 0 activates, bank 1 8
        // later.
        assertEquals(244, bench.start(REFRESH_BANK, 0));
        assertEquals(245, bench.start(REFRESH_BANK, 1));
        assertEquals(245 + 8 - 1, bench.start(ACTIVATE, 0));
        assertEquals(245 + 160 - 1, bench.start(ACTIVATE, 1));
    }

    @Test
    void aReadOfAWaitingWriteIsForwarded() {
        Bench bench = Bench.quiet(HBM2);
        bench.offer(10, 0, 0, 0, 1, 0, true);
        bench.offer(10, 1, 0, 0, 1, 0, false);
        assertEquals(10 + 17, bench.doneCycle(1));
        bench.run();
        assertEquals(
                1, bench.commands.stream().filter(c -> c.command().column()).count());
        assertEquals(1, bench.controller.counters(100).forwarded());
    }

    @Test
    void aWriteIsRefusedWhileAReadOfTheSameBurstWaits() {
        Bench bench = Bench.quiet(HBM2);
        bench.offer(0, 0, 0, 0, 1, 0, false);
        assertEquals(false, bench.offer(0, 1, 0, 0, 1, 0, true));
        assertEquals(true, bench.offer(16, 1, 0, 0, 1, 0, true));
    }
}
