package dev.headrace.simulator.dataflow;

/** Scores on their way into a softmax: scaled and masked if that has not been done before. */
final class Scores {
    private final StreamType type;
    private final Numbers numbers;
    private final Scope scope;

    Scores(StreamType type, Numbers numbers, Scope scope) {
        this.type = type;
        this.numbers = numbers;
        this.scope = scope;
    }

    /** The tile, scaled and masked. */
    Tile ready(Tile s, Point at) {
        boolean scale = !type.scaled();
        boolean mask = !type.masked() && scope.mask().any();
        if (!scale && !mask) {
            return s;
        }
        double factor = numbers.round(scope.workload().scaleFactor());
        int[] rows = mask ? scope.values().rows(type.rows(), at) : new int[0];
        Tile r = new Tile(s.rows(), s.cols());
        for (int i = 0; i < s.rows(); i++) {
            for (int j = 0; j < s.cols(); j++) {
                double x = scale ? numbers.multiplyAdd(s.get(i, j), factor, 0) : s.get(i, j);
                boolean hidden =
                        mask && !scope.mask().allowed(rows[i], type.cols().number(at, j));
                r.set(i, j, hidden ? Double.NEGATIVE_INFINITY : x);
            }
        }
        return r;
    }
}
