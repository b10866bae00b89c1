package dev.headrace.hw.dram;

import java.util.Arrays;
import java.util.function.BooleanSupplier;

/**
 * All channels of a memory behind their queues, driven by events: between two calls of {@link #advance} nothing is
 * computed for cycles in which nothing happens, and channels that have nothing to do are not touched. Cycles are those
 * of the part's clock.
 *
 * <p>A driver repeats: {@link #advance} to the {@link #nextCycle}, or less far; then {@link #offer} any number of
 * requests at that cycle. Cycles never decrease. A request is accepted at the end of the cycle and can cause a command in
 * the next. An offer that was refused can succeed after any later advance. (A driver that does not care in which order it
 * hears of different channels need not advance: it may offer, and {@link #waitFor} room when it is refused.) Posted writes: an accepted write is safe, whoever offered it
 * need not wait; it is written some time later, at the latest when no read waits any more.
 *
 * <p>Order of requests to one burst: a read finds the newest write that waits for it, and is answered from the write
 * queue with the latency of a row hit, without a command. A write is refused while a read of the same burst waits.
 * Writes to one burst keep their order.
 *
 * <p>Left out: postponed refreshes, power-down, temperature, errors, masked-write penalties.
 */
public final class DramController {
    private static final long NEVER = Long.MAX_VALUE;
    /** Steps, less one, after which whoever waits asks whether to give up; a power of two less one. */
    private static final int PATIENCE = (1 << 14) - 1;

    private final DramPart part;
    private final AddressMap map;
    private final DramChannel[] channels;
    private final long[] next;
    private final Completion sink;
    private final int forwardLatency;
    private final int pseudoShift;
    private long nextCycle = NEVER;
    private int pending;
    private boolean logged;

    /** Channels that are simulated: all, or only the first while all do the same; and its counters when that began. */
    private int simulated;

    private BusTrace[] since = {};

    /**
     * A memory that has been idle so far, with all rows closed.
     *
     * @param channels channels of this memory, a power of two
     * @param sink hears when requests are served
     */
    public DramController(DramPart part, int channels, String mapping, DramPolicy policy, Completion sink) {
        checkRefresh(part, policy);
        this.part = part;
        this.sink = sink;
        map = new AddressMap(mapping, part.geometry(), channels);
        forwardLatency = part.hitLatency();
        pseudoShift = Integer.numberOfTrailingZeros(part.geometry().pseudoChannels());
        this.channels = new DramChannel[channels];
        for (int c = 0; c < channels; c++) {
            this.channels[c] = new DramChannel(c, part, policy, sink);
        }
        next = new long[channels];
        Arrays.fill(next, NEVER);
        simulated = channels;
    }

    /**
     * Lets the first channel stand for all, if all are quiet and alike at {@code cycle}; from then on each request that
     * is offered to the first stands for one to every channel at the same place, and so does each completion.
     *
     * @return whether that is so now
     */
    public boolean gather(long cycle) {
        if (simulated < channels.length || channels.length == 1) {
            return simulated < channels.length;
        }
        if (logged || pending > 0 || !map.rounds()) {
            return false;
        }
        boolean alike = true;
        for (DramChannel c : channels) {
            c.runTo(cycle);
            alike &= c.quiet(cycle) && c.like(channels[0]);
        }
        if (!alike) {
            return false;
        }
        since = new BusTrace[channels[0].pseudoChannels()];
        for (DramChannel c : channels) {
            for (int p = 0; p < since.length; p++) {
                c.pseudo(p).trace.idleTo(cycle);
            }
        }
        for (int p = 0; p < since.length; p++) {
            since[p] = new BusTrace(part, channels[0].pseudo(p).trace);
        }
        simulated = 1;
        return true;
    }

    /** Undoes {@link #gather}: every channel stands for itself again. */
    public void spread() {
        for (int c = simulated; c < channels.length; c++) {
            channels[c].copy(channels[0]);
            next[c] = next[0];
            pending += channels[0].pending();
            for (int p = 0; p < since.length; p++) {
                channels[c].pseudo(p).trace.add(channels[0].pseudo(p).trace, since[p]);
            }
        }
        simulated = channels.length;
    }

    /** Refuses a kind of refresh that the part does not have. */
    static void checkRefresh(DramPart part, DramPolicy policy) {
        if (policy.refresh() == DramPolicy.Refresh.PER_BANK && part.timing().refreshPerBank() == 0) {
            throw new IllegalArgumentException(
                    "refresh: per-bank with part " + part.name() + ", which has none; allowed: all-bank, none");
        }
    }

    /** Shows every later command to a probe. */
    public void log(CommandLog log) {
        spread();
        logged = true;
        for (DramChannel c : channels) {
            c.log(log);
        }
    }

    /** How addresses are spread. */
    public AddressMap map() {
        return map;
    }

    /** The standard. */
    public DramPart part() {
        return part;
    }

    /** The cycle to which {@link #advance} must be called next, or {@link Long#MAX_VALUE} if no request waits. */
    public long nextCycle() {
        return nextCycle;
    }

