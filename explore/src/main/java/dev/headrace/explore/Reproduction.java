package dev.headrace.explore;

import dev.headrace.reports.Chart;
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
 * @param breakdowns its breakdowns, in order
 * @param charts file name without ending to chart; those without a point are left out
 */
public record Reproduction(
        Paper paper,
        List<Bench.Finished> runs,
        List<FigureResult> figures,
        List<BreakdownResult> breakdowns,
        Map<String, Chart> charts) {

    private static final MathContext PERCENT_DIGITS = new MathContext(6);

    /** A breakdown with its rows. */
    public record BreakdownResult(PaperSpec.Breakdown breakdown, List<BreakdownRow> rows) {}

    /**
     * One row of a breakdown.
     *
     * @param variables of the row
     * @param rest what the parts leave of the difference: 0, or the row is a miss; null if something is no number
     */
    public record BreakdownRow(
            Map<String, JsonNode> variables,
            Quantity from,
            Quantity to,
            List<Quantity> parts,
            @Nullable BigDecimal rest) {
        /** Whether the parts add up. */
        public boolean addsUp() {
            return rest != null && rest.signum() == 0;
        }
    }

    /** A figure with its rows judged. */
    public record FigureResult(PaperSpec.Figure figure, List<Row> rows) {}

    /**
     * One value of a figure.
     *
     * @param variables of its row; empty if the figure has a single one
     * @param published null if nothing was
     * @param simulated null if nothing is
     * @param known the miss that the paper file explains, whatever became of it; null if it explains none
     */
    public record Row(
            Map<String, JsonNode> variables,
            @Nullable Quantity published,
            @Nullable Quantity simulated,
            Verdict verdict,
            @Nullable Known known) {

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
        Map<String, Chart> charts = new LinkedHashMap<>();
        for (Paper.ChartLines chart : paper.charts()) {
            Chart picture = new Drawing(paper.spec(), chart, figures, results).picture();
            if (!picture.isEmpty()) {
                charts.put(chart.spec().name(), picture);
            }
        }
        List<BreakdownResult> breakdowns =
                paper.breakdowns().stream().map(b -> broken(b, results)).toList();
        return new Reproduction(paper, List.copyOf(runs), List.copyOf(ordered), breakdowns, charts);
    }

    private static BreakdownResult broken(Paper.BreakdownRows b, Value.Results results) {
        List<BreakdownRow> rows = new ArrayList<>();
        for (int i = 0; i < b.rows().size(); i++) {
            int row = i;
            Quantity from = at(b.from(), row, results);
            Quantity to = at(b.to(), row, results);
            List<Quantity> parts =
                    b.parts().stream().map(p -> at(p, row, results)).toList();
            BigDecimal rest = to.number() == null || from.number() == null
                    ? null
                    : to.number().subtract(from.number());
            for (Quantity part : parts) {
                rest = rest == null || part.number() == null ? null : rest.subtract(part.number());
            }
            rows.add(new BreakdownRow(b.rows().get(row), from, to, parts, rest));
        }
        return new BreakdownResult(b.spec(), rows);
    }

    private static Quantity at(Value value, int row, Value.Results results) {
        return value.of(value.rows().size() == 1 ? 0 : row, results);
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
        return golden == null || golden.verdict() != Result.Verdict.MISSED || at.isOfGolden()
                ? null
                : Quantity.trouble("golden miss");
    }

    private static FigureResult judge(Paper.FigureRows figure, Value.Results results) {
        List<Row> rows = new ArrayList<>();
        Value value = figure.simulated();
        for (int i = 0; i < figure.rows().size(); i++) {
            Quantity published = figure.published().get(i);
            Quantity simulated = value == null ? null : value.of(i, results);
            Known known = figure.known().get(i);
            Verdict verdict = verdict(figure.tolerance(), published, simulated, known);
            rows.add(new Row(figure.rows().get(i), published, simulated, verdict, known));
        }
        return new FigureResult(figure.spec(), rows);
    }

    private static Verdict verdict(
            Tolerance tolerance, @Nullable Quantity published, @Nullable Quantity simulated, @Nullable Known known) {
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
        if (near) {
            return known == null ? Verdict.HIT : Verdict.RECOVERED;
        }
        if (known == null
                || p == null
                || s == null
                || !Tolerance.parse(known.tolerance()).allows(p, s)) {
            return Verdict.MISS;
        }
        return known.explains(s) ? Verdict.KNOWN : Verdict.MOVED;
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
        return runs(Result.Verdict.MISSED);
    }

    /** Runs whose golden check was of a verdict. */
    List<Bench.Finished> runs(Result.Verdict verdict) {
        return runs.stream()
                .filter(r -> r.result().golden() != null
                        && Objects.requireNonNull(r.result().golden()).verdict() == verdict)
                .toList();
    }

    /** Whether no figure is missed but as the paper file explains, no run computed wrong numbers and all breakdowns add up. */
    public boolean isGood() {
        return count(Verdict.MISS) == 0
                && wrong().isEmpty()
                && breakdowns.stream().allMatch(b -> b.rows().stream().allMatch(BreakdownRow::addsUp));
    }
}
