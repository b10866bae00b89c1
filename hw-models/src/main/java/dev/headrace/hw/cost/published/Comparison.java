package dev.headrace.hw.cost.published;

import dev.headrace.hw.cost.law.ArithmeticLaw;
import dev.headrace.hw.cost.law.Digits;
import dev.headrace.hw.cost.law.InterfaceLaw;
import dev.headrace.hw.cost.law.Laws;
import dev.headrace.hw.cost.law.Scaling;
import dev.headrace.hw.dram.DramPart;
import dev.headrace.hw.dram.DramPartFile;
import dev.headrace.simulator.spec.BadField;
import dev.headrace.simulator.spec.Faults;
import dev.headrace.simulator.spec.InputException;
import dev.headrace.simulator.spec.JsonFile;
import dev.headrace.simulator.unit.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the models say where something is published. */
public final class Comparison {
    /** A formula that answers a point. */
    private interface Model {
        double answer(Comparison with, Published.Point p);
    }

    private static final Map<String, Model> MODELS = new TreeMap<>(Map.ofEntries(
            Map.entry("sram_read", (c, p) -> c.laws.sram().readPj(p.at("bytes"), p.at("word"), p.at("node"))),
            Map.entry("sram_write", (c, p) -> c.laws.sram().writePj(p.at("bytes"), p.at("word"), p.at("node"))),
            Map.entry("sram_access", (c, p) -> c.laws.sram().accessNs(ram(p), p.at("node"))),
            Map.entry("sram_mm2", (c, p) -> c.laws.sram().um2(ram(p), p.at("node")) * 1e-6),
            Map.entry("pj", (c, p) -> c.pj(c.cell(p.asked()), "stillmaker", p.at("node"))),
            Map.entry("um2", (c, p) -> c.um2(c.cell(p.asked()), p.at("node"))),
            Map.entry("mac jouppi", (c, p) -> c.mac(p, "jouppi")),
            Map.entry("mac stillmaker", (c, p) -> c.mac(p, "stillmaker")),
            Map.entry(
                    "wire", (c, p) -> p.at("bits") * p.at("mm") * c.laws.wire().at(p.at("node"))),
            Map.entry("element", (c, p) -> c.elementUm2(p)),
            Map.entry("drivers", (c, p) -> c.driversMm2(p)),
            Map.entry("sm", (c, p) -> c.multiprocessorMm2(p)),
            Map.entry("dram_activate", (c, p) -> c.part(p).energy().activatePj()),
            Map.entry("dram_read_bit", (c, p) -> c.readBit(p)),
            Map.entry("dram_row_bit", (c, p) -> c.part(p).energy().activatePj() / p.at("bits") + c.readBit(p)),
            Map.entry("dram_idle", (c, p) -> p.at("channels") * c.idleWatts(c.part(p))),
            Map.entry("dram_stream_bit", (c, p) -> c.streamBit(p))));

    /** Most of anything in any unit: beyond it nothing is meant. */
    private static final double MOST = 1e15;

    private static final Pattern OPERATION = Pattern.compile("(multiply|add) (\\S+)");

    private final Laws laws;
    private final UnaryOperator<Path> resolve;

    /**
     * With some laws.
     *
     * @param resolve finds a memory part by the name of its file
     */
    public Comparison(Laws laws, UnaryOperator<Path> resolve) {
        this.laws = laws;
        this.resolve = resolve;
    }

    /** Names of the formulas. */
    public static Set<String> models() {
        return MODELS.keySet();
    }

    /** A published number and what the model says of it, in the point's unit. */
    public record Answer(Published.Point point, double model) {}

    /**
     * What the models say of every number of a file.
     *
     * @param file with the file of its laws beside it
     * @param resolve finds a memory part by the name of its file
     * @throws InputException with every point that its model cannot answer
     */
    public static List<Answer> of(Path file, UnaryOperator<Path> resolve) {
        JsonFile json = JsonFile.read(file);
        Published published = json.as(Published.class);
        Comparison comparison = new Comparison(Laws.read(file.resolveSibling(published.laws())), resolve);
        Faults faults = new Faults();
        List<Answer> answers = new ArrayList<>();
        for (Published.Point p : published.points()) {
            String pointer = "/points/" + published.points().indexOf(p);
            try {
                answers.add(new Answer(p, comparison.model(p)));
            } catch (BadField e) {
                faults.add(json.complain(pointer + "/" + e.field(), e.found(), e.allowed()));
            } catch (InputException e) {
                faults.add(e);
            }
        }
        faults.raise();
        return answers;
    }

    /**
     * What the model says, in the point's unit.
     *
     * @throws BadField if it cannot say
     */
    public double model(Published.Point p) {
        double answer = Objects.requireNonNull(MODELS.get(p.model())).answer(this, p);
        if (!(answer > 0 && answer < MOST)) {
            throw new BadField(
                    "at", p.at() + ", for which the model says " + answer, "numbers that it has an answer for");
        }
        return answer;
    }

