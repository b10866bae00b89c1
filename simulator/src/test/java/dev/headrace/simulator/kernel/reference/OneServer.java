package dev.headrace.simulator.kernel.reference;

import dev.headrace.simulator.kernel.Device;
import dev.headrace.simulator.kernel.Transfer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * A memory that serves one transfer after another in order of hand-over: {@code rate} ticks a byte, then {@code latency}
 * ticks to the completion. A write has left the buffer when it has been served.
 */
final class OneServer implements Device {
    private record Request(int ticket, boolean write, long ticks) {}

    private final long rate;
    private final long latency;
    private final Deque<Request> waiting = new ArrayDeque<>();
    private long free;
    private long now;

    OneServer(long rate, long latency) {
        this.rate = rate;
        this.latency = latency;
    }

    @Override
    public void submit(long now, int port, int ticket, Transfer transfer) {
        this.now = now;
        waiting.add(new Request(ticket, transfer.write, Math.max(1, transfer.bytes() * rate)));
    }

    @Override
    public long nextTick() {
        return waiting.isEmpty() ? Long.MAX_VALUE : Math.max(now, free);
    }

    @Override
    public void advance(long now, Listener listener) {
        this.now = now;
        if (waiting.isEmpty() || free > now) {
            return;
        }
        Request r = waiting.remove();
        free = now + r.ticks;
        listener.released(r.ticket, r.write ? free : free + latency);
        listener.completed(r.ticket, free + latency);
    }

    @Override
    public Repeat repeat() {
        return new Repeat() {
            private long idle;
            private long[] ticks = new long[0];

            private long[] requests() {
                return waiting.stream().mapToLong(Request::ticks).toArray();
            }

            @Override
            public void save(long at) {
                idle = Math.max(0, free - at);
                ticks = requests();
            }

            @Override
            public boolean repeats(long at, long later) {
                return Math.max(0, free - at) == idle && Arrays.equals(ticks, requests());
            }

            @Override
            public void skip(long periods, long later) {
                free += idle > 0 ? periods * later : 0;
                now += periods * later;
            }
        };
    }

    @Override
    public String toString() {
        return "OneServer[rate=" + rate + ", latency=" + latency + "]";
    }
}
