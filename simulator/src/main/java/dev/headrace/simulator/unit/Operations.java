package dev.headrace.simulator.unit;

/** Names of the operations that a {@link Work} can ask for. A unit of a user may know others. */
public final class Operations {
    /** Product of int8 rows and a ternary matrix. */
    public static final String TERNARY_MATMUL = "ternary-matmul";
    /** Root mean square and largest magnitude of every row, then int8 with one scale a row. */
    public static final String QUANTIZE = "quantize";
    /** Multiplication of whole-number sums by the scales of their row and matrix. */
    public static final String DEQUANTIZE = "dequantize";
    /** x / (1 + e^-x), times another matrix. */
    public static final String SILU_MULTIPLY = "silu-multiply";
    /** Rotation of neighbouring elements by an angle that follows from the position: rotary embedding. */
    public static final String ROTATE = "rotate";
    /** Division of every row by its root mean square. */
    public static final String RMS_NORM = "rms-norm";
    /** Position of the largest element of every row. */
    public static final String ARGMAX = "argmax";
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
