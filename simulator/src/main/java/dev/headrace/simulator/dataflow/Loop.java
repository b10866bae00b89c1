package dev.headrace.simulator.dataflow;

import org.jspecify.annotations.Nullable;

/**
 * A loop over tiles of a dimension, of a part of it, or of a tile of another loop; the last tile may be smaller.
 *
 * @param name its name in the design
 * @param dimension what it runs over
 * @param extent elements of the dimension
 * @param tile elements in a tile, 1 to extent
 * @param from first element it runs over, 0 or more
 * @param to the element after the last one, at most the extent
 * @param within the loop whose tile it runs over, a multiple of its own, and of which the extent is a multiple; null: it
 *     runs over the whole dimension
 * @param kept what the workload keeps, in a design that asks for it; null: everything is there
 * @param ragged true if only what is kept is visited
 */
public record Loop(
        String name,
        Dimension dimension,
        int extent,
        int tile,
        int from,
        int to,
        @Nullable Loop within,
        @Nullable KeptTable kept,
        boolean ragged) {

    /** A loop over everything. */
    public Loop(String name, Dimension dimension, int extent, int tile, int from, int to, @Nullable Loop within) {
        this(name, dimension, extent, tile, from, to, within, null, false);
    }

    /** True if another loop is this one, or divides its tiles. */
    boolean cuts(@Nullable Loop other) {
        return other != null && (other.equals(this) || cuts(other.within()));
    }

    /** Number of its tiles among those of all outer loops whose tiles it divides. */
    int tilesInAll() {
        return (within == null ? 1 : within.tilesInAll()) * trips();
    }

    /** First element of one of all its tiles. */
    int startInAll(int number) {
        return within == null ? start(number) : within.startInAll(number / trips()) + number % trips() * tile;
    }

    /** Number of tiles, for each index of the loops outside. */
    public int trips() {
        return within == null ? (to - from - 1) / tile + 1 : within.tile() / tile;
    }

    /** First element of a tile of a loop that runs over no other loop's tiles. */
    public int start(int index) {
        return from + index * tile;
    }

    /** Elements in a tile. */
    public int size(int index) {
        return within == null ? Math.min(tile, to - start(index)) : tile;
    }

    /** First element of the tile at a point. */
    public int start(Point at) {
        return (within == null ? from : within.start(at)) + at.index(this) * tile;
    }

    /** Elements in the tile at a point. */
    public int size(Point at) {
        return Math.min(tile, to - start(at));
    }
}
