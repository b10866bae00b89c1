package dev.headrace.explore.insight;

import dev.headrace.reports.Table;
import dev.headrace.reports.Units;
import java.util.List;
import java.util.Locale;

/** What matters here: {@link Sensitivity} as a table, and as CSV in full. */
public final class SensitivityTable {
    /** Above this, a knob without effect may well have as large a share. */
    private static final double CHANCE = 0.05;

    private SensitivityTable() {}

    /** A table for people; empty if there are no effects. */
    public static Table of(List<Sensitivity.Effect> effects) {
        Table table = new Table("What matters here")
                .left("objective")
                .left("axis")
                .right("share")
                .right("95% interval")
                .right("rank")
                .right("slope")
                .left("");
        String before = "";
        for (Sensitivity.Effect e : effects) {
            table.row(
                    e.objective().equals(before) ? "" : e.objective(),
                    e.knob(),
                    Units.percent(e.share()),
                    Units.percent(e.low()) + " to " + Units.percent(e.high()),
                    signed(e.rank()),
                    signed(e.slope()),
                    e.flat() ? "flat" : e.chance() > CHANCE ? "may be chance" : "");
            before = e.objective();
        }
        if (!effects.isEmpty()) {
            table.note("share: of the variance, by this axis alone; rank: Spearman; slope: linear regression,");
            table.note("standardised; flat: no two points that differ in this axis alone differ in the objective");
        }
        return table;
    }

    private static String signed(double value) {
        return Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%+.2f", value == 0 ? 0.0 : value);
    }

    /** All digits; what does not apply is empty. */
    public static String csv(List<Sensitivity.Effect> effects) {
        Table table = new Table("");
        for (String column : List.of("objective", "axis", "share", "low", "high", "chance", "rank", "slope", "flat")) {
            table.left(column);
        }
        for (Sensitivity.Effect e : effects) {
            table.row(
                    e.objective(),
                    e.knob(),
                    digits(e.share()),
                    digits(e.low()),
                    digits(e.high()),
                    digits(e.chance()),
                    digits(e.rank()),
                    digits(e.slope()),
                    String.valueOf(e.flat()));
        }
        return table.csv();
    }

    private static String digits(double value) {
        return Double.isNaN(value) ? "" : String.valueOf(value);
    }
}
