package dev.headrace.simulator.run;

import dev.headrace.simulator.dataflow.Machinery;
import dev.headrace.simulator.spec.Hardware;
import dev.headrace.simulator.unit.Action;
import dev.headrace.simulator.unit.ComputeUnit;
import dev.headrace.simulator.unit.CostModel;
import dev.headrace.simulator.unit.CostNote;
import dev.headrace.simulator.unit.MemoryUnit;
import dev.headrace.simulator.unit.OnFpga;
import dev.headrace.simulator.unit.Primitive;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Energy and area of a run: each action times its price, each part times its area, and what has to be known about them. */
final class Spending {
    private static final List<Primitive> OF_SCRATCHPADS = List.of(Primitive.SRAM_READ_BYTE, Primitive.SRAM_WRITE_BYTE);

    private final Hardware hardware;
    private final Machinery made;
    private final String workloadFormat;
    private final Map<String, CostModel.Silicon> silicon;

    /** Part, action and picojoules of one to how often: sums are then the same in whatever order operators are declared. */
    private final Map<String, Map<String, TreeMap<Double, Long>>> spent = new TreeMap<>();

    private final Map<String, Result.MemoryResult> memories = new TreeMap<>();
    private final TreeSet<CostNote> notes = new TreeSet<>();

    Spending(Hardware hardware, Machinery made, String workloadFormat) {
        this.hardware = hardware;
        this.made = made;
        this.workloadFormat = workloadFormat;
        this.silicon = hardware.silicon();
        notes.addAll(hardware.costNotes());
    }

    /** What all operators did, each once, since its meter is shared by all cores; nothing where cycles are what costs. */
    void operators() {
        Set<String> seen = new HashSet<>();
        for (int o = 0; o < made.graph().operators().size() && !hardware.costs().ofLogic(); o++) {
            String name = made.operator(o);
            if (!name.isEmpty() && seen.add(name)) {
                operator(o);
            }
        }
    }

    /** What an operator did on its unit, and to the scratchpads. */
    private void operator(int index) {
        String on = made.on(index);
        ComputeUnit unit = hardware.unit(ComputeUnit.class, on);
        String own = unit == null ? null : unit.operandFormat();
        String operands = own != null ? own : Objects.requireNonNullElse(made.operands(index), workloadFormat);
        String accumulate = unit == null ? null : unit.accumulatorFormat();
        long[] actions = made.actions(index);
        for (Primitive p : Primitive.values()) {
            Action action = new Action(on, hardware.parts(on), p, operands, accumulate);
            act(on == null ? made.operator(index) : on, action, actions[p.ordinal()]);
        }
        int pad = 0;
        long wired = 0;
        for (String name : hardware.scratchpads().keySet()) {
            long[] bytes = made.bytes(index, pad++);
            for (int way = 0; way < bytes.length; way++) {
                Primitive p = OF_SCRATCHPADS.get(way);
                act(name, new Action(name, hardware.parts(name), p, "int8", null), bytes[way]);
                wired = Math.addExact(wired, bytes[way]);
            }
        }
        String end = on == null ? made.operator(index) : on;
        act(end, new Action(on, hardware.parts(on), Primitive.WIRE_BYTE, "int8", null), wired);
    }

    /**
     * What units took in the cycles in which they were busy, where these are what costs.
     *
     * @param busy unit to such cycles of its own clock, all copies together
     */
    void busy(Map<String, Long> busy) {
        if (!hardware.costs().ofLogic()) {
            return;
        }
        for (String unit : hardware.of(Object.class)) {
            OnFpga on = hardware.unit(OnFpga.class, unit);
            long cycles = busy.getOrDefault(unit, 0L);
            if (on != null && cycles > 0) {
                act(unit, new Action(unit, on.logic().parts(), Primitive.LOGIC_CYCLE, workloadFormat, null), cycles);
            } else if (on != null || cycles > 0) {
                String why = on != null ? "no cycle is counted in which it is busy" : "it does not say what it takes";
                notes.add(new CostNote(CostNote.Kind.MISSING, unit, why + ": nothing is counted for it"));
            }
        }
    }

