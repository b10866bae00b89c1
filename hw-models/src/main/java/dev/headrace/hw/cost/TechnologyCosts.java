package dev.headrace.hw.cost;

import dev.headrace.hw.cost.law.ArithmeticLaw;
import dev.headrace.hw.cost.law.Digits;
import dev.headrace.hw.cost.law.Laws;
import dev.headrace.hw.cost.law.Link;
import dev.headrace.hw.cost.law.Scaling;
import dev.headrace.hw.cost.law.SramLaw;
import dev.headrace.simulator.unit.Action;
import dev.headrace.simulator.unit.CostModel;
import dev.headrace.simulator.unit.CostNote;
import dev.headrace.simulator.unit.Part;
import dev.headrace.simulator.unit.Primitive;
import dev.headrace.simulator.unit.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Costs by the laws, in one technology.
 *
 * <p>Energy of an action, times {@code system_overhead}:
 * <ul>
 * <li>a byte of a scratchpad: {@code 8 / w} of an access to one bank, times {@code sram_level} and the factor of its ports, and 8
 *     bits over the wire of {@link SramLaw}: words are used whole;
 * <li>a multiply-accumulate: a multiplication of operands and an addition in the accumulator's format, whole numbers in 32 bits
 *     unless that is said; of nvfp4 a sixteenth of two multiplications for the scales more; of ternary weights the addition alone;
 * <li>a byte between a scratchpad and the unit that it is of: 8 bits over half the side of the unit, the root of its area; the way in
 *     the scratchpad is in the byte of the scratchpad;
 * <li>a byte over a link between chips: 8 bits of the middle of what is published of that link;
 * <li>an access to a register of 16 bits: 16 bits of a flip-flop;
 * <li>a cycle of an element: its flip-flops, and the bits it hands on over the side of an element, the root of its area.
 * </ul>
 * Area of a grid's parts is times {@code element_overhead}, that of arithmetic times {@code arithmetic_level}, of scratchpads
 * times {@code sram_area}. Static power is that of cells of the device class, and of logic where the laws know it.
 */
final class TechnologyCosts implements CostModel.Costs {
    private static final double BITS_OF_REGISTER = 16;
    private static final double SCALED_BLOCK = 16;
    private static final double ROOM_TEMPERATURE = 300;

    private final Technology technology;
    private final Laws laws;
    private final Scaling scaling;
    private final double node;
    private final Technology.Factors factors;
    private final Map<Action, CostModel.Price> known = new java.util.concurrent.ConcurrentHashMap<>();

    TechnologyCosts(Technology technology, Laws laws) {
        this.technology = technology;
        this.laws = laws;
        this.node = technology.nodeNm();
        this.factors = technology.given();
        String name = technology.scaling() == null
                ? laws.scalings().keySet().iterator().next()
                : technology.scaling();
        this.scaling = Objects.requireNonNull(laws.scalings().get(name));
    }

    @Override
    public CostModel.Price price(Action action) {
        return known.computeIfAbsent(action, this::work);
    }

    private CostModel.Price work(Action action) {
        List<CostNote> notes = new ArrayList<>();
        boolean onChip = action.primitive() != Primitive.LINK_BYTE;
        double pj = (onChip ? overhead(factors.systemOverhead()) : 1) * pj(action, notes);
        return new CostModel.Price(pj, notes);
    }

    private double pj(Action a, List<CostNote> notes) {
        return switch (a.primitive()) {
            case MAC -> mac(a, notes);
            case ADD -> arithmetic(laws.arithmetic().add(digits(a, a.format(), notes)));
            case MAX -> arithmetic(laws.arithmetic().compare(digits(a, a.format(), notes)));
            case MULTIPLY -> arithmetic(laws.arithmetic().multiply(digits(a, a.format(), notes)));
            case DIVIDE ->
                laws.arithmetic().divideMultiplications()
                        * arithmetic(laws.arithmetic().multiply(digits(a, a.format(), notes)));
            case EXP -> laws.arithmetic().exponentialFmas() * fma(digits(a, a.format(), notes));
            case REGISTER_READ, REGISTER_WRITE -> BITS_OF_REGISTER * registerPj();
            case SRAM_READ_BYTE, SRAM_WRITE_BYTE -> ram(a, notes);
            case ELEMENT_CYCLE -> element(a, notes);
            case WIRE_BYTE -> wire(a, notes);
            case LINK_BYTE -> link(a, notes);
            case LOGIC_CYCLE -> 0;
        };
    }

