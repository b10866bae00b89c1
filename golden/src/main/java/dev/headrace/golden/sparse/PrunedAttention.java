package dev.headrace.golden.sparse;

import dev.headrace.golden.DenseAttention;
import dev.headrace.golden.Mask;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Attention of one head with what SpAtten (HPCA 2021) leaves out: keys of tokens that the cascade has dropped, low key
 * bits, and V rows of small probability.
 *
 * <p>For each query: scores with the keys that are there and that the mask allows; whole-number products, exact, where
 * queries and keys are quantized. Softmax in double precision over those keys alone. If the largest probability is below
 * the threshold, once more with all key bits. Of n probabilities the {@code floor(valuesKept n)} largest multiply their V
 * row; the probabilities are not scaled up for the others. The matrix that is quantized holds all rows, whatever is
 * pruned, as memory does.
 *
 * <p>That is with {@link Datapath#EXACT}; with any other datapath products, softmax and probabilities are computed in its number
 * formats, and importances, thresholds and selections see what comes out of them.
 *
 * @param headDim columns of q and k
 * @param valueDim columns of v
 * @param scale factor of the scores
 * @param mask which keys a query sees
 * @param valuesKept share of a query's keys whose V rows are added up, 0 to 1
 * @param widths bits of q, k and v
 * @param datapath number formats of the machine
 */
public record PrunedAttention(
        int headDim, int valueDim, double scale, Mask mask, double valuesKept, BitWidths widths, Datapath datapath) {
    public PrunedAttention {
        Require.atLeast("head_dim", headDim, 1);
        Require.atLeast("value_dim", valueDim, 1);
        Require.share("values kept", valuesKept);
    }

    /** In double precision. */
    public PrunedAttention(int headDim, int valueDim, double scale, Mask mask, double valuesKept, BitWidths widths) {
        this(headDim, valueDim, scale, mask, valuesKept, widths, Datapath.EXACT);
    }

    /** One matrix as the products see it: numbers, and what they must be multiplied by. */
    private static final class Operand {
        private final double[] numbers;
        private final double step;

        Operand(double[] numbers, double step) {
            this.numbers = numbers;
            this.step = step;
        }

        static Operand of(double[] matrix, int bits, int low) {
            if (bits == 0) {
                return new Operand(matrix, 1);
            }
            Quantized quantized = Quantized.of(matrix, bits + low);
            return new Operand(quantized.codes(), quantized.step());
        }
    }

    /**
     * Some queries of one head.
     *
     * @param head handed to the mask
     * @param queries rows of q
     * @param tokens rows of k and v that are there, ascending
     * @param q any number of rows x headDim
     * @param k any number of rows x headDim
     * @param v as many rows x valueDim
     * @return one outcome for each query, in the order asked
     */
    public List<QueryOutcome> attend(int head, int[] queries, int[] tokens, double[] q, double[] k, double[] v) {
        List<QueryOutcome> outcomes = new ArrayList<>(queries.length);
        if (tokens.length == 0) {
            for (int query : queries) {
                outcomes.add(
                        new QueryOutcome(query, new int[0], new double[0], new int[0], 0, false, new double[valueDim]));
            }
            return outcomes;
        }
        if (!datapath.equals(Datapath.EXACT)) {
            int keyBits = widths.keyBits() == 0 ? 0 : widths.keyBits() + widths.lsbBits();
            DatapathHead arithmetic = new DatapathHead(
                    datapath,
                    scale,
                    new DatapathHead.Matrix(q, headDim, widths.queryBits()),
                    new DatapathHead.Matrix(k, headDim, keyBits),
                    new DatapathHead.Matrix(v, valueDim, widths.valueBits()));
            for (int query : queries) {
                outcomes.add(outcome(head, query, tokens, arithmetic));
            }
            return outcomes;
        }
        Operand query = Operand.of(q, widths.queryBits(), 0);
        Operand full = Operand.of(k, widths.keyBits(), widths.lsbBits());
        double[] fullRows = gather(full.numbers, tokens, headDim);
        double[] firstRows = fullRows.clone();
        for (int i = 0; i < firstRows.length && widths.lsbBits() > 0; i++) {
            int low = widths.lsbBits();
            firstRows[i] = Quantized.merge(Quantized.msb((int) firstRows[i], low), 0, low);
        }
        double[] values = widths.valueBits() == 0
                ? v
                : Quantized.of(v, widths.valueBits()).values();
        Mask gathered = (h, i, j) -> mask.allowed(h, i, tokens[j]);
        DenseAttention dense = new DenseAttention(
                q.length / headDim, tokens.length, headDim, valueDim, scale * query.step * full.step, gathered);
        for (int row : queries) {
            double[] p = dense.probabilities(head, row, query.numbers, firstRows);
            double maximum = Arrays.stream(p).max().orElse(0);
            boolean refetch = widths.lsbBits() > 0 && maximum > 0 && maximum < widths.threshold();
            if (refetch) {
                p = dense.probabilities(head, row, query.numbers, fullRows);
            }
            outcomes.add(outcome(head, row, tokens, p, maximum, refetch, values));
        }
        return outcomes;
    }

    private QueryOutcome outcome(int head, int query, int[] tokens, DatapathHead arithmetic) {
        int[] keys =
                Arrays.stream(tokens).filter(t -> mask.allowed(head, query, t)).toArray();
        double[] p = arithmetic.probabilities(query, keys, widths.lsbBits());
        double maximum = Arrays.stream(p).max().orElse(0);
        boolean refetch = widths.lsbBits() > 0 && keys.length > 0 && maximum < widths.threshold();
        if (refetch) {
            p = arithmetic.probabilities(query, keys, 0);
        }
        int count = Require.floorShare(valuesKept, keys.length);
        int[] kept = Selection.largest(p, count).positions();
        int[] rows = Arrays.stream(kept).map(j -> keys[j]).toArray();
        return new QueryOutcome(query, keys, p, rows, maximum, refetch, arithmetic.output(p, keys, kept));
    }

    private QueryOutcome outcome(
            int head, int query, int[] tokens, double[] p, double maximum, boolean refetched, double[] v) {
        int[] keys =
                Arrays.stream(tokens).filter(t -> mask.allowed(head, query, t)).toArray();
        double[] probabilities = new double[keys.length];
        int next = 0;
        for (int j = 0; j < tokens.length; j++) {
            if (mask.allowed(head, query, tokens[j])) {
                probabilities[next++] = p[j];
            }
        }
        int count = Require.floorShare(valuesKept, keys.length);
        int[] kept = Selection.largest(probabilities, count).positions();
        double[] output = new double[valueDim];
        for (int j : kept) {
            for (int c = 0; c < valueDim; c++) {
                output[c] += probabilities[j] * v[keys[j] * valueDim + c];
            }
        }
        int[] rows = Arrays.stream(kept).map(j -> keys[j]).toArray();
        return new QueryOutcome(query, keys, probabilities, rows, maximum, refetched, output);
    }

    private static double[] gather(double[] matrix, int[] rows, int columns) {
        double[] gathered = new double[rows.length * columns];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(matrix, rows[i] * columns, gathered, i * columns, columns);
        }
        return gathered;
    }
}
