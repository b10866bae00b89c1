package dev.headrace.cli;

import dev.headrace.hw.dram.Dram;
import dev.headrace.hw.dram.DramMemory;
import dev.headrace.simulator.spec.Hardware;
import dev.headrace.simulator.spec.InputException;
import dev.headrace.simulator.spec.JsonFile;
import dev.headrace.simulator.spec.Library;
import dev.headrace.simulator.spec.Similar;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Finds the memory that {@code headrace memory} and {@code headrace describe} are asked about. */
final class MemoryOptions {
    /** Folder of parts, as a kind of file. */
    static final String PARTS = "hardware/dram";

    /** What {@code --set} can change: whole numbers, and words. */
    private static final Set<String> NUMBERS =
            Set.of("channels", "cap", "yield", "row_timeout", "read_queue", "write_queue", "drain_high", "drain_low");

    private static final Set<String> WORDS =
            Set.of("mapping", "scheduler", "turn", "precharge", "row_policy", "refresh", "refresh_order");

    private static final String ALLOWED =
            "channels, mapping, scheduler, cap, yield, turn, precharge, row_policy, row_timeout, refresh,"
                    + " refresh_order, read_queue, write_queue, drain_high, drain_low";

    private MemoryOptions() {}

    /**
     * The memory of a part, or of a hardware file, with changes.
     *
     * @param name a part in {@code configs/hardware/dram}, the path of a part file, or hardware by name or path
     * @param sets texts {@code KEY=VALUE}
     */
    static DramMemory memory(Library library, String name, List<String> sets) {
        ObjectNode parameters = parameters(library, name);
        settings(sets).forEach(parameters::set);
        try {
            Dram dram = JsonFile.MAPPER.treeToValue(parameters, Dram.class);
            return DramMemory.of(dram, path -> library.hardwareFile(file(library, name), path));
        } catch (JacksonException e) {
            throw new InputException(where(name, sets) + cause(e));
        } catch (IllegalArgumentException e) {
            throw new InputException(where(name, sets) + e.getMessage());
        }
    }

    private static String where(String name, List<String> sets) {
        return "memory " + name + (sets.isEmpty() ? "" : " --set " + String.join(" --set ", sets)) + ": ";
    }

    private static String cause(Throwable e) {
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (t instanceof IllegalArgumentException && !(t instanceof JacksonException)) {
                return String.valueOf(t.getMessage());
            }
        }
        return String.valueOf(e.getMessage());
    }

    /** The file that a name means. */
    static Path file(Library library, String name) {
        if (name.endsWith(".json") || name.indexOf('/') >= 0) {
            return Library.path(name);
        }
        for (String kind : List.of(PARTS, "hardware")) {
            if (library.names(kind).contains(name)) {
                return library.find(kind, name);
            }
        }
        List<String> names = new ArrayList<>(library.names(PARTS));
        names.addAll(library.names("hardware"));
        throw new InputException("memory \"" + name + "\": not found; allowed: a path to a part or hardware file, or "
                + String.join(", ", names) + Similar.suggestion(name, names));
    }

    private static ObjectNode parameters(Library library, String name) {
        Path path = file(library, name);
        JsonFile file = JsonFile.read(path);
        if (FileKind.of(path) == FileKind.PART) {
            return JsonFile.MAPPER
                    .createObjectNode()
                    .put("part", path.toAbsolutePath().toString());
        }
        if (FileKind.of(path) != FileKind.HARDWARE) {
            throw file.complain(
                    "", "a " + FileKind.of(path).label(), "a part (geometry or inherits), or hardware (units)");
        }
        Hardware hardware = Hardware.build(file, library);
        List<String> memories = hardware.of(DramMemory.class);
        if (memories.size() != 1) {
            throw file.complain(
                    "/units",
                    memories.size() + " units of type dram" + (memories.isEmpty() ? "" : ": " + memories),
                    "hardware with one, or a part");
        }
        ObjectNode unit = (ObjectNode) file.tree().path("units").path(memories.get(0));
        ObjectNode parameters = unit.deepCopy();
        for (String other : List.of("type", "clock", "fidelity", "latency")) {
            parameters.remove(other);
        }
        return parameters;
    }

    private static Map<String, JsonNode> settings(List<String> sets) {
        Map<String, JsonNode> values = new LinkedHashMap<>();
        for (String text : sets) {
            int eq = text.indexOf('=');
            String key = eq < 0 ? text : text.substring(0, eq);
            if (eq < 0 || !(NUMBERS.contains(key) || WORDS.contains(key))) {
                throw new InputException("--set " + text + ": " + (eq < 0 ? "no value" : "\"" + key + "\"")
                        + "; allowed: KEY=VALUE with one of " + ALLOWED);
            }
            String value = text.substring(eq + 1);
            JsonNode node = NUMBERS.contains(key)
                    ? JsonFile.MAPPER.getNodeFactory().numberNode(wholeNumber("--set " + key, value))
                    : JsonFile.MAPPER.getNodeFactory().stringNode(value);
            if (values.put(key, node) != null) {
                throw new InputException("--set " + text + ": " + key + " is set already; allowed: once");
            }
        }
        return values;
    }

    private static int wholeNumber(String name, String text) {
        try {
            return Integer.parseInt(text.strip());
        } catch (NumberFormatException e) {
            throw new InputException(name + ": \"" + text + "\"; allowed: a whole number of 32 bits");
        }
    }

    /** The policy in words, as {@code --set} takes them. */
    static Map<String, Object> policy(DramMemory memory) {
        var p = memory.policy();
        Map<String, Object> words = new LinkedHashMap<>();
        words.put("scheduler", word(p.scheduler()));
        words.put("cap", p.cap());
        words.put("yield", p.yield());
        words.put("turn", word(p.turn()));
        words.put("precharge", word(p.precharge()));
        words.put("row_policy", word(p.rowPolicy()));
        words.put("row_timeout", p.timeout());
        words.put("refresh", word(p.refresh()));
        words.put("refresh_order", word(p.refreshOrder()));
        words.put("read_queue", p.readQueue());
        words.put("write_queue", p.writeQueue());
        words.put("drain_high", p.drainHigh());
        words.put("drain_low", p.drainLow());
        return words;
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    /** Names of parts and hardware, for hints. */
    static List<String> names(Library library) {
        List<String> names = new ArrayList<>(library.names(PARTS));
        names.addAll(library.names("hardware"));
        return names;
    }
}
