package dev.headrace.reports;

import dev.headrace.simulator.run.LinearWork;
import dev.headrace.simulator.run.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The headline of a result: a label and a line each, most important first. */
final class Facts {
    /** One line. */
    record Fact(String label, String text, Tone tone) {}

    private Facts() {}

    static String title(Result r) {
        return r.design() + " on " + r.hardware();
    }

    static List<Fact> of(Result r) {
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("workload", workload(r.workload()), Tone.NORMAL));
        if (!r.params().isEmpty()) {
            facts.add(new Fact("params", flat(r.params()), Tone.NORMAL));
        }
        String overridden = ProvenanceTables.overridden(r);
        if (!overridden.isEmpty()) {
            facts.add(new Fact("overridden", overridden, Tone.WARN));
        }
        facts.add(status(r));
        facts.add(new Fact("golden", golden(r), goldenTone(r)));
        Result.Reference reference = r.golden() == null ? null : r.golden().reference();
        if (reference != null) {
            facts.add(new Fact("reference", reference(reference), tone(reference.verdict())));
        }
        if (r.numbers() != null) {
            numbers(r.numbers(), facts);
        }
        if (r.sparsity() != null) {
            facts.add(new Fact("left out", leftOut(r.sparsity()), Tone.NORMAL));
            LinearWork linear = r.sparsity().linear();
            if (linear != null) {
                facts.add(new Fact("linear", linear(linear), Tone.NORMAL));
            }
        }
        facts.add(new Fact("cycles", cycles(r), Tone.TITLE));
        facts.add(new Fact("time", Units.seconds(r.seconds()) + " at " + Units.hertz(r.clockHz()), Tone.NORMAL));
        Result.Totals totals = r.totals();
        facts.add(new Fact(
                "throughput",
                Units.si(throughput(r), "FLOP/s") + " (" + Units.si((double) totals.flops(), "FLOP")
                        + " of useful work)",
                Tone.NORMAL));
        facts.add(new Fact("roofline", roofline(r), Tone.NORMAL));
        String busiest = busiest(r);
        if (!busiest.isEmpty()) {
            facts.add(new Fact("busiest", busiest, Tone.NORMAL));
        }
        facts.add(new Fact("energy", energy(r), Tone.NORMAL));
        Result.Area area = totals.area();
        if (area != null && area.mm2() > 0) {
            facts.add(new Fact("area", area(area), Tone.NORMAL));
        }
        String ends = ends(r);
        if (!ends.isEmpty()) {
            facts.add(new Fact("ends", ends, Tone.NORMAL));
        }
        if (r.cores().size() > 1) {
            facts.add(new Fact("cores", cores(r.cores()), Tone.NORMAL));
        }
        return facts;
    }

    static double throughput(Result r) {
        return r.seconds() > 0 ? r.totals().flops() / r.seconds() : 0;
    }

    /** The bound's share of the time taken: 1 is a run at the roofline. */
    static double rooflineShare(Result r) {
        return r.seconds() > 0 ? r.totals().rooflineBoundSeconds() / r.seconds() : 0;
    }

    private static Fact status(Result r) {
        return switch (r.status()) {
            case "complete" -> new Fact("status", "complete", Tone.GOOD);
            case "deadlock" -> new Fact("status", "DEADLOCK: nothing can go on, the numbers end there", Tone.BAD);
            case "incomplete" ->
                new Fact("status", "INCOMPLETE: stopped before the end, every number is of the part run", Tone.WARN);
            default -> new Fact("status", r.status(), Tone.WARN);
        };
    }

    private static String cycles(Result r) {
        String text = Units.count(r.cycles());
        if (r.fastForwardedCycles() > 0) {
            double share = (double) r.fastForwardedCycles() / Math.max(1, r.cycles());
            text += " (" + Units.percent(share) + " of them repeated periods, skipped)";
        } else if (r.simulation().fastForward().startsWith("off: ")) {
            text += " (none skipped: " + r.simulation().fastForward().substring("off: ".length()) + ")";
        }
        return text;
    }

    private static String roofline(Result r) {
        Result.Totals totals = r.totals();
        if (!(totals.rooflineBoundSeconds() > 0)) {
            return "no bound";
        }
        return Units.percent(rooflineShare(r)) + " of roofline: bound "
                + Units.seconds(totals.rooflineBoundSeconds()) + ", limited by " + totals.rooflineLimit() + "; "
                + Units.number(totals.arithmeticIntensity()) + " FLOP/B";
    }

    /** Name of the unit that is busy for most of its cycles; empty if there is none. */
    private static String busiestUnit(Result r) {
        String name = "";
        double most = -1;
        for (Map.Entry<String, Result.UnitResult> entry : r.units().entrySet()) {
            if (entry.getValue().utilization() > most) {
                most = entry.getValue().utilization();
                name = entry.getKey();
            }
        }
        return name;
    }

    /** What the busiest unit lost before its first and after its last firing, in cycles of all its instances. */
    private static String ends(Result r) {
        String name = busiestUnit(r);
        Result.UnitResult unit = r.units().get(name);
        if (unit == null || r.cycles() == 0) {
            return "";
        }
        Result.Ends e = unit.ends();
        return name + ": fill " + Units.count(e.fill()) + ", drain " + Units.count(e.drain())
                + (unit.instances() > 1 ? ", imbalance " + Units.count(e.imbalance()) : "") + " of "
                + Units.cycles(unit.instances() * r.cycles());
    }

    /** The busiest unit, and what it waits for most. */
    private static String busiest(Result r) {
        String name = busiestUnit(r);
        Result.UnitResult unit = r.units().get(name);
        if (unit == null) {
            return "";
        }
        Result.Stalls s = unit.stalls();
        String text = name + ", " + Units.percent(unit.utilization()) + " of cycles";
        long[] cycles = {s.input(), s.room(), s.unit(), s.memory(), s.idle()};
        String[] causes = {"waits for input", "waits for room", "waits for its unit", "waits for memory", "is idle"};
        int worst = 0;
        for (int i = 1; i < cycles.length; i++) {
            worst = cycles[i] > cycles[worst] ? i : worst;
        }
        double capacity = (double) unit.instances() * r.cycles();
        return cycles[worst] == 0
                ? text
                : text + "; otherwise it mostly " + causes[worst] + " (" + Units.percent(cycles[worst] / capacity)
                        + ")";
    }

    private static String energy(Result r) {
        double total = r.totals().energyPj();
        if (total == 0) {
            return "not modelled";
        }
        String text = Units.energy(total);
        if (r.seconds() > 0) {
            text += ", " + Units.si(total * 1e-12 / r.seconds(), "W") + " on average";
        }
        if (r.totals().flops() > 0) {
            text += ", " + Units.si(total * 1e-12 / r.totals().flops(), "J/FLOP");
        }
        return text;
    }

    /** Without what nothing tells the area of, which is named. */
    private static String area(Result.Area area) {
        String text = Units.area(area.mm2()) + " on chip";
        return area.unknown().isEmpty() ? text : text + ", without " + String.join(", ", area.unknown());
    }

    private static String cores(List<Long> finish) {
        long least = finish.stream().mapToLong(Long::longValue).min().orElse(0);
        long most = finish.stream().mapToLong(Long::longValue).max().orElse(0);
        double mean = finish.stream().mapToLong(Long::longValue).average().orElse(0);
        return finish.size() + " finish at " + Units.count(least) + " / " + Units.count(Math.round(mean)) + " / "
                + Units.cycles(most) + " (min / mean / max); imbalance "
                + Units.cycles(most - Math.round(mean)) + " (max - mean), "
                + Units.percent((most - mean) / Math.max(1, most));
    }

    /** One line of what the golden model said. */
    static String golden(Result r) {
        Result.Golden g = r.golden();
        if (g == null) {
            return "not checked: " + unchecked(r);
        }
        String text = g.verdict().words() + ": " + (g.why() == null ? "" : g.why() + "; ");
        if (g.outputsChecked() > 0) {
            text += (g.notFinite() == 0
                            ? error(g.maxAbsError(), g.bound()) + "; max relative " + Units.scientific(g.maxRelError())
                            : Units.count(g.notFinite()) + " are not finite where the golden model's are")
                    + "; " + Units.count(g.outputsChecked()) + " outputs (" + mode(g) + ")"
                    + (g.worst() == null ? "" : "; worst at " + g.worst());
        }
        if (g.waived() != null) {
            text += "; " + Units.count(g.waived()) + " rows waived as ties";
        }
        for (Result.TensorCheck t : g.others()) {
            text += "; " + t.tensor() + " " + t.verdict().words();
        }
        return g.unchecked().isEmpty() ? text : text + "; not checked: " + String.join(", ", g.unchecked());
    }

    /** Why there was nothing to compare. */
    private static String unchecked(Result r) {
        return !r.status().equals("complete")
                ? "the run did not complete"
                : r.workload().get("tensors") == null
                        ? "the workload gives no numbers, only shapes"
                        : "no numbers were computed, or none stored";
    }

    /** Whether all rows were compared, or how many. */
    static String mode(Result.Golden g) {
        return g.mode().equals("full") ? g.mode() : g.mode() + " of " + Units.count(g.rowsChecked()) + " rows";
    }

    /** The greatest difference beside what is allowed. */
    private static String error(double error, double bound) {
        String allowed = !Double.isFinite(bound)
                ? ", no bound"
                : (error <= bound ? ", within " : ", over ") + Units.scientific(bound);
        return "max error " + Units.scientific(error) + allowed;
    }

    /** What did not fit its format, or is no number. */
    private static void numbers(Result.Numbers n, List<Fact> facts) {
        if (!n.saturatedInputs().isEmpty()) {
            facts.add(new Fact(
                    "saturated",
                    "inputs too large for their format, made the largest it has: " + counts(n.saturatedInputs()),
                    Tone.BAD));
        }
        if (!n.tooLarge().isEmpty()) {
            facts.add(new Fact(
                    "too large",
                    "results too large for the format they were converted to: " + counts(n.tooLarge()),
                    Tone.BAD));
        }
        Result.NotFinite f = n.notFinite();
        if (f != null) {
            StringBuilder text = new StringBuilder("first in cycle " + Units.count(f.cycle()) + ", of operator "
                    + f.operator() + ": " + f.element() + " is " + f.value());
            f.stored()
                    .forEach((tensor, s) -> text.append("; of ")
                            .append(tensor)
                            .append(", ")
                            .append(Units.count(s.nan()))
                            .append(" are NaN and ")
                            .append(Units.count(s.infinite()))
                            .append(" infinite, the first ")
                            .append(s.first()));
            facts.add(new Fact("not finite", text.toString(), Tone.BAD));
        }
    }

    /** "k 1, v 12". */
    private static String counts(Map<String, Long> counts) {
        return counts.entrySet().stream()
                .map(e -> e.getKey() + " " + Units.count(e.getValue()))
                .collect(java.util.stream.Collectors.joining(", "));
    }

    /** One line of what a run left out, and of what that did to the last layer. */
    static String leftOut(Result.Sparsity s) {
        String text = "K and V " + Units.number(s.dramReduction()) + "x less than in fp32, products "
                + Units.number(s.computeReduction()) + "x less; kept " + Units.percent(s.keysKept()) + " of keys, "
                + Units.percent(s.valuesKept()) + " of values; low bits for " + Units.percent(s.refetchRate());
        if (s.layers().isEmpty()) {
            return text;
        }
        Result.LayerQuality last = s.layers().get(s.layers().size() - 1);
        return text + "; last layer against dense: mass of keys " + Units.percent(last.keyMass()) + ", of values "
                + Units.percent(last.valueMass()) + ", error " + Units.percent(last.relativeError());
    }

    /** One line of what the layers around attention save, counted, not timed. */
    static String linear(LinearWork w) {
        String text = "layers around attention, counted: products " + Units.number(w.computeReduction())
                + "x less, weights " + Units.number(w.dramReduction()) + "x less than in fp32; whole model "
                + Units.number(w.modelComputeReduction()) + "x and " + Units.number(w.modelDramReduction()) + "x";
        LinearWork.Prompt prompt = w.prompt();
        return prompt == null
                ? text
                : text + "; not in it: prompt of " + Units.count(prompt.rows()) + " tokens, "
                        + Units.si((double) prompt.macs().total(), "MAC");
    }

    /** One line of how the outputs compare with those of a file. */
    static String reference(Result.Reference g) {
        return g.verdict().words() + ": " + error(g.maxAbsError(), g.bound()) + "; " + Units.count(g.outputsChecked())
                + " outputs against " + g.file();
    }

    static Tone goldenTone(Result r) {
        Result.Golden g = r.golden();
        return g == null ? Tone.QUIET : tone(g.verdict());
    }

    static Tone tone(Result.Verdict verdict) {
        return switch (verdict) {
            case PASSED -> Tone.GOOD;
            case MISSED -> Tone.BAD;
            case NO_USEFUL_CHECK -> Tone.QUIET;
        };
    }

    /** The verdict in a word or three. */
    static String verdict(Result r) {
        Result.Golden g = r.golden();
        return g == null ? "not checked" : g.verdict().words();
    }

    /** Name, shape, mask and format of a workload, then whatever else is plain in it. */
    static String workload(Map<String, Object> workload) {
        StringBuilder text = new StringBuilder();
        Object name = workload.get("name");
        text.append(name == null ? "unnamed" : name);
        String separator = ": ";
        if (workload.get("shape") instanceof Map<?, ?> shape && !shape.isEmpty()) {
            text.append(separator).append(flat(shape));
            separator = "; ";
        }
        for (Map.Entry<String, Object> entry : workload.entrySet()) {
            Object value = entry.getValue();
            boolean shown = entry.getKey().equals("name")
                    || entry.getKey().startsWith("$")
                    || entry.getKey().equals("about");
            if (!shown && !(value instanceof Map) && !(value instanceof Iterable)) {
                text.append(separator).append(entry.getKey()).append(' ').append(plain(value));
                separator = ", ";
            }
        }
        return text.toString();
    }

    /** "Br 128, Bc 64". */
    static String flat(Map<?, ?> map) {
        StringBuilder text = new StringBuilder();
        map.forEach((key, value) ->
                text.append(text.isEmpty() ? "" : ", ").append(key).append(' ').append(plain(value)));
        return text.toString();
    }

    private static String plain(Object value) {
        if (value instanceof Map<?, ?> map) {
            return "{" + flat(map) + "}";
        }
        return value instanceof Number n && !(value instanceof Double)
                ? Long.toString(n.longValue())
                : String.valueOf(value);
    }
}