    private Digits digits(Action a, String format, List<CostNote> notes) {
        Digits d = Digits.of(format);
        ArithmeticLaw law = laws.arithmetic();
        if (d.floating() && (d.bits() < law.leastSignificand() || d.bits() > law.mostSignificand())) {
            notes.add(new CostNote(
                    CostNote.Kind.OUTSIDE,
                    about(a.unit()),
                    format + " has a significand of " + d.bits() + " bits; the formulas were checked from "
                            + law.leastSignificand() + " to " + law.mostSignificand()));
        }
        return d;
    }

    private double mac(Action a, List<CostNote> notes) {
        Digits operands = digits(a, a.operands(), notes);
        Digits sums = sums(operands, a.accumulate());
        double add = arithmetic(laws.arithmetic().add(sums));
        if (a.operands().equals("ternary")) {
            return add;
        }
        double multiply = arithmetic(laws.arithmetic().multiply(operands));
        double scales = a.operands().equals("nvfp4")
                ? (arithmetic(laws.arithmetic().multiply(Digits.of("fp8-e4m3")))
                                + arithmetic(laws.arithmetic().multiply(sums)))
                        / SCALED_BLOCK
                : 0;
        return multiply + add + scales;
    }

    /** Whole numbers are added up in 32 bits, all else in fp32, unless it is said. */
    private static Digits sums(Digits operands, @Nullable String accumulate) {
        return Digits.of(accumulate != null ? accumulate : operands.floating() ? "fp32" : "int32");
    }

    private double fma(Digits d) {
        return arithmetic(laws.arithmetic().multiply(d))
                + arithmetic(laws.arithmetic().add(d));
    }

    private double arithmetic(ArithmeticLaw.Cell cell) {
        return cell.pj()
                * scaling.energy(cell.kind(), node, laws.arithmetic().reference())
                * overhead(factors.arithmeticLevel());
    }

    private double registerPj() {
        Laws.Register r = laws.register();
        return r.pj() * scaling.energy(ArithmeticLaw.Kind.REGISTER, node, r.node());
    }

    private double ram(Action a, List<CostNote> notes) {
        Shape.Ram ram = shape(Shape.Ram.class, a.parts());
        if (ram == null) {
            notes.add(missing(about(a.unit()), "says nothing of its banks: its accesses are not counted"));
            return 0;
        }
        SramLaw law = laws.sram();
        boolean read = a.primitive() == Primitive.SRAM_READ_BYTE;
        double word = ram.wordBits();
        double one = read
                ? law.readPj((double) ram.bankBytes(), word, node)
                : law.writePj((double) ram.bankBytes(), word, node);
        SramLaw.Device device = device();
        double factor = law.portEnergy(ram) * (device == null ? 1 : device.energy());
        double wire = 0;
        if (ram.banks() > 1) {
            outsideWires(notes);
            wire = word * laws.wire().at(node) * Math.sqrt(law.um2(ram, node) * 1e-6) / 2;
        }
        return (one * factor * overhead(factors.sramLevel()) + wire) * 8 / word;
    }

    private double wire(Action a, List<CostNote> notes) {
        double mm2 =
                a.parts().isEmpty() ? 0 : silicon(about(a.unit()), a.parts()).mm2();
        if (mm2 == 0) {
            notes.add(missing(about(a.unit()), "no area is known: wires between it and scratchpads are not counted"));
            return 0;
        }
        outsideWires(notes);
        return 8 * laws.wire().at(node) * Math.sqrt(mm2) / 2;
    }

    private void outsideWires(List<CostNote> notes) {
        double known = laws.wire().known(node);
        if (known != node) {
            String text = "wires at " + plain(node) + " nm are taken as at " + plain(known) + " nm";
            notes.add(new CostNote(CostNote.Kind.OUTSIDE, technology.name(), text));
        }
    }

