package dev.headrace.simulator.kernel;

import java.util.Arrays;

/**
 * A firing with its steps, as {@code docs/kernel.md} names them, and what each had to wait for. Shown to a {@link Probe},
 * and another one at the next call.
 *
 * <p>The waits follow on each other from {@link #ready} on, with {@link #taken} at the end of one of them or before the
 * first, and up to {@link #put}; those of all firings of an operator add up to its counters.
 */
public final class Firing {
    /** What a part of a firing waited for. */
    public enum Wait {
        /** A token of another operator, on a channel. */
        INPUT,
        /** A token of a load, on a channel. */
        MEMORY,
        /** A slot of a channel. */
        ROOM,
        /** A unit, or its turn. */
        UNIT
    }

    final Node node;
    long number;
    long taken;
    long put;
    long next;

    private int waits;
    private Wait[] why = new Wait[4];
    private int[] what = new int[4];
    private long[] from = new long[4];
    private long[] to = new long[4];
    private final long[] tokensIn;
    private final long[] tokensOut;

    Firing(Node node) {
        this.node = node;
        tokensIn = new long[node.in.length];
        tokensOut = new long[node.out.length];
    }

    /** Number of the operator. */
    public int operator() {
        return node.id;
    }

    /** Number of the firing, from 0. */
    public long number() {
        return number;
    }

    /** Indices of the loops, outermost first; 0 for the loops that are missing in an empty firing. Not to be changed. */
    public long[] index() {
        return node.cursor.index;
    }

    /** When the operator was ready for it. */
    public long ready() {
        return node.ready;
    }

    /** When it had its tokens, room and units, and took; -1 if the run ended before. */
    public long taken() {
        return taken;
    }

    /** Its last put; {@code taken} if it puts nothing; if the run ended in the middle of it, the last put that it made. */
    public long put() {
        return put;
    }

    /** When the operator was ready again, its interval after the last put; -1 if the run ended before. */
    public long next() {
        return next;
    }

    /** Number of waits; those of no length are left out. */
    public int waits() {
        return waits;
    }

    /** What a wait was for. */
    public Wait why(int wait) {
        return why[wait];
    }

    /** The channel of a token or slot, the first one declared of those that came last; the unit; -1 if it is none. */
    public int what(int wait) {
        return what[wait];
    }

    /** Its first tick. */
    public long from(int wait) {
        return from[wait];
    }

    /** The tick at which it was over. */
    public long to(int wait) {
        return to[wait];
    }

    /** Number of the token that it took of an input, in the order of the operator; -1 if none. */
    public long tokenIn(int input) {
        return tokensIn[input];
    }

    /** Number of the token that it put to an output, in the order of the operator; -1 if none. */
    public long tokenOut(int output) {
        return tokensOut[output];
    }

    /** Ticks for which it holds a unit, by claim of the operator, from {@code taken} on. */
    public long hold(int claim) {
        Claim.Hold hold = node.spec.claims().get(claim).hold();
        return node.period * (hold == null ? node.pace.interval(index()) : hold.cycles(index()));
    }

    /** Ticks from the take to where its results have passed the operator, the wires not counted; 0 for moves. */
    public long latency() {
        return node.emitted ? node.latency : 0;
    }

    // ---- for the teller

    void begin(long no) {
        number = no;
        waits = 0;
        taken = -1;
        put = -1;
        next = -1;
        Arrays.fill(tokensIn, -1);
        Arrays.fill(tokensOut, -1);
    }

    void tookToken(int input, long token) {
        tokensIn[input] = token;
    }

    void putToken(int output, long token) {
        tokensOut[output] = token;
    }

    /** Where the next wait begins. */
    long reached() {
        return waits == 0 ? Math.max(node.ready, taken) : Math.max(to[waits - 1], taken);
    }

    void waited(Wait reason, int forWhat, long until) {
        long since = reached();
        if (until <= since) {
            return;
        }
        if (waits == why.length) {
            why = Arrays.copyOf(why, 2 * waits);
            what = Arrays.copyOf(what, 2 * waits);
            from = Arrays.copyOf(from, 2 * waits);
            to = Arrays.copyOf(to, 2 * waits);
        }
        why[waits] = reason;
        what[waits] = forWhat;
        from[waits] = since;
        to[waits++] = until;
    }
}
