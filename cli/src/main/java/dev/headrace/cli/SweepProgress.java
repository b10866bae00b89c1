package dev.headrace.cli;

import dev.headrace.explore.sweep.Front;
import dev.headrace.explore.sweep.Row;
import dev.headrace.explore.sweep.Sweep;
import dev.headrace.explore.sweep.SweepResult;
import dev.headrace.reports.Units;
import java.util.ArrayList;
import java.util.List;

/** How far a sweep has come: points, time left, points a second, how many came to nothing, and the size of the front. */
final class SweepProgress implements AutoCloseable {
    private final Sweep sweep;
    private final long most;
    private final RunProgress bar;
    private final long begun = System.nanoTime();
    private final List<double[]> front = new ArrayList<>();
    private long points;
    private long run;
    private long failed;

    SweepProgress(Context context, boolean shown, Sweep sweep, long most) {
        this.sweep = sweep;
        this.most = most;
        this.bar = RunProgress.of(shown && context.progress(), context.err(), "Points", most);
    }

    /** So many were done before. */
    void begin(int done) {
        points = done;
        bar.to(points, most, "");
    }

    /** A row is there. */
    void done(Row row) {
        points++;
        run++;
        if (row.status() != Row.Status.COMPLETE) {
            failed++;
        } else if (row.feasible()) {
            join(SweepResult.costs(row, sweep.measures().objectives()));
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        bar.to(points, most, Units.number(run / seconds) + "/s, failed " + failed + ", front " + front.size());
    }

    private void join(double[] costs) {
        if (costs.length > 0 && front.stream().noneMatch(f -> Front.dominates(f, costs))) {
            front.removeIf(f -> Front.dominates(costs, f));
            front.add(costs);
        }
    }

    @Override
    public void close() {
        bar.close();
    }
}
