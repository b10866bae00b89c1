package dev.headrace.reports;

import static dev.headrace.reports.Units.bytes;
import static dev.headrace.reports.Units.count;
import static dev.headrace.reports.Units.percent;

import dev.headrace.simulator.run.Result;
import dev.headrace.simulator.run.Result.Stalls;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The tables of a result, the same for the terminal and for the page. A table of nothing is empty. */
final class Sections {
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
                            ? percent(share((double) u.usefulOps(), u.peakOpsPerCycle() * capacity))
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
                .right("");
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
                            percent(part));
                }));
        return table;
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
                    table.note(name + " bus idle, of its idle cycles: " + idle);
                }
            }
        });
        return table;
    }

    private static String busIdle(Result.MemoryResult m) {
        double all = m.idle().values().stream().mapToLong(Long::longValue).sum();
        return m.idle().entrySet().stream()
                .filter(e -> e.getValue() > 0)
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .map(e -> e.getKey() + " " + percent(e.getValue() / all))
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

    /** Energy by part, greatest first. */
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

    /** Where the hardware numbers come from. */
    static Table sources(Result r) {
        Table table = new Table("Sources of the numbers").left("number").left("source");
        r.sources()
                .forEach((path, source) ->
                        table.row(path, source.equals("assumed") ? Table.Cell.of(source, Tone.WARN) : source));
        return table;
    }

    static double share(double part, double whole) {
        return whole > 0 ? part / whole : 0;
    }
}
