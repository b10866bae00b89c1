package dev.headrace.hw.dram;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One channel, cycle by cycle, by the rules of {@link PseudoChannel} and {@link DramChannel} read aloud: every cycle it
 * looks at every waiting request and asks the table of spacings about the whole command history. Slow and plain.
 */
final class ReferenceController {
    private static final class Request {
        final int tag;
        final int bank;
        final int row;
        final long burst;
        /** Whether its row was opened for it and is still open. */
        boolean begun;

        Request(int tag, int bank, int row, long burst) {
            this.tag = tag;
            this.bank = bank;
            this.row = row;
            this.burst = burst;
        }
    }

    private final class Pseudo {
        final List<List<Request>> queues = List.of(new ArrayList<>(), new ArrayList<>());
        final int[] open = new int[banks];
        final long[] lastUse = new long[banks];
        /** By queue and bank. */
        final int[][] passed = new int[2][banks];

        final List<Spacing.Past> history = new ArrayList<>();
        final long[] refreshes = new long[ranks];
        /** Banks of each rank, by their number within it, that are still to be refreshed in this round. */
        final List<List<Integer>> round = new ArrayList<>();
        /** Bank of each rank that a refresh that is due is about, -1 if none is. */
        final int[] target = new int[ranks];

        /** From when on each bank may be precharged. */
        final long[] used = new long[banks];

        int mode;

        Pseudo() {
            Arrays.fill(open, -1);
            Arrays.fill(target, -1);
            for (int r = 0; r < ranks; r++) {
                round.add(new ArrayList<>());
            }
        }

        /** For refreshes that have become due: which bank. */
        void chooseTargets(long now) {
            int perRank = banks / ranks;
            for (int r = 0; r < ranks; r++) {
                if (!pending(r, now) || target[r] >= 0) {
                    continue;
                }
                target[r] = r * perRank;
                if (policy.refresh() == DramPolicy.Refresh.PER_BANK) {
                    if (round.get(r).isEmpty()) {
                        IntStream.range(r * perRank, (r + 1) * perRank).forEach(round.get(r)::add);
                    }
                    List<Integer> idle = round.get(r).stream()
                            .filter(b -> policy.refreshOrder() == DramPolicy.RefreshOrder.IDLE_FIRST)
                            .filter(b -> oldest(0, b) == null && oldest(1, b) == null)
                            .toList();
                    target[r] = idle.stream()
                            .filter(b -> used[b] + interval() <= now)
                            .min(Comparator.comparingLong(b -> -used[b]))
                            .or(() -> idle.stream().min(Comparator.comparingLong(b -> used[b])))
                            .orElse(round.get(r).get(0));
                    round.get(r).remove((Integer) target[r]);
                }
            }
        }

        /** Requests of the queue that was left whose columns come first. */
        List<Request> unfinished() {
            return policy.turn() == DramPolicy.Turn.FINISH
                    ? queues.get(1 - mode).stream().filter(r -> r.begun).toList()
                    : List.of();
        }

        /** Whether younger requests go before the oldest of a bank, and it does not ask for its own row yet. */
        boolean patient(int bank) {
            Request first = oldest(mode, bank);
            return wanted(mode, bank) && (hit(first) || passed[mode][bank] < policy.yield());
        }

        long due(int rank) {
            long interval = interval();
            return interval + interval * rank / ranks + refreshes[rank] * interval;
        }

        boolean pending(int rank, long now) {
            return policy.refresh() != DramPolicy.Refresh.NONE && due(rank) <= now;
        }

        boolean blocked(int bank, long now) {
            int rank = spacing.rank(bank);
            return pending(rank, now) && (policy.refresh() == DramPolicy.Refresh.ALL_BANK || target[rank] == bank);
        }

        void chooseQueue() {
            int reads = queues.get(0).size();
            int writes = queues.get(1).size();
            if (mode == 0) {
                if (writes >= policy.drainHigh() || (reads == 0 && writes > 0)) {
                    mode = 1;
                }
            } else if (writes == 0 || (writes <= policy.drainLow() && reads > 0)) {
                mode = 0;
            }
        }

        boolean can(Command command, int bank, long now) {
            return spacing.allowed(history, command, bank, now + spacing.length(command) - 1);
        }

        Request oldest(int queue, int bank) {
            for (Request r : queues.get(queue)) {
                if (r.bank == bank) {
                    return r;
                }
            }
            return null;
        }

        boolean hit(Request r) {
            return open[r.bank] == r.row;
        }

        boolean servable(Request r) {
            return servable(mode, r);
        }

        boolean servable(int queue, Request r) {
            return hit(r) && (oldest(queue, r.bank) == r || passed[queue][r.bank] < policy.cap());
        }

