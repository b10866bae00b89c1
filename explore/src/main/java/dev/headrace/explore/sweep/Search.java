package dev.headrace.explore.sweep;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Chooses which points of a sweep are run, from what came of others. What it chooses follows from the sweep and the rows
 * alone, so that one which is stopped and begun again, rows kept, asks for the same.
 */
public interface Search {
    /** Makes rows of points. */
    @FunctionalInterface
    interface Runner {
        /** The rows of points, in their order; fewer if it was stopped. */
        List<Row> rows(List<Point> points);
    }

    /**
     * Runs what it chooses.
     *
     * @return the rows of all points that were chosen; null if the runner was stopped before
     */
    @Nullable
    List<Row> rows(Runner runner);

    /** Most runs that it may ask for. */
    long most();

    /** What has to be said about its outcome beside the rows, in lines; empty before the end, and if there is nothing. */
    default List<String> notes() {
        return List.of();
    }

    /** The one that runs every point of a sweep. */
    static Search all(Sweep sweep) {
        return new Search() {
            @Override
            public @Nullable List<Row> rows(Runner runner) {
                List<Row> rows = runner.rows(sweep.points());
                return rows.size() < sweep.points().size() ? null : rows;
            }

            @Override
            public long most() {
                return sweep.points().size();
            }
        };
    }
}
