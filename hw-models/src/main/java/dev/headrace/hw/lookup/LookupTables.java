package dev.headrace.hw.lookup;

/**
 * The T tables that stand for T G inputs: entry e of a table is the sum of its G inputs with the signs that e spells in
 * base 3. Each entry is one addition away from a shorter one (its highest digit left out), which is the adder tree that
 * builds a table: level i adds plus or minus input i to the 3^i entries there are.
 */
final class LookupTables {
    private final int group;
    private final int entries;
    private final short[] values;

    LookupTables(int group, int tables) {
        this.group = group;
        this.entries = IndexVectors.entriesOf(group);
        this.values = new short[entries * tables];
    }

    /**
     * Builds all tables.
     *
     * @param x int8 inputs; those beyond its end count as 0
     * @param from first input
     */
    void build(int[] x, int from) {
        for (int table = 0; table * entries < values.length; table++) {
            int base = table * entries;
            int size = 1;
            for (int i = 0; i < group; i++) {
                int at = from + table * group + i;
                int value = at < x.length ? x[at] : 0;
                for (int e = 0; e < size; e++) {
                    values[base + size + e] = (short) (values[base + e] + value);
                    values[base + 2 * size + e] = (short) (values[base + e] - value);
                }
                size *= 3;
            }
        }
    }

    /** An entry of a table. */
    int entry(int table, int index) {
        return values[table * entries + index];
    }
}
