package dev.headrace.hw.dram;

/**
 * Counters of one pseudo channel, and the reasons why its data bus was idle.
 *
 * <p>Whenever data follows other data with a gap, its request would have had to be that much earlier at every step. The
 * gap is therefore compared with what the request last had to wait for, step by step backwards: the column command for
 * its greatest constraint or for the bus; if that constraint was the activate, the activate for its own; if that was the
 * precharge, the precharge. (The latencies RCD and RP themselves are pipelined and hide behind other data.) What is left
 * because the request itself had not come, or the row was closed by refresh, is charged to RP and RCD as far as they go,
 * then to what an older waiting request lacked, or to {@link BusIdle#REQUESTS} if there was none. Busy and idle cycles
 * add up to the length of the run.
 */
final class BusTrace {
    private static final BusIdle[] CAUSES = BusIdle.values();

    private final BankTiming timing;
    private final int burst;
    private final int readLatency;
    private final int writeLatency;
    private final int writeRecovery;
    private final int readLead;
    private final int writeLead;
    private final int activateLead;
    private final int prechargeLead;
    private final long[] idle = new long[CAUSES.length];
    private final long[] bankAccesses;
    /** Ordinals of {@link BusIdle}: storing numbers is cheaper than storing references. */
    private final int[] activateCause;

    /** When a bank that had to wait for the refresh of another could have been activated without it; else as above. */
    private final long[] activateOwn;

    private final long[] activateReady;
    private final long[] prechargeReady;
    private final long[] outcomes = new long[3];

    /** First cycle at which a row of a rank was open without a break; last at which one was. */
    private final long[] openFrom;

    private final long[] openTo;
    private static final long OPEN = Long.MAX_VALUE;
    /** Cycles with a row open, of all ranks together, as far as rows are closed again. */
    private long openCycles;

    private long writes;
    private long activates;
    private long refreshesAll;
    private long refreshesBank;
    private long latency;
    private long forwarded;
    /** Cycle after the last data on the bus. */
    private long dataEnd;
    /** Latest cycle at which a write or a forwarded read is done. */
    private long lastDone;

    /** Cycles of the present gap that are not explained yet. */
    private long left;

    BusTrace(DramPart part, BankTiming timing) {
        this.timing = timing;
        burst = part.timing().burst();
        readLatency = part.timing().readLatency();
        writeLatency = part.timing().writeLatency();
        writeRecovery = part.timing().writeRecovery();
        readLead = part.commandBus().read() - 1;
        writeLead = part.commandBus().write() - 1;
        activateLead = part.commandBus().activate() - 1;
        prechargeLead = part.commandBus().precharge() - 1;
        int banks = part.geometry().banksPerPseudoChannel();
        bankAccesses = new long[banks];
        activateCause = new int[banks];
        activateReady = new long[banks];
        activateOwn = new long[banks];
        prechargeReady = new long[banks];
        openFrom = new long[part.geometry().ranks()];
        openTo = new long[openFrom.length];
    }

    /** A copy, to count from. */
    BusTrace(DramPart part, BusTrace other) {
        this(part, other.timing);
        add(other, new BusTrace(part, other.timing));
    }

    /** An activate is about to be recorded. */
    void activate(int bank) {
        activates++;
        long ready = timing.activateAt(bank);
        BusIdle cause = timing.activateLimit(bank);
        activateReady[bank] = ready;
        activateOwn[bank] = ready;
        if (cause == BusIdle.REFRESH && ready != timing.refreshOver(bank)) {
            activateOwn[bank] = timing.ownActivateAt(bank);
            cause = timing.ownActivateLimit(bank);
        }
        activateCause[bank] = cause.ordinal();
    }

    /** A precharge is about to be recorded. */
    void precharge(int bank) {
        prechargeReady[bank] = timing.prechargeAt(bank);
    }

    /** The first row of a rank opens at {@code e}. */
    void opened(int rank, long e) {
        openFrom[rank] = Math.max(e, openTo[rank]);
        openTo[rank] = OPEN;
    }

    /** The last row of a rank closes at {@code e}, which may be later than now, as may be what closed before. */
    void closed(int rank, long e) {
        openCycles += e - openFrom[rank];
        openTo[rank] = e;
    }

    void refreshed(boolean all, long times) {
        if (all) {
            refreshesAll += times;
        } else {
            refreshesBank += times;
        }
    }

    /** A read was answered from the write queue. */
    void forward(long arrival, long done) {
        forwarded++;
        latency += done - arrival;
        lastDone = Math.max(lastDone, done);
    }

    /** A column command that takes effect at {@code e} is about to be recorded. */
    void column(RequestQueue queue, int slot, int bank, boolean write, long e) {
        bankAccesses[bank]++;
        outcomes[queue.outcome(slot)]++;
        long start = e + (write ? writeLatency : readLatency);
        if (start > dataEnd) {
            explain(queue, slot, bank, write, e, start - dataEnd);
        }
        dataEnd = start + burst;
        if (write) {
            writes++;
            lastDone = Math.max(lastDone, dataEnd + writeRecovery);
        } else {
            latency += dataEnd - queue.arrival(slot);
        }
    }

    /** When the request is done whose column command was recorded last. */
    long done(boolean write) {
        return write ? dataEnd + writeRecovery : dataEnd;
    }