        boolean wanted(int queue, int bank) {
            for (Request r : queues.get(queue)) {
                if (r.bank == bank && hit(r)) {
                    return true;
                }
            }
            return false;
        }

        boolean hasServable(int queue, int bank) {
            for (Request r : queues.get(queue)) {
                if (r.bank == bank && servable(queue, r)) {
                    return true;
                }
            }
            return false;
        }

        List<Request> candidates() {
            List<Request> queue = queues.get(mode);
            boolean inOrder = policy.scheduler() == DramPolicy.Scheduler.FCFS;
            return inOrder && !queue.isEmpty() ? queue.subList(0, 1) : queue;
        }
    }

    private final DramPolicy policy;
    private final DramPart part;
    private final Spacing spacing;
    private final int banks;
    private final int ranks;
    private final Pseudo[] pseudo;
    final List<Bench.Issued> commands = new ArrayList<>();
    final List<Bench.Done> done = new ArrayList<>();
    private long columnFree;
    private long rowFree;
    private int lastColumn;
    private int lastRow;

    ReferenceController(DramPart part, DramPolicy policy) {
        this.part = part;
        this.policy = policy;
        spacing = new Spacing(part);
        banks = part.geometry().banksPerPseudoChannel();
        ranks = part.geometry().ranks();
        pseudo = new Pseudo[part.geometry().pseudoChannels()];
        for (int p = 0; p < pseudo.length; p++) {
            pseudo[p] = new Pseudo();
        }
        lastColumn = pseudo.length - 1;
        lastRow = pseudo.length - 1;
    }

    private long interval() {
        return policy.refresh() == DramPolicy.Refresh.ALL_BANK
                ? part.timing().refreshInterval()
                : part.timing().refreshIntervalPerBank();
    }

    boolean offer(long cycle, int tag, int p, int bank, int row, long burst, boolean write) {
        List<Request> own = pseudo[p].queues.get(write ? 1 : 0);
        List<Request> other = pseudo[p].queues.get(write ? 0 : 1);
        if (own.size() == (write ? policy.writeQueue() : policy.readQueue())) {
            return false;
        }
        if (other.stream().anyMatch(r -> r.burst == burst)) {
            if (write) {
                return false;
            }
            done.add(new Bench.Done(tag, false, cycle + part.hitLatency()));
            return true;
        }
        own.add(new Request(tag, bank, row, burst));
        return true;
    }

    void tick(long now) {
        for (Pseudo pc : pseudo) {
            pc.chooseTargets(now);
            pc.chooseQueue();
        }
        boolean last = policy.precharge() == DramPolicy.Precharge.LAST;
        if (part.commandBus().separate()) {
            if (columnFree <= now) {
                column(now);
            }
            if (rowFree <= now && !refresh(now) && !(last && row(now, true)) && !row(now, false)) {
                idle(now);
            }
        } else if (rowFree <= now
                && !refresh(now)
                && !(last ? row(now, true) || column(now) || row(now, false) : row(now, false) || column(now))) {
            idle(now);
        }
    }

    private void issue(long now, int p, Command command, int bank, int row, int tag) {
        commands.add(new Bench.Issued(now, p, command, bank, row, tag));
        long over = now + spacing.length(command);
        List<Spacing.Past> history = pseudo[p].history;
        history.removeIf(past -> past.e() < now - spacing.memory());
        history.add(new Spacing.Past(over - 1, command, bank));
        pseudo[p].used[bank] = Math.max(pseudo[p].used[bank], over - 1 + use(command));
        boolean common = !part.commandBus().separate();
        if (command.column()) {
            lastColumn = p;
        } else {
            lastRow = p;
        }
        if (command.column() || common) {
            columnFree = over;
        }
        if (!command.column() || common) {
            rowFree = over;
        }
    }

    private int use(Command command) {
        DramPart.Timing t = part.timing();
        return switch (command) {
            case ACTIVATE -> t.activateToPrecharge();
            case READ, READ_CLOSE -> t.readToPrecharge();
            case WRITE, WRITE_CLOSE -> t.writeLatency() + t.burst() + t.writeRecovery();
            default -> Integer.MIN_VALUE;
        };
    }

    private boolean column(long now) {
        for (int i = 1; i <= pseudo.length; i++) {
            int p = (lastColumn + i) % pseudo.length;
            Pseudo pc = pseudo[p];
            List<Request> unfinished = pc.unfinished();
            int queue = unfinished.isEmpty() ? pc.mode : 1 - pc.mode;
            Command plain = queue == 0 ? Command.READ : Command.WRITE;
            for (Request r : unfinished.isEmpty() ? pc.candidates() : unfinished) {
                boolean mine = !unfinished.isEmpty() || pc.servable(r);
                if (mine && !pc.blocked(r.bank, now) && pc.can(plain, r.bank, now)) {
                    serve(now, p, queue, r);
                    return true;
                }
            }
        }
        return false;
    }

