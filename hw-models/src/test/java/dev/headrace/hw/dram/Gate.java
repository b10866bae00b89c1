package dev.headrace.hw.dram;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;

/** One channel of a part on which two commands are brought about, and how far apart they took effect. */
final class Gate {
    /** A time at which everything before has been forgotten. */
    static final long LATER = 10_000;

    final DramPart part;
    final Bench bench;
    private final Spacing spacing;
    private int tag;

    Gate(String part, DramPolicy.RowPolicy rows, DramPolicy.Refresh refresh) {
        this(part, Bench.policy(rows, refresh));
    }

    Gate(String part, DramPolicy policy) {
        this.part = Parts.load(part);
        bench = new Bench(this.part, policy);
        spacing = new Spacing(this.part);
    }

    /** Rows stay open, nothing is refreshed. */
    static Gate of(String part) {
        return new Gate(part, DramPolicy.RowPolicy.OPEN, DramPolicy.Refresh.NONE);
    }

    /** Offers a request to the first pseudo channel at the end of a cycle. */
    Gate offer(long cycle, boolean write, int bank, int row, int column) {
        assertEquals(true, bench.offer(cycle, tag++, 0, bank, row, column, write));
        return this;
    }

    Gate offerOther(long cycle, int bank, int row) {
        assertEquals(true, bench.offer(cycle, tag++, 1, bank, row, 0, false));
        return this;
    }

    /** Goes on up to a cycle, included. */
    Gate to(long cycle) {
        bench.runTo(cycle);
        return this;
    }

    /** Goes on until nothing waits. */
    Gate end() {
        bench.run();
        return this;
    }

    /** Opens row 1 of a bank, long before {@link #LATER}. */
    Gate open(int bank) {
        bench.offer(0, -1, 0, bank, 1, 0, false);
        bench.run();
        return this;
    }

    /** Cycles from the effect of the last command of a kind before the last of another kind, to the effect of that. */
    long apart(Command first, Command second) {
        List<Bench.Issued> own =
                bench.commands.stream().filter(c -> c.pseudoChannel() == 0).toList();
        int b = own.size() - 1;
        while (own.get(b).command() != second) {
            b--;
        }
        int a = b - 1;
        while (own.get(a).command() != first) {
            a--;
        }
        return effect(own.get(b)) - effect(own.get(a));
    }

    /** Cycles between the starts of the n-th and the (n+1)-th last command, whatever they are. */
    long startsApart(int n) {
        int b = bench.commands.size() - n;
        return bench.commands.get(b).cycle() - bench.commands.get(b - 1).cycle();
    }

    private long effect(Bench.Issued c) {
        return c.cycle() + spacing.length(c.command()) - 1;
    }

    /** The sum that a table cell spells out. */
    static long sum(String terms) {
        long sum = 0;
        for (String term : terms.strip().split("\\+")) {
            sum += Long.parseLong(term);
        }
        return sum;
    }
}
