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

    /** Where the clients stand, by place. */
    long[] standing() {
        return turn.clone();
    }

    /**
     * True if those who have moved on since they stood elsewhere, by any number of firings, have all done so by as many
     * turns.
     */
    boolean repeats(long[] before) {
        long step = step(before);
        for (int i = 0; i < turn.length; i++) {
            if (turn[i] != before[i] && (turn[i] - before[i] != step || turn[i] == OVER || turn[i] == UNKNOWN)) {
                return false;
            }
        }
        return true;
    }

    /** How often that may go on until one who has not moved on would be next, less one time for good measure. */
    long periods(long[] before) {
        long step = step(before);
        if (step == 0) {
            return Long.MAX_VALUE;
        }
        long moving = Long.MIN_VALUE;
        long still = OVER;
        for (int i = 0; i < turn.length; i++) {
            if (turn[i] != before[i]) {
                moving = Math.max(moving, turn[i]);
            } else {
                still = Math.min(still, turn[i]);
            }
        }
        return still == OVER ? Long.MAX_VALUE : Math.max(0, (still - moving) / step - 1);
    }

    void skip(long[] before, long periods) {
        for (int i = 0; i < turn.length; i++) {
            turn[i] += periods * (turn[i] - before[i]);
        }
    }

    private long step(long[] before) {
        long step = 0;
        for (int i = 0; i < turn.length; i++) {
            step = Math.max(step, turn[i] - before[i]);
        }
        return step;
    }

    private int place(int operator) {
        int place = 0;
        while (clients[place] != operator) {
            place++;
        }
        return place;
    }
}
