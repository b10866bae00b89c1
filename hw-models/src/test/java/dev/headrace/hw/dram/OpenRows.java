package dev.headrace.hw.dram;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** From a log of commands, the cycles in which a rank has a row open: a bank's from its activate to its precharge. */
final class OpenRows {
    private OpenRows() {}

    private static final class Bank {
        private long opened = -1;
        private long used;
    }

    private record Span(long from, long to) {}

    /** Summed over the ranks, up to {@code end}. */
    static long cycles(List<Bench.Issued> commands, DramPart part, long end) {
        DramPart.Geometry g = part.geometry();
        int perRank = g.bankGroups() * g.banks();
        Map<Integer, Bank> banks = new HashMap<>();
        Map<Integer, List<Span>> ranks = new HashMap<>();
        for (Bench.Issued c : commands) {
            int first = c.pseudoChannel() * g.banksPerPseudoChannel();
            int count = c.command() == Command.PRECHARGE_ALL ? perRank : 1;
            for (int b = first + c.bank(); b < first + c.bank() + count; b++) {
                Bank bank = banks.computeIfAbsent(b, n -> new Bank());
                long closed = happen(bank, c, part);
                if (closed >= 0) {
                    ranks.computeIfAbsent(b / perRank, n -> new ArrayList<>()).add(new Span(bank.opened, closed));
                    bank.opened = -1;
                }
            }
        }
        banks.forEach((b, bank) -> {
            if (bank.opened >= 0) {
                ranks.computeIfAbsent(b / perRank, n -> new ArrayList<>()).add(new Span(bank.opened, end));
            }
        });
        return ranks.values().stream().mapToLong(spans -> union(spans, end)).sum();
    }

    /** What a command does to a bank; returns when the bank's row is closed by it, -1 if it is not. */
    private static long happen(Bank bank, Bench.Issued c, DramPart part) {
        DramPart.Timing t = part.timing();
        DramPart.CommandBus bus = part.commandBus();
        long read = c.cycle() + bus.read() - 1 + t.readToPrecharge();
        long written = c.cycle() + bus.write() - 1 + t.writeLatency() + t.burst() + t.writeRecovery();
        switch (c.command()) {
            case ACTIVATE -> {
                bank.opened = c.cycle() + bus.activate() - 1;
                bank.used = bank.opened + t.activateToPrecharge();
            }
            case READ -> bank.used = Math.max(bank.used, read);
            case WRITE -> bank.used = Math.max(bank.used, written);
            case READ_CLOSE -> {
                return Math.max(bank.used, read);
            }
            case WRITE_CLOSE -> {
                return Math.max(bank.used, written);
            }
            case PRECHARGE, PRECHARGE_ALL -> {
                return bank.opened < 0 ? -1 : c.cycle() + bus.precharge() - 1;
            }
            default -> {}
        }
        return -1;
    }

    private static long union(List<Span> spans, long end) {
        spans.sort(java.util.Comparator.comparingLong(Span::from));
        long sum = 0;
        long done = 0;
        for (Span s : spans) {
            long from = Math.max(s.from(), done);
            long to = Math.min(s.to(), end);
            sum += Math.max(0, to - from);
            done = Math.max(done, to);
        }
        return sum;
    }
}
