package dev.headrace.simulator.kernel;

import java.util.Arrays;

/**
 * What has to be decided in the order of time: a binary heap of agents, each with at most one entry, ordered by tick,
 * then rank, then number. The order is total, so nothing depends on how entries came in.
 */
final class Agenda {
    private final int[] heap;
    private final int[] place;
    private final long[] tick;
    private final long[] rank;
    private int size;

    Agenda(int agents) {
        heap = new int[agents];
        place = new int[agents];
        tick = new long[agents];
        rank = new long[agents];
        Arrays.fill(place, -1);
    }

    boolean isEmpty() {
        return size == 0;
    }

    boolean contains(int agent) {
        return place[agent] >= 0;
    }

    int first() {
        return heap[0];
    }

    long firstTick() {
        return tick[heap[0]];
    }

    /** Enters an agent, or moves its entry. */
    void set(int agent, long atTick, long withRank) {
        tick[agent] = atTick;
        rank[agent] = withRank;
        int i = place[agent];
        if (i < 0) {
            i = size++;
            heap[i] = agent;
            place[agent] = i;
        }
        down(up(i));
    }

    /** Takes an agent's entry out; nothing happens if it has none. */
    void remove(int agent) {
        int i = place[agent];
        if (i < 0) {
            return;
        }
        place[agent] = -1;
        int moved = heap[--size];
        if (moved != agent) {
            heap[i] = moved;
            place[moved] = i;
            down(up(i));
        }
    }

    private int up(int from) {
        int i = from;
        int agent = heap[i];
        while (i > 0) {
            int parent = (i - 1) >>> 1;
            if (!before(agent, heap[parent])) {
                break;
            }
            heap[i] = heap[parent];
            place[heap[i]] = i;
            i = parent;
        }
        heap[i] = agent;
        place[agent] = i;
        return i;
    }

    private void down(int from) {
        int i = from;
        int agent = heap[i];
        while (2 * i + 1 < size) {
            int child = 2 * i + 1;
            if (child + 1 < size && before(heap[child + 1], heap[child])) {
                child++;
            }
            if (!before(heap[child], agent)) {
                break;
            }
            heap[i] = heap[child];
            place[heap[i]] = i;
            i = child;
        }
        heap[i] = agent;
        place[agent] = i;
    }

    private boolean before(int a, int b) {
        if (tick[a] != tick[b]) {
            return tick[a] < tick[b];
        }
        return rank[a] != rank[b] ? rank[a] < rank[b] : a < b;
    }
}
