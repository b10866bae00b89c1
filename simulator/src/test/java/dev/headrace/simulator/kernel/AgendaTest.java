package dev.headrace.simulator.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AgendaTest {

    private static List<Integer> order(Agenda a) {
        List<Integer> order = new ArrayList<>();
        while (!a.isEmpty()) {
            order.add(a.first());
            a.remove(a.first());
        }
        return order;
    }

    @Test
    void earlierTickThenLowerRankThenLowerNumberComesFirst() {
        Agenda a = new Agenda(5);
        a.set(4, 7, 0);
        a.set(3, 7, 0);
        a.set(2, 7, -1);
        a.set(1, 8, -5);
        a.set(0, 6, 99);
        assertEquals(6, a.firstTick());
        assertEquals(List.of(0, 2, 3, 4, 1), order(a));
    }

    @Test
    void entryThatIsSetAgainMovesAndOneThatIsRemovedIsGone() {
        Agenda a = new Agenda(3);
        a.set(0, 1, 0);
        a.set(1, 2, 0);
        a.set(2, 3, 0);
        a.set(0, 9, 0);
        a.remove(1);
        a.remove(1);
        assertFalse(a.contains(1));
        assertTrue(a.contains(0));
        assertEquals(List.of(2, 0), order(a));
    }

    @Test
    void anyMixOfSettingAndRemovingLeavesTheOrderOfASort() {
        SplittableRandom random = new SplittableRandom(3);
        for (int round = 0; round < 200; round++) {
            int agents = 1 + random.nextInt(30);
            Agenda a = new Agenda(agents);
            long[][] entry = new long[agents][];
            for (int step = 0; step < 100; step++) {
                int agent = random.nextInt(agents);
                if (random.nextInt(4) == 0) {
                    a.remove(agent);
                    entry[agent] = null;
                } else {
                    entry[agent] = new long[] {random.nextInt(6), random.nextInt(3), agent};
                    a.set(agent, entry[agent][0], entry[agent][1]);
                }
            }
            List<long[]> sorted = new ArrayList<>();
            for (long[] e : entry) {
                if (e != null) {
                    sorted.add(e);
                }
            }
            sorted.sort(Comparator.<long[]>comparingLong(e -> e[0])
                    .thenComparingLong(e -> e[1])
                    .thenComparingLong(e -> e[2]));
            assertEquals(sorted.stream().map(e -> (int) e[2]).toList(), order(a));
        }
    }
}
