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
 * A cycle-level memory with its DMA engines. Each engine (port) works on its transfers in order of hand-over and offers
 * their bursts in order, up to one per channel and memory cycle, so that one engine can use the whole bandwidth. The next transfer starts when the last burst of the one before has been
 * accepted. An engine has at most {@code outstanding} reads under way, from acceptance to arrival; writes are posted and
 * limited by the write queues.
 *
 * <p>Ports that find a queue full stand in line for it, so each gets one burst in turn; elsewhere they take turns burst
 * by burst, another port first after each cycle in which one got through. A hand-over between two memory cycles counts at the next.
 *
 * <p>While every transfer consists of whole <em>rounds</em> (as many bursts as there are channels, aligned), all channels
 * do the same at the same time, and only one of them is simulated. A transfer that does not ends this; it begins again
 * when the memory is quiet and the channels are alike. Results are the same either way, to the last counter.
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

    /** Transfers under way: ticket, bursts accepted and not done, whether all are accepted, last cycle. */
    private int[] ticket = new int[16];

    private long[] left = new long[16];
    private boolean[] accepted = new boolean[16];
    private long[] lastCycle = new long[16];
    private int[] free = new int[16];
    private int freeCount;

    private int starter;
    private long dmaNext = NEVER;
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
        lineHead = new int[2 * buses];
        lineTail = new int[2 * buses];
        Arrays.fill(lineHead, NONE);
        for (int i = 0; i < free.length; i++) {
            free[freeCount++] = free.length - 1 - i;
        }
    }

    /** The controller, to attach probes to; from now on every channel is simulated for itself. */
    public DramController controller() {
        neverGather();
        return controller;
    }

    @Override
    public void submit(long now, int port, int ticket, Transfer transfer) {
        long end = transfer.address + (transfer.rows - 1) * transfer.stride + transfer.rowBytes;
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
        left[slot] = 0;
        accepted[slot] = false;
        lastCycle[slot] = 0;
        ports[port].add(transfer, slot);
        dmaNext = Math.min(dmaNext, cycle);
    }

    /** Has every channel simulated if this transfer needs it; or only one, if it is time. */
    private void chooseUnit(long cycle, Transfer t) {
        boolean joined = t.rows == 1 || t.stride == t.rowBytes;
        boolean whole = t.address % roundBytes == 0
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
        dmaNext = issue(cycle);
    }

    /** Offers what can be offered at a cycle; returns when there may be more, not counting the controller's events. */
    private long issue(long cycle) {
        for (DmaPort p : ports) {
            p.issued = 0;
            p.collect(cycle);
        }
        int n = ports.length;
        boolean progress;
        boolean any = false;
        do {
            progress = false;
            int p = starter;
            for (int k = 0; k < n; k++) {
                if (!ports[p].idle()) {
                    progress |= offer(cycle, p);
                }
                p = p + 1 == n ? 0 : p + 1;
            }
            any |= progress;
        } while (progress);
        if (any) {
            starter = starter + 1 >= n ? 0 : starter + 1;
        }
        long next = NEVER;
        for (DmaPort p : ports) {
            if (!p.idle()) {
                if (p.issued == width) {
                    next = cycle + 1;
                } else if (!p.write && !p.mayRead()) {
                    next = Math.min(next, p.nextCredit());
                }
            }
        }
        return next;
    }

    /** Offers one burst of a port. */
    private boolean offer(long cycle, int number) {
        DmaPort port = ports[number];
        if (port.issued == width || (!port.write && !port.mayRead())) {
            return false;
        }
        long address = port.address();
        boolean write = port.write;
        if (standing > 0 && !firstInLine(number, port, address, write)) {
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
        port.issued += unit;
        if (port.next(unit)) {
            account(port);
            port.nextTransfer();
            accepted[slot] = true;
            if (write) {
                heard().released(ticket[slot], (cycle + 1) * period);
            }
            over(slot, write);
        }
        return true;
    }

    private void account(DmaPort port) {
        traffic.add(port.tensor, port.write, port.takeUseful(), port.takeBursts() * burstBytes);
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

    private boolean firstInLine(int number, DmaPort port, long address, boolean write) {
        int queue = port.line != NONE ? port.line : controller.queue(address, write);
        if (lineHead[queue] == NONE || lineHead[queue] == number) {
            return true;
        }
        if (port.line == NONE) {
            join(number, port, queue);
        }
        return false;
    }

    private void join(int number, DmaPort port, int queue) {
        port.line = queue;
        port.behind = NONE;
        standing++;
        if (lineHead[queue] == NONE) {
            lineHead[queue] = number;
        } else {
            ports[lineTail[queue]].behind = number;
        }
        lineTail[queue] = number;
    }

    private void leaveLine(DmaPort port) {
        lineHead[port.line] = port.behind;
        port.line = NONE;
        standing--;
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
        for (DmaPort port : ports) {
            if (!port.idle()) {
                account(port);
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
                traffic.utilization(peak, seconds),
                c.reads() + c.writes(),
                c.rowHits(),
                c.rowMisses(),
                c.rowConflicts(),
                c.refreshesAll() + c.refreshesBank(),
                c.averageReadLatency(),
                c.energyPj(),
                idle);
    }
}
