package dev.headrace.simulator.dataflow;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.headrace.simulator.kernel.Device;
import dev.headrace.simulator.kernel.Transfer;
import dev.headrace.simulator.run.Result;
import dev.headrace.simulator.unit.MemoryUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Ports of 32 bytes a cycle of 4 ticks, before a memory that is done with everything in 10 ticks. */
class PortsTest {
    private final List<String> heard = new ArrayList<>();
    private final List<String> written = new ArrayList<>();
    private final Ports ports =
            new Ports(new Quick(), 2, 32, 4, 7, (address, tick) -> written.add(address + " at " + tick));

    /** Completes every transfer 10 ticks after it was handed over. */
    private static final class Quick implements MemoryUnit.Running {
        private final List<long[]> pending = new ArrayList<>();

        @Override
        public void submit(long now, int port, int ticket, Transfer transfer) {
            pending.add(new long[] {ticket, now + 10});
        }

        @Override
        public long nextTick() {
            return pending.isEmpty() ? Long.MAX_VALUE : pending.get(0)[1] - 10;
        }

        @Override
        public void advance(long now, Listener listener) {
            for (long[] p : pending) {
                listener.released((int) p[0], p[1]);
                listener.completed((int) p[0], p[1]);
            }
            pending.clear();
        }

        @Override
        public Result.MemoryResult result(double seconds) {
            throw new UnsupportedOperationException();
        }
    }

    private void submit(long now, int port, int ticket, boolean write, long bytes) {
        Transfer t = new Transfer();
        t.set(write, 64L * ticket, bytes, 1, 0, 7);
        ports.submit(now, port, ticket, t);
        ports.advance(now, new Device.Listener() {
            @Override
            public void released(int ticket, long tick) {}

            @Override
            public void completed(int ticket, long tick) {
                heard.add(ticket + " at " + tick);
            }
        });
    }

    @Test
    void transfersPassOneAfterAnotherEachWayAndPort() {
        submit(0, 0, 0, false, 96); // 3 cycles: 12 ticks
        submit(0, 0, 1, false, 33); // 2 more: 20
        submit(0, 0, 2, true, 32); // the other way: 4, but the memory needs 10
        submit(0, 1, 3, false, 64); // the other port: 8, likewise
        submit(100, 0, 40, false, 640); // idle since: 100 + 80
        assertEquals(List.of("0 at 12", "1 at 20", "2 at 10", "3 at 10", "40 at 180"), heard);
    }

    @Test
    void writesOfTheWatchedTensorAreToldWhenTheyAreComplete() {
        submit(0, 0, 1, true, 320);
        submit(0, 0, 2, false, 32);
        assertEquals(List.of("64 at 40"), written);
    }
}