    private double link(Action a, List<CostNote> notes) {
        Link link = laws.links().get(a.operands());
        if (link == null) {
            notes.add(missing(
                    about(a.unit()),
                    "the laws have no link " + a.operands() + ": not counted; they have "
                            + String.join(", ", laws.links().keySet())));
            return 0;
        }
        choice(
                notes,
                about(a.unit()),
                "a bit over " + a.operands() + " takes " + link.pj() + " pJ, the middle of " + link.leastPj() + " to "
                        + link.mostPj());
        return 8 * link.pj();
    }

    private double element(Action a, List<CostNote> notes) {
        Shape.Grid grid = shape(Shape.Grid.class, a.parts());
        if (grid == null) {
            notes.add(missing(about(a.unit()), "says nothing of its elements: their registers are not counted"));
            return 0;
        }
        double um2 = silicon(about(a.unit()), a.parts()).mm2() * 1e6 / grid.elements();
        double side = Math.sqrt(um2) * 1e-3;
        outsideWires(notes);
        return grid.heldBits() * registerPj() + grid.movedBits() * laws.wire().at(node) * side;
    }

    private static <T extends Shape> @Nullable T shape(Class<T> kind, List<Part> parts) {
        for (Part p : parts) {
            if (kind.isInstance(p.shape())) {
                return kind.cast(p.shape());
            }
        }
        return null;
    }

    private SramLaw.@Nullable Device device() {
        return technology.device() == null ? null : laws.sram().devices().get(technology.device());
    }

    @Override
    public CostModel.Silicon silicon(String unit, List<Part> parts) {
        Map<String, Double> areas = new LinkedHashMap<>();
        List<String> unknown = new ArrayList<>();
        List<CostNote> notes = new ArrayList<>();
        boolean grid = shape(Shape.Grid.class, parts) != null;
        double watts = 0;
        double accessNs = 0;
        for (Part part : parts) {
            double um2;
            if (part.shape() instanceof Shape.Ram ram) {
                um2 = laws.sram().um2(ram, node) * overhead(factors.sramArea());
                watts += leak(ram);
                SramLaw.Device device = device();
                accessNs = Math.max(accessNs, laws.sram().accessNs(ram, node) * (device == null ? 1 : device.access()));
                laws.sram().outside(ram).forEach(text -> notes.add(new CostNote(CostNote.Kind.OUTSIDE, unit, text)));
            } else if (part.name().equals(Part.INTERFACE)) {
                Double lane = laws.interfaces().laneMm2(part.variant(), node);
                if (lane == null) {
                    unknown.add(part.key());
                    notes.add(missing(
                            unit,
                            "the laws have no area of " + part.key() + "; they have "
                                    + String.join(
                                            ", ", laws.interfaces().kinds().keySet())));
                    continue;
                }
                um2 = lane * part.count() * 1e6;
                if (!laws.interfaces().covers(node)) {
                    notes.add(new CostNote(
                            CostNote.Kind.OUTSIDE,
                            unit,
                            "areas of interfaces were found at "
                                    + plain(laws.interfaces().leastNode()) + " to "
                                    + plain(laws.interfaces().mostNode()) + " nm"));
                }
            } else {
                Double one = um2(unit, part, notes);
                if (one == null) {
                    unknown.add(part.key());
                    notes.add(missing(unit, "the laws have no area of " + part.key()));
                    continue;
                }
                um2 = one * part.count() * (grid ? elementOverhead() : 1);
                watts += leak(unit, part.name().equals("register"), one * part.count(), notes);
            }
            areas.merge(part.key(), um2, Double::sum);
        }
        return new CostModel.Silicon(areas, watts, accessNs, List.copyOf(unknown), List.copyOf(notes));
    }

    private double elementOverhead() {
        Double own = factors.elementOverhead();
        return own == null ? laws.elementOverhead().value() : own;
    }

