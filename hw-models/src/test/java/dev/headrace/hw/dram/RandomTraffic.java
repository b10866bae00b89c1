package dev.headrace.hw.dram;

import java.util.Random;

/** Random parts, policies and requests with enough locality that every rule of the scheduler gets its turn. */
final class RandomTraffic {
    private final Random random;
    private final int pseudoChannels;
    private final int bankCount;
    private final int rowCount;
    private final int writePercent;
    private final int pauseEvery;
    private final int pauseLength;
    private final int banks;

    int pseudoChannel;
    int bank;
    int row;
    int column;
    boolean write;

    RandomTraffic(Random random, DramPart part) {
        this.random = random;
        pseudoChannels = part.geometry().pseudoChannels();
        banks = part.geometry().banksPerPseudoChannel();
        bankCount = 1 + random.nextInt(banks);
        rowCount = 1 + random.nextInt(5);
        writePercent = new int[] {0, 20, 50, 80, 100}[random.nextInt(5)];
        pauseEvery = 5 + random.nextInt(60);
        pauseLength = random.nextInt(1500);
    }

    /** Draws the next request. */
    void next() {
        pseudoChannel = random.nextInt(pseudoChannels);
        bank = random.nextInt(bankCount) * (banks / bankCount);
        row = random.nextInt(rowCount);
        column = random.nextInt(16);
        write = random.nextInt(100) < writePercent;
    }

    /** Cycles until the next request comes. */
    int pause() {
        return random.nextInt(pauseEvery) == 0 ? random.nextInt(pauseLength + 1) : random.nextInt(4) / 2;
    }

    /** Every scheduler with every row policy and every refresh; a number from 0 to {@value #POLICIES} - 1 each. */
    static final int POLICIES = 18;

    /** The {@code n}-th combination, modulo {@value #POLICIES}, with queues, marks, cap and timeout at random. */
    static DramPolicy policy(Random random, DramPart part, int n) {
        int writes = 1 + random.nextInt(20);
        int high = 1 + random.nextInt(writes);
        DramPolicy.Refresh refresh = DramPolicy.Refresh.values()[n / 6 % 3];
        if (refresh == DramPolicy.Refresh.PER_BANK && part.timing().refreshPerBank() == 0) {
            refresh = DramPolicy.Refresh.ALL_BANK;
        }
        int cap = random.nextInt(3) == 0 ? 16 : 1 + random.nextInt(4);
        return new DramPolicy(
                DramPolicy.Scheduler.values()[n % 2],
                cap,
                random.nextInt(cap + 1),
                DramPolicy.Turn.values()[random.nextInt(2)],
                DramPolicy.Precharge.values()[random.nextInt(2)],
                DramPolicy.RowPolicy.values()[n / 2 % 3],
                1 + random.nextInt(random.nextBoolean() ? 60 : 400),
                refresh,
                DramPolicy.RefreshOrder.values()[random.nextInt(2)],
                1 + random.nextInt(24),
                writes,
                high,
                random.nextInt(high));
    }

    /** The part with its refreshes so near each other that a short run sees many. */
    static DramPart hurried(Random random, DramPart part) {
        DramPart.Timing t = part.timing();
        int least = t.refreshAll() + 6 * t.activateToActivate() + t.writeLatency() + t.burst() + t.writeRecovery();
        int perBank = t.refreshPerBank() / 4 + t.activateToActivate() + t.writeRecovery() + t.writeLatency();
        DramPart.Geometry g = part.geometry();
        DramPart.Timing hurried = new DramPart.Timing(
                t.burst(),
                t.readLatency(),
                t.writeLatency(),
                t.activateToRead(),
                t.activateToWrite(),
                t.precharge(),
                t.prechargeAll() + random.nextInt(4),
                t.activateToPrecharge(),
                t.activateToActivate() + random.nextInt(4),
                t.activateShort(),
                t.activateLong() + random.nextInt(3),
                t.fourActivates() + random.nextInt(10),
                t.columnShort() + random.nextInt(2),
                t.columnLong() + 1 + random.nextInt(2),
                t.columnRank() + random.nextInt(3),
                t.writeToReadShort(),
                t.writeToReadLong() + random.nextInt(5),
                t.readToWrite(),
                t.readToPrecharge(),
                t.writeRecovery(),
                t.refreshAll(),
                t.refreshPerBank(),
                t.refreshToActivate(),
                least + random.nextInt(1000),
                t.refreshPerBank() == 0 ? 0 : perBank + random.nextInt(200));
        return new DramPart(
                part.name(),
                part.about(),
                part.clockKhz(),
                new DramPart.Geometry(
                        g.channels(),
                        g.pseudoChannels(),
                        g.ranks(),
                        g.bankGroups(),
                        g.banks(),
                        g.rows(),
                        g.rowBytes(),
                        g.accessBytes(),
                        random.nextBoolean()),
                part.commandBus(),
                hurried,
                part.energy(),
                part.pins(),
                part.sources());
    }
}
