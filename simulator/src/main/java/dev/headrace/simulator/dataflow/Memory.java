package dev.headrace.simulator.dataflow;

import dev.headrace.golden.NumberFormat;

/** Numbers between tiles and the tensors outside the chip. */
final class Memory {
    private Memory() {}

    /** The tile of a tensor at a point. */
    static Tile load(Tensor t, Axis rows, Axis cols, Point at, Scope scope) {
        int[] wanted = scope.values().rows(rows, at);
        int firstCol = cols.start(at);
        Tile tile = new Tile(wanted.length, cols.size(at));
        int head = t.headOf(at.head(), scope.workload().shape());
        int width = t.cols().extent(scope.workload().shape());
        if (t.isInput()) {
            int height = t.rows().extent(scope.workload().shape());
            double[] all = scope.values().input(t, head, Math.multiplyExact(height, width));
            for (int r = 0; r < wanted.length; r++) {
                System.arraycopy(all, wanted[r] * width + firstCol, tile.at(), r * tile.cols(), tile.cols());
            }
            return tile;
        }
        for (int r = 0; r < wanted.length; r++) {
            double[] row = scope.values().row(t.name(), head, wanted[r]);
            for (int c = 0; c < tile.cols(); c++) {
                tile.set(r, c, row == null ? t.initial() : row[firstCol + c]);
            }
        }
        return tile;
    }

    /** Puts a tile into a tensor, rounded to the tensor's format. */
    static void store(OpCommon common, Tensor t, StreamType type, Tile tile, Point at, Scope scope) {
        int[] rows = scope.values().rows(type.rows(), at);
        int firstCol = type.cols().start(at);
        int width = t.cols().extent(scope.workload().shape());
        int matrix = t.headOf(at.head(), scope.workload().shape());
        NumberFormat format = NumberFormat.parse(t.format());
        for (int r = 0; r < rows.length; r++) {
            double[] row = scope.values().rowForWriting(t, matrix, rows[r], width);
            for (int c = 0; c < tile.cols(); c++) {
                row[firstCol + c] = scope.values().conversions().round(tile.get(r, c), format, common.name());
            }
        }
    }
}