    /** Area of one; null if it is not known. */
    private @Nullable Double um2(String unit, Part part, List<CostNote> notes) {
        ArithmeticLaw law = laws.arithmetic();
        if (part.name().equals("register")) {
            Laws.Register r = laws.register();
            return BITS_OF_REGISTER * r.um2() * laws.logicArea(node, r.node());
        }
        if (!List.of("mac", "multiplier", "adder", "comparator", "divider", "exponential")
                .contains(part.name())) {
            return null;
        }
        String format = part.variant().isEmpty() ? part.name().equals("mac") ? "fp16" : "fp32" : part.variant();
        if (part.variant().isEmpty()) {
            notes.add(new CostNote(
                    CostNote.Kind.CHOICE,
                    unit,
                    "the area of " + part.name() + " is that of " + format + ", as the unit names no format"));
        }
        Digits d = Digits.of(format);
        double um2 = switch (part.name()) {
            case "mac" ->
                (format.equals("ternary") ? 0 : law.multiply(d).um2())
                        + law.add(sums(d, null)).um2();
            case "multiplier" -> law.multiply(d).um2();
            case "adder" -> law.add(d).um2();
            case "comparator" -> law.compare(d).um2();
            case "divider" -> law.divideMultiplications() * law.multiply(d).um2();
            default ->
                law.exponentialFmas() * (law.multiply(d).um2() + law.add(d).um2());
        };
        return um2 * laws.logicArea(node, law.reference()) * overhead(factors.arithmeticLevel());
    }

    private double leak(Shape.Ram ram) {
        SramLaw.Device device = device();
        return device == null ? 0 : laws.sram().leakWatts(ram, node, device, kelvin());
    }

    /** Of logic, which is known for one device class only; from node to node as its energy, for want of better. */
    private double leak(String unit, boolean register, double um2, List<CostNote> notes) {
        Laws.Register r = laws.register();
        SramLaw.Device device = device();
        if (device == null) {
            return 0;
        }
        if (!r.leakDevice().equals(technology.device())) {
            notes.add(missing(unit, "no leakage of logic is known for " + technology.device() + ": not counted"));
            return 0;
        }
        double perUm2 = register ? r.leakWatts() / r.um2() : r.logicLeak();
        double there = um2 / laws.logicArea(node, r.node());
        double factor = scaling.energy(ArithmeticLaw.Kind.REGISTER, node, r.node());
        return perUm2 * there * factor * device.temperatureFactor(kelvin());
    }

    private double kelvin() {
        return technology.kelvin() == null ? ROOM_TEMPERATURE : technology.kelvin();
    }

    @Override
    public @Nullable String whyNoStaticPower() {
        return technology.device() == null
                ? "device in " + technology.name() + ": "
                        + String.join(", ", laws.sram().devices().keySet())
                : null;
    }

    @Override
    public List<CostNote> notes() {
        List<CostNote> notes = new ArrayList<>();
        choice(
                notes,
                technology.name(),
                "logic at " + plain(node) + " nm"
                        + (technology.scaling() == null ? "" : ", taken there as " + technology.scaling() + " says")
                        + "; schools differ 3.5 to 6 times below 45 nm");
        factor(notes, "sram_level", factors.sramLevel(), 1, "energy of accesses as the formula has it");
        factor(notes, "sram_area", factors.sramArea(), 1, "area of cells and their periphery alone");
        factor(notes, "arithmetic_level", factors.arithmeticLevel(), 1, "arithmetic at a relaxed clock");
        factor(
                notes,
                "element_overhead",
                factors.elementOverhead(),
                laws.elementOverhead().value(),
                "area of an element over arithmetic and registers, fitted");
        factor(
                notes,
                "system_overhead",
                factors.systemOverhead(),
                1,
                "arrays, arithmetic and registers alone: no clock tree, control, tags, crossbar");
        double least = scaling.covers(node) ? laws.sram().fittedDownTo() : node;
        if (node < least) {
            notes.add(new CostNote(
                    CostNote.Kind.OUTSIDE,
                    technology.name(),
                    "scratchpads at " + plain(node) + " nm go by a rule below " + plain(least)
                            + " nm, the last node that the formulas were fitted to"));
        }
        return notes;
    }

    private void factor(List<CostNote> notes, String name, @Nullable Double given, double usual, String means) {
        choice(notes, name, given == null ? plain(usual) + ": " + means : plain(given) + " instead of " + plain(usual));
    }

    private void choice(List<CostNote> notes, String about, String text) {
        notes.add(new CostNote(CostNote.Kind.CHOICE, about, text));
    }

    private static String plain(double value) {
        return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
    }

    private CostNote missing(String about, String text) {
        return new CostNote(CostNote.Kind.MISSING, about, text);
    }

    private String about(@Nullable String unit) {
        return unit == null ? technology.name() : unit;
    }

    private static double overhead(@Nullable Double factor) {
        return factor == null ? 1 : factor;
    }
}
