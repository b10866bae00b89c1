package dev.headrace.explore;

import dev.headrace.reports.AtomicFile;
import dev.headrace.reports.BarChart;
import dev.headrace.reports.Chart;
import dev.headrace.reports.Charts;
import dev.headrace.reports.LineChart;
import dev.headrace.reports.Printable;
import dev.headrace.simulator.run.Version;
import dev.headrace.simulator.spec.JsonFile;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The files of a reproduction: {@code report.html}, {@code reproduction.md}, {@code .csv}, {@code .json} and a PNG file for each chart. None of
 * them says anything that differs from one time to the next.
 */
public final class ReproductionFiles {
    /** Value of {@code schema} in the JSON file. */
    public static final String SCHEMA = "headrace.reproduction/1";

    private static final DefaultIndenter INDENT = new DefaultIndenter("  ", "\n");
    private static final ObjectWriter WRITER = JsonFile.MAPPER
            .writer()
            .with(new DefaultPrettyPrinter().withObjectIndenter(INDENT).withArrayIndenter(INDENT));

    private ReproductionFiles() {}

    /**
     * Writes all.
     *
     * @throws IOException if the folder cannot be written to, or Java finds no fonts to draw with
     */
    public static void write(Reproduction r, Path folder) throws IOException {
        text(folder.resolve("reproduction.md"), Printable.text(ReproductionTables.markdown(r), "\n"));
        text(folder.resolve("reproduction.csv"), ReproductionTables.csv(r));
        text(folder.resolve("report.html"), ReproductionPage.of(r));
        text(folder.resolve("reproduction.json"), WRITER.writeValueAsString(json(r)) + "\n");
        for (Map.Entry<String, Chart> chart : r.charts().entrySet()) {
            Charts.png(chart.getValue(), folder.resolve(chart.getKey() + ".png"));
        }
    }

    private static void text(Path file, String text) throws IOException {
        AtomicFile.write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    /** The JSON form. */
    public static ObjectNode json(Reproduction r) {
        PaperSpec paper = r.paper().spec();
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("schema", SCHEMA)
                .put("paper", paper.name())
                .put("title", paper.title())
                .put("citation", paper.citation())
                .put("version", Version.text())
                .put("verdict", r.isGood() ? "hit" : "miss");
        ObjectNode counts = root.putObject("values");
        for (Verdict verdict : Verdict.values()) {
            counts.put(verdict.key(), r.count(verdict));
        }
        ObjectNode tags = root.putObject("tags");
        paper.tags().forEach(tags::put);
        ArrayNode figures = root.putArray("figures");
        r.figures().forEach(f -> figures.add(figure(f)));
        ArrayNode runs = root.putArray("runs");
        r.runs().forEach(run -> runs.add(run(run)));
        ArrayNode breakdowns = root.putArray("breakdowns");
        r.breakdowns().forEach(b -> breakdowns.add(breakdown(b)));
        ArrayNode charts = root.putArray("charts");
        r.charts().forEach((name, chart) -> {
            charts.add(chart instanceof LineChart lines ? chart(name, lines) : chart(name, (BarChart) chart));
        });
        return root;
    }

    private static ObjectNode figure(Reproduction.FigureResult result) {
        PaperSpec.Figure f = result.figure();
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("id", f.id())
                .put("about", f.about())
                .put("unit", f.unitName())
                .put("source", f.source())
                .put("tag", f.tag())
                .put("tolerance", f.tolerance());
        ArrayNode rows = node.putArray("rows");
        for (Reproduction.Row row : result.rows()) {
            ObjectNode one = rows.addObject();
            row.variables().forEach(one.putObject("for")::set);
            put(one, "published", row.published());
            put(one, "simulated", row.simulated());
            put(one, "deviation", row.deviation());
            put(one, "deviation_percent", row.percent());
            one.put("verdict", row.verdict().key());
            Known known = row.known();
            if (known != null) {
                one.putObject("known")
                        .put("because", known.because())
                        .put("tolerance", known.tolerance())
                        .put("recorded", known.recorded());
            }
        }
        return node;
    }

    private static ObjectNode run(Bench.Finished run) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("run", run.experiment().name());
        run.experiment().variables().forEach(node.putObject("for")::set);
        return node.put("design", run.result().design())
                .put("status", run.result().status())
                .put("cycles", run.result().cycles())
                .put(
                        "result",
                        "runs/" + run.experiment().folder().toString().replace('\\', '/') + "/" + RunFolder.RESULT);
    }

    private static ObjectNode breakdown(Reproduction.BreakdownResult result) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("id", result.breakdown().id()).put("about", result.breakdown().about());
        ArrayNode rows = node.putArray("rows");
        for (Reproduction.BreakdownRow row : result.rows()) {
            ObjectNode one = rows.addObject();
            row.variables().forEach(one.putObject("for")::set);
            put(one, "from", row.from());
            put(one, "to", row.to());
            ObjectNode parts = one.putObject("parts");
            for (int i = 0; i < row.parts().size(); i++) {
                put(parts, result.breakdown().parts().get(i).name(), row.parts().get(i));
            }
            one.put("adds_up", row.addsUp());
        }
        return node;
    }

    private static ObjectNode chart(String name, BarChart chart) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("file", name + ".png").put("title", chart.title()).put("y", chart.axis());
        ArrayNode rows = node.putArray("rows");
        chart.rows().forEach(rows::add);
        ArrayNode all = node.putArray("series");
        for (BarChart.Series series : chart.series()) {
            ArrayNode values = all.addObject().put("name", series.name()).putArray("values");
            series.values().forEach(v -> put(values, v));
        }
        return node;
    }

    private static ObjectNode chart(String name, LineChart chart) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("file", name + ".png")
                .put("title", chart.title())
                .put("x", chart.xAxis())
                .put("y", chart.yAxis());
        ArrayNode all = node.putArray("series");
        for (LineChart.Series series : chart.series()) {
            ArrayNode points = all.addObject().put("name", series.name()).putArray("points");
            series.points().forEach(p -> {
                ArrayNode point = points.addArray();
                put(point, p.x());
                put(point, p.y());
            });
        }
        return node;
    }

    private static void put(ArrayNode to, double number) {
        if (number == Math.rint(number) && Math.abs(number) < 1L << 53) {
            to.add((long) number);
        } else {
            to.add(number);
        }
    }

    private static void put(ObjectNode to, String name, @Nullable Quantity q) {
        if (q == null) {
            to.putNull(name);
        } else if (q.number() == null) {
            to.put(name, q.text());
        } else {
            put(to, name, q.number());
        }
    }

    private static void put(ObjectNode to, String name, @Nullable BigDecimal number) {
        if (number == null) {
            to.putNull(name);
        } else if (number.stripTrailingZeros().scale() <= 0
                && number.abs().compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) < 0) {
            to.put(name, number.longValue());
        } else {
            to.put(name, number.doubleValue());
        }
    }
}
