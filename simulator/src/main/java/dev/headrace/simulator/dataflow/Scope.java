package dev.headrace.simulator.dataflow;

import dev.headrace.golden.NumberFormat;
import dev.headrace.simulator.spec.Formats;
import dev.headrace.simulator.spec.InputException;
import dev.headrace.simulator.spec.JsonFile;
import dev.headrace.simulator.spec.WorkloadSpec;
import dev.headrace.simulator.unit.ComputeUnit;
import dev.headrace.simulator.unit.Selector;
import dev.headrace.simulator.unit.Summation;
import dev.headrace.simulator.unit.TernaryEngine;
import dev.headrace.simulator.unit.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What an operator sees while it works out its streams: loops, streams of its stage, units, the workload. */
public final class Scope {
    private final Place place;
    private final WorkloadSpec workload;
    private final Map<String, Loop> loops;
    private final Map<String, StreamType> streams;
    private final Map<String, ComputeUnit> units;
    private final MaskTiles mask;
    private final @Nullable Values values;
    private final Values.@Nullable Reader reader;

    /** Where in the design file the operator stands, for complaints. */
    public record Place(JsonFile file, String pointer) {}

    Scope(
            Place place,
            WorkloadSpec workload,
            Map<String, Loop> loops,
            Map<String, StreamType> streams,
            Map<String, ComputeUnit> units,
            MaskTiles mask,
            @Nullable Values values,
            Values.@Nullable Reader reader) {
        this.reader = reader;
        this.place = place;
        this.workload = workload;
        this.loops = loops;
        this.streams = streams;
        this.units = units;
        this.mask = mask;
        this.values = values;
    }

    /** The workload. */
    public WorkloadSpec workload() {
        return workload;
    }

    /** Its mask by tiles. */
    public MaskTiles mask() {
        return mask;
    }

    /** The numbers in memory; only for use while computing. */
    public Values values() {
        return Objects.requireNonNull(values, "values are off");
    }

    /**
     * One head of an input, also in runs without numbers; zeros if the design is only checked.
     *
     * @param into rows x columns numbers, row-major
     */
    void read(Tensor tensor, int head, double[] into) {
        if (reader != null) {
            reader.read(tensor.name(), head, into);
        }
    }

    /** The unit that an operator names. */
    @Nullable
    ComputeUnit unit(OpCommon common) {
        return common.on() == null ? null : units.get(common.on());
    }

    /** What the workload keeps, by the loops of a nest. */
    KeptTable kept(List<Loop> nest) {
        for (Loop l : nest) {
            if (l.kept() != null) {
                return l.kept();
            }
        }
        throw fail("over", names(nest), "loops of a design with a loop over what is kept");
    }

    /** A complaint about a field of the operator. */
    public InputException fail(String field, String found, String allowed) {
        return place.file().complain(place.pointer() + (field.isEmpty() ? "" : "/" + field), found, allowed);
    }

    /** Type of a stream that the operator reads, named with or without brackets. */
    public StreamType stream(String field, String name) {
        StreamRef ref = StreamRef.parse(name);
        StreamType t = streams.get(ref.stream());
        if (t == null) {
            throw fail(field, "unknown stream \"" + ref.stream() + "\"", String.join(", ", streams.keySet()));
        }
        if (ref.how() != StreamRef.How.LAST) {
            return t;
        }
        List<Loop> rest = new ArrayList<>(t.space());
        rest.remove(bracketLoop(field, ref, t));
        return t.over(rest);
    }

    /** True if the type of a stream is worked out already. */
    boolean knows(String name) {
        return streams.containsKey(StreamRef.nameIn(name));
    }

    private Loop bracketLoop(String field, StreamRef ref, StreamType t) {
        Loop l = loop(field, ref.loop());
        require(
                t.space().contains(l),
                field,
                ref.stream() + ref.brackets() + " of a stream over " + names(t.space()),
                "a loop of that stream");
        return l;
    }

    /** The input by which a stream is read. */
    Op.Input input(String field, String name) {
        StreamRef ref = StreamRef.parse(name);
        StreamType t = stream(field, name);
        require(
                ref.how() == StreamRef.How.SAME || ref.how() == StreamRef.How.LAST,
                field,
                "\"" + name + "\"",
                "a token of the same round; only map, and wait_for, take one of the round before");
        Loop last = ref.how() == StreamRef.How.LAST ? loop(field, ref.loop()) : null;
        return new Op.Input(ref, t.space().size(), null, last, true);
    }

