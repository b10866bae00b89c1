package dev.headrace.reports;

import static dev.headrace.reports.Units.bytes;
import static dev.headrace.reports.Units.count;
import static dev.headrace.reports.Units.percent;

import dev.headrace.simulator.run.LinearWork;
import dev.headrace.simulator.run.Result;
import dev.headrace.simulator.run.Result.Stalls;
import dev.headrace.simulator.unit.CostNote;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The tables of a result, the same for the terminal and for the page. A table of nothing is empty. */
final class Sections {
    /** Clients of a memory that are listed one by one. */
    private static final int CLIENTS = 6;

    private Sections() {}

    /** Units: how busy, and where their other cycles went. */
    static Table units(Result r) {
        boolean many = r.units().values().stream().anyMatch(u -> u.instances() != 1);
        Table table = new Table("Units: where their cycles went").left("unit").left("type");
        table = many ? table.right("n") : table;
        stallColumns(table.left("utilization").right("busy"), "idle").right("of peak");
        for (Map.Entry<String, Result.UnitResult> entry : r.units().entrySet()) {
            Result.UnitResult u = entry.getValue();
            double capacity = (double) u.instances() * r.cycles();
            List<Object> row = new ArrayList<>(List.of(entry.getKey(), u.type()));
            if (many) {
                row.add(count(u.instances()));
            }
            row.add(Table.Cell.bar(u.utilization()));
            row.add(percent(u.utilization()));
            stalls(row, u.stalls(), capacity);
            row.add(
                    u.peakOpsPerCycle() > 0
                            ? percent(share((double) u.usefulOps(), Roofline.peak(r, entry.getKey(), u) * r.seconds()))
                            : "-");
            table.row(row);
        }
        return table;
    }

    /** Operators, at most {@code limit}: the busiest, in the order of the design. */
    static Table operators(Result r, int limit) {
        boolean many = r.operators().values().stream().anyMatch(o -> o.instances() != 1);
        Table table = new Table("Operators: where their cycles went")
                .left("operator")
                .left("op")
                .left("on");
        table = many ? table.right("n") : table;
        stallColumns(table.right("firings").right("busy"), "done");
        Set<String> shown = r.operators().entrySet().stream()
                .sorted(Comparator.comparingLong((Map.Entry<String, Result.OperatorResult> e) ->
                                e.getValue().busyCycles())
                        .reversed())
                .limit(limit)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        for (Map.Entry<String, Result.OperatorResult> entry : r.operators().entrySet()) {
            if (!shown.contains(entry.getKey())) {
                continue;
            }
            Result.OperatorResult o = entry.getValue();
            double capacity = (double) o.instances() * r.cycles();
            String on = o.on();
            List<Object> row = new ArrayList<>(List.of(entry.getKey(), o.op(), on == null ? "-" : on));
            if (many) {
                row.add(count(o.instances()));
            }
            row.add(count(o.firings()));
            row.add(percent(share((double) o.busyCycles(), capacity)));
            stalls(row, o.stalls(), capacity);
            table.row(row);
        }
        int hidden = r.operators().size() - shown.size();
        return hidden == 0 ? table : table.note("... and " + count(hidden) + " less busy operators");
    }

    private static Table stallColumns(Table table, String last) {
        return table.right("input").right("room").right("unit").right("memory").right(last);
    }

    private static void stalls(List<Object> row, Stalls s, double capacity) {
        for (long cycles : new long[] {s.input(), s.room(), s.unit(), s.memory(), s.idle()}) {
            row.add(cycles == 0 ? Table.Cell.of("-", Tone.QUIET) : percent(share((double) cycles, capacity)));
        }
    }

