package dev.headrace.hw.dram;

import java.util.ArrayList;
import java.util.List;

/** A one-channel memory with its commands and completions written down. */
final class Bench {
    record Issued(long cycle, int pseudoChannel, Command command, int bank, int row, int tag) {}

    record Done(int tag, boolean write, long cycle) {}

    final DramController controller;
    final List<Issued> commands = new ArrayList<>();
    final List<Done> done = new ArrayList<>();

    Bench(DramPart part, DramPolicy policy) {
        controller = new DramController(
                part, 1, "RoBaRaCoBgCh", policy, (client, tag, write, cycle) -> done.add(new Done(tag, write, cycle)));
        controller.log((cycle, channel, pc, command, bank, row, client, tag) ->
                commands.add(new Issued(cycle, pc, command, bank, row, tag)));
    }

    /** The usual policy with these rows and refreshes, those of single banks in order. */
    static DramPolicy policy(DramPolicy.RowPolicy rows, DramPolicy.Refresh refresh) {
        DramPolicy usual = DramPolicy.USUAL;
        return new DramPolicy(
                usual.scheduler(),
                usual.cap(),
                usual.yield(),
                usual.turn(),
                usual.precharge(),
                rows,
                usual.timeout(),
                refresh,
                DramPolicy.RefreshOrder.IN_ORDER,
                usual.readQueue(),
                usual.writeQueue(),
                usual.drainHigh(),
                usual.drainLow());
    }

    static Bench quiet(DramPart part) {
        return new Bench(part, policy(DramPolicy.RowPolicy.OPEN, DramPolicy.Refresh.NONE));
    }

    boolean offer(long cycle, int tag, int pseudoChannel, int bank, int row, int column, boolean write) {
        controller.advance(cycle);
        return controller.offer(cycle, 0, tag, controller.map().address(0, pseudoChannel, bank, row, column), write);
    }

    void run() {
        while (controller.nextCycle() != Long.MAX_VALUE) {
            controller.advance(controller.nextCycle());
        }
    }

    void runTo(long cycle) {
        while (controller.nextCycle() <= cycle) {
            controller.advance(controller.nextCycle());
        }
    }

    /** Start of the n-th command of a kind, from 0. */
    long start(Command kind, int n) {
        return commands.stream()
                .filter(c -> c.command() == kind)
                .skip(n)
                .findFirst()
                .orElseThrow()
                .cycle();
    }

    long doneCycle(int tag) {
        return done.stream()
                .filter(d -> d.tag() == tag)
                .findFirst()
                .orElseThrow()
                .cycle();
    }
}
