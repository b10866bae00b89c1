package dev.headrace.explore;

import dev.headrace.reports.LineChart;
import dev.headrace.reports.ResultJson;
import dev.headrace.simulator.run.Result;
import dev.headrace.simulator.spec.InputException;
import dev.headrace.simulator.spec.JsonFile;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A paper with what its runs gave: every published figure beside the simulated one, and the verdict.
 *
 * @param paper the paper file
 * @param runs its runs, in order
 * @param figures its figures, in order
 * @param charts file name without ending to chart; those without a point are left out
 */
public record Reproduction(
        Paper paper, List<Bench.Finished> runs, List<FigureResult> figures, Map<String, LineChart> charts) {

    private static final MathContext PERCENT_DIGITS = new MathContext(6);

    /** A figure with its rows judged. */
    public record FigureResult(PaperSpec.Figure figure, List<Row> rows) {}

    /**
     * One value of a figure.
     *
     * @param variables of its row; empty if the figure has a single one
     * @param published null if nothing was
     * @param simulated null if nothing is
     */
    public record Row(
            Map<String, JsonNode> variables,
            @Nullable Quantity published,
            @Nullable Quantity simulated,
            Verdict verdict) {

        /** Simulated less published; null unless both are numbers. */
        public @Nullable BigDecimal deviation() {
            BigDecimal p = published == null ? null : published.number();
            BigDecimal s = simulated == null ? null : simulated.number();
            return p == null || s == null ? null : s.subtract(p);
        }

        /** The deviation in percent of what was published, to six digits; null if that is no number, or 0. */
        public @Nullable BigDecimal percent() {
            BigDecimal off = deviation();
            BigDecimal p = published == null ? null : published.number();
            return off == null || p == null || p.signum() == 0
                    ? null
                    : off.movePointRight(2).divide(p.abs(), PERCENT_DIGITS);
        }
    }

    /**
     * Compares.
     *
     * @param runs all runs of the paper
     * @throws InputException if a figure's value is not in a result
     */
    public static Reproduction of(Paper paper, List<Bench.Finished> runs) {
        Map<Experiment, Bench.Finished> byExperiment = new HashMap<>();
        Map<Experiment, JsonNode> trees = new HashMap<>();
        runs.forEach(r -> {
            byExperiment.put(r.experiment(), r);
            trees.put(r.experiment(), JsonFile.MAPPER.readTree(ResultJson.text(r.result())));
        });
        Value.Results results = (run, at, where) -> {
            Quantity trouble =
                    trouble(Objects.requireNonNull(byExperiment.get(run)).result(), at);
            return trouble != null
                    ? trouble
                    : at.in(Objects.requireNonNull(trees.get(run)), "run " + run.title(), paper.file(), where);
        };
        Map<Paper.FigureRows, FigureResult> figures = new HashMap<>();
        List<FigureResult> ordered = new ArrayList<>();
        for (Paper.FigureRows figure : paper.figures()) {
            FigureResult result = judge(figure, results);
            figures.put(figure, result);
            ordered.add(result);
        }
        Map<String, LineChart> charts = new LinkedHashMap<>();
        for (Paper.ChartLines chart : paper.charts()) {
            LineChart lines = new Drawing(paper.spec(), chart, figures, results).lines();
            if (!lines.isEmpty()) {
                charts.put(chart.spec().name(), lines);
            }
        }
        return new Reproduction(paper, List.copyOf(runs), List.copyOf(ordered), charts);
    }

    /** Why a result's numbers cannot be compared; null if they can. */
    private static @Nullable Quantity trouble(Result result, ResultPointer at) {
        if (result.status().startsWith(NotRun.NEEDS)) {
            return Quantity.trouble(result.status());
        }
        if (at.meantForAnyEnd()) {
            return null;
        }
        if (!result.status().equals("complete")) {
            return Quantity.trouble(result.status());
        }
        Result.Golden golden = result.golden();
        return golden == null || golden.passed() || at.isOfGolden() ? null : Quantity.trouble("golden miss");
    }

    private static FigureResult judge(Paper.FigureRows figure, Value.Results results) {
        List<Row> rows = new ArrayList<>();
        Value value = figure.simulated();
        for (int i = 0; i < figure.rows().size(); i++) {
            Quantity published = figure.published().get(i);
            Quantity simulated = value == null ? null : value.of(i, results);
            rows.add(new Row(
                    figure.rows().get(i), published, simulated, verdict(figure.tolerance(), published, simulated)));
        }
        return new FigureResult(figure.spec(), rows);
    }

    private static Verdict verdict(Tolerance tolerance, @Nullable Quantity published, @Nullable Quantity simulated) {
        boolean notRun =
                simulated != null && simulated.trouble() && simulated.text().startsWith(NotRun.NEEDS);
        if (tolerance.kind() == Tolerance.Kind.QUOTED || published == null || notRun) {
            return Verdict.QUOTED;
        }
        if (simulated == null || simulated.trouble()) {
            return Verdict.MISS;
        }
        BigDecimal p = published.number();
        BigDecimal s = simulated.number();
        boolean near = (p != null && s != null) ? tolerance.allows(p, s) : published.same(simulated);
        return near ? Verdict.HIT : Verdict.MISS;
    }

    /** Values with a verdict. */
    public long count(Verdict verdict) {
        return figures.stream()
                .flatMap(f -> f.rows().stream())
                .filter(r -> r.verdict() == verdict)
                .count();
    }

    /** Runs whose numbers missed the golden model. */
    public List<Bench.Finished> wrong() {
        return runs.stream()
                .filter(r -> r.result().golden() != null
                        && !Objects.requireNonNull(r.result().golden()).passed())
                .toList();
    }

    /** Whether no figure is missed and no run computed wrong numbers. */
    public boolean isGood() {
        return count(Verdict.MISS) == 0 && wrong().isEmpty();
    }
}