    private void serve(long now, int p, int queue, Request r) {
        Pseudo pc = pseudo[p];
        pc.passed[queue][r.bank] = pc.oldest(queue, r.bank) == r ? 0 : pc.passed[queue][r.bank] + 1;
        pc.queues.get(queue).remove(r);
        boolean close = policy.rowPolicy() == DramPolicy.RowPolicy.CLOSED
                && !pc.hasServable(queue, r.bank)
                && !pc.wanted(1 - queue, r.bank);
        boolean write = queue == 1;
        issue(
                now,
                p,
                write ? (close ? Command.WRITE_CLOSE : Command.WRITE) : (close ? Command.READ_CLOSE : Command.READ),
                r.bank,
                r.row,
                r.tag);
        long e = now + (write ? part.commandBus().write() : part.commandBus().read()) - 1;
        DramPart.Timing t = part.timing();
        long end = e + t.burst() + (write ? t.writeLatency() + t.writeRecovery() : t.readLatency());
        done.add(new Bench.Done(r.tag, write, end));
        pc.lastUse[r.bank] = e;
        if (close) {
            closed(pc, r.bank);
        }
    }

    private static void closed(Pseudo pc, int bank) {
        pc.open[bank] = -1;
        pc.queues.forEach(queue -> queue.stream().filter(r -> r.bank == bank).forEach(r -> r.begun = false));
    }

    private boolean refresh(long now) {
        for (int i = 1; i <= pseudo.length; i++) {
            int p = (lastRow + i) % pseudo.length;
            for (int rank = 0; rank < ranks; rank++) {
                if (pseudo[p].pending(rank, now) && refresh(now, p, rank)) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean refresh(long now, int p, int rank) {
        Pseudo pc = pseudo[p];
        boolean all = policy.refresh() == DramPolicy.Refresh.ALL_BANK;
        int target = pc.target[rank];
        int from = all ? target : target;
        int to = all ? target + banks / ranks : target + 1;
        boolean open = false;
        for (int b = from; b < to; b++) {
            open |= pc.open[b] >= 0;
        }
        Command command = open
                ? (all ? Command.PRECHARGE_ALL : Command.PRECHARGE)
                : (all ? Command.REFRESH_ALL : Command.REFRESH_BANK);
        if (!pc.can(command, target, now)) {
            return false;
        }
        issue(now, p, command, target, -1, -1);
        if (open) {
            for (int b = from; b < to; b++) {
                closed(pc, b);
            }
        } else {
            pc.refreshes[rank]++;
            pc.target[rank] = -1;
        }
        return true;
    }

    private boolean row(long now, boolean activatesOnly) {
        for (int i = 1; i <= pseudo.length; i++) {
            int p = (lastRow + i) % pseudo.length;
            Pseudo pc = pseudo[p];
            for (Request r : pc.candidates()) {
                if (pc.oldest(pc.mode, r.bank) == r
                        && !pc.blocked(r.bank, now)
                        && !(activatesOnly && pc.open[r.bank] >= 0)
                        && pc.unfinished().stream().noneMatch(u -> u.bank == r.bank)
                        && row(now, p, r)) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean row(long now, int p, Request r) {
        Pseudo pc = pseudo[p];
        boolean inOrder = policy.scheduler() == DramPolicy.Scheduler.FCFS;
        if (inOrder ? pc.hit(r) : pc.patient(r.bank)) {
            return false;
        }
        Command command = pc.open[r.bank] >= 0 ? Command.PRECHARGE : Command.ACTIVATE;
        if (!pc.can(command, r.bank, now)) {
            return false;
        }
        issue(now, p, command, r.bank, command == Command.ACTIVATE ? r.row : -1, -1);
        closed(pc, r.bank);
        if (command == Command.ACTIVATE) {
            pc.open[r.bank] = r.row;
            r.begun = true;
            pc.lastUse[r.bank] = now + part.commandBus().activate() - 1;
        }
        return true;
    }

    private void idle(long now) {
        if (policy.rowPolicy() != DramPolicy.RowPolicy.TIMEOUT) {
            return;
        }
        for (int p = 0; p < pseudo.length; p++) {
            Pseudo pc = pseudo[p];
            for (int bank = 0; bank < banks; bank++) {
                long e = now + part.commandBus().precharge() - 1;
                if (pc.open[bank] >= 0
                        && e >= pc.lastUse[bank] + policy.timeout()
                        && !pc.blocked(bank, now)
                        && !pc.wanted(0, bank)
                        && !pc.wanted(1, bank)
                        && pc.can(Command.PRECHARGE, bank, now)) {
                    issue(now, p, Command.PRECHARGE, bank, -1, -1);
                    closed(pc, bank);
                    return;
                }
            }
        }
    }
}
