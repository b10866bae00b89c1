package dev.headrace.explore.fifo;

import dev.headrace.simulator.run.Result;
import dev.headrace.simulator.spec.DesignSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Finds out whether a deadlock is one of the order in which the readers of a stream are declared: a token goes to one reader
 * after another, so where the FIFO of one is full, those declared after it starve. For every such FIFO on the circle the
 * design is run with that reader declared last of them. Nothing else is changed, and each run goes to its end.
 */
final class OrderSearch {
    /** The number of the core at the end of a name. */
    private static final String CORE = "#[0-9]+$";

    private final Runner runner;
    private final DesignSpec design;

    /** Runs the design again. */
    @FunctionalInterface
    interface Runner {
        /**
         * A run without numbers.
         *
         * @param sets further values to change, as with {@code --set}
         * @return null if it was stopped from outside
         */
        @Nullable
        Result run(List<String> sets);
    }

    /**
     * A search.
     *
     * @param design as run, overrides applied
     */
    OrderSearch(Runner runner, DesignSpec design) {
        this.runner = runner;
        this.design = design;
    }

    /** The result with the orders with which its run ends, if it is a deadlock and there are any. */
    Result mend(Result result) {
        Result.Deadlock d = result.deadlock();
        if (d == null) {
            return result;
        }
        Set<Result.Order> orders = new LinkedHashSet<>();
        for (Result.Wait wait : d.circle()) {
            if (wait.reason().equals("room")) {
                for (DesignSpec.Stage stage : design.allStages()) {
                    attempt(result, wait, stage, orders);
                }
            }
        }
        return result.with(new Result.Deadlock(d.cycle(), d.circle(), d.others(), d.mend(), List.copyOf(orders)));
    }

    private void attempt(Result result, Result.Wait wait, DesignSpec.Stage stage, Set<Result.Order> found) {
        boolean staged = design.stages() != null;
        String prefix = staged ? stage.name() + "." : "";
        String channel = wait.channel().replaceFirst(CORE, "");
        int arrow = channel.indexOf("->");
        if (arrow < 0 || !channel.startsWith(prefix)) {
            return;
        }
        String stream = channel.substring(0, arrow + 2);
        List<String> names =
                stage.dataflow().stream().map(o -> o.path("name").asString("")).toList();
        List<String> readers = result.channels().keySet().stream()
                .filter(c -> c.startsWith(stream))
                .map(c -> c.substring(stream.length()))
                .filter(names::contains)
                .sorted(Comparator.comparingInt(names::indexOf))
                .toList();
        String full = channel.substring(arrow + 2);
        if (!readers.contains(full) || readers.indexOf(full) == readers.size() - 1) {
            return;
        }
        List<String> order = new ArrayList<>(readers);
        order.remove(full);
        order.add(full);
        Result other = runner.run(places(stage, staged, names, readers, order));
        if (other != null && other.status().equals("complete")) {
            found.add(new Result.Order(channel.substring(0, arrow), order));
        }
    }

    /** Settings that put the readers into each other's places. */
    private static List<String> places(
            DesignSpec.Stage stage, boolean staged, List<String> names, List<String> readers, List<String> order) {
        List<String> sets = new ArrayList<>();
        for (int i = 0; i < order.size(); i++) {
            JsonNode operator = stage.dataflow().get(names.indexOf(order.get(i)));
            String place = "/dataflow/" + names.indexOf(readers.get(i));
            sets.add((staged ? "/stages/" + stage.name() + place : place) + "=" + operator);
        }
        return sets;
    }
}
