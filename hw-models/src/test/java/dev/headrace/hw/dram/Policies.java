package dev.headrace.hw.dram;

import dev.headrace.hw.dram.DramPolicy.Precharge;
import dev.headrace.hw.dram.DramPolicy.Refresh;
import dev.headrace.hw.dram.DramPolicy.RefreshOrder;
import dev.headrace.hw.dram.DramPolicy.Turn;

/** The usual policy but for one or two choices. */
final class Policies {
    private static final DramPolicy USUAL = DramPolicy.USUAL;

    private Policies() {}

    /** No refresh, and an oldest request that lets so many go first before it asks for its row. */
    static DramPolicy yielding(int yield) {
        return of(yield, USUAL.turn(), USUAL.precharge(), Refresh.NONE, USUAL.refreshOrder(), USUAL.readQueue());
    }

    static DramPolicy turning(Turn turn) {
        return of(USUAL.yield(), turn, USUAL.precharge(), USUAL.refresh(), USUAL.refreshOrder(), USUAL.readQueue());
    }

    /** No refresh, and precharges at their turn. */
    static DramPolicy precharging(Precharge precharge) {
        return of(USUAL.yield(), USUAL.turn(), precharge, Refresh.NONE, USUAL.refreshOrder(), USUAL.readQueue());
    }

    /** Per-bank refresh in an order, with so many reads that wait. */
    static DramPolicy perBank(RefreshOrder order, int reads) {
        return of(USUAL.yield(), USUAL.turn(), USUAL.precharge(), Refresh.PER_BANK, order, reads);
    }

    private static DramPolicy of(
            int yield, Turn turn, Precharge precharge, Refresh refresh, RefreshOrder order, int reads) {
        return new DramPolicy(
                USUAL.scheduler(),
                USUAL.cap(),
                yield,
                turn,
                precharge,
                USUAL.rowPolicy(),
                USUAL.timeout(),
                refresh,
                order,
                reads,
                USUAL.writeQueue(),
                USUAL.drainHigh(),
                USUAL.drainLow());
    }
}
