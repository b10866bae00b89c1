package dev.headrace.simulator.dataflow;

import dev.headrace.simulator.spec.DesignSpec;
import java.util.List;

/**
 * The operators that a dataflow can use.
 *
 * @param name value of "op"
 * @param about what it does, in a sentence
 * @param fields its fields beside {@link OpCommon}'s
 * @param followsNumbers true if what it takes next depends on numbers, which a run then needs whether they are checked or not
 */
public record OpKind(String name, String about, Class<? extends Record> fields, boolean followsNumbers) {
    private static final List<OpKind> ALL = List.of(
            new OpKind("load", "brings tiles of a tensor from a memory", LoadSpec.class),
            new OpKind("store", "takes tiles to a memory; its stream carries completions", StoreSpec.class),
            new OpKind("source", "tiles of a tensor at an interval of its own, without a memory", LoadSpec.class),
            new OpKind("sink", "keeps tiles without a memory, in no time", StoreSpec.class),
            new OpKind("matmul", "product of two tiles, optionally summed over a loop", MatmulSpec.class),
            new OpKind("scale", "multiplies scores by the workload's scale", ScoreSpec.class),
            new OpKind("mask", "applies the workload's mask to scores", ScoreSpec.class),
            new OpKind("softmax", "softmax over complete rows", SoftmaxSpec.class),
            new OpKind("online-softmax", "softmax tile by tile with running maximum and sum", OnlineSoftmaxSpec.class),
            new OpKind("rescale-accumulate", "factor per row times accumulator plus tile", RescaleSpec.class),
            new OpKind("divide", "element-wise quotient, or of each row by a number", MapSpec.class),
            new OpKind("map", "element-wise function of one or two streams", MapSpec.class),
            new OpKind("repeat", "the same token at every iteration of further loops", MapSpec.class),
            new OpKind("broadcast", "the same token to several readers", MapSpec.class),
            new OpKind("reduce", "sum or maximum over columns or a loop", ReduceSpec.class),
            new OpKind("embed", "rows of a table that belong to the words of a text", EmbedSpec.class),
            new OpKind("quantize", "rows over their root mean square, as int8 with a scale each", QuantizeSpec.class),
            new OpKind("ternary-matmul", "int8 rows times ternary weights, exactly", TernaryMatmulSpec.class),
            new OpKind("dequantize", "sums times the scale of their row", DequantizeSpec.class),
            new OpKind("rotate", "rotary embedding of consecutive pairs", RotateSpec.class),
            new OpKind("rms-norm", "rows over their root mean square", RmsNormSpec.class),
            new OpKind("argmax", "column of the largest number of every row", ArgmaxSpec.class),
            new OpKind("split", "the columns of each token dealt to the heads of a further loop", SplitSpec.class),
            new OpKind("join", "the tokens of all heads side by side", JoinSpec.class),
            new OpKind(
                    "carry",
                    "one stream in the first iteration of a loop, another's token before after",
                    CarrySpec.class),
            new OpKind(
                    "merge", "two sorted streams as one, each firing taking the smaller head", MergeSpec.class, true),
            new OpKind("fetch", "brings the kept rows of q, k or v, in so many bits", FetchSpec.class),
            new OpKind("replace", "tokens, or what was computed again for them", ReplaceSpec.class),
            new OpKind("top-k", "the largest probabilities of a row", TopKSpec.class),
            new OpKind("pick", "rows of a tile that a query adds up", PickSpec.class),
            new OpKind("candidates", "A3's search for promising keys, by its steps", CandidatesSpec.class),
            new OpKind("importance", "adds probabilities up for each token", ImportanceSpec.class),
            new OpKind("keep", "the most important tokens of a layer", KeepSpec.class),
            new OpKind("scan", "running sum or maximum over a loop", ReduceSpec.class));

    private OpKind(String name, String about, Class<? extends Record> fields) {
        this(name, about, fields, false);
    }

    /** True if the timing of a design follows numbers by one of its operators. */
    public static boolean followNumbers(DesignSpec design) {
        return design.allStages().stream()
                .flatMap(stage -> stage.dataflow().stream())
                .map(op -> op.path("op").asString(""))
                .anyMatch(name -> ALL.stream().anyMatch(kind -> kind.followsNumbers && kind.name.equals(name)));
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
