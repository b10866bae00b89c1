package dev.headrace.reports;

import dev.headrace.simulator.run.Result;
import java.util.ArrayList;
import java.util.List;

/** A deadlock in words. */
final class Deadlocks {
    private static final int OTHERS = 12;

    private Deadlocks() {}

    /** One sentence for the whole, then one for each operator of the circle, then the bystanders, then what mends it: depths, orders. */
    static List<String> explain(Result.Deadlock deadlock) {
        List<String> lines = new ArrayList<>();
        lines.add("Deadlock at cycle " + Units.count(deadlock.cycle())
                + ". Each waits for the next, the last for the first:");
        deadlock.circle().forEach(wait -> lines.add("  " + sentence(wait)));
        if (!deadlock.others().isEmpty()) {
            lines.add("Also waiting, but not the cause:");
            deadlock.others().stream().limit(OTHERS).forEach(wait -> lines.add("  " + sentence(wait)));
            int hidden = deadlock.others().size() - OTHERS;
            if (hidden > 0) {
                lines.add("  ... and " + Units.count(hidden) + " more");
            }
        }
        List<Result.Mend> alone =
                deadlock.mend().stream().filter(Result.Mend::alone).toList();
        List<Result.Mend> together =
                deadlock.mend().stream().filter(m -> !m.alone()).toList();
        mend(lines, alone, alone.size() == 1 ? "this" : "any one of these");
        mend(lines, together, "all of these together");
        deadlock.orders()
                .forEach(o -> lines.add("With the readers of " + o.stream() + " declared in this order the run ends: "
                        + String.join(", ", o.readers())));
        return lines;
    }

    /** Every wait: those of the circle, in its order, then all others. */
    static Table waits(Result.Deadlock deadlock) {
        Table table = new Table("Who waits for whom")
                .left("operator")
                .left("waits for")
                .left("at")
                .right("tokens")
                .right("capacity")
                .left("on")
                .left("in the circle");
        deadlock.circle().forEach(wait -> row(table, wait, "yes"));
        deadlock.others().forEach(wait -> row(table, wait, "no"));
        return table;
    }

    private static void row(Table table, Result.Wait wait, String inCircle) {
        boolean fifo = wait.reason().equals("room") || wait.reason().equals("input");
        table.row(
                wait.operator(),
                wait.reason(),
                wait.channel(),
                fifo ? Units.count(wait.occupancy()) : "-",
                fifo && wait.capacity() >= 0 ? Units.count(wait.capacity()) : "-",
                wait.on(),
                inCircle);
    }

    private static void mend(List<String> lines, List<Result.Mend> mends, String how) {
        if (!mends.isEmpty()) {
            lines.add("With " + how + " the run ends; with one token less it does not:");
            mends.forEach(m -> lines.add("  --set '" + m.setting() + "=" + m.depth() + "'"));
        }
    }

    /** Such as "S waits for room in S->P (full, 2 of 2 tokens), which P should empty". */
    static String sentence(Result.Wait wait) {
        String tokens = Units.count(wait.occupancy())
                + (wait.capacity() < 0 ? "" : " of " + Units.count(wait.capacity())) + " tokens";
        return switch (wait.reason()) {
            case "room" ->
                wait.operator() + " waits for room in " + wait.channel() + " (full, " + tokens + "), which " + wait.on()
                        + " should empty";
            case "input" ->
                wait.operator() + " waits for input from " + wait.channel() + " ("
                        + (wait.occupancy() == 0 ? "empty, " : "") + tokens + "), which " + wait.on() + " should fill";
            case "turn" ->
                wait.operator() + " waits for its turn on " + wait.channel() + ", where " + wait.on()
                        + " is to be served first";
            case "unit" -> wait.operator() + " waits for its unit, which " + wait.on() + " holds";
            default ->
                wait.operator() + " waits for " + wait.reason()
                        + (wait.channel().isEmpty() ? "" : " at " + wait.channel() + " (" + tokens + ")")
                        + (wait.on().isEmpty() ? "" : ", on " + wait.on());
        };
    }
}
