package dev.headrace.golden;

/** Which keys a query may see. Implementations are pure functions: the same arguments always give the same answer. */
@FunctionalInterface
public interface Mask {
    /**
     * True if the query sees the key.
     *
     * @param head query head, from 0
     * @param query row of Q, from 0
     * @param key row of K, from 0
     */
    boolean allowed(int head, int query, int key);

    /** Every query sees every key. */
    static Mask none() {
        return (head, query, key) -> true;
    }

    /**
     * Causal mask with the queries aligned to the end of the keys: query i sees keys {@code j <= i + (keys - queries)},
     * so the last query sees every key, as in a decode step over a cache. With more queries than keys the first
     * {@code queries - keys} queries see nothing.
     */
    static Mask causal(int queries, int keys) {
        int offset = keys - queries;
        return (head, query, key) -> key <= query + offset;
    }
}
