package dev.headrace.explore;

import dev.headrace.simulator.spec.InputException;
import dev.headrace.simulator.spec.JsonFile;
import dev.headrace.simulator.spec.Library;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A paper file, read and valid: every name in it is known, and every list as long as it has to be. */
public final class Paper {
    private final JsonFile file;
    private final PaperSpec spec;
    private final Map<String, List<Experiment>> runs = new LinkedHashMap<>();
    private final List<FigureRows> figures = new ArrayList<>();
    private final List<ChartLines> charts = new ArrayList<>();

    /**
     * A figure with its rows.
     *
     * @param place in the paper file
     * @param rows variables of each row; a single empty map if there are none
     * @param published what was published, row by row; null where nothing was
     * @param simulated what it is compared with; null for a figure that is only quoted
     */
    record FigureRows(
            PaperSpec.Figure spec,
            String place,
            Tolerance tolerance,
            List<Map<String, JsonNode>> rows,
            List<@Nullable Quantity> published,
            @Nullable Value simulated) {}

    /** A chart; for each of its series the figure or the value that it shows. */
    record ChartLines(PaperSpec.Chart spec, List<@Nullable FigureRows> figures, List<@Nullable Value> values) {}

    private Paper(JsonFile file) {
        this.file = file;
        this.spec = file.as(PaperSpec.class);
        for (int i = 0; i < spec.runs().size(); i++) {
            PaperSpec.RunSpec run = spec.runs().get(i);
            if (runs.put(run.name(), Experiment.of(file, run, "/runs/" + i)) != null) {
                throw file.complain("/runs/" + i + "/name", "\"" + run.name() + "\" twice", "a name of its own");
            }
        }
        ValueReader reader = new ValueReader(file, runs);
        for (int i = 0; i < spec.figures().size(); i++) {
            figures.add(figure(spec.figures().get(i), "/figures/" + i, reader));
        }
        for (int i = 0; i < spec.allCharts().size(); i++) {
            charts.add(chart(spec.allCharts().get(i), "/charts/" + i, reader));
        }
    }

    /**
     * Reads a paper file.
     *
     * @param name in configs/papers, or a path
     * @throws InputException if it is not valid
     */
    public static Paper load(Library library, String name) {
        return load(library.find("papers", name));
    }

    /** Reads a paper file. */
    public static Paper load(Path path) {
        return new Paper(JsonFile.read(path));
    }

    private FigureRows figure(PaperSpec.Figure figure, String place, ValueReader reader) {
        if (find(figure.id()) != null) {
            throw file.complain(place + "/id", "\"" + figure.id() + "\" twice", "an id of its own");
        }
        if (!spec.tags().containsKey(figure.tag())) {
            throw file.complain(
                    place + "/tag",
                    "unknown tag \"" + figure.tag() + "\"",
                    String.join(", ", spec.tags().keySet()));
        }
        JsonNode node = figure.simulated();
        Value value = node == null ? null : reader.read(node, place + "/simulated");
        List<Map<String, JsonNode>> rows = value == null ? List.of(Map.of()) : value.rows();
        return new FigureRows(
                figure, place, Tolerance.parse(figure.tolerance()), rows, published(figure, place, rows.size()), value);
    }

    private List<@Nullable Quantity> published(PaperSpec.Figure figure, String place, int rows) {
        JsonNode given = figure.published();
        List<@Nullable Quantity> all = new ArrayList<>();
        if (!given.isArray()) {
            Quantity one = scalar(figure, given, place + "/published");
            for (int i = 0; i < rows; i++) {
                all.add(one);
            }
            return all;
        }
        if (given.size() != rows) {
            throw file.complain(
                    place + "/published",
                    given.size() + " values",
                    rows + ", one for each row of the runs, or a single one for all");
        }
        for (int i = 0; i < given.size(); i++) {
            JsonNode one = given.get(i);
            all.add(one.isNull() ? null : scalar(figure, one, place + "/published/" + i));
        }
        return all;
    }

    private Quantity scalar(PaperSpec.Figure figure, JsonNode node, String place) {
        if (!node.isNumber() && !node.isString() && !node.isBoolean()) {
            throw file.complain(place, JsonFile.describe(node), "a number, a text, true or false");
        }
        Tolerance.Kind kind = Tolerance.parse(figure.tolerance()).kind();
        if (!node.isNumber() && (kind == Tolerance.Kind.PERCENT || kind == Tolerance.Kind.ABSOLUTE)) {
            throw file.complain(
                    place,
                    JsonFile.describe(node) + " with a tolerance of " + figure.tolerance(),
                    "a number, or exact");
        }
        return Quantity.of(node);
    }

    private ChartLines chart(PaperSpec.Chart chart, String place, ValueReader reader) {
        if (charts.stream().anyMatch(c -> c.spec().name().equals(chart.name()))) {
            throw file.complain(place + "/name", "\"" + chart.name() + "\" twice", "a name of its own");
        }
        List<@Nullable FigureRows> shown = new ArrayList<>();
        List<@Nullable Value> values = new ArrayList<>();
        for (int i = 0; i < chart.series().size(); i++) {
            PaperSpec.Series series = chart.series().get(i);
            String at = place + "/series/" + i;
            JsonNode node = series.value();
            Value value = node == null ? null : reader.read(node, at + "/value");
            String id = series.published() != null ? series.published() : series.simulated();
            FigureRows figure = id == null ? null : find(id);
            if (id != null && figure == null) {
                throw file.complain(
                        at + (series.published() != null ? "/published" : "/simulated"),
                        "unknown figure \"" + id + "\"",
                        String.join(
                                ", ", figures.stream().map(f -> f.spec().id()).toList()));
            }
            for (Map<String, JsonNode> row : value != null
                    ? value.rows()
                    : Objects.requireNonNull(figure).rows()) {
                JsonNode x = row.get(chart.x());
                if (x == null || !x.isNumber()) {
                    throw file.complain(
                            place + "/x",
                            "\"" + chart.x() + "\", which is no number in series \"" + series.name() + "\"",
                            "a variable with a number in every row: " + String.join(", ", row.keySet()));
                }
            }
            shown.add(figure);
            values.add(value);
        }
        return new ChartLines(chart, shown, values);
    }

    private @Nullable FigureRows find(String id) {
        return figures.stream()
                .filter(f -> f.spec().id().equals(id))
                .findFirst()
                .orElse(null);
    }

    /** The file. */
    JsonFile file() {
        return file;
    }

    /** Its record. */
    public PaperSpec spec() {
        return spec;
    }

    /** All runs, in the file's order. */
    public List<Experiment> experiments() {
        return runs.values().stream().flatMap(List::stream).toList();
    }

    List<FigureRows> figures() {
        return figures;
    }

    List<ChartLines> charts() {
        return charts;
    }
}
