package dev.headrace.cli;

import dev.headrace.hw.dram.DramMemory;
import dev.headrace.hw.dram.replay.MemoryReport;
import dev.headrace.reports.Style;
import dev.headrace.reports.Table;
import dev.headrace.reports.Tone;
import dev.headrace.reports.Units;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A {@link MemoryRun} as {@code headrace memory} prints it. */
final class MemoryTables {
    private static final int CHANNELS = 16;

    private MemoryTables() {}

    static String of(MemoryRun run, DramMemory memory, Style style) {
        MemoryReport r = run.report();
        List<Table> tables = List.of(facts(run, memory), latency(r, memory), rows(r), bus(r), channels(r), energy(r));
        StringBuilder text = new StringBuilder();
        for (Table table : tables) {
            text.append(table.text(style)).append('\n');
        }
        return text.toString();
    }

    private static Table facts(MemoryRun run, DramMemory memory) {
        MemoryReport r = run.report();
        Table table = new Table(r.part() + ", " + memory.channels() + " channels: " + run.name())
                .left("what")
                .left("value");
        table.row(
                "status",
                run.complete()
                        ? Table.Cell.of("complete", Tone.GOOD)
                        : Table.Cell.of("INCOMPLETE: ended early, every number is of the part played", Tone.WARN));
        table.row(
                "requests",
                Units.count(r.requests()) + ": " + Units.count(r.reads()) + " reads, " + Units.count(r.writes())
                        + " writes, of " + memory.part().geometry().accessBytes() + " B");
        table.row(
                "time",
                Units.seconds(r.seconds()) + ", " + Units.cycles(r.cycles()) + " at " + Units.hertz(memory.clockHz()));
        table.row(
                "bandwidth",
                Table.Cell.of(
                        Units.bytesPerSecond(r.bytesPerSecond()) + ", " + Units.percent(r.fractionOfPeak())
                                + " of the peak of " + Units.bytesPerSecond(r.peakBytesPerSecond()),
                        Tone.TITLE));
        table.row("mapping", r.mapping());
        table.row("policy", words(run.policy()));
        table.row("queues", queues(run.policy()));
        if (r.wrapped() > 0) {
            table.note(Units.count(r.wrapped()) + " requests were beyond the memory's "
                    + Units.bytes(memory.capacityBytes()) + " and wrapped around");
        }
        return table;
    }

    private static String words(Map<String, Object> policy) {
        String rows = "timeout".equals(policy.get("row_policy"))
                ? "timeout after " + policy.get("row_timeout")
                : String.valueOf(policy.get("row_policy"));
        return policy.get("scheduler") + " (cap " + policy.get("cap") + "), rows " + rows + ", refresh "
                + policy.get("refresh");
    }

    private static String queues(Map<String, Object> policy) {
        return policy.get("read_queue") + " reads and " + policy.get("write_queue")
                + " writes a pseudo channel, writes drained from " + policy.get("drain_high") + " to "
                + policy.get("drain_low");
    }

    private static Table latency(MemoryReport r, DramMemory memory) {
        Table table = new Table("Read latency");
        for (String name : List.of("", "least", "mean", "p50", "p90", "p99", "p99.9", "most")) {
            if (name.isEmpty()) {
                table.left(name);
            } else {
                table.right(name);
            }
        }
        MemoryReport.Latency l = r.readLatency();
        if (l.count() == 0) {
            return table.note("nothing was read");
        }
        double[] cycles = {l.least(), l.mean(), l.p50(), l.p90(), l.p99(), l.p999(), l.most()};
        List<Object> first = new ArrayList<>(List.of("cycles"));
        List<Object> second = new ArrayList<>(List.of("time"));
        for (double c : cycles) {
            first.add(Units.number(Math.rint(c * 10) / 10));
            second.add(Units.seconds(c / memory.clockHz()));
        }
        table.row(first).row(second);
        return table;
    }

    private static Table rows(MemoryReport r) {
        Table table = new Table("Rows")
                .left("request found")
                .right("requests")
                .left("share")
                .right("");
        double all = Math.max(1, r.rowHits() + r.rowMisses() + r.rowConflicts());
        row(table, "its row open", r.rowHits(), all);
        row(table, "the bank closed", r.rowMisses(), all);
        row(table, "another row open", r.rowConflicts(), all);
        table.note(Units.count(r.activates()) + " activates, " + Units.count(r.refreshes()) + " refreshes"
                + (r.forwarded() > 0
                        ? "; " + Units.count(r.forwarded()) + " reads were answered from the write queue"
                        : ""));
        return table;
    }

    private static void row(Table table, String name, long count, double all) {
        table.row(name, Units.count(count), Table.Cell.bar(count / all), Units.percent(count / all));
    }

    /** Busy, then idle by cause, greatest first: together the whole. */
    private static Table bus(MemoryReport r) {
        Table table =
                new Table("Data bus").left("cycles").left("share").right("").left("meaning");
        table.row("busy", Table.Cell.bar(r.busyFraction()), Units.percent(r.busyFraction()), "data is on the bus");
        r.idleFraction().entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                .forEach(e -> table.row(
                        "idle: " + e.getKey(),
                        Table.Cell.bar(e.getValue()),
                        Units.percent(e.getValue()),
                        BusWords.of(e.getKey())));
        return table;
    }

    private static Table channels(MemoryReport r) {
        Table table = new Table("Balance")
                .left("channel")
                .right("bytes")
                .left("share")
                .right("")
                .right("least used bank")
                .right("most used bank");
        List<Long> bytes = r.channelBytes();
        double all = Math.max(1.0, (double) bytes.stream().mapToLong(x -> x).sum());
        int banks = r.bankAccesses().size() / bytes.size();
        for (int c = 0; c < Math.min(CHANNELS, bytes.size()); c++) {
            List<Long> own = r.bankAccesses().subList(c * banks, (c + 1) * banks);
            table.row(
                    Integer.toString(c),
                    Units.bytes(bytes.get(c)),
                    Table.Cell.bar(bytes.get(c) / all),
                    Units.percent(bytes.get(c) / all),
                    Units.count(own.stream().mapToLong(x -> x).min().orElse(0)),
                    Units.count(own.stream().mapToLong(x -> x).max().orElse(0)));
        }
        String rest = bytes.size() > CHANNELS ? " (" + (bytes.size() - CHANNELS) + " more in result.json)" : "";
        table.note(banks + " banks in each of " + bytes.size() + " channels" + rest + "; busiest channel "
                + times(r.channelBalance()) + " the mean, busiest bank " + times(r.bankBalance()) + " the mean");
        return table;
    }

    private static String times(double balance) {
        return Units.number(Math.rint(balance * 1000) / 1000) + " x";
    }

    private static Table energy(MemoryReport r) {
        Table table =
                new Table("Energy").left("for").right("energy").left("share").right("");
        double all = Math.max(Double.MIN_NORMAL, r.energyPj());
        r.energyByCommand()
                .forEach((command, pj) ->
                        table.row(command, Units.energy(pj), Table.Cell.bar(pj / all), Units.percent(pj / all)));
        table.note(Units.energy(r.energyPj()) + ", " + Units.number(Math.rint(r.picojoulesPerBit() * 100) / 100)
                + " pJ for each bit moved, " + Units.si(r.watts(), "W") + " on average");
        return table;
    }
}
