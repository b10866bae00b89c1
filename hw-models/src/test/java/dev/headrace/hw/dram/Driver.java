package dev.headrace.hw.dram;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.simulator.kernel.Device;
import dev.headrace.simulator.kernel.Transfer;
import dev.headrace.simulator.unit.MemoryUnit;
import java.util.HashMap;
import java.util.Map;

/** Drives a device by the kernel's protocol and keeps what it says. */
final class Driver implements Device.Listener {
    final MemoryUnit.Running device;
    final Map<Integer, Long> released = new HashMap<>();
    final Map<Integer, Long> completed = new HashMap<>();
    long now;

    Driver(MemoryUnit.Running device) {
        this.device = device;
    }

    @Override
    public void released(int ticket, long tick) {
        assertTrue(tick > now, "released in the past");
        assertEquals(null, released.put(ticket, tick));
    }

    @Override
    public void completed(int ticket, long tick) {
        assertTrue(tick > now, "completed in the past");
        assertTrue(released.containsKey(ticket), "completed before released");
        assertEquals(null, completed.put(ticket, tick));
    }

    void to(long tick) {
        while (device.nextTick() <= tick) {
            now = device.nextTick();
            device.advance(now, this);
            assertTrue(device.nextTick() > now, "no progress");
        }
        now = tick;
    }

    long end() {
        while (device.nextTick() != Long.MAX_VALUE) {
            to(device.nextTick());
        }
        return completed.values().stream().mapToLong(x -> x).max().orElse(0);
    }

    static Transfer transfer(boolean write, long address, long rowBytes, long rows, long stride, int tensor) {
        Transfer t = new Transfer();
        t.set(write, address, rowBytes, rows, stride, tensor);
        return t;
    }
}