    private void explain(RequestQueue queue, int slot, int bank, boolean write, long e, long gap) {
        long came = queue.arrival(slot) + 1;
        left = gap;
        int lead = write ? writeLead : readLead;
        long ready = timing.columnAt(bank, write);
        long waited = e - Math.max(ready, came + lead);
        charge(BusIdle.COMMAND_BUS, waited);
        if (left > 0 && ready > came + lead) {
            BusIdle limit = timing.columnLimit(bank, write);
            if (limit == BusIdle.ROW_OPENING) {
                explainActivate(bank, came);
                charge(limit, e - timing.lastActivate(bank));
            } else {
                charge(limit, ready - came - lead);
            }
        }
        if (left > 0) {
            int elder = queue.oldest();
            if (elder >= 0 && queue.age(elder) < queue.age(slot)) {
                charge(lack(queue, queue.bank(elder), write), came - queue.arrival(elder) - 1);
            }
            charge(BusIdle.REQUESTS, left);
        }
    }

    private void explainActivate(int bank, long came) {
        long e = timing.lastActivate(bank);
        long first = came + activateLead;
        long ready = activateReady[bank];
        charge(BusIdle.COMMAND_BUS, e - Math.max(ready, first));
        if (ready <= first) {
            return;
        }
        charge(BusIdle.REFRESH, ready - Math.max(activateOwn[bank], first));
        ready = activateOwn[bank];
        BusIdle limit = CAUSES[activateCause[bank]];
        if (limit == BusIdle.ROW_CLOSING) {
            explainPrecharge(bank, came);
            charge(limit, ready - Math.max(timing.lastPrecharge(bank), first));
        } else if (limit == BusIdle.REFRESH) {
            charge(limit, ready - Math.max(timing.refreshWanted(bank), first));
        } else {
            charge(limit, ready - first);
        }
    }

    private void explainPrecharge(int bank, long came) {
        long first = came + prechargeLead;
        long ready = prechargeReady[bank];
        charge(BusIdle.COMMAND_BUS, timing.lastPrecharge(bank) - Math.max(ready, first));
        charge(BusIdle.ROW_HELD, ready - first);
    }

    /** What the oldest request of a bank waits for. */
    private BusIdle lack(RequestQueue queue, int bank, boolean write) {
        if ((queue.hits & (1L << bank)) != 0) {
            return timing.columnLimit(bank, write);
        }
        return timing.lastActivate(bank) > timing.lastPrecharge(bank) ? BusIdle.ROW_HELD : timing.activateLimit(bank);
    }

    private void charge(BusIdle cause, long cycles) {
        if (cycles > 0 && left > 0) {
            long part = Math.min(cycles, left);
            idle[cause.ordinal()] += part;
            left -= part;
        }
    }

    /** Counts all that another has counted since it was as {@code since}, and ends where it ends. */
    void add(BusTrace other, BusTrace since) {
        for (int i = 0; i < idle.length; i++) {
            idle[i] += other.idle[i] - since.idle[i];
        }
        for (int i = 0; i < bankAccesses.length; i++) {
            bankAccesses[i] += other.bankAccesses[i] - since.bankAccesses[i];
        }
        for (int i = 0; i < outcomes.length; i++) {
            outcomes[i] += other.outcomes[i] - since.outcomes[i];
        }
        writes += other.writes - since.writes;
        activates += other.activates - since.activates;
        refreshesAll += other.refreshesAll - since.refreshesAll;
        refreshesBank += other.refreshesBank - since.refreshesBank;
        latency += other.latency - since.latency;
        forwarded += other.forwarded - since.forwarded;
        openCycles += other.openCycles - since.openCycles;
        System.arraycopy(other.openFrom, 0, openFrom, 0, openFrom.length);
        System.arraycopy(other.openTo, 0, openTo, 0, openTo.length);
        System.arraycopy(other.activateCause, 0, activateCause, 0, activateCause.length);
        System.arraycopy(other.activateReady, 0, activateReady, 0, activateReady.length);
        System.arraycopy(other.activateOwn, 0, activateOwn, 0, activateOwn.length);
        System.arraycopy(other.prechargeReady, 0, prechargeReady, 0, prechargeReady.length);
        dataEnd = other.dataEnd;
        lastDone = Math.max(lastDone, other.lastDone);
    }

    /** Nothing waits and nothing moves at {@code now}: charges the time since the last data, and that of open rows. */
    void idleTo(long now) {
        for (int r = 0; r < openTo.length; r++) {
            if (openTo[r] == OPEN) {
                openCycles += now - openFrom[r];
                openFrom[r] = now;
            }
        }
        if (now > dataEnd) {
            idle[BusIdle.REQUESTS.ordinal()] += now - dataEnd;
            dataEnd = now;
        }
    }

    long lastDone() {
        return Math.max(lastDone, dataEnd);
    }

    /** Adds these counters to sums over a memory, of which {@code end} is the last cycle. */
    void addTo(DramCounters.Sums sums, long end) {
        long columns = outcomes[RequestQueue.HIT] + outcomes[RequestQueue.MISS] + outcomes[RequestQueue.CONFLICT];
        sums.reads += columns - writes + forwarded;
        sums.forwarded += forwarded;
        sums.writes += writes;
        sums.hits += outcomes[RequestQueue.HIT];
        sums.misses += outcomes[RequestQueue.MISS];
        sums.conflicts += outcomes[RequestQueue.CONFLICT];
        sums.activates += activates;
        sums.refreshesAll += refreshesAll;
        sums.refreshesBank += refreshesBank;
        sums.readLatency += latency;
        sums.busy += columns * burst;
        for (int i = 0; i < idle.length; i++) {
            sums.idle[i] += idle[i];
        }
        sums.idle[BusIdle.REQUESTS.ordinal()] += end - dataEnd;
        sums.open += openCycles;
        for (int r = 0; r < openTo.length; r++) {
            sums.open += openTo[r] == OPEN ? Math.max(0, end - openFrom[r]) : Math.min(0, end - openTo[r]);
        }
        sums.addBanks(bankAccesses);
    }
}
