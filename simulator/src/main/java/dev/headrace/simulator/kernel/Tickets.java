package dev.headrace.simulator.kernel;

import java.util.Arrays;

/** Small numbers for the transfers that devices are busy with, used again when a transfer is complete. */
final class Tickets {
    private int[] node = new int[16];
    private long[] flight = new long[16];
    private int[] free = new int[16];
    private int freeCount;
    private int issued;

    int issue(int forNode, long forFlight) {
        int t;
        if (freeCount > 0) {
            t = free[--freeCount];
        } else {
            if (issued == node.length) {
                node = Arrays.copyOf(node, 2 * issued);
                flight = Arrays.copyOf(flight, 2 * issued);
                free = Arrays.copyOf(free, 2 * issued);
            }
            t = issued++;
        }
        node[t] = forNode;
        flight[t] = forFlight;
        return t;
    }

    int node(int ticket) {
        return node[ticket];
    }

    long flight(int ticket) {
        return flight[ticket];
    }

    void retire(int ticket) {
        free[freeCount++] = ticket;
    }
}
