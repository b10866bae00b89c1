package dev.headrace.simulator.dataflow;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What one head of one layer keeps for one query, as counted elsewhere: a line of a kept-set trace, in the parts in which a
 * machine fetches it.
 *
 * @param step generated token, or query row of a whole pass
 * @param layer layer
 * @param head head of the layer
 * @param length tokens there are
 * @param keys keys fetched
 * @param keyBits bits of a key element fetched first
 * @param lowBits bits fetched on demand
 * @param refetched whether they were
 * @param queryBits bits of a query element
 * @param values V rows fetched
 * @param valueBits bits of a value element
 * @param cut tokens selected after this head, -1: none are
 * @param keyRows which keys, or null
 * @param valueRows which V rows, or null
 */
@SuppressWarnings("ArrayRecordComponent")
public record KeptLine(
        int step,
        int layer,
        int head,
        int length,
        int keys,
        int keyBits,
        int lowBits,
        boolean refetched,
        int queryBits,
        int values,
        int valueBits,
        int cut,
        int @Nullable [] keyRows,
        int @Nullable [] valueRows) {
    @Override
    public String toString() {
        return "step " + step + ", layer " + layer + ", head " + head + ": " + keys + " of " + length + " keys "
                + Arrays.toString(keyRows) + ", " + values + " values";
    }
}
