package dev.headrace.explore.whatif;

import dev.headrace.explore.Trial;
import dev.headrace.explore.sweep.Evaluator;
import dev.headrace.explore.sweep.Measures;
import dev.headrace.explore.sweep.Point;
import dev.headrace.explore.sweep.Row;
import dev.headrace.explore.sweep.SweepSpec;
import dev.headrace.simulator.explain.Alternatives;
import dev.headrace.simulator.explain.Alternatives.Alternative;
import dev.headrace.simulator.explain.Explanation;
import dev.headrace.simulator.run.Result;
import dev.headrace.simulator.run.Setup;
import dev.headrace.simulator.run.Simulation;
import dev.headrace.simulator.spec.InputException;
import dev.headrace.simulator.spec.Library;
import dev.headrace.simulator.spec.Overrides;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The run again, with one thing at a time twice as good: every unit by its clock, every buffer by its depth, every number
 * of a memory by itself, halved where twice as much is worse. Runs are made in parallel, each content once, with timing
 * alone where numbers do not decide it; the order of the answers depends on cycles alone.
 */
public final class WhatIf {
    /** Changes whose next bottleneck is looked for. */
    private static final int NEXT = 3;

    private final Library library;
    private final Setup setup;
    private final Simulation.Options options;
    private final int jobs;
    private volatile @Nullable Evaluator running;
    private volatile @Nullable Trial recorded;
    private volatile boolean stopped;

    /**
     * Questions about a run.
     *
     * @param setup its files
     * @param options how it was run
     * @param jobs runs at a time, 1 or more
     */
    public WhatIf(Setup setup, Simulation.Options options, int jobs) {
        this.library = setup.library();
        this.setup = setup;
        boolean numbersDecide = setup.workload().kept() != null
                || setup.design().allStages().stream()
                        .flatMap(stage -> stage.dataflow().stream())
                        .anyMatch(op -> op.path("op").asString("").equals("merge"));
        this.options =
                numbersDecide ? options : new Simulation.Options("off", options.maxCycles(), options.fastForward());
        this.jobs = jobs;
    }

    /** The answers, the shortest run first, those without one last. Only those there are, if it was stopped. */
    public Alternatives ask(Result result) {
        List<Change> changes;
        try (Trial trial = trial(List.of())) {
            changes = Change.of(setup, trial.wired());
        }
        List<Row> rows = rows(changes.stream().map(Change::sets).toList());
        List<Change> worse = new ArrayList<>();
        for (Row row : rows) {
            Change change = changes.get((int) row.point());
            if (!change.less().isEmpty() && !(cycles(row) >= 0 && cycles(row) <= result.cycles())) {
                worse.add(change);
            }
        }
        Map<Change, Row> halved = new LinkedHashMap<>();
        for (Row row : rows(worse.stream().map(Change::less).toList())) {
            halved.put(worse.get((int) row.point()), row);
        }
        List<Alternative> answers = new ArrayList<>();
        for (Row row : rows) {
            Change change = changes.get((int) row.point());
            Row half = halved.get(change);
            boolean better = half != null && cycles(half) >= 0 && (cycles(row) < 0 || cycles(half) < cycles(row));
            answers.add(answer(
                    result,
                    change,
                    better ? change.less() : change.sets(),
                    better ? Objects.requireNonNull(half) : row));
        }
        answers.sort((a, b) -> Double.compare(b.speedup(), a.speedup()));
        for (int i = 0; i < Math.min(NEXT, answers.size()) && answers.get(i).speedup() > 1; i++) {
            answers.set(i, withNext(answers.get(i)));
        }
        return new Alternatives(answers);
    }

    private Alternative answer(Result result, Change change, List<String> sets, Row row) {
        long cycles = cycles(row);
        String what = change.what();
        if (what.endsWith("-> ")) {
            what += sets.get(0).substring(sets.get(0).indexOf('=') + 1);
        }
        return new Alternative(
                what,
                sets,
                cycles,
                cycles <= 0 ? 0 : result.cycles() / (double) cycles,
                predicted(result.explanation(), change.unit()),
                "",
                row.reason());
    }

    private static @Nullable Double predicted(@Nullable Explanation why, @Nullable String unit) {
        if (why == null || unit == null) {
            return null;
        }
        return why.faster().stream()
                .filter(f -> f.unit().equals(unit))
                .map(f -> f.halfTicks() / 2.0 / why.ticksPerCycle())
                .findFirst()
                .orElse(null);
    }

    /** With what limits it: the run made once more, recorded. */
    private Alternative withNext(Alternative a) {
        try (Trial trial = trial(a.set())) {
            trial.record();
            recorded = trial;
            Explanation why = stopped ? null : trial.run().explanation();
            return why == null
                    ? a
                    : new Alternative(
                            a.what(), a.set(), a.cycles(), a.speedup(), a.predictedCycles(), why.largest(), a.reason());
        } finally {
            recorded = null;
        }
    }

    private Trial trial(List<String> more) {
        List<String> sets = new ArrayList<>(setup.asked().set());
        sets.addAll(more);
        Overrides overrides = Overrides.of(sets);
        return Trial.of(
                Setup.load(library, setup.asked().design(), setup.asked().workload(), overrides), overrides, options);
    }

    /** A row for each list of values to set, in order. */
    private List<Row> rows(List<List<String>> changes) {
        if (changes.isEmpty() || stopped) {
            return List.of();
        }
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < changes.size(); i++) {
            List<String> sets = new ArrayList<>(setup.asked().set());
            sets.addAll(changes.get(i));
            points.add(new Point(i, setup.asked().design(), setup.asked().workload(), sets, Map.of()));
        }
        SweepSpec spec = SweepSpec.of("what-if", List.of(setup.asked().design()), List.of());
        Measures measures = new Measures(
                library,
                spec,
                points.get(0),
                (pointer, found, allowed) -> new InputException("what-if", pointer, found, allowed));
        Evaluator evaluator =
                new Evaluator(library, measures, new Evaluator.How(options, jobs, s -> "", null), row -> {});
        running = evaluator;
        if (stopped) {
            evaluator.stop();
        }
        List<Row> rows = evaluator.evaluate(points);
        running = null;
        return rows;
    }

    private static long cycles(Row row) {
        JsonNode value = row.values().get("cycles");
        return row.status() == Row.Status.COMPLETE && value != null ? value.asLong() : -1;
    }

    /** Ends all runs soon, from any thread. */
    public void stop() {
        stopped = true;
        Evaluator e = running;
        if (e != null) {
            e.stop();
        }
        Trial t = recorded;
        if (t != null) {
            t.stop();
        }
    }
}
