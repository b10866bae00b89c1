package dev.headrace.simulator.unit;

/** Names of the operations that a {@link Work} can ask for. A unit of a user may know others. */
public final class Operations {
    /** Matrix product. */
    public static final String MATMUL = "matmul";
    /** Element-wise multiplication by a constant. */
    public static final String SCALE = "scale";
    /** Replacing masked elements by minus infinity. */
    public static final String MASK = "mask";
    /** Softmax of whole rows: maximum, exponential of the difference, sum, division. */
    public static final String SOFTMAX = "softmax";
    /** One tile of online softmax: row maxima, exponentials, row sums, running maximum and sum, one correction a row. */
    public static final String ONLINE_SOFTMAX = "online-softmax";
    /** Multiplication of every row by its own factor, and addition of another matrix. */
    public static final String RESCALE_ACCUMULATE = "rescale-accumulate";
    /** Division of every row by its own denominator. */
    public static final String DIVIDE = "divide";
    /** Element-wise exponential. */
    public static final String EXP = "exp";
    /** Element-wise natural logarithm. */
    public static final String LOG = "log";
    /** Element-wise addition. */
    public static final String ADD = "add";
    /** Element-wise subtraction. */
    public static final String SUBTRACT = "subtract";
    /** Element-wise multiplication. */
    public static final String MULTIPLY = "multiply";
    /** Element-wise maximum. */
    public static final String MAX = "max";
    /** Exponential of the difference between an element and a number of its row, or another element. */
    public static final String EXP_DIFFERENCE = "exp-difference";
    /** Maximum of every row. */
    public static final String ROW_MAX = "row-max";
    /** Sum of every row. */
    public static final String ROW_SUM = "row-sum";
    /** Copy, format conversion, or anything else of one simple step per element. */
    public static final String COPY = "copy";

    /** The k largest numbers of a row; how many cycles that takes is found by the unit beforehand. */
    public static final String TOP_K = "top-k";

    private Operations() {}
}
