package dev.headrace.hw.dram;

import dev.headrace.simulator.kernel.Transfer;
import dev.headrace.simulator.run.Result;
import dev.headrace.simulator.unit.MemoryUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A cycle-level memory with its DMA engines, and the fetchers that some of them read through ({@link FetchPath}). Each engine (port) works on its transfers in order of hand-over and offers
 * their bursts in order, up to one per channel and memory cycle, so that one engine can use the whole bandwidth. The next transfer starts when the last burst of the one before has been
 * accepted. An engine has at most {@code outstanding} reads under way, from acceptance to arrival; writes are posted and
 * limited by the write queues.
 *
 * <p>Ports that find a queue full stand in line for it, so each gets one burst in turn; elsewhere they take turns burst
 * by burst, another port first after each cycle in which one got through. A hand-over between two memory cycles counts at the next.
 * Fetchers offer theirs before or after the ports, as {@link FetchPath#draw} has it for the cycle.
 *
 * <p>While every transfer consists of whole <em>rounds</em> (as many bursts as there are channels, aligned), all channels
 * do the same at the same time, and only one of them is simulated. A transfer that does not ends this; it begins again
 * when the memory is quiet and the channels are alike. Results are the same either way, to the last counter. With a fetcher every
 * channel is simulated for itself.
 */
public final class DramDevice implements MemoryUnit.Running, Completion {
    private static final long NEVER = Long.MAX_VALUE;
    private static final int NONE = -1;

    /** Traffic of one DMA engine: bursts, and the sum of the latencies of its reads in memory cycles. */
    public record PortTraffic(String name, long bursts, long reads, long readLatencySum) {}

    private final DramController controller;
    private final int channels;
    private final long period;
    private final int width;
    private final List<MemoryUnit.Port> names;
    private final DmaPort[] ports;
    private final Traffic traffic;
    private final Flows byTensor;
    private final Flows byClient;
    private final long burstBytes;
    private final long roundBytes;

    /** Whether one channel may stand for all; whether it does; when to ask again, and how long to wait between. */
    private boolean mayGather;

    private boolean gathered;
    private long gatherNext;
    private final long gatherPause;
    /** Bursts that one request to the controller stands for: 1, or as many as there are channels. */
    private int unit = 1;

    /** The line of ports at each queue: first and last. */
    private final int[] lineHead;

    private final int[] lineTail;
    private int standing;

    /** Transfers under way: ticket, tensor, bursts accepted and not done, whether all are accepted, last cycle. */
    private int[] ticket = new int[16];

    private int[] tensor = new int[16];
    private long[] left = new long[16];
    private boolean[] accepted = new boolean[16];
    private long[] lastCycle = new long[16];
    private int[] free = new int[16];
    private int freeCount;

    /** Ports with work that do not stand in line behind another; and those that may get through in this cycle. */
    private final long[] awake;

    private final long[] candidates;
    private int starter;
    private long dmaNext = NEVER;
    private final @Nullable FetchPath fetch;
    private long latest;
    private @Nullable Listener listener;

    /**
     * A memory that has been idle so far.
     *
     * @param ticksPerCycle kernel ticks per memory cycle, 1 or more
     */
    public DramDevice(
            DramPart part,
            int channels,
            String mapping,
            DramPolicy policy,
            long ticksPerCycle,
            List<MemoryUnit.Port> ports,
            List<String> tensors) {
        Allowed.atLeast("ticks per cycle", ticksPerCycle, 1);
        this.channels = channels;
        controller = new DramController(part, channels, mapping, policy, this);
        period = ticksPerCycle;
        names = List.copyOf(ports);
        burstBytes = part.geometry().accessBytes();
        this.ports = new DmaPort[ports.size()];
        for (int p = 0; p < ports.size(); p++) {
            Allowed.between("outstanding", ports.get(p).outstanding(), 1, 1 << 20);
            this.ports[p] = new DmaPort(burstBytes, ports.get(p).outstanding());
        }
        int buses = channels * part.geometry().pseudoChannels();
        width = channels;
        roundBytes = burstBytes * channels;
        boolean whole = true;
        for (DmaPort p : this.ports) {
            whole &= p.takesMultiplesOf(channels);
        }
        mayGather = whole && channels > 1;
        gatherPause = Math.max(1, part.timing().refreshInterval() / 4);
        traffic = new Traffic(tensors);
        byTensor = new Flows(tensors);
        byClient = new Flows(ports.stream().map(MemoryUnit.Port::name).toList());
        awake = new long[(ports.size() + Long.SIZE - 1) / Long.SIZE];
        candidates = new long[awake.length];
        lineHead = new int[2 * buses];
        lineTail = new int[2 * buses];
        Arrays.fill(lineHead, NONE);
        for (int i = 0; i < free.length; i++) {
            free[freeCount++] = free.length - 1 - i;
        }
        fetch = FetchPath.of(names, burstBytes, channels, controller, this);
        if (fetch != null) {
            neverGather();
        }
    }

    /** The controller, to attach probes to; from now on every channel is simulated for itself. */
    public DramController controller() {
        neverGather();
        return controller;
    }

    @Override
    public boolean tell(MemoryUnit.Commands who) {
        controller()
                .log((cycle, channel, pseudo, command, bank, row, client, tag) ->
                        who.command(cycle * period, cycle, channel, pseudo, bank, command.name(), row));
        return true;
    }

    @Override
    public void submit(long now, int port, int ticket, Transfer transfer) {
        long last = transfer.rowAt == null ? transfer.rows - 1 : transfer.rowAt[(int) transfer.rows - 1];
        long end = transfer.address + last * transfer.stride + transfer.rowBytes;
        if (transfer.address < 0 || end > controller.map().capacityBytes() || transfer.bytes() < 1) {
            throw new IllegalArgumentException("transfer of bytes " + transfer.address + " to " + end
                    + "; allowed: at least one byte, within the memory's "
                    + controller.map().capacityBytes());
        }
        if (freeCount == 0) {
            grow();
        }
        long cycle = (now + period - 1) / period;
        chooseUnit(cycle, transfer);
        int slot = free[--freeCount];
        this.ticket[slot] = ticket;
        tensor[slot] = transfer.tensor;
        left[slot] = 0;
        accepted[slot] = false;
        lastCycle[slot] = 0;
        if (fetch != null && !transfer.write && fetch.reads(port)) {
            fetch.add(port, transfer, slot);
        } else {
            if (ports[port].idle()) {
                add(awake, port);
            }
            ports[port].add(transfer, slot);
        }
        dmaNext = Math.min(dmaNext, cycle);
    }

    /** Has every channel simulated if this transfer needs it; or only one, if it is time. */
    private void chooseUnit(long cycle, Transfer t) {
        boolean joined = t.rows == 1 || t.stride == t.rowBytes;
        boolean whole = t.rowAt == null
                && t.address % roundBytes == 0
                && (joined ? t.bytes() % roundBytes == 0 : t.rowBytes % roundBytes == 0 && t.stride % roundBytes == 0);
        if (!whole) {
            eachChannel();
        } else if (!gathered && mayGather && cycle >= gatherNext && quiet(cycle)) {
            gatherNext = cycle + gatherPause;
            gathered = controller.gather(cycle);
            if (gathered) {
                changeUnit(channels);
            }
        }
    }

    /** Has every channel simulated from now on. */
    private void eachChannel() {
        if (gathered) {
            gathered = false;
            controller.spread();
            changeUnit(1);
        }
    }

    /** Has every channel simulated to the end of the run. */
    void neverGather() {
        eachChannel();
        mayGather = false;
    }

    private boolean quiet(long cycle) {
        for (DmaPort p : ports) {
            p.collect(cycle);
            if (!p.idle() || !p.noneUnderWay()) {
                return false;
            }
        }
        return controller.pending() == 0;
    }

    private void changeUnit(int to) {
        unit = to;
        for (DmaPort p : ports) {
            p.unit(to);
        }
    }

    private void grow() {
        int n = ticket.length;
        ticket = Arrays.copyOf(ticket, 2 * n);
        tensor = Arrays.copyOf(tensor, 2 * n);
        left = Arrays.copyOf(left, 2 * n);
        accepted = Arrays.copyOf(accepted, 2 * n);
        lastCycle = Arrays.copyOf(lastCycle, 2 * n);
        free = Arrays.copyOf(free, 2 * n);
        for (int i = 2 * n - 1; i >= n; i--) {
            free[freeCount++] = i;
        }
    }

    @Override
    public long nextTick() {
        long cycle = Math.min(dmaNext, controller.nextCycle());
        return cycle == NEVER ? NEVER : cycle * period;
    }

    @Override
    public void advance(long now, Listener listener) {
        long cycle = now / period;
        if (Math.min(dmaNext, controller.nextCycle()) > cycle) {
            return;
        }
        this.listener = listener;
        latest = cycle;
        controller.advance(cycle);
        if (fetch == null) {
            dmaNext = issue(cycle);
        } else if (FetchPath.draw(cycle, 2) == 0) {
            long next = issue(cycle);
            dmaNext = Math.min(next, fetch.tick(cycle));
        } else {
            long next = fetch.tick(cycle);
            dmaNext = Math.min(next, issue(cycle));
        }
    }

    /** A fetcher's read of a burst was taken by the memory. */
    void fetched(int port, int slot, int usefulBytes) {
        traffic.add(tensor[slot], false, usefulBytes, burstBytes);
        byTensor.moved(tensor[slot], usefulBytes, burstBytes);
        byClient.moved(port, usefulBytes, burstBytes);
    }

    /** The last line of a transfer has left a fetcher, and can be used at a cycle. */
    void fetchedAll(int slot, long cycle) {
        heard().released(ticket[slot], cycle * period);
        heard().completed(ticket[slot], cycle * period);
        free[freeCount++] = slot;
    }

    /**
     * Offers what can be offered at a cycle; returns when there may be more, not counting the controller's events. In
     * turns, one burst each, until nobody gets through; who did not has no second chance in this cycle, unless the one
     * before it in line leaves.
     */
    private long issue(long cycle) {
        System.arraycopy(awake, 0, candidates, 0, awake.length);
        boolean any = false;
        boolean progress;
        do {
            progress = turn(cycle, starter, ports.length);
            progress |= turn(cycle, 0, starter);
            any |= progress;
        } while (progress);
        if (any) {
            starter = starter + 1 >= ports.length ? 0 : starter + 1;
        }
        return nextOffer(cycle);
    }

    /** One burst of each candidate from a port up to another; whether any got through. */
    private boolean turn(long cycle, int from, int to) {
        boolean progress = false;
        for (int p = next(candidates, from); p < to; p = next(candidates, p + 1)) {
            if (offer(cycle, p)) {
                progress = true;
            } else {
                clear(candidates, p);
            }
        }
        return progress;
    }

    private long nextOffer(long cycle) {
        long next = NEVER;
        for (int p = next(awake, 0); p < ports.length; p = next(awake, p + 1)) {
            DmaPort port = ports[p];
            if (port.issued(cycle) == width) {
                return cycle + 1;
            }
            if (!port.write && !port.mayRead(cycle)) {
                next = Math.min(next, port.nextCredit());
            }
        }
        return next;
    }

    /** The first number in a set from {@code from} on; {@link Integer#MAX_VALUE} if there is none. */
    private static int next(long[] set, int from) {
        int word = from >> 6;
        if (word >= set.length) {
            return Integer.MAX_VALUE;
        }
        long bits = set[word] & (-1L << from);
        while (bits == 0) {
            if (++word == set.length) {
                return Integer.MAX_VALUE;
            }
            bits = set[word];
        }
        return (word << 6) + Long.numberOfTrailingZeros(bits);
    }

    private static void add(long[] set, int number) {
        set[number >> 6] |= 1L << number;
    }

    private static void clear(long[] set, int number) {
        set[number >> 6] &= ~(1L << number);
    }

    /** Offers one burst of a port. */
    private boolean offer(long cycle, int number) {
        DmaPort port = ports[number];
        if (port.issued(cycle) == width || (!port.write && !port.mayRead(cycle))) {
            return false;
        }
        if (port.line != NONE && !controller.hasRoom(port.line)) {
            return false;
        }
        long address = port.address();
        boolean write = port.write;
        if (standing > 0 && port.line == NONE && lineBefore(number, port, address, write)) {
            return false;
        }
        int slot = port.slot;
        left[slot] += unit;
        if (!write) {
            port.reading(unit);
            port.latencySum -= cycle * unit;
        }
        if (!controller.offer(cycle, number, slot, address, write)) {
            refused(number, port, slot, cycle, write, address);
            return false;
        }
        if (port.line != NONE) {
            leaveLine(port);
        }
        port.issue(cycle, unit);
        if (port.next(unit)) {
            account(number, port);
            port.nextTransfer();
            if (port.idle()) {
                clear(awake, number);
                clear(candidates, number);
            }
            accepted[slot] = true;
            if (write) {
                heard().released(ticket[slot], (cycle + 1) * period);
            }
            over(slot, write);
        }
        return true;
    }

    private void account(int number, DmaPort port) {
        long useful = port.takeUseful();
        long moved = port.takeBursts() * burstBytes;
        traffic.add(port.tensor, port.write, useful, moved);
        byTensor.moved(port.tensor, useful, moved);
        byClient.moved(number, useful, moved);
    }

    private void refused(int number, DmaPort port, int slot, long cycle, boolean write, long address) {
        left[slot] -= unit;
        if (!write) {
            port.reading(-unit);
            port.latencySum += cycle * unit;
        }
        if (port.line == NONE) {
            join(number, port, controller.queue(address, write));
        }
    }

    /** Whether others stand in line where a port wants to go; it then joins them. */
    private boolean lineBefore(int number, DmaPort port, long address, boolean write) {
        int queue = controller.queue(address, write);
        if (lineHead[queue] == NONE) {
            return false;
        }
        join(number, port, queue);
        return true;
    }

    private void join(int number, DmaPort port, int queue) {
        port.line = queue;
        port.behind = NONE;
        standing++;
        if (lineHead[queue] == NONE) {
            lineHead[queue] = number;
        } else {
            ports[lineTail[queue]].behind = number;
            clear(awake, number);
        }
        lineTail[queue] = number;
    }

    private void leaveLine(DmaPort port) {
        lineHead[port.line] = port.behind;
        if (port.behind != NONE) {
            add(awake, port.behind);
            add(candidates, port.behind);
        }
        port.line = NONE;
        standing--;
    }

    @Override
    public void done(int client, int tag, boolean write, long cycle, long accepted, int outcome) {
        int slot = tag < 0 && fetch != null ? fetch.slot(client, tag) : tag;
        byTensor.served(tensor[slot], write, unit, cycle - accepted, outcome);
        byClient.served(client, write, unit, cycle - accepted, outcome);
        if (tag < 0 && fetch != null) {
            fetch.arrives(client, tag, cycle);
        } else {
            done(client, tag, write, cycle);
        }
    }

    @Override
    public void done(int client, int tag, boolean write, long cycle) {
        if (!write) {
            ports[client].returns(cycle);
        }
        left[tag] -= unit;
        lastCycle[tag] = Math.max(lastCycle[tag], cycle);
        over(tag, write);
    }

    private void over(int slot, boolean write) {
        if (left[slot] == 0 && accepted[slot]) {
            accepted[slot] = false;
            long tick = lastCycle[slot] * period;
            if (!write) {
                heard().released(ticket[slot], tick);
            }
            heard().completed(ticket[slot], tick);
            free[freeCount++] = slot;
        }
    }

    private Listener heard() {
        if (listener == null) {
            throw new IllegalStateException("a transfer ended outside of advance");
        }
        return listener;
    }

    /** Traffic of each DMA engine. */
    public List<PortTraffic> portTraffic() {
        List<PortTraffic> all = new ArrayList<>();
        for (int p = 0; p < ports.length; p++) {
            all.add(new PortTraffic(names.get(p).name(), ports[p].bursts, ports[p].readsDone, ports[p].latencySum));
        }
        return all;
    }

    @Override
    public Result.MemoryResult result(double seconds) {
        DramPart part = controller.part();
        for (int p = 0; p < ports.length; p++) {
            if (!ports[p].idle()) {
                account(p, ports[p]);
            }
        }
        eachChannel();
        long end = Math.max(latest, Math.round(seconds * part.clockKhz() * 1000));
        controller.finish(end);
        DramCounters c = controller.counters(end);
        Map<String, Long> idle = new LinkedHashMap<>();
        c.idleCycles().forEach((cause, cycles) -> idle.put(cause.name().toLowerCase(Locale.ROOT), cycles));
        double peak = part.peakBytesPerSecond(channels);
        return new Result.MemoryResult(
                "dram",
                "cycle",
                traffic.readBytes(),
                traffic.writeBytes(),
                traffic.padding(),
                traffic.byTensor(),
                peak,
                seconds > 0 ? (c.reads() - c.forwarded() + c.writes()) * burstBytes / (peak * seconds) : 0,
                c.reads() + c.writes(),
                c.rowHits(),
                c.rowMisses(),
                c.rowConflicts(),
                c.refreshesAll() + c.refreshesBank(),
                c.averageReadLatency(),
                c.energyPj(),
                c.energyByCommand(),
                idle,
                byTensor.byName(),
                byClient.byName(),
                fetch == null ? Map.of() : fetch.results(end));
    }
}
