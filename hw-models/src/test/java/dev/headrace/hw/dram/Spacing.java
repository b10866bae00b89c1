package dev.headrace.hw.dram;

import java.util.List;

/**
 * The standard as a table of pairs: how long after one command of a pseudo channel another may take effect. Written from
 * the tables, command by command, and used by the reference controller and the log checker.
 */
final class Spacing {
    /** A command that took effect at {@code e}. */
    record Past(long e, Command command, int bank) {}

    private final DramPart.Timing t;
    private final DramPart.CommandBus bus;
    private final int banksPerGroup;
    private final int banksPerRank;
    private final boolean sharedActivates;

    Spacing(DramPart part) {
        sharedActivates = part.geometry().sharesActivates();
        t = part.timing();
        bus = part.commandBus();
        banksPerGroup = part.geometry().banks();
        banksPerRank = banksPerGroup * part.geometry().bankGroups();
    }

    int rank(int bank) {
        return bank / banksPerRank;
    }

    /** Cycles on the bus. */
    int length(Command c) {
        return switch (c) {
            case ACTIVATE -> bus.activate();
            case PRECHARGE, PRECHARGE_ALL -> bus.precharge();
            case READ, READ_CLOSE -> bus.read();
            case WRITE, WRITE_CLOSE -> bus.write();
            case REFRESH_ALL, REFRESH_BANK -> bus.refresh();
        };
    }

    static boolean read(Command c) {
        return c == Command.READ || c == Command.READ_CLOSE;
    }

    static boolean write(Command c) {
        return c == Command.WRITE || c == Command.WRITE_CLOSE;
    }

    private static boolean closes(Command c) {
        return c == Command.READ_CLOSE || c == Command.WRITE_CLOSE;
    }

    /** Whether a command may take effect at {@code e} after everything in {@code history}. */
    boolean allowed(List<Past> history, Command next, int bank, long e) {
        int activates = 0;
        for (int i = history.size() - 1; i >= 0; i--) {
            Past p = history.get(i);
            long gap = gap(history, i, next, bank);
            if (gap > 0 && e < p.e + gap) {
                return false;
            }
            if (next == Command.ACTIVATE && p.command == Command.ACTIVATE && sameScope(p.bank, bank)) {
                activates++;
                if (activates == 4 && e < p.e + t.fourActivates()) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Cycles from the effect of a past command to that of the next, 0 if they do not care about each other. */
    private long gap(List<Past> history, int index, Command next, int bank) {
        Past p = history.get(index);
        boolean sameBank = p.bank == bank;
        boolean sameGroup = p.bank / banksPerGroup == bank / banksPerGroup;
        boolean sameRank = rank(p.bank) == rank(bank);
        if (read(p.command) || write(p.command)) {
            if (read(next) || write(next)) {
                return columns(read(p.command), read(next), sameGroup, sameRank);
            }
            return afterColumn(history, index, next, sameBank, sameRank);
        }
        return switch (p.command) {
            case ACTIVATE -> afterActivate(next, p.bank, bank);
            case PRECHARGE ->
                switch (next) {
                    case ACTIVATE, REFRESH_BANK -> sameBank ? t.precharge() : 0;
                    case REFRESH_ALL -> sameRank ? t.precharge() : 0;
                    default -> 0;
                };
            case PRECHARGE_ALL ->
                sameRank && (next == Command.ACTIVATE || next == Command.REFRESH_ALL) ? t.prechargeAll() : 0;
            case REFRESH_ALL -> sameRank ? t.refreshAll() : 0;
            case REFRESH_BANK ->
                switch (next) {
                    case ACTIVATE, REFRESH_BANK ->
                        sameBank
                                ? Math.max(t.refreshPerBank(), t.refreshToActivate())
                                : sameScope(p.bank, bank) ? t.refreshToActivate() : 0;
                    default -> 0;
                };
            default -> throw new AssertionError(p.command);
        };
    }

    private long columns(boolean readBefore, boolean readNext, boolean sameGroup, boolean sameRank) {
        if (readBefore == readNext) {
            return sameGroup ? t.columnLong() : sameRank ? t.columnShort() : t.columnRank();
        }
        if (readBefore) {
            return t.readToWrite();
        }
        long data = t.writeLatency() + t.burst();
        if (sameRank) {
            return data + (sameGroup ? t.writeToReadLong() : t.writeToReadShort());
        }
        return Math.max(1, data + (t.columnRank() - t.burst()) - t.readLatency());
    }

    /** Whether the spacing of activates holds between two banks. */
    private boolean sameScope(int one, int other) {
        return sharedActivates || rank(one) == rank(other);
    }

    private long afterActivate(Command next, int before, int bank) {
        boolean sameBank = before == bank;
        boolean sameGroup = before / banksPerGroup == bank / banksPerGroup;
        boolean sameRank = rank(before) == rank(bank);
        return switch (next) {
            case READ, READ_CLOSE -> sameBank ? t.activateToRead() : 0;
            case WRITE, WRITE_CLOSE -> sameBank ? t.activateToWrite() : 0;
            case PRECHARGE -> sameBank ? t.activateToPrecharge() : 0;
            case PRECHARGE_ALL -> sameRank ? t.activateToPrecharge() : 0;
            case REFRESH_ALL -> sameRank ? t.activateToActivate() : 0;
            case ACTIVATE, REFRESH_BANK ->
                sameBank
                        ? t.activateToActivate()
                        : sameGroup ? t.activateLong() : sameScope(before, bank) ? t.activateShort() : 0;
        };
    }

    private long afterColumn(List<Past> history, int index, Command next, boolean sameBank, boolean sameRank) {
        Past p = history.get(index);
        long toPrecharge = read(p.command) ? t.readToPrecharge() : t.writeLatency() + t.burst() + t.writeRecovery();
        if (next == Command.PRECHARGE) {
            return sameBank ? toPrecharge : 0;
        }
        if (next == Command.PRECHARGE_ALL) {
            return sameRank ? toPrecharge : 0;
        }
        boolean matters = next == Command.REFRESH_ALL ? sameRank : sameBank;
        if (!matters || !closes(p.command)) {
            return 0;
        }
        // The bank closes itself as soon as an explicit precharge could.
        long close = p.e + toPrecharge;
        for (int i = index - 1; i >= 0; i--) {
            if (history.get(i).bank == p.bank) {
                close = Math.max(close, history.get(i).e + gap(history, i, Command.PRECHARGE, p.bank));
            }
        }
        return close - p.e + t.precharge();
    }

    /** A time after which no command is remembered any more. */
    long memory() {
        return 2L * (t.refreshAll() + t.refreshPerBank() + t.activateToActivate() + t.fourActivates())
                + t.writeLatency()
                + t.burst()
                + t.writeRecovery()
                + t.readToWrite()
                + t.refreshToActivate();
    }
}