    /** Bytes per tensor and memory. */
    static Table traffic(Result r) {
        Table table = new Table("Traffic by tensor")
                .left("memory")
                .left("tensor")
                .right("read")
                .right("written")
                .left("share")
                .right("")
                .right("row hits")
                .right("latency");
        r.memories()
                .forEach((name, memory) -> memory.byTensor().forEach((tensor, t) -> {
                    double part = share(
                            (double) t.readBytes() + t.writeBytes(), (double) memory.readBytes() + memory.writeBytes());
                    table.row(
                            name,
                            tensor,
                            bytes(t.readBytes()),
                            bytes(t.writeBytes()),
                            Table.Cell.bar(part),
                            percent(part),
                            hits(memory.flowByTensor().get(tensor)),
                            latency(memory.flowByTensor().get(tensor)));
                }));
        if (r.memories().values().stream().anyMatch(m -> !m.flowByTensor().isEmpty())) {
            table.note("row hits of all its bursts; latency of reads, mean, in memory cycles");
        }
        return table;
    }

    private static String hits(Result.@Nullable Flow flow) {
        double all = flow == null ? 0 : (double) flow.rowHits() + flow.rowMisses() + flow.rowConflicts();
        return flow == null || all == 0 ? "-" : percent(flow.rowHits() / all);
    }

    private static String latency(Result.@Nullable Flow flow) {
        return flow == null || flow.averageReadLatencyCycles() == 0
                ? "-"
                : Units.number(flow.averageReadLatencyCycles());
    }

    /** DMA engines at memories that tell them apart; of many, the first. */
    static Table clients(Result r) {
        Table table = new Table("Memory clients")
                .left("memory")
                .left("client")
                .right("useful")
                .right("moved")
                .right("row hits")
                .right("latency");
        r.memories().forEach((name, m) -> {
            if (m.flowByClient().size() > 1) {
                m.flowByClient().entrySet().stream()
                        .limit(CLIENTS)
                        .forEach(e -> table.row(
                                name,
                                e.getKey(),
                                bytes(e.getValue().usefulBytes()),
                                bytes(e.getValue().movedBytes()),
                                hits(e.getValue()),
                                latency(e.getValue())));
                table.note(spread(name, List.copyOf(m.flowByClient().values())));
            }
        });
        return table;
    }

    private static String spread(String memory, List<Result.Flow> flows) {
        LongSummaryStatistics moved =
                flows.stream().mapToLong(Result.Flow::movedBytes).summaryStatistics();
        DoubleSummaryStatistics latency = flows.stream()
                .mapToDouble(Result.Flow::averageReadLatencyCycles)
                .summaryStatistics();
        return memory + ": " + flows.size() + " clients"
                + (flows.size() > CLIENTS ? " (all in result.json)" : "") + "; moved " + bytes(moved.getMin())
                + " to " + bytes(moved.getMax()) + " each; mean read latency " + Units.number(latency.getMin())
                + " to " + Units.number(latency.getMax()) + " cycles";
    }

    /** Memories: bytes and bandwidth. */
    static Table memories(Result r) {
        Table table = new Table("Memories")
                .left("memory")
                .left("type")
                .left("model")
                .right("read")
                .right("written")
                .right("padding")
                .right("achieved")
                .right("of peak")
                .right("peak");
        r.memories().forEach((name, m) -> {
            double moved = (double) m.readBytes() + m.writeBytes() + m.paddingBytes();
            double rate = r.seconds() > 0 ? moved / r.seconds() : 0;
            table.row(
                    name,
                    m.type(),
                    m.fidelity(),
                    bytes(m.readBytes()),
                    bytes(m.writeBytes()),
                    bytes(m.paddingBytes()),
                    Units.bytesPerSecond(rate),
                    percent(m.bandwidthUtilization()),
                    Units.bytesPerSecond(m.peakBytesPerSecond()));
        });
        return table;
    }

