package dev.headrace.hw.dram;

import dev.headrace.hw.dram.DramPolicy.Precharge;
import dev.headrace.hw.dram.DramPolicy.Refresh;
import dev.headrace.hw.dram.DramPolicy.RefreshOrder;
import dev.headrace.hw.dram.DramPolicy.RowPolicy;
import dev.headrace.hw.dram.DramPolicy.Scheduler;
import dev.headrace.hw.dram.DramPolicy.Turn;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * A memory in a hardware file: {@code {"type": "dram", "part": "dram/hbm2-2000.json", "channels": 8, "clock": "mem"}}.
 * Everything but {@code part} may be left out.
 *
 * @param part file of the {@link DramPart}
 * @param channels channels, 1 to 4096; default: as many as the part has
 * @param clock clock domain; its frequency has to be that of the part
 * @param mapping {@link AddressMap}, default {@value #MAPPING}
 * @param scheduler {@code fr-fcfs} (default) or {@code fcfs}
 * @param cap younger row hits that may pass the oldest request of a bank, default 16
 * @param yield younger row hits that pass it before its own row is asked for, 0 to {@code cap}, default 1
 * @param turn {@code finish} (default) or {@code at-once}: rows opened for requests of the queue that is left are used first,
 *     or not
 * @param precharge {@code last} (default) or {@code by-age}: among the commands that can start
 * @param rowPolicy {@code open} (default), {@code closed} or {@code timeout}
 * @param rowTimeout cycles after which an unused row is closed by {@code timeout}, default 200
 * @param refresh {@code all-bank} (default), {@code per-bank} or {@code none}
 * @param refreshOrder {@code idle-first} (default) or {@code in-order}: the bank of the next refresh of {@code per-bank}
 * @param readQueue reads that wait per pseudo channel, default 32
 * @param writeQueue writes that wait per pseudo channel, default 32
 * @param drainHigh waiting writes at which they are served before reads, default 0.8 of the queue
 * @param drainLow waiting writes at which reads are served again, default 0.2 of the queue
 * @param fidelity {@code cycle} (default) or {@code bandwidth}
 * @param latency cycles from the end of service to arrival, of {@code bandwidth} fidelity only; default: that of a read
 *     from a closed bank
 * @param link kind of a link between this chip and the memory, as the laws of costs name it; it costs energy and no time. Default: none
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record Dram(
        String part,
        @Nullable Integer channels,
        @Nullable String clock,
        @Nullable String mapping,
        @Nullable String scheduler,
        @Nullable Integer cap,
        @Nullable Integer yield,
        @Nullable String turn,
        @Nullable String precharge,
        @Nullable String rowPolicy,
        @Nullable Integer rowTimeout,
        @Nullable String refresh,
        @Nullable String refreshOrder,
        @Nullable Integer readQueue,
        @Nullable Integer writeQueue,
        @Nullable Integer drainHigh,
        @Nullable Integer drainLow,
        @Nullable String fidelity,
        @Nullable Integer latency,
        @Nullable String link) {

    /** Mapping if none is given: neighbouring bursts in different channels, then different bank groups. */
    public static final String MAPPING = "RoBaRaCoBgCh";

    public Dram {
        if (channels != null) {
            Allowed.between("channels", channels, 1, 4096);
        }
        if (latency != null) {
            Allowed.between("latency", latency, 0, 1 << 24);
        }
        if (link != null && link.isBlank()) {
            throw new IllegalArgumentException("link: \"" + link + "\"; allowed: a kind of link of the laws of costs");
        }
        choice("fidelity", fidelity, "cycle", "bandwidth");
        DramPolicy policy = policy(
                scheduler,
                cap,
                yield,
                turn,
                precharge,
                rowPolicy,
                rowTimeout,
                refresh,
                refreshOrder,
                readQueue,
                writeQueue,
                drainHigh,
                drainLow);
        mapping = mapping == null ? MAPPING : mapping;
        scheduler = word(policy.scheduler());
        cap = policy.cap();
        yield = policy.yield();
        turn = word(policy.turn());
        precharge = word(policy.precharge());
        rowPolicy = word(policy.rowPolicy());
        rowTimeout = policy.timeout();
        refresh = word(policy.refresh());
        refreshOrder = word(policy.refreshOrder());
        readQueue = policy.readQueue();
        writeQueue = policy.writeQueue();
        drainHigh = policy.drainHigh();
        drainLow = policy.drainLow();
        fidelity = fidelity == null ? "cycle" : fidelity;
    }

    private static String word(Enum<?> choice) {
        return choice.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** A part with everything left out. */
    public static Dram of(String part) {
        return new Dram(
                part, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
                null, null, null);
    }

    /** How the controller chooses, defaults filled in. */
    public DramPolicy policy() {
        return policy(
                scheduler,
                cap,
                yield,
                turn,
                precharge,
                rowPolicy,
                rowTimeout,
                refresh,
                refreshOrder,
                readQueue,
                writeQueue,
                drainHigh,
                drainLow);
    }

    /** Whether only latency and bandwidth are modelled. */
    public boolean bandwidthOnly() {
        return choice("fidelity", fidelity, "cycle", "bandwidth") == 1;
    }

    private static DramPolicy policy(
            @Nullable String scheduler,
            @Nullable Integer cap,
            @Nullable Integer yield,
            @Nullable String turn,
            @Nullable String precharge,
            @Nullable String rowPolicy,
            @Nullable Integer rowTimeout,
            @Nullable String refresh,
            @Nullable String refreshOrder,
            @Nullable Integer readQueue,
            @Nullable Integer writeQueue,
            @Nullable Integer drainHigh,
            @Nullable Integer drainLow) {
        DramPolicy usual = DramPolicy.USUAL;
        int writes = or(writeQueue, usual.writeQueue());
        int high = or(drainHigh, Math.max(1, (8 * writes + 5) / 10));
        return new DramPolicy(
                Scheduler.values()[choice("scheduler", scheduler, "fr-fcfs", "fcfs")],
                or(cap, usual.cap()),
                or(yield, usual.yield()),
                Turn.values()[choice("turn", turn, "finish", "at-once")],
                Precharge.values()[choice("precharge", precharge, "last", "by-age")],
                RowPolicy.values()[choice("row_policy", rowPolicy, "open", "closed", "timeout")],
                or(rowTimeout, usual.timeout()),
                Refresh.values()[choice("refresh", refresh, "all-bank", "per-bank", "none")],
                RefreshOrder.values()[choice("refresh_order", refreshOrder, "idle-first", "in-order")],
                or(readQueue, usual.readQueue()),
                writes,
                high,
                or(drainLow, Math.min(high - 1, (2 * writes + 5) / 10)));
    }

    private static int or(@Nullable Integer value, int usual) {
        return value == null ? usual : value;
    }

    /** Index of a word among those allowed; the first if it was left out. */
    private static int choice(String name, @Nullable String found, String... allowed) {
        if (found == null) {
            return 0;
        }
        for (int i = 0; i < allowed.length; i++) {
            if (allowed[i].equals(found)) {
                return i;
            }
        }
        throw new IllegalArgumentException(name + ": \"" + found + "\"; allowed: " + String.join(", ", allowed));
    }
}