    /** The input by which a stream is read that may be one of the iteration before. */
    Op.Input inputOrBefore(String field, String name) {
        StreamRef ref = StreamRef.parse(name);
        if (ref.how() != StreamRef.How.BEFORE) {
            return input(field, name);
        }
        StreamType t = stream(field, name);
        return new Op.Input(ref, t.space().size(), bracketLoop(field, ref, t), null, true);
    }

    /** The inputs by which an operator waits for firings of others. */
    List<Op.Input> waits(OpCommon common, List<Loop> nest) {
        List<Op.Input> list = new ArrayList<>();
        for (String name : common.waits()) {
            StreamRef ref = StreamRef.parse(name);
            StreamType t = stream("wait_for", name);
            boolean whole = ref.how() == StreamRef.How.FIRING_BEFORE;
            require(
                    t.space().size() <= nest.size()
                            && nest.subList(0, t.space().size()).equals(t.space())
                            && (!whole || nest.equals(t.space())),
                    "wait_for",
                    name + " of firings over " + names(t.space()) + ", in the nest " + names(nest),
                    whole ? "firings over the same nest" : "a nest that begins with their loops");
            Loop before = ref.how() == StreamRef.How.BEFORE ? bracketLoop("wait_for", ref, t) : null;
            Loop last = ref.how() == StreamRef.How.LAST ? loop("wait_for", ref.loop()) : null;
            list.add(new Op.Input(ref, t.space().size(), before, last, false));
        }
        return list;
    }

    /** The axis of a whole dimension that the workload declares. */
    Axis whole(String field, String name) {
        Integer extent = workload.shape().declared().get(name);
        if (extent == null) {
            throw fail(
                    field,
                    "\"" + name + "\"",
                    workload.shape().declared().isEmpty()
                            ? "a dimension that the workload declares"
                            : String.join(", ", workload.shape().declared().keySet()));
        }
        return new Axis(new Dimension(name), null, extent);
    }

    /** A tensor of the workload, named in the operator's field "tensor". */
    Tensor tensor(String name) {
        List<String> all = Tensor.names(workload);
        require(all.contains(name), "tensor", "\"" + name + "\"", String.join(", ", all));
        return Tensor.of(name, workload);
    }

    /** A loop of the design. */
    public Loop loop(String field, String name) {
        Loop l = loops.get(name);
        if (l == null) {
            throw fail(field, "unknown loop \"" + name + "\"", String.join(", ", loops.keySet()));
        }
        return l;
    }

    /** The firing nest: as declared, or the longest of the inputs'; every input's space must be a prefix of it. */
    public List<Loop> nest(OpCommon common, List<String> inputs) {
        List<Loop> nest = new ArrayList<>();
        if (common.over() != null) {
            for (String l : common.over()) {
                Loop loop = loop("over", l);
                if (nest.contains(loop)) {
                    throw fail("over", "loop \"" + l + "\" twice", "each loop once");
                }
                require(
                        loop.within() == null || nest.contains(loop.within()),
                        "over",
                        "loop \"" + l + "\" without the loop whose tiles it divides",
                        "that loop further out");
                nest.add(loop);
            }
        } else {
            for (String in : inputs) {
                List<Loop> space = stream("in", in).space();
                if (space.size() > nest.size()) {
                    nest = space;
                }
            }
        }
        for (String in : inputs) {
            List<Loop> space = stream("in", in).space();
            if (space.size() > nest.size() || !nest.subList(0, space.size()).equals(space)) {
                throw fail(
                        "over",
                        "nest " + names(nest) + " with stream " + in + " over " + names(space),
                        "a nest that begins with the loops of every input (deliver it anew by naming the outer"
                                + " loops in the over of its load)");
            }
        }
        return List.copyOf(nest);
    }

    static String names(List<Loop> loops) {
        return loops.stream().map(Loop::name).toList().toString();
    }

    /** The accumulation loop: the innermost of the nest. Returns the nest without it. */
    public List<Loop> outside(String field, List<Loop> nest, String loop) {
        Loop l = loop(field, loop);
        if (nest.isEmpty() || !nest.get(nest.size() - 1).equals(l)) {
            throw fail(field, "\"" + loop + "\"", "the innermost loop of the nest " + names(nest));
        }
        return nest.subList(0, nest.size() - 1);
    }

