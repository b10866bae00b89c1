package dev.headrace.simulator.kernel;

import java.util.Arrays;

/**
 * The transfers of one tick on their way to the devices, in the order in which they are handed over: by the number of
 * the operator, those of one operator as it fired.
 */
final class Submissions {
    private Transfer[] transfers = {new Transfer()};
    private int[] node = new int[1];
    private long[] flight = new long[1];
    private int size;

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    int node(int i) {
        return node[i];
    }

    long flight(int i) {
        return flight[i];
    }

    Transfer transfer(int i) {
        return transfers[i];
    }

    /** A transfer to be filled in, and then to be added or forgotten. */
    Transfer next() {
        return transfers[size];
    }

    /** Adds the transfer last given out. */
    void add(int forNode, long forFlight) {
        Transfer t = transfers[size];
        int i = size++;
        for (; i > 0 && node[i - 1] > forNode; i--) {
            transfers[i] = transfers[i - 1];
            node[i] = node[i - 1];
            flight[i] = flight[i - 1];
        }
        transfers[i] = t;
        node[i] = forNode;
        flight[i] = forFlight;
        if (size == transfers.length) {
            transfers = Arrays.copyOf(transfers, 2 * size);
            node = Arrays.copyOf(node, 2 * size);
            flight = Arrays.copyOf(flight, 2 * size);
            for (int k = size; k < transfers.length; k++) {
                transfers[k] = new Transfer();
            }
        }
    }

    void clear() {
        size = 0;
    }
}
