package dev.headrace.simulator.kernel;

import java.util.Arrays;

/**
 * The static order of one unit during a run: where each client stands, and so whose turn it is. That is known only while
 * every client has come to its next firing, or to its end.
 */
final class Turns {
    /** Turn of a client that has no firing left. */
    private static final long OVER = Long.MAX_VALUE;

    private static final long UNKNOWN = Long.MIN_VALUE;

    /** Clients by place. */
    private final int[] clients;

    private final long[] turn;
    private int unknown;

    Turns(int[] clients) {
        this.clients = clients.clone();
        turn = new long[clients.length];
        Arrays.fill(turn, UNKNOWN);
        unknown = clients.length;
    }

    /** A client has come to its next firing; returns true if it was on its way there. */
    boolean stands(Node n, Turn t) {
        int place = place(n.id);
        if (turn[place] != UNKNOWN) {
            return false;
        }
        turn[place] = n.cursor.done ? OVER : t.round().of(n.cursor.index) - t.ahead();
        unknown--;
        return true;
    }

    /** A client has been served. */
    void served(int operator) {
        turn[place(operator)] = UNKNOWN;
        unknown++;
    }

    /** The operator whose turn it is; -1 if that is not known yet, or nobody is left. */
    int next() {
        if (unknown > 0) {
            return -1;
        }
        int best = 0;
        for (int i = 1; i < turn.length; i++) {
            if (turn[i] < turn[best]) {
                best = i;
            }
        }
        return turn.length == 0 || turn[best] == OVER ? -1 : clients[best];
    }

    private int place(int operator) {
        int place = 0;
        while (clients[place] != operator) {
            place++;
        }
        return place;
    }
}
