package dev.headrace.simulator.dataflow;

import dev.headrace.simulator.kernel.Transfer;
import dev.headrace.simulator.run.Result;
import dev.headrace.simulator.unit.MemoryUnit;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The ports between the chip and a memory, where they are narrower than it: they move {@code w} bytes a cycle each way, one
 * transfer after another in the order of hand-over. A transfer that is handed over at s occupies its direction from x =
 * max(s, end of the one before) for ceil(bytes / w) cycles, and is complete when both the memory and the ports are done
 * with it. The memory starts on it at s; what it sends early waits in the ports' FIFOs. Also tells who watches when
 * transfers of a tensor are complete.
 */
final class Ports implements MemoryUnit.Running, dev.headrace.simulator.kernel.Device.Listener {
    private static final long NONE = -1;

    private final MemoryUnit.Running memory;
    private final int bytesPerCycle;
    private final long period;
    private final int watched;
    private final @Nullable Watch watch;
    /** By port and direction, when the last transfer has passed. */
    private final long[] free;

    /** By ticket: when it has passed the ports, and its place in the watched tensor or {@link #NONE}. */
    private long[] passed = new long[16];

    private long[] address = new long[16];
    private @Nullable Listener listener;

    /** Hears of writes of one tensor. */
    interface Watch {
        /** A write is in the memory; its address and the tick. */
        void written(long address, long tick);
    }

    /**
     * Ports before a memory.
     *
     * @param ports number of them
     * @param bytesPerCycle bytes a cycle each way; 0: no limit
     * @param period ticks of a cycle of the ports' clock
     * @param watched number of the tensor that is watched, or -1
     */
    Ports(MemoryUnit.Running memory, int ports, int bytesPerCycle, long period, int watched, @Nullable Watch watch) {
        this.memory = memory;
        this.bytesPerCycle = bytesPerCycle;
        this.period = period;
        this.watched = watched;
        this.watch = watch;
        this.free = new long[2 * ports];
    }

    @Override
    public void submit(long now, int port, int ticket, Transfer transfer) {
        if (ticket >= passed.length) {
            passed = Arrays.copyOf(passed, 2 * ticket);
            address = Arrays.copyOf(address, 2 * ticket);
        }
        int way = 2 * port + (transfer.write ? 1 : 0);
        long end = now;
        if (bytesPerCycle > 0) {
            long cycles = (transfer.bytes() + bytesPerCycle - 1) / bytesPerCycle;
            end = Math.max(now, free[way]) + cycles * period;
            free[way] = end;
        }
        passed[ticket] = end;
        address[ticket] = transfer.write && transfer.tensor == watched ? transfer.address : NONE;
        memory.submit(now, port, ticket, transfer);
    }

    @Override
    public long nextTick() {
        return memory.nextTick();
    }

    @Override
    public void advance(long now, Listener to) {
        listener = to;
        memory.advance(now, this);
    }

    @Override
    public void released(int ticket, long tick) {
        java.util.Objects.requireNonNull(listener).released(ticket, Math.max(tick, passed[ticket]));
    }

    @Override
    public void completed(int ticket, long tick) {
        long end = Math.max(tick, passed[ticket]);
        if (address[ticket] != NONE && watch != null) {
            watch.written(address[ticket], end);
        }
        java.util.Objects.requireNonNull(listener).completed(ticket, end);
    }

    @Override
    public boolean tell(MemoryUnit.Commands who) {
        return memory.tell(who);
    }

    @Override
    public Result.MemoryResult result(double seconds) {
        return memory.result(seconds);
    }
}