    /**
     * What is left of an axis once a loop has been summed over: one element if the loop tiles it one by one.
     *
     * @param field the field that names the loop
     */
    public Axis summed(String field, Axis axis, @Nullable String loop) {
        if (loop == null || axis.loop() == null || !axis.loop().name().equals(loop)) {
            return axis;
        }
        require(
                axis.loop().tile() == 1,
                field,
                "\"" + loop + "\", which tiles " + axis + " by more than one element",
                "a loop over single elements, or over another dimension");
        return Axis.ONE;
    }

    /**
     * True if everything is computed in double precision, one term after another, whatever units say: a workload in fp64, which
     * shows what a dataflow does apart from its formats, or one that keeps a part by what its numbers are.
     */
    private boolean doublePrecision() {
        return workload.formatName().equals("fp64") || workload.kept() != null;
    }

    /** In which order the operator's unit adds up what a work sums. */
    Summation summation(OpCommon common, Work work) {
        ComputeUnit unit = unit(common);
        return unit == null || doublePrecision() ? Summation.SERIAL : unit.summation(work);
    }

    /** Name of the format to which a stream of one is rounded as it enters the operator's unit; null if it stays as it is. */
    @Nullable
    String entering(OpCommon common, String format) {
        ComputeUnit unit = unit(common);
        String operands = unit == null || doublePrecision() ? null : unit.operandFormat();
        if (operands == null || Formats.isCodes(format)) {
            return null;
        }
        NumberFormat to = NumberFormat.parse(operands);
        NumberFormat from = NumberFormat.parse(format);
        require(
                !to.isInteger() || from.isInteger(),
                "on",
                "\"" + common.on() + "\", whose operands are " + operands + ", for numbers in " + format,
                "whole numbers there (a conversion to them needs a scale: quantize makes one)");
        return to.holds(from) ? null : operands;
    }

    /**
     * The format that a product of two streams is made in where the unit names none: the wider of theirs. Null, for that of the
     * workload, if numbers are in double precision whatever the machine has, or codes.
     */
    @Nullable
    String multiplied(String a, String b) {
        if (doublePrecision() || Formats.isCodes(a) || Formats.isCodes(b)) {
            return null;
        }
        return Formats.bits(b) > Formats.bits(a) ? b : a;
    }

    /** A tile in the format of a stream; what is too large for it counts for the operator. */
    Tile rounded(OpCommon common, Tile tile, String format) {
        return values().conversions().round(tile, format, common.name());
    }

    /** Arithmetic of the operator's unit in an accumulator format. */
    Numbers numbers(OpCommon common, String wide) {
        ComputeUnit unit = common.on() == null ? null : units.get(common.on());
        return Numbers.in(wide, unit == null ? "exact" : unit.exponential());
    }

    /** What computes ternary products on the operator's unit: its own engine, or plain sums. */
    TernaryEngine engine(OpCommon common) {
        ComputeUnit unit = common.on() == null ? null : units.get(common.on());
        return unit instanceof TernaryEngine engine ? engine : TernaryMatmulSpec.plain();
    }

    /** Name of the number format in which the operator's unit accumulates. */
    public String accumulator(OpCommon common) {
        return doublePrecision() ? "fp64" : own(common, "fp32");
    }

    /** The same of an operator that computes in fp64, where its unit says nothing else, if what it reads is in fp64. */
    String accumulator(OpCommon common, StreamType in) {
        String natural = in.format().equals("fp64") || workload.formatName().equals("fp64") ? "fp64" : "fp32";
        return doublePrecision() ? natural : own(common, natural);
    }

    private String own(OpCommon common, String otherwise) {
        ComputeUnit unit = unit(common);
        String own = unit == null ? null : unit.accumulatorFormat();
        return own == null ? otherwise : own;
    }

    /** Number format in which probabilities and other operands of a second product are kept. */
    public String operandFormat() {
        return workload.kept() != null ? "fp64" : workload.formatName();
    }

    /**
     * Refuses a unit that has no room for a row that it is to select from. A design that is only checked does not know what
     * a workload keeps, so nothing is refused then unless that is everything.
     */
    void requireRoom(OpCommon common, Selector unit, int longest) {
        require(
                (reader == null && workload.kept() != null) || longest <= unit.capacity(),
                "on",
                "\"" + common.on() + "\", whose capacity is " + unit.capacity() + ", for a row of " + longest,
                "a unit with a capacity of " + longest + " or more");
    }

    /** Refuses an axis that is not what is wanted. */
    public void require(boolean ok, String field, String found, String allowed) {
        if (!ok) {
            throw fail(field, found, allowed);
        }
    }
}
