package dev.headrace.traces;

import java.util.List;

/**
 * What one head of one layer keeps for one token: a line of a kept-set trace, in the columns of SpAtten's released traces.
 *
 * @param step {@code iteration_id}: generated token, or query row of a whole pass, from 0
 * @param layer {@code layer_id}, from 0
 * @param head {@code head_id}, from 0
 * @param headDim {@code embedding_length_D}: columns of K and V, 1 or more
 * @param length {@code sentence_length_L}: tokens there would be without pruning
 * @param keys {@code key_fetch_num}: K vectors fetched, 0 to length
 * @param keyBits {@code quant_key_bit}: bits of a K element fetched first, 1 to 32, or -1: not quantized
 * @param queryBits {@code quant_query_bit}: likewise for Q
 * @param threshold {@code auto_requant_thres}: largest probability below which low bits are fetched, 0 to 1, or -1: never
 * @param refetched {@code if_requant}: true if they were
 * @param lsbBits {@code auto_requant_incre}: how many, 1 to 32, or -1: none
 * @param values {@code value_fetch_num}: V vectors fetched, 0 to keys
 * @param valueBits {@code quant_value_bit}: bits of a V element, 1 to 32, or -1: not quantized
 * @param accumulates {@code if_accumulate_importance}: probabilities are added to the tokens' importances
 * @param rescales {@code if_rescale_previous_importance}: importances so far are scaled first
 * @param selects {@code if_topk}: the most important tokens are selected after this head
 * @param selected {@code topk}: how many, 0 to length and the next token, or -1
 * @param keyIndices {@code key_indices}, not in the released traces: which K vectors, ascending; empty if not recorded
 * @param valueIndices {@code value_indices}: which V vectors, ascending; empty if not recorded
 */
public record KeptSet(
        int step,
        int layer,
        int head,
        int headDim,
        int length,
        int keys,
        int keyBits,
        int queryBits,
        double threshold,
        boolean refetched,
        int lsbBits,
        int values,
        int valueBits,
        boolean accumulates,
        boolean rescales,
        boolean selects,
        int selected,
        List<Integer> keyIndices,
        List<Integer> valueIndices) {
    private static final int UNUSED = -1;

    /** Refuses what no run can have done; the message names the column. */
    public KeptSet {
        within("iteration_id", step, 0, Integer.MAX_VALUE);
        within("layer_id", layer, 0, Integer.MAX_VALUE);
        within("head_id", head, 0, Integer.MAX_VALUE);
        within("embedding_length_D", headDim, 1, Integer.MAX_VALUE);
        within("sentence_length_L", length, 0, Integer.MAX_VALUE);
        within("key_fetch_num", keys, 0, length);
        within("value_fetch_num", values, 0, keys);
        bits("quant_key_bit", keyBits);
        bits("quant_query_bit", queryBits);
        bits("quant_value_bit", valueBits);
        bits("auto_requant_incre", lsbBits);
        if (threshold != UNUSED && !(threshold >= 0 && threshold <= 1)) {
            throw new IllegalArgumentException("auto_requant_thres is " + threshold + "; allowed: 0 to 1, or -1");
        }
        if (refetched && (lsbBits == UNUSED || keyBits == UNUSED)) {
            throw new IllegalArgumentException("if_requant is True with quant_key_bit " + keyBits
                    + " and auto_requant_incre " + lsbBits + "; allowed: True only with bits for both");
        }
        if (selects) {
            within("topk", selected, 0, length == Integer.MAX_VALUE ? length : length + 1);
        } else if (selected != UNUSED) {
            throw new IllegalArgumentException("topk is " + selected + " with if_topk False; allowed: -1");
        }
        keyIndices = indices("key_indices", keyIndices, keys, length);
        valueIndices = indices("value_indices", valueIndices, values, length);
    }

    private static void within(String column, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(column + " is " + value + "; allowed: " + least
                    + (most == Integer.MAX_VALUE ? " or more" : " to " + most));
        }
    }

    private static void bits(String column, int bits) {
        if (bits != UNUSED && (bits < 1 || bits > 32)) {
            throw new IllegalArgumentException(column + " is " + bits + "; allowed: 1 to 32, or -1");
        }
    }

    private static List<Integer> indices(String column, List<Integer> indices, int count, int length) {
        if (!indices.isEmpty() && indices.size() != count) {
            throw new IllegalArgumentException(column + " has " + indices.size() + " numbers; allowed: " + count
                    + ", the vectors fetched, or none");
        }
        int before = -1;
        for (int index : indices) {
            if (index <= before || index >= length) {
                throw new IllegalArgumentException(column + " has " + index + (before < 0 ? "" : " after " + before)
                        + "; allowed: ascending, 0 to " + (length - 1));
            }
            before = index;
        }
        return List.copyOf(indices);
    }
}
