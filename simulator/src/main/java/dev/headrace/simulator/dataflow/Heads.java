package dev.headrace.simulator.dataflow;

/** The columns of a model's rows as one piece for each head. */
final class Heads {
    private final Scope scope;
    private final Dimension piece;

    /**
     * Pieces of a size.
     *
     * @param piece label of the dimension of a piece's columns
     */
    Heads(Scope scope, String piece) {
        this.scope = scope;
        this.piece = new Dimension(piece);
    }

    /** True for a loop over single heads. */
    boolean single(Loop loop) {
        return loop.dimension().equals(Dimension.HEADS) && loop.tile() == 1;
    }

    /** Columns of a piece. */
    int width() {
        return piece.extent(scope.workload().shape());
    }

    /** The columns of a piece. */
    Axis columns() {
        return new Axis(piece, null, width());
    }

    /** Number of pieces in a row: heads, or kv heads. */
    int parts(String field, String name, Axis row) {
        int heads = scope.workload().shape().heads();
        int shared = scope.workload().shape().kvHeadCount();
        long extent = row.extent();
        boolean whole = row.loop() == null;
        scope.require(
                whole && (extent == (long) heads * width() || extent == (long) shared * width()),
                field,
                name + " with columns " + row + " of " + extent,
                "whole rows of " + heads + (shared == heads ? "" : " or " + shared) + " heads x " + width());
        return (int) (extent / width());
    }

    /** The piece of a row of so many that belongs to the query head at a point. */
    int part(Point at, int parts) {
        int heads = scope.workload().shape().heads();
        return at.head() % heads / (heads / parts);
    }
}
