package dev.headrace.simulator.kernel.reference;

import dev.headrace.simulator.kernel.Channel;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

/** A channel as the list of all tokens ever put on it. */
final class Fifo {
    /** A time not known yet. */
    static final long UNKNOWN = Long.MAX_VALUE;

    /** One token. */
    static final class Token {
        /** Arrival as far as the token itself goes: known at the put, or when the device has completed. */
        long own = UNKNOWN;

        /** Arrival, not before that of the token before. */
        long arrival = UNKNOWN;

        /** When its slot is free again. */
        long credit = UNKNOWN;
    }

    final Channel channel;

    /** True if the producer is a load or store: waiting for its tokens is waiting for memory. */
    final boolean memory;

    final List<Token> tokens = new ArrayList<>();
    private final PriorityQueue<Long> credits = new PriorityQueue<>();
    private int resolved;
    private long returned;
    long peak;

    Fifo(Channel channel, boolean memory) {
        this.channel = channel;
        this.memory = memory;
    }

    /** True if the slot, or the bytes, that the next token needs are free at tick {@code x}. */
    boolean room(long x) {
        if (channel.window() != null) {
            return bytesFree(x);
        }
        long before = tokens.size() - channel.capacity();
        return before < 0 || tokens.get((int) before).credit <= x;
    }

    /** Bytes counted one token after another: those whose credit is not back yet are still there. */
    private boolean bytesFree(long x) {
        Functions.SharedBytes shared = (Functions.SharedBytes) channel.window();
        long bytes = shared.size(tokens.size());
        long slots = 1;
        for (int n = tokens.size() - 1; n >= 0 && tokens.get(n).credit > x; n--) {
            bytes += shared.size(n);
            slots++;
        }
        return bytes <= shared.bytes() && slots <= channel.capacity();
    }

    /** True if token {@code number} has arrived at tick {@code x}. */
    boolean arrived(int number, long x) {
        return number < tokens.size() && tokens.get(number).arrival <= x;
    }

    Token put() {
        Token t = new Token();
        tokens.add(t);
        return t;
    }

    /** Gives a slot back. */
    void credit(int number, long time) {
        tokens.get(number).credit = time;
        credits.add(time);
    }

    /** Finds the arrivals that follow from what is known; returns the latest of them, or 0. */
    long resolve() {
        long latest = 0;
        while (resolved < tokens.size() && tokens.get(resolved).own != UNKNOWN) {
            long before = resolved == 0 ? 0 : tokens.get(resolved - 1).arrival;
            latest = Math.max(tokens.get(resolved).own, before);
            tokens.get(resolved++).arrival = latest;
        }
        return latest;
    }

    /** Counts the slots held after all that happened at tick {@code x}. */
    void endOfTick(long x) {
        while (!credits.isEmpty() && credits.peek() <= x) {
            credits.remove();
            returned++;
        }
        peak = Math.max(peak, tokens.size() - returned);
    }
}