    private static Shape.Ram ram(Published.Point p) {
        try {
            return new Shape.Ram((long) p.at("bytes"), 1, (int) p.at("word"), 1);
        } catch (IllegalArgumentException e) {
            throw new BadField("at", p.at() + " (" + e.getMessage() + ")", "bytes and word of a memory");
        }
    }

    /** "multiply fp16", "add int8". */
    private ArithmeticLaw.Cell cell(String operation) {
        Matcher words = OPERATION.matcher(operation);
        if (!words.matches()) {
            throw new BadField("of", "\"" + operation + "\"", "multiply or add, a blank, and a format");
        }
        Digits d = digits(words.group(2));
        return words.group(1).equals("multiply")
                ? laws.arithmetic().multiply(d)
                : laws.arithmetic().add(d);
    }

    private static Digits digits(String format) {
        try {
            return Digits.of(format);
        } catch (IllegalArgumentException e) {
            throw new BadField("of", "no format \"" + format + "\"", "a number format such as fp16 or int8");
        }
    }

    private double pj(ArithmeticLaw.Cell cell, String scaling, double node) {
        Scaling way = laws.scalings().get(scaling);
        if (way == null) {
            throw new BadField("model", "the laws have no scaling \"" + scaling + "\"", "a model that they can answer");
        }
        return cell.pj() * way.energy(cell.kind(), node, laws.arithmetic().reference());
    }

    private double um2(ArithmeticLaw.Cell cell, double node) {
        return cell.um2() * laws.logicArea(node, laws.arithmetic().reference());
    }

    private double mac(Published.Point p, String scaling) {
        double node = p.at("node");
        return pj(cell("multiply " + p.asked()), scaling, node) + pj(cell("add int32"), scaling, node);
    }

    /** Multiplier, adder of sums and 64 bits of registers, with the overhead of an element. */
    private double elementUm2(Published.Point p) {
        double node = p.at("node");
        String sum = digits(p.asked()).floating() ? "add fp32" : "add int32";
        Laws.Register r = laws.register();
        double registers = 64 * r.um2() * laws.logicArea(node, r.node());
        return laws.elementOverhead().value()
                * (um2(cell("multiply " + p.asked()), node) + um2(cell(sum), node) + registers);
    }

    /** 1024 elements, 64 multiply-adders of fp32, registers of 256 KiB with four ports and 192 KiB of one. */
    private double multiprocessorMm2(Published.Point p) {
        double node = p.at("node");
        double lanes = 64 * (um2(cell("multiply fp32"), node) + um2(cell("add fp32"), node));
        double registers = laws.sram().um2(new Shape.Ram(256 * 1024, 128, 32, 4), node);
        double cache = laws.sram().um2(new Shape.Ram(192 * 1024, 32, 32, 1), node);
        return (1024 * elementUm2(p) + lanes + registers + cache) * 1e-6;
    }

    /** Drivers of interfaces, by the lanes of each kind. */
    private double driversMm2(Published.Point p) {
        double sum = 0;
        for (Map.Entry<String, Double> e : p.at().entrySet()) {
            InterfaceLaw.Kind kind = laws.interfaces().kinds().get(e.getKey());
            if (kind == null) {
                throw new BadField(
                        "at/" + e.getKey(),
                        "no such interface",
                        String.join(", ", laws.interfaces().kinds().keySet()));
            }
            sum += kind.driversMm2(e.getValue());
        }
        return sum;
    }

    private DramPart part(Published.Point p) {
        return DramPartFile.load(resolve.apply(Path.of(p.asked() + ".json")), resolve);
    }

    private double readBit(Published.Point p) {
        DramPart part = part(p);
        return part.energy().readPj() / (8 * part.geometry().accessBytes());
    }

    /** Background and refreshes of a channel with all rows closed. */
    private double idleWatts(DramPart part) {
        return watts(part, part.energy().backgroundClosedMw());
    }

    private static double watts(DramPart part, double backgroundMw) {
        DramPart.Energy e = part.energy();
        double perSecond = 1000.0 * part.clockKhz() / part.timing().refreshInterval();
        int ranks = part.geometry().ranks() * part.geometry().pseudoChannels();
        return backgroundMw * 1e-3 + perSecond * ranks * e.refreshAllPj() * 1e-12;
    }

    /** Reading whole rows at the peak: a bit, its share of the row's activation, and what a channel with rows open takes. */
    private double streamBit(Published.Point p) {
        DramPart part = part(p);
        double row = part.energy().activatePj() / (8.0 * part.geometry().rowBytes());
        double watts = watts(part, part.energy().backgroundMw());
        return readBit(p) + row + watts * 1e12 / (8 * part.peakBytesPerSecond(1));
    }
}
