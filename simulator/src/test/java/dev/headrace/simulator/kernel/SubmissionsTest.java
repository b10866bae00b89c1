package dev.headrace.simulator.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SubmissionsTest {

    private static void add(Submissions s, int node, long flight) {
        s.next().address = 100L * node + flight;
        s.add(node, flight);
    }

    @Test
    void transfersGoByOperatorAndThenAsTheyFired() {
        Submissions s = new Submissions();
        add(s, 5, 0);
        add(s, 2, 0);
        add(s, 5, 1);
        add(s, 2, 1);
        add(s, 9, 0);
        long[] addresses = new long[s.size()];
        for (int i = 0; i < s.size(); i++) {
            assertEquals(s.transfer(i).address, 100L * s.node(i) + s.flight(i));
            addresses[i] = s.transfer(i).address;
        }
        org.junit.jupiter.api.Assertions.assertArrayEquals(new long[] {200, 201, 500, 501, 900}, addresses);
        s.clear();
        assertTrue(s.isEmpty());
    }
}