    /** DRAM row outcomes, for memories that have rows. */
    static Table rows(Result r) {
        Table table = new Table("DRAM rows")
                .left("memory")
                .right("requests")
                .right("hits")
                .right("misses")
                .right("conflicts")
                .right("refreshes")
                .right("mean read latency");
        r.memories().forEach((name, m) -> {
            double outcomes = (double) m.rowHits() + m.rowMisses() + m.rowConflicts();
            if (outcomes > 0) {
                table.row(
                        name,
                        count(m.requests()),
                        percent(m.rowHits() / outcomes),
                        percent(m.rowMisses() / outcomes),
                        percent(m.rowConflicts() / outcomes),
                        count(m.refreshes()),
                        Units.number(m.averageReadLatencyCycles()) + " cycles");
                String idle = busIdle(m);
                if (!idle.isEmpty()) {
                    table.note(name + " bus: busy " + percent(m.bandwidthUtilization()) + ", idle for " + idle);
                }
                if (!m.energyByCommand().isEmpty()) {
                    table.note(name + " energy: " + energy(m));
                }
            }
        });
        return table;
    }

    /** Shares of all cycles of the data bus, the greatest first. */
    private static String busIdle(Result.MemoryResult m) {
        double all = m.idle().values().stream().mapToLong(Long::longValue).sum();
        double idle = 1 - m.bandwidthUtilization();
        return m.idle().entrySet().stream()
                .filter(e -> e.getValue() > 0)
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .map(e -> e.getKey() + " " + percent(idle * e.getValue() / all))
                .collect(Collectors.joining(", "));
    }

    private static String energy(Result.MemoryResult m) {
        return m.energyByCommand().entrySet().stream()
                .map(e -> e.getKey() + " " + Units.energy(e.getValue()))
                .collect(Collectors.joining(", "));
    }

    /** Scratchpads: allocated against capacity. */
    static Table scratchpads(Result r) {
        Table table = new Table("On-chip memory")
                .left("scratchpad")
                .right("allocated")
                .right("capacity")
                .left("used")
                .right("");
        r.onChip().capacity().forEach((name, capacity) -> {
            long allocated = r.onChip().allocated().getOrDefault(name, 0L);
            double used = share((double) allocated, capacity);
            table.row(name, bytes(allocated), bytes(capacity), Table.Cell.bar(used), percent(used));
        });
        if (r.onChip().peakBytes() > 0) {
            table.note("buffers held at most " + bytes(r.onChip().peakBytes()) + " of one core at any one time");
        }
        return table;
    }

    /** Peak bytes of each buffer. */
    static Table buffers(Result r) {
        Table table = new Table("Buffers").left("stream").right("peak");
        r.onChip().byBuffer().forEach((name, peak) -> table.row(name, bytes(peak)));
        return table;
    }

    /** FIFOs: depth and the most that stood in them. */
    static Table channels(Result r) {
        Table table = new Table("Channels")
                .left("stream")
                .right("capacity (tokens)")
                .right("peak (tokens)")
                .right("tokens passed");
        r.channels()
                .forEach((name, c) -> table.row(
                        name,
                        c.capacity() < 0 ? "unbounded" : count(c.capacity()),
                        count(c.peakTokens()),
                        count(c.tokens())));
        return table;
    }

    /** Linear layers around attention, neighbours that keep as much in one row. */
    static Table linear(Result r) {
        Table table = new Table("Linear layers: multiply-accumulates and weights, counted")
                .left("layer")
                .right("tokens")
                .right("heads")
                .right("Q, K, V")
                .right("output")
                .right("FFN")
                .right("less by")
                .right("weights")
                .right("less by");
        LinearWork work = r.sparsity() == null ? null : r.sparsity().linear();
        if (work == null) {
            return table;
        }
        List<LinearWork.Layer> layers = work.layers();
        int next;
        for (int l = 0; l < layers.size(); l = next) {
            LinearWork.Layer layer = layers.get(l);
            next = l + 1;
            while (next < layers.size() && layers.get(next).equals(layer)) {
                next++;
            }
            table.row(
                    next == l + 1 ? count(l) : count(l) + " to " + count(next - 1L) + ", each",
                    count(layer.rows()),
                    Units.number(layer.heads()),
                    macs(layer.macs().qkv()),
                    macs(layer.macs().output()),
                    macs(layer.macs().ffn()),
                    Units.ratio(layer.computeReduction()),
                    bytes(layer.weightBytes()),
                    Units.ratio(layer.dramReduction()));
        }
        table.row(
                "all",
                "",
                "",
                macs(work.macs().qkv()),
                macs(work.macs().output()),
                macs(work.macs().ffn()),
                Units.ratio(work.computeReduction()),
                bytes(work.weightBytes()),
                Units.ratio(work.dramReduction()));
        return table;
    }

