package dev.headrace.cli;

import dev.headrace.explore.fifo.FifoGraph;
import dev.headrace.explore.fifo.FifoSizing;
import dev.headrace.explore.fifo.Sizing;
import dev.headrace.reports.Style;
import dev.headrace.reports.Table;
import dev.headrace.reports.Units;
import dev.headrace.simulator.kernel.Channel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a search for depths of FIFOs found.
 *
 * @param ends fewest bits with which the run ends
 * @param fast fewest bits at full speed
 * @param between fewest bits for speeds between, fastest first
 */
record FifoTables(FifoGraph graph, FifoSizing sizing, Sizing ends, Sizing fast, List<Sizing> between) {

    /** For a terminal. */
    String text(Style style) {
        Table depths = new Table("Depths, in tokens")
                .left("FIFO")
                .right("bits a token")
                .right("in design")
                .right("to end")
                .right("full speed");
        for (int f = 0; f < graph.fifos().size(); f++) {
            FifoGraph.Knob k = graph.fifos().get(f);
            depths.row(
                    k.channels().size() == 1
                            ? k.name()
                            : k.name() + " x " + k.channels().size(),
                    Units.count(k.bits()),
                    k.depth() == Channel.UNBOUNDED ? "unbounded" : Units.count(k.depth()),
                    Units.count(ends.point().depths().get(f)),
                    Units.count(fast.point().depths().get(f)));
        }
        Table front = new Table("Bits against time")
                .right("cycles")
                .right("of shortest")
                .right("bits")
                .left("fewer bits are possible");
        List<Sizing> all = new ArrayList<>(List.of(fast));
        all.addAll(between);
        all.add(ends);
        long last = -1;
        for (Sizing one : all) {
            if (one.point().ticks() != last) {
                front.row(
                        Units.count(graph.cycles(one.point().ticks())),
                        Units.ratio((double) one.point().ticks() / fast.point().ticks()),
                        Units.count(one.point().bits()),
                        open(one));
            }
            last = one.point().ticks();
        }
        front.note(runs());
        return depths.text(style) + "\n" + front.text(style);
    }

    private String open(Sizing one) {
        if (one.isProvenLeast()) {
            return "no (proven)";
        }
        return one.leastBits() == 0
                ? "not known: time is shared by order of coming"
                : "not below " + Units.count(one.leastBits());
    }

    private String runs() {
        double whole = (double) sizing.evaluated() / Math.max(1, sizing.evaluatedOnce());
        return sizing.runs() + " runs, which simulated " + Units.number(whole) + " times the cycles of one";
    }

    /** For programs. */
    Map<String, Object> json() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("full_speed", json(fast));
        all.put("between", between.stream().map(this::json).toList());
        all.put("to_end", json(ends));
        all.put("runs", sizing.runs());
        all.put("simulated_ticks", sizing.evaluated());
        all.put("ticks_of_one_run", sizing.evaluatedOnce());
        return all;
    }

    private Map<String, Object> json(Sizing one) {
        Map<String, Object> depths = new LinkedHashMap<>();
        for (int f = 0; f < graph.fifos().size(); f++) {
            depths.put(graph.fifos().get(f).name(), one.point().depths().get(f));
        }
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("cycles", graph.cycles(one.point().ticks()));
        all.put("bits", one.point().bits());
        all.put("least_bits", one.leastBits());
        all.put("proven_least", one.isProvenLeast());
        all.put("depths", depths);
        return all;
    }
}
