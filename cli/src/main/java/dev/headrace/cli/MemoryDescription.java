package dev.headrace.cli;

import dev.headrace.hw.dram.AddressMap;
import dev.headrace.hw.dram.DramMemory;
import dev.headrace.hw.dram.DramPart;
import dev.headrace.reports.Style;
import dev.headrace.reports.Table;
import dev.headrace.reports.Units;
import dev.headrace.simulator.spec.JsonFile;
import dev.headrace.simulator.spec.Library;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What {@code headrace describe} says of memories: every bit of an address, and every time with its source. */
final class MemoryDescription {
    /** Data-sheet names of the times of a part. */
    private static final Map<String, String> SYMBOLS = Map.ofEntries(
            Map.entry("burst", "BL"),
            Map.entry("read_latency", "CL, RL"),
            Map.entry("write_latency", "CWL, WL"),
            Map.entry("activate_to_read", "tRCDRD"),
            Map.entry("activate_to_write", "tRCDWR"),
            Map.entry("precharge", "tRP"),
            Map.entry("precharge_all", "tRPab"),
            Map.entry("activate_to_precharge", "tRAS"),
            Map.entry("activate_to_activate", "tRC"),
            Map.entry("activate_short", "tRRD_S"),
            Map.entry("activate_long", "tRRD_L"),
            Map.entry("four_activates", "tFAW"),
            Map.entry("column_short", "tCCD_S"),
            Map.entry("column_long", "tCCD_L"),
            Map.entry("column_rank", "tCCD_R"),
            Map.entry("write_to_read_short", "tWTR_S"),
            Map.entry("write_to_read_long", "tWTR_L"),
            Map.entry("read_to_write", "tRTW"),
            Map.entry("read_to_precharge", "tRTP"),
            Map.entry("write_recovery", "tWR"),
            Map.entry("refresh_all", "tRFCab"),
            Map.entry("refresh_per_bank", "tRFCpb"),
            Map.entry("refresh_to_activate", "tRREFD"),
            Map.entry("refresh_interval", "tREFI"),
            Map.entry("refresh_interval_per_bank", "tREFIpb"));

    private final Style style;

    MemoryDescription(Style style) {
        this.style = style;
    }

    /** A part file: what it is made of, its times, and its addresses under the usual mapping. */
    String part(Library library, Path file) {
        DramMemory memory = MemoryOptions.memory(library, file.toAbsolutePath().toString(), List.of());
        DramPart p = memory.part();
        StringBuilder text = new StringBuilder(p.name())
                .append(" (memory part)\n")
                .append(p.about())
                .append('\n');
        text.append("file        ").append(file).append('\n');
        text.append("clock       ").append(Units.hertz(memory.clockHz())).append('\n');
        text.append("peak        ")
                .append(Units.bytesPerSecond(memory.peakBytesPerSecond()))
                .append(", ")
                .append(p.geometry().channels())
                .append(" channels\n");
        text.append("capacity    ").append(Units.bytes(memory.capacityBytes())).append('\n');
        text.append("lone read   ")
                .append(p.hitLatency() + " cycles if the row is open, " + p.closedLatency() + " if the bank is closed, "
                        + p.conflictLatency() + " if another row is open\n");
        return text.append('\n')
                .append(numbers("Geometry", "geometry", p.geometry(), p).text(style))
                .append('\n')
                .append(numbers("Command bus (cycles)", "command_bus", p.commandBus(), p)
                        .text(style))
                .append('\n')
                .append(times(p).text(style))
                .append('\n')
                .append(numbers("Energy", "energy", p.energy(), p).text(style))
                .append('\n')
                .append(addresses(memory).text(style))
                .toString();
    }

    /** The memory of a hardware file: its policy, its times and its addresses. */
    String unit(String name, DramMemory memory) {
        Table policy = new Table(
                        "Memory " + name + ": " + memory.part().name() + ", " + memory.channels() + " channels, "
                                + Units.bytes(memory.capacityBytes()) + ", "
                                + Units.bytesPerSecond(memory.peakBytesPerSecond()))
                .left("controller")
                .left("");
        policy.row("fidelity", memory.bandwidthOnly() ? "bandwidth" : "cycle");
        policy.row("mapping", memory.map().toString());
        MemoryOptions.policy(memory).forEach((key, value) -> policy.row(key, String.valueOf(value)));
        return policy.text(style)
                + '\n'
                + times(memory.part()).text(style)
                + '\n'
                + addresses(memory).text(style);
    }

    private static Table times(DramPart p) {
        Table table = new Table("Times of " + p.name() + " at " + Units.hertz(p.clockKhz() * 1000))
                .left("timing")
                .left("data sheet")
                .right("cycles")
                .right("ns")
                .left("source");
        ObjectNode tree = JsonFile.MAPPER.valueToTree(p.timing());
        for (Map.Entry<String, JsonNode> e : tree.properties()) {
            int cycles = e.getValue().asInt();
            double ns = cycles * 1e6 / p.clockKhz();
            table.row(
                    e.getKey(),
                    SYMBOLS.getOrDefault(e.getKey(), ""),
                    Units.count(cycles),
                    Units.number(Math.rint(ns * 1000) / 1000),
                    source(p, "timing." + e.getKey()));
        }
        return table;
    }

    private static Table numbers(String title, String group, Record values, DramPart p) {
        Table table = new Table(title).left("name").right("value").left("source");
        ObjectNode tree = JsonFile.MAPPER.valueToTree(values);
        for (Map.Entry<String, JsonNode> e : tree.properties()) {
            JsonNode value = e.getValue();
            String text =
                    value.isDouble() ? Units.number(Math.rint(value.doubleValue() * 1000) / 1000) : value.asString();
            table.row(e.getKey(), text, source(p, group + "." + e.getKey()));
        }
        return table;
    }

    /** The source of a number, or that of the group it belongs to. */
    private static String source(DramPart p, String path) {
        String own = p.sources().get(path);
        return own != null ? own : p.sources().getOrDefault(path.substring(0, path.indexOf('.')), "");
    }

    /** From the lowest bit. */
    private static Table addresses(DramMemory memory) {
        AddressMap map = memory.map();
        Table table =
                new Table("Addresses: " + map).right("bits").left("choose").left("");
        for (String division : map.divisions()) {
            table.note(division
                    + "s are no power of two: what stands from there up in the address is divided by that number;"
                    + " the remainder chooses, the quotient goes on to the bits above.");
        }
        for (AddressMap.Slice s : map.slices()) {
            table.row(bits(s.from(), s.to()), s.field() + part(s), hash(s));
        }
        return table;
    }

    private static String bits(int from, int to) {
        return from == to ? Integer.toString(from) : from + "-" + to;
    }

    private static String part(AddressMap.Slice s) {
        return s.whole() ? "" : ", bits " + bits(s.lowest(), s.lowest() + s.to() - s.from()) + " of it";
    }

    private static String hash(AddressMap.Slice s) {
        return s.hash().isEmpty()
                ? ""
                : "exclusive-or bits "
                        + bits(s.hash().get(0), s.hash().get(s.hash().size() - 1)) + " of the address (row)";
    }
}