    private static String macs(long macs) {
        return Units.si((double) macs, "MAC");
    }

    /** Energy by part, greatest first; below it what it must not be read without: parts that are absurd, outside a range, not priced. */
    static Table energy(Result r) {
        Table table = new Table("Energy by part")
                .left("part")
                .right("energy")
                .left("share")
                .right("");
        double total = r.totals().energyByPart().values().stream()
                .mapToDouble(Double::doubleValue)
                .sum();
        r.totals().energyByPart().entrySet().stream()
                .filter(e -> e.getValue() != 0)
                .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                .forEach(e -> {
                    double part = share(e.getValue(), total);
                    table.row(e.getKey(), Units.energy(e.getValue()), Table.Cell.bar(part), percent(part));
                });
        r.totals().notes().stream()
                .filter(note -> note.kind() != CostNote.Kind.CHOICE)
                .forEach(note -> table.note(
                        note.kind().name().toLowerCase(Locale.ROOT) + ": " + note.about() + ": " + note.text()));
        return table;
    }

    /** All that has to be known about energy and area, the choices that they rest on too. */
    static Table costNotes(Result r) {
        Table table = new Table("What energy and area rest on")
                .left("kind")
                .left("about")
                .left("");
        r.totals()
                .notes()
                .forEach(note -> table.row(note.kind().name().toLowerCase(Locale.ROOT), note.about(), note.text()));
        return table;
    }

    /** Energy by part and action, greatest action of each part first; empty if nobody counted actions. */
    static Table actions(Result r) {
        Table table = new Table("Energy by action")
                .left("part")
                .left("action")
                .right("energy")
                .left("share of all")
                .right("");
        r.totals()
                .energyByAction()
                .forEach((part, actions) -> actions.entrySet().stream()
                        .filter(e -> e.getValue() != 0)
                        .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                        .forEach(e -> {
                            double share = share(e.getValue(), r.totals().energyPj());
                            table.row(
                                    part,
                                    e.getKey().replace('_', ' '),
                                    Units.energy(e.getValue()),
                                    Table.Cell.bar(share),
                                    percent(share));
                        }));
        return table;
    }

    /** Area by unit and kind of part, greatest unit first. */
    static Table area(Result r) {
        Table table = new Table("Area on chip")
                .left("unit")
                .left("part")
                .right("area")
                .left("share")
                .right("");
        Result.Area area = r.totals().area();
        if (area == null) {
            return table;
        }
        area.byUnit().entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                .forEach(unit -> area.byPart()
                        .getOrDefault(unit.getKey(), Map.of())
                        .forEach((part, mm2) -> {
                            double share = share(mm2, area.mm2());
                            table.row(
                                    unit.getKey(),
                                    part.replace('_', ' '),
                                    Units.area(mm2),
                                    Table.Cell.bar(share),
                                    percent(share));
                        }));
        if (!table.isEmpty() && !area.unknown().isEmpty()) {
            table.note("area not known: " + String.join(", ", area.unknown()));
        }
        return table;
    }

    /** When each core finished, if there are several. */
    static Table cores(Result r) {
        Table table = new Table("Cores")
                .left("core")
                .right("finished at (cycles)")
                .left("share of the run")
                .right("");
        for (int core = 0; r.cores().size() > 1 && core < r.cores().size(); core++) {
            double part = share((double) r.cores().get(core), (double) r.cycles());
            table.row(core, count(r.cores().get(core)), Table.Cell.bar(part), percent(part));
        }
        return table;
    }

    static double share(double part, double whole) {
        return whole > 0 ? part / whole : 0;
    }
}
