package dev.headrace.simulator.dataflow;

/**
 * A loop over tiles of a dimension; the last tile may be smaller.
 *
 * @param name its name in the design
 * @param dimension what it runs over
 * @param extent elements of the dimension
 * @param tile elements in a tile, 1 to extent
 */
public record Loop(String name, Dimension dimension, int extent, int tile) {
    /** Number of tiles. */
    public int trips() {
        return (extent - 1) / tile + 1;
    }

    /** First element of a tile. */
    public int start(int index) {
        return index * tile;
    }

    /** Elements in a tile. */
    public int size(int index) {
        return Math.min(tile, extent - index * tile);
    }
}