    /** Requests that wait for their column command. */
    public int pending() {
        return pending;
    }

    /** Issues every command up to and including {@code cycle}. */
    public void advance(long cycle) {
        if (nextCycle > cycle) {
            return;
        }
        long soonest = NEVER;
        for (int c = 0; c < simulated; c++) {
            if (next[c] <= cycle) {
                advance(c, cycle);
            }
            soonest = Math.min(soonest, next[c]);
        }
        nextCycle = soonest;
    }

    private void advance(int c, long cycle) {
        DramChannel channel = channels[c];
        int before = channel.pending();
        channel.runTo(cycle);
        pending += channel.pending() - before;
        next[c] = channel.pending() == 0 ? NEVER : channel.next();
    }

    /**
     * Lets the channel of a request that was refused go on until it would be accepted, and no other channel: they catch up
     * when they are needed.
     *
     * @param stop asked now and then whether to give up
     * @return the cycle at whose end the request can be offered; {@link Long#MAX_VALUE} if it gave up
     */
    public long waitFor(long address, boolean write, BooleanSupplier stop) {
        int c = (int) (map.place(address) & 0xffff) >> pseudoShift;
        long cycle;
        int steps = 0;
        do {
            if ((++steps & PATIENCE) == 0 && stop.getAsBoolean()) {
                return NEVER;
            }
            cycle = next[c];
            advance(c, cycle);
        } while (!acceptable(address, write));
        return cycle;
    }

    private boolean acceptable(long address, boolean write) {
        long place = map.place(address);
        int pseudo = (int) place & 0xffff;
        int c = pseudo >> pseudoShift;
        PseudoChannel pc = channels[c].pseudo(pseudo - (c << pseudoShift));
        int bank = (int) (place >> 16) & 0xffff;
        return !pc.queue(write).full()
                && (!write || !pc.reads.contains(bank, (int) (place >> 32), map.column(address)));
    }

    /**
     * Offers a request at the end of {@code cycle}. Its channel is advanced to it if need be.
     *
     * @param address of any byte of the burst
     * @return whether it was accepted: its queue had room, and it was not a write that a waiting read has to precede
     */
    public boolean offer(long cycle, int client, int tag, long address, boolean write) {
        long place = map.place(address);
        int pseudo = (int) place & 0xffff;
        int c = pseudo >> pseudoShift;
        int p = pseudo - (c << pseudoShift);
        DramChannel channel = channels[c];
        PseudoChannel pc = channel.pseudo(p);
        if (next[c] <= cycle) {
            advance(c, cycle);
        }
        RequestQueue queue = pc.queue(write);
        if (queue.full()) {
            return false;
        }
        int bank = (int) (place >> 16) & 0xffff;
        int row = (int) (place >> 32);
        int column = map.column(address);
        if (channel.pending() == 0) {
            channel.runTo(cycle);
        } else if (pc.queue(!write).size() > 0 && pc.queue(!write).contains(bank, row, column)) {
            if (write) {
                return false;
            }
            pc.trace.forward(cycle, cycle + forwardLatency);
            sink.done(client, tag, false, cycle + forwardLatency, cycle, RequestQueue.FORWARDED);
            return true;
        }
        channel.add(cycle, p, write, bank, row, column, client, tag);
        pending++;
        next[c] = channel.next();
        nextCycle = Math.min(nextCycle, next[c]);
        return true;
    }

    /** Whether a {@linkplain #queue queue} has room, if its channel has been advanced. */
    public boolean hasRoom(int queue) {
        int bus = queue >> 1;
        int c = bus >> pseudoShift;
        return !channels[c]
                .pseudo(bus - (c << pseudoShift))
                .queue((queue & 1) != 0)
                .full();
    }

    /** The channel of an address. */
    int channel(long address) {
        return ((int) map.place(address) & 0xffff) >> pseudoShift;
    }

    /** Number of the queue that a request would wait in: the reads and the writes of each pseudo channel are one each. */
    public int queue(long address, boolean write) {
        return 2 * ((int) map.place(address) & 0xffff) + (write ? 1 : 0);
    }

    /** Lets idle channels do their refreshes up to {@code cycle}, at the end of a run. */
    public void finish(long cycle) {
        spread();
        advance(cycle);
        for (DramChannel c : channels) {
            c.runTo(cycle);
        }
    }

    /**
     * The counters of a run of {@code cycles} cycles; to be asked after {@link #finish}. If requests are done later than
     * that, the length is the cycle at which the last is done.
     */
    public DramCounters counters(long cycles) {
        long end = cycles;
        for (DramChannel c : channels) {
            for (int p = 0; p < c.pseudoChannels(); p++) {
                end = Math.max(end, c.pseudo(p).trace.lastDone());
            }
        }
        DramCounters.Sums sums = new DramCounters.Sums(part, channels.length);
        for (DramChannel c : channels) {
            for (int p = 0; p < c.pseudoChannels(); p++) {
                c.pseudo(p).trace.addTo(sums, end);
            }
        }
        return sums.counters(end);
    }
}