    private void act(String part, Action action, long times) {
        if (times > 0) {
            CostModel.Price price = hardware.costs().price(action);
            notes.addAll(price.notes());
            spend(part, action.primitive().name().toLowerCase(Locale.ROOT), price.pj(), times);
        }
    }

    /** Static power of all parts, if the hardware file says that it counts. */
    void leak(double seconds) {
        if (hardware.spec().leaks()) {
            double whole = hardware.costs().idleWatts();
            if (whole > 0) {
                spend("idle", "static", whole * seconds * 1e12, 1);
            }
            silicon.forEach(
                    (name, s) -> spend(name, "static", s.staticWatts() * hardware.copies(name) * seconds * 1e12, 1));
        }
    }

    /** What a memory off chip took, by its own table, and its link. */
    void memory(String name, Result.MemoryResult memory) {
        memories.put(name, memory);
        link(name, memory.readBytes() + memory.writeBytes() + memory.paddingBytes());
    }

    /** Bytes over the link to a memory, if there is one. */
    void link(String memory, long bytes) {
        MemoryUnit unit = hardware.unit(MemoryUnit.class, memory);
        String kind = unit == null ? null : unit.link();
        if (kind != null) {
            act(memory, new Action(memory, hardware.parts(memory), Primitive.LINK_BYTE, kind, kind), bytes);
        }
    }

    private void spend(String part, String action, double pj, long times) {
        spent.computeIfAbsent(part, p -> new TreeMap<>())
                .computeIfAbsent(action, a -> new TreeMap<>())
                .merge(pj, times, Math::addExact);
    }

    private static double sum(Map<Double, Long> prices) {
        double sum = 0;
        for (Map.Entry<Double, Long> e : prices.entrySet()) {
            sum += e.getKey() * e.getValue();
        }
        return sum;
    }

    /** Picojoules of a part so far. */
    double of(String part) {
        Result.MemoryResult memory = memories.get(part);
        double sum = memory == null ? 0 : memory.energyPj();
        for (Map<Double, Long> prices : spent.getOrDefault(part, Map.of()).values()) {
            sum += sum(prices);
        }
        return sum;
    }

    /** Picojoules of all parts. */
    double total() {
        double total = 0;
        for (double pj : byPart().values()) {
            total += pj;
        }
        return total;
    }

    Map<String, Double> byPart() {
        Map<String, Double> all = new TreeMap<>();
        spent.keySet().forEach(part -> all.put(part, of(part)));
        memories.keySet().forEach(part -> all.put(part, of(part)));
        return all;
    }

    Map<String, Map<String, Double>> byAction() {
        Map<String, Map<String, Double>> all = new TreeMap<>();
        memories.forEach((part, memory) -> all.put(part, new TreeMap<>(memory.energyByCommand())));
        spent.forEach((part, actions) -> actions.forEach((action, prices) ->
                all.computeIfAbsent(part, p -> new TreeMap<>()).merge(action, sum(prices), Double::sum)));
        return all;
    }

    List<CostNote> notes() {
        return List.copyOf(notes);
    }

    /** Of all cores; null if the hardware file names no costs, or costs of an FPGA. */
    Result.@Nullable Area area() {
        if (hardware.spec().energy() == null || hardware.costs().ofLogic()) {
            return null;
        }
        Map<String, Double> byUnit = new LinkedHashMap<>();
        Map<String, Map<String, Double>> byPart = new LinkedHashMap<>();
        List<String> unknown = new ArrayList<>();
        for (String unit : hardware.spec().units().keySet()) {
            CostModel.Silicon s = silicon.get(unit);
            if (s != null) {
                Map<String, Double> parts = new LinkedHashMap<>();
                s.um2().forEach((part, um2) -> parts.put(part, um2 * hardware.copies(unit) * 1e-6));
                byPart.put(unit, parts);
                byUnit.put(unit, s.mm2() * hardware.copies(unit));
                s.unknown().forEach(part -> unknown.add(unit + "." + part));
            } else if (hardware.unit(MemoryUnit.class, unit) == null) {
                unknown.add(unit);
            }
        }
        double sum = byUnit.values().stream().mapToDouble(Double::doubleValue).sum();
        return new Result.Area(sum, byUnit, byPart, unknown);
    }
}
