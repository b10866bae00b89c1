package dev.headrace.explore.sweep;

import dev.headrace.explore.Fingerprint;
import dev.headrace.explore.KeptTraces;
import dev.headrace.explore.Trial;
import dev.headrace.explore.Underway;
import dev.headrace.simulator.run.Result;
import dev.headrace.simulator.run.Setup;
import dev.headrace.simulator.run.Simulation;
import dev.headrace.simulator.spec.InputException;
import dev.headrace.simulator.spec.Library;
import dev.headrace.simulator.spec.Overrides;
import dev.headrace.traces.TraceException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Runs points in this process. Whatever goes wrong with a point becomes its row. Of any number of threads; how many points run
 * at a time is limited by the memory that they need: see {@link Heap}.
 */
final class PointRunner {
    /** Gets full results. */
    @FunctionalInterface
    interface Keeper {
        /**
         * Keeps one, or does not.
         *
         * @throws InputException if it cannot
         */
        void keep(String hash, Result result);
    }

    /**
     * What a look at the files of a point came to.
     *
     * @param row of a point that cannot be run; null if it can
     * @param hash of everything that can change its result; empty if it was not reached
     * @param trial the run to be made; null if there is a row
     */
    record Looked(@Nullable Row row, String hash, @Nullable Trial trial) implements AutoCloseable {
        @Override
        public void close() {
            if (trial != null) {
                trial.close();
            }
        }
    }

    private final Library library;
    private final Measures measures;
    private final Simulation.Options options;
    private final Function<Setup, String> misfit;
    private final Keeper keeper;
    private final Heap heap;
    private final Underway underway = new Underway();

    /**
     * Runs points.
     *
     * @param misfit why hardware does not fit where it has to; empty if it does
     */
    PointRunner(
            Library library,
            Measures measures,
            Simulation.Options options,
            Function<Setup, String> misfit,
            Keeper keeper,
            Heap heap) {
        this.library = library;
        this.measures = measures;
        this.options = options;
        this.misfit = misfit;
        this.keeper = keeper;
        this.heap = heap;
    }

    /** Reads the files of a point. */
    Looked look(Point point) {
        return heap.within(0, again -> {
            try {
                Overrides overrides = Overrides.of(point.sets());
                Setup setup = Setup.load(library, point.design(), point.workload(), overrides);
                String unfit = misfit.apply(setup);
                if (!unfit.isEmpty()) {
                    return none(point, Row.Status.OVERSIZE, unfit);
                }
                String missing = KeptTraces.missing(setup);
                if (missing != null) {
                    return none(point, Row.Status.REFUSED, "needs a copy of " + missing);
                }
                Trial trial = Trial.of(setup, overrides, options);
                return new Looked(null, Fingerprint.ofEffect(trial), trial);
            } catch (InputException | TraceException e) {
                return none(point, Row.Status.REFUSED, placeless(library, point, String.valueOf(e.getMessage())));
            } catch (OutOfMemoryError e) {
                if (again) {
                    return none(point, Row.Status.REFUSED, heap.tooSmall());
                }
                throw e;
            } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError e) {
                return none(point, Row.Status.CRASHED, String.valueOf(e));
            }
        });
    }

    private static Looked none(Point point, Row.Status status, String reason) {
        return new Looked(without(point, "", status, reason), "", null);
    }

    /** The row of a point that has no result. */
    static Row without(Point point, String hash, Row.Status status, String reason) {
        return new Row(point.index(), point.values(), status, reason, false, hash, Map.of(), List.of());
    }

    /**
     * Runs a point that was looked at.
     *
     * @return null if it was stopped before its end
     * @throws InputException if a measure has no value, or the result cannot be kept
     */
    @Nullable
    Row run(Point point, Looked looked) {
        try {
            Trial first = Objects.requireNonNull(looked.trial());
            long bytes = first.footprint();
            String refused = heap.refuses(bytes);
            if (!refused.isEmpty()) {
                return without(point, looked.hash(), Row.Status.REFUSED, refused);
            }
            Result result = heap.within(bytes, again -> again ? afresh(point) : underway.run(first));
            return result == null ? null : row(point, looked.hash(), result);
        } catch (MeasureFailed e) {
            throw e.cause;
        } catch (InputException | TraceException e) {
            return without(
                    point,
                    looked.hash(),
                    Row.Status.REFUSED,
                    placeless(library, point, String.valueOf(e.getMessage())));
        } catch (OutOfMemoryError e) {
            return without(point, looked.hash(), Row.Status.REFUSED, heap.tooSmall());
        } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError e) {
            return without(point, looked.hash(), Row.Status.CRASHED, String.valueOf(e));
        }
    }

    /** A trial runs once: to run it again is to load it again. */
    private @Nullable Result afresh(Point point) {
        Overrides overrides = Overrides.of(point.sets());
        Setup setup = Setup.load(library, point.design(), point.workload(), overrides);
        try (Trial trial = Trial.of(setup, overrides, options)) {
            return underway.run(trial);
        }
    }

    /** Ends all runs soon, from any thread. */
    void stop() {
        underway.stop();
    }

    /** A complaint in words that are the same wherever the files lie: the names by which the sweep calls them. */
    static String placeless(Library library, Point point, String text) {
        String shown = named(text, point.design(), point.values().get("design"));
        shown = named(shown, point.workload(), point.values().get("workload"));
        return library.shownIn(shown);
    }

    private static String named(String text, @Nullable String file, @Nullable JsonNode name) {
        return file == null || name == null ? text : text.replace(file, Point.text(name));
    }

    /** Carries a complaint about a measure past the isolation of points: it is about all of them. */
    private static final class MeasureFailed extends RuntimeException {
        private final RuntimeException cause;

        MeasureFailed(RuntimeException cause) {
            super(cause);
            this.cause = cause;
        }
    }

    private Row row(Point point, String hash, Result result) {
        try {
            keeper.keep(hash, result);
            return switch (result.status()) {
                case "complete" -> {
                    Result.Golden golden = result.golden();
                    boolean right = golden == null || golden.passed();
                    yield measures.row(
                            point,
                            hash,
                            result,
                            right ? Row.Status.COMPLETE : Row.Status.MISSED,
                            right ? "" : "numbers miss the golden model");
                }
                case "deadlock" -> measures.row(point, hash, result, Row.Status.DEADLOCK, circle(result));
                default ->
                    measures.row(
                            point,
                            hash,
                            result,
                            Row.Status.CAPPED,
                            "not over after " + options.maxCycles() + " cycles");
            };
        } catch (InputException | Remote.Elsewhere e) {
            throw new MeasureFailed(e);
        }
    }

    private static String circle(Result result) {
        Result.Deadlock deadlock = result.deadlock();
        if (deadlock == null) {
            return "";
        }
        StringBuilder text = new StringBuilder("at cycle " + deadlock.cycle() + ":");
        for (Result.Wait wait : deadlock.circle()) {
            text.append(text.charAt(text.length() - 1) == ':' ? " " : ", ")
                    .append(wait.operator())
                    .append(" waits for ")
                    .append(wait.reason())
                    .append(" of ")
                    .append(wait.channel());
        }
        return text.toString();
    }
}
