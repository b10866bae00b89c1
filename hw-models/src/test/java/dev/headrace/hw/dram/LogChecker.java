package dev.headrace.hw.dram;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Reads the command log of one channel and knows nothing of how it came about: no spacing violated, no command to a bank
 * in the wrong state, buses and data buses never taken twice, refreshes in time, every request served once and in its
 * own row, and no oldest request of a bank passed more often than the cap allows.
 */
final class LogChecker {
    /** A request as it was accepted. */
    record Accepted(long cycle, int pseudoChannel, int bank, int row, boolean write) {}

    private final DramPart part;
    private final DramPolicy policy;
    private final Spacing spacing;
    private final Map<Integer, Accepted> accepted;

    LogChecker(DramPart part, DramPolicy policy, Map<Integer, Accepted> accepted) {
        this.part = part;
        this.policy = policy;
        spacing = new Spacing(part);
        this.accepted = accepted;
    }

    void check(List<Bench.Issued> log, String context) {
        buses(log, context);
        int banks = part.geometry().banksPerPseudoChannel();
        for (int p = 0; p < part.geometry().pseudoChannels(); p++) {
            List<Spacing.Past> history = new ArrayList<>();
            int[] open = new int[banks];
            Arrays.fill(open, -1);
            long[] dataEnd = new long[1];
            for (Bench.Issued c : log) {
                if (c.pseudoChannel() != p) {
                    continue;
                }
                Supplier<String> where = () -> context + ": " + c;
                long e = c.cycle() + spacing.length(c.command()) - 1;
                assertTrue(spacing.allowed(history, c.command(), c.bank(), e), where);
                state(c, open, where);
                if (c.command().column()) {
                    boolean write = Spacing.write(c.command());
                    long start = e
                            + (write
                                    ? part.timing().writeLatency()
                                    : part.timing().readLatency());
                    assertTrue(start >= dataEnd[0], () -> context + ": " + c + " data while the bus is taken");
                    dataEnd[0] = start + part.timing().burst();
                }
                history.add(new Spacing.Past(e, c.command(), c.bank()));
                history.removeIf(past -> past.e() < e - spacing.memory());
            }
        }
        requests(log, context);
        starvation(log, context);
    }

    private void buses(List<Bench.Issued> log, String context) {
        long[] free = new long[2];
        for (Bench.Issued c : log) {
            int bus = part.commandBus().separate() && c.command().column() ? 1 : 0;
            assertTrue(c.cycle() >= free[bus], () -> context + ": bus taken at " + c);
            free[bus] = c.cycle() + spacing.length(c.command());
        }
    }

    private void state(Bench.Issued c, int[] open, Supplier<String> where) {
        int perRank = open.length / part.geometry().ranks();
        int first = spacing.rank(c.bank()) * perRank;
        switch (c.command()) {
            case ACTIVATE -> {
                assertEquals(-1, open[c.bank()], where);
                open[c.bank()] = c.row();
            }
            case PRECHARGE -> {
                assertTrue(open[c.bank()] >= 0, where);
                open[c.bank()] = -1;
            }
            case PRECHARGE_ALL -> Arrays.fill(open, first, first + perRank, -1);
            case REFRESH_ALL -> {
                for (int b = first; b < first + perRank; b++) {
                    assertEquals(-1, open[b], where);
                }
            }
            case REFRESH_BANK -> assertEquals(-1, open[c.bank()], where);
            case READ, WRITE -> assertEquals(c.row(), open[c.bank()], where);
            case READ_CLOSE, WRITE_CLOSE -> {
                assertEquals(c.row(), open[c.bank()], where);
                open[c.bank()] = -1;
            }
        }
    }

    private void requests(List<Bench.Issued> log, String context) {
        Map<Integer, Bench.Issued> served = new HashMap<>();
        for (Bench.Issued c : log) {
            if (c.command().column()) {
                assertEquals(null, served.put(c.tag(), c), () -> context + ": served twice " + c);
                Accepted a = accepted.get(c.tag());
                assertTrue(a != null && c.cycle() > a.cycle, () -> context + ": served before it came " + c);
                assertEquals(
                        a,
                        new Accepted(a.cycle, c.pseudoChannel(), c.bank(), c.row(), Spacing.write(c.command())),
                        context);
            }
        }
        assertEquals(accepted.keySet(), served.keySet(), context + ": lost requests");
    }

    /** From when a request is the oldest of its bank and kind, at most {@code cap} younger ones are served before it. */
    private void starvation(List<Bench.Issued> log, String context) {
        Map<Integer, Integer> place = new HashMap<>();
        for (int i = 0; i < log.size(); i++) {
            if (log.get(i).command().column()) {
                place.put(log.get(i).tag(), i);
            }
        }
        Map<List<Object>, List<Integer>> lines = new HashMap<>();
        accepted.keySet().stream().sorted().forEach(tag -> {
            Accepted a = accepted.get(tag);
            lines.computeIfAbsent(List.of(a.pseudoChannel, a.bank, a.write), k -> new ArrayList<>())
                    .add(place.get(tag));
        });
        for (List<Integer> line : lines.values()) {
            int oldestSince = -1;
            for (int i = 0; i < line.size(); i++) {
                int mine = line.get(i);
                int since = oldestSince;
                long passed = line.stream()
                        .skip(i + 1)
                        .filter(other -> other < mine && other > since)
                        .count();
                assertTrue(passed <= policy.cap(), () -> context + ": passed " + passed + " times, " + log.get(mine));
                oldestSince = Math.max(oldestSince, mine);
            }
        }
    }
}
