package dev.headrace.cli;

import dev.headrace.explore.mapping.MappingSearch;
import dev.headrace.explore.sweep.Row;
import dev.headrace.reports.Units;
import java.math.BigInteger;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A bar for each part of a search for mappings, one after the other, and how large the search is. */
final class MapProgress implements MappingSearch.Progress, AutoCloseable {
    private static final String RUNS = "Runs";

    private final Context context;
    private final boolean shown;
    private @Nullable RunProgress bar;
    private String title = "";
    private long runs;

    MapProgress(Context context, boolean shown) {
        this.context = context;
        this.shown = shown && context.progress();
    }

    @Override
    public void done(MappingSearch.Phase phase, int done, int of) {
        bar(phase == MappingSearch.Phase.ORDERS ? "Loop orders" : "Wiring", of).to(done, of, "");
    }

    @Override
    public void counted(BigInteger mappings, int considered) {
        if (!mappings.equals(BigInteger.valueOf(considered))) {
            close();
            context.err()
                    .println(String.format(Locale.ROOT, "headrace: %,d", mappings)
                            + " combinations of order, reuse and tiles, of which " + Units.count(considered)
                            + " are drawn (--most, --seed)");
        }
    }

    @Override
    public void ran(Row row, int most) {
        runs++;
        bar(RUNS, most).to(runs, most, "");
    }

    private RunProgress bar(String of, long steps) {
        if (bar == null || !title.equals(of)) {
            close();
            title = of;
            bar = RunProgress.of(shown, context.err(), of, steps);
        }
        return bar;
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }
}
