package dev.headrace.simulator.dataflow;

import dev.headrace.simulator.spec.DesignSpec;
import java.util.List;

/**
 * The operators that a dataflow can use.
 *
 * @param name value of "op"
 * @param family what it does, roughly
 * @param about what it does, in a sentence
 * @param fields its fields beside {@link OpCommon}'s
 * @param followsNumbers true if what it takes next depends on numbers, which a run then needs whether they are checked or not
 */
public record OpKind(String name, Family family, String about, Class<? extends Record> fields, boolean followsNumbers) {
    /** What operators do, roughly: what a drawing tells apart. */
    public enum Family {
        TRANSFER("moves tiles"),
        PRODUCT("matrix product"),
        ROWS("works on rows"),
        ELEMENTS("element by element"),
        SELECTION("selects"),
        ROUTING("hands on");

        private final String words;

        Family(String words) {
            this.words = words;
        }

        /** As people read it. */
        public String words() {
            return words;
        }
    }

    private static final List<OpKind> ALL = List.of(
            new OpKind("load", Family.TRANSFER, "brings tiles of a tensor from a memory", LoadSpec.class),
            new OpKind(
                    "store",
                    Family.TRANSFER,
                    "takes tiles to a memory; its stream carries completions",
                    StoreSpec.class),
            new OpKind(
                    "source",
                    Family.TRANSFER,
                    "tiles of a tensor at an interval of its own, without a memory",
                    LoadSpec.class),
            new OpKind("sink", Family.TRANSFER, "keeps tiles without a memory, in no time", StoreSpec.class),
            new OpKind(
                    "matmul", Family.PRODUCT, "product of two tiles, optionally summed over a loop", MatmulSpec.class),
            new OpKind("scale", Family.ELEMENTS, "multiplies scores by the workload's scale", ScoreSpec.class),
            new OpKind("mask", Family.ELEMENTS, "applies the workload's mask to scores", ScoreSpec.class),
            new OpKind("softmax", Family.ROWS, "softmax over complete rows", SoftmaxSpec.class),
            new OpKind(
                    "online-softmax",
                    Family.ROWS,
                    "softmax tile by tile with running maximum and sum",
                    OnlineSoftmaxSpec.class),
            new OpKind(
                    "rescale-accumulate", Family.ROWS, "factor per row times accumulator plus tile", RescaleSpec.class),
            new OpKind("divide", Family.ELEMENTS, "element-wise quotient, or of each row by a number", MapSpec.class),
            new OpKind("map", Family.ELEMENTS, "element-wise function of one or two streams", MapSpec.class),
            new OpKind("repeat", Family.ROUTING, "the same token at every iteration of further loops", MapSpec.class),
            new OpKind("broadcast", Family.ROUTING, "the same token to several readers", MapSpec.class),
            new OpKind("reduce", Family.ROWS, "sum or maximum over columns or a loop", ReduceSpec.class),
            new OpKind("embed", Family.TRANSFER, "rows of a table that belong to the words of a text", EmbedSpec.class),
            new OpKind(
                    "quantize",
                    Family.ROWS,
                    "rows over their root mean square, as int8 with a scale each",
                    QuantizeSpec.class),
            new OpKind(
                    "ternary-matmul",
                    Family.PRODUCT,
                    "int8 rows times ternary weights, exactly",
                    TernaryMatmulSpec.class),
            new OpKind("dequantize", Family.ELEMENTS, "sums times the scale of their row", DequantizeSpec.class),
            new OpKind("rotate", Family.ELEMENTS, "rotary embedding of consecutive pairs", RotateSpec.class),
            new OpKind("rms-norm", Family.ROWS, "rows over their root mean square", RmsNormSpec.class),
            new OpKind("argmax", Family.ROWS, "column of the largest number of every row", ArgmaxSpec.class),
            new OpKind(
                    "split",
                    Family.ROUTING,
                    "the columns of each token dealt to the heads of a further loop",
                    SplitSpec.class),
            new OpKind("join", Family.ROUTING, "the tokens of all heads side by side", JoinSpec.class),
            new OpKind(
                    "carry",
                    Family.ROUTING,
                    "one stream in the first iteration of a loop, another's token before after",
                    CarrySpec.class),
            new OpKind(
                    "merge",
                    Family.ROUTING,
                    "two sorted streams as one, each firing taking the smaller head",
                    MergeSpec.class,
                    true),
            new OpKind("fetch", Family.TRANSFER, "brings the kept rows of q, k or v, in so many bits", FetchSpec.class),
            new OpKind("replace", Family.ROUTING, "tokens, or what was computed again for them", ReplaceSpec.class),
            new OpKind("top-k", Family.SELECTION, "the largest probabilities of a row", TopKSpec.class),
            new OpKind("pick", Family.SELECTION, "rows of a tile that a query adds up", PickSpec.class),
            new OpKind(
                    "candidates",
                    Family.SELECTION,
                    "A3's search for promising keys, by its steps",
                    CandidatesSpec.class),
            new OpKind("importance", Family.SELECTION, "adds probabilities up for each token", ImportanceSpec.class),
            new OpKind("keep", Family.SELECTION, "the most important tokens of a layer", KeepSpec.class),
            new OpKind("scan", Family.ROWS, "running sum or maximum over a loop", ReduceSpec.class));

    private OpKind(String name, Family family, String about, Class<? extends Record> fields) {
        this(name, family, about, fields, false);
    }

    /** True if the timing of a design follows numbers by one of its operators. */
    public static boolean followNumbers(DesignSpec design) {
        return design.allStages().stream()
                .flatMap(stage -> stage.dataflow().stream())
                .map(op -> op.path("op").asString(""))
                .anyMatch(name -> ALL.stream().anyMatch(kind -> kind.followsNumbers && kind.name.equals(name)));
    }

    /** The family of an operator by its name; {@code ELEMENTS} if there is none of that name. */
    public static Family family(String name) {
        return ALL.stream()
                .filter(kind -> kind.name.equals(name))
                .map(OpKind::family)
                .findFirst()
                .orElse(Family.ELEMENTS);
    }

    /** All of them. */
    public static List<OpKind> all() {
        return ALL;
    }

    /** Their names. */
    public static List<String> names() {
        return ALL.stream().map(OpKind::name).toList();
    }
}
