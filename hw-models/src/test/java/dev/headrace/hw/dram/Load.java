package dev.headrace.hw.dram;

import java.util.function.LongUnaryOperator;

/** Keeps the queues of one channel as full as they get, each pseudo channel from a stream of its own. */
final class Load {
    private final DramPart part;
    private final DramController controller;

    Load(DramPart part, DramPolicy policy) {
        this.part = part;
        controller = new DramController(part, 1, "RoBaRaCoBgPcCh", policy, (client, tag, write, cycle) -> {});
    }

    AddressMap map() {
        return controller.map();
    }

    /**
     * Reads {@code count} bursts per pseudo channel, in order, each as soon as it is accepted.
     *
     * @param address of the i-th burst of pseudo channel 0; the others read the same of theirs
     */
    DramCounters run(int count, LongUnaryOperator address) {
        int streams = part.geometry().pseudoChannels();
        int[] sent = new int[streams];
        long now = 0;
        for (boolean more = true; more || controller.pending() > 0; ) {
            controller.advance(now);
            more = false;
            for (int p = 0; p < streams; p++) {
                while (sent[p] < count
                        && controller.offer(now, p, 0, address(p, address.applyAsLong(sent[p])), false)) {
                    sent[p]++;
                }
                more |= sent[p] < count;
            }
            now = controller.nextCycle() == Long.MAX_VALUE ? now : controller.nextCycle();
        }
        controller.finish(now);
        return controller.counters(now);
    }

    private long address(int pseudoChannel, long first) {
        return map().address(0, pseudoChannel, map().bank(first), map().row(first), map().column(first));
    }

    /** Part of the peak bandwidth that a run reached. */
    double fraction(DramCounters c) {
        return (double) c.busyCycles() / (c.cycles() * part.geometry().pseudoChannels());
    }
}
