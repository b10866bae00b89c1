package dev.headrace.explore;

import dev.headrace.simulator.spec.Faults;
import dev.headrace.simulator.spec.InputException;
import dev.headrace.simulator.spec.JsonFile;
import dev.headrace.simulator.spec.Library;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A paper file, read and valid: every name in it is known, and every list as long as it has to be. */
public final class Paper {
    /** Where null is a value: a row without a published number or without a known miss, and a variable that leaves out what it is set to. */
    private static final Pattern NOTHING =
            Pattern.compile("/figures/[0-9]+/(published|known)/[0-9]+|/runs/[0-9]+/for/[^/]+/[0-9]+");

    private final JsonFile file;
    private final PaperSpec spec;
    private final Map<String, List<Experiment>> runs = new LinkedHashMap<>();
    private final List<FigureRows> figures = new ArrayList<>();
    private final List<BreakdownRows> breakdowns = new ArrayList<>();
    private final List<ChartLines> charts = new ArrayList<>();

    /**
     * A figure with its rows.
     *
     * @param place in the paper file
     * @param rows variables of each row; a single empty map if there are none
     * @param published what was published, row by row; null where nothing was
     * @param known the misses that are known, row by row; null where none is
     * @param simulated what it is compared with; null for a figure that is only quoted
     */
    record FigureRows(
            PaperSpec.Figure spec,
            String place,
            Tolerance tolerance,
            List<Map<String, JsonNode>> rows,
            List<@Nullable Quantity> published,
            List<@Nullable Known> known,
            @Nullable Value simulated) {}

    /** A chart; for each of its series the figure or the value that it shows. */
    record ChartLines(
            PaperSpec.Chart spec,
            List<@Nullable FigureRows> figures,
            List<@Nullable Value> values,
            List<@Nullable Value> along,
            List<@Nullable FigureRows> alongFigures) {}

    /** A breakdown; its rows are those of all its values together. */
    record BreakdownRows(
            PaperSpec.Breakdown spec, Value from, Value to, List<Value> parts, List<Map<String, JsonNode>> rows) {}

    private Paper(JsonFile file) {
        this.file = file;
        this.spec = file.as(PaperSpec.class);
        each(spec.runs(), "/runs/", (run, place) -> {
            if (runs.put(run.name(), Experiment.of(file, run, place)) != null) {
                throw file.complain(place + "/name", "\"" + run.name() + "\" twice", "a name of its own");
            }
        });
        ValueReader reader = new ValueReader(file, runs);
        each(spec.figures(), "/figures/", (figure, place) -> figures.add(figure(figure, place, reader)));
        each(spec.allBreakdowns(), "/breakdowns/", (one, place) -> breakdowns.add(breakdown(one, place, reader)));
        each(spec.allCharts(), "/charts/", (chart, place) -> charts.add(chart(chart, place, reader)));
    }

    /** Reads the elements of a list, all of them even if some are wrong. */
    private static <T> void each(List<T> list, String pointer, BiConsumer<T, String> read) {
        Faults faults = new Faults();
        for (int i = 0; i < list.size(); i++) {
            String place = pointer + i;
            T one = list.get(i);
            faults.check(() -> read.accept(one, place));
        }
        faults.raise();
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
        return new Paper(JsonFile.read(path, NOTHING.asMatchPredicate()));
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
                figure,
                place,
                Tolerance.parse(figure.tolerance()),
                rows,
                published(figure, place, rows.size()),
                known(figure, place + "/known", rows.size()),
                value);
    }

    private List<@Nullable Known> known(PaperSpec.Figure figure, String place, int rows) {
        JsonNode given = figure.known();
        List<@Nullable Known> all = new ArrayList<>();
        if (given == null || !given.isArray()) {
            if (given != null && rows > 1) {
                throw file.complain(
                        place,
                        "one for " + rows + " rows",
                        "a list with one or null for each, as each has a value that was recorded");
            }
            Known one = given == null ? null : known(figure, given, place);
            for (int i = 0; i < rows; i++) {
                all.add(one);
            }
            return all;
        }
        if (given.size() != rows) {
            throw file.complain(place, given.size() + " entries", rows + ", one or null for each row of the runs");
        }
        for (int i = 0; i < given.size(); i++) {
            all.add(given.get(i).isNull() ? null : known(figure, given.get(i), place + "/" + i));
        }
        return all;
    }

    private Known known(PaperSpec.Figure figure, JsonNode node, String place) {
        if (!node.isObject()) {
            throw file.complain(place, JsonFile.describe(node), "an object with because and tolerance");
        }
        Known known = file.as(Known.class, node, place);
        Tolerance within = Tolerance.parse(known.tolerance());
        Tolerance allowed = Tolerance.parse(figure.tolerance());
        if (within.kind() == allowed.kind() && within.amount().compareTo(allowed.amount()) <= 0) {
            throw file.complain(
                    place + "/tolerance",
                    "\"" + known.tolerance() + "\"",
                    "more than the figure's own, " + figure.tolerance() + ": what is within that is no miss");
        }
        return known;
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

    private BreakdownRows breakdown(PaperSpec.Breakdown one, String place, ValueReader reader) {
        if (breakdowns.stream().anyMatch(b -> b.spec().id().equals(one.id()))) {
            throw file.complain(place + "/id", "\"" + one.id() + "\" twice", "an id of its own");
        }
        Value from = reader.read(one.from(), place + "/from");
        Value to = reader.read(one.to(), place + "/to");
        List<Map<String, JsonNode>> rows = reader.paired(from.rows(), to.rows(), place);
        List<Value> parts = new ArrayList<>();
        for (int i = 0; i < one.parts().size(); i++) {
            Value part = reader.read(one.parts().get(i).value(), place + "/parts/" + i + "/value");
            rows = reader.paired(rows, part.rows(), place);
            parts.add(part);
        }
        return new BreakdownRows(one, from, to, parts, rows);
    }

    private ChartLines chart(PaperSpec.Chart chart, String place, ValueReader reader) {
        if (charts.stream().anyMatch(c -> c.spec().name().equals(chart.name()))) {
            throw file.complain(place + "/name", "\"" + chart.name() + "\" twice", "a name of its own");
        }
        List<@Nullable FigureRows> shown = new ArrayList<>();
        List<@Nullable Value> values = new ArrayList<>();
        List<@Nullable Value> along = new ArrayList<>();
        List<@Nullable FigureRows> alongFigures = new ArrayList<>();
        for (int i = 0; i < chart.series().size(); i++) {
            PaperSpec.Series series = chart.series().get(i);
            String at = place + "/series/" + i;
            JsonNode node = series.value();
            Value value = node == null ? null : reader.chain(node, at + "/value");
            String id = series.published() != null ? series.published() : series.simulated();
            FigureRows figure =
                    id == null ? null : figure(id, at + (series.published() != null ? "/published" : "/simulated"));
            List<Map<String, JsonNode>> rows = value != null
                    ? value.rows()
                    : Objects.requireNonNull(figure).rows();
            if (chart.x() != null) {
                requireNumbers(chart.x(), rows, series.name(), place);
            }
            JsonNode beside = series.along();
            FigureRows other = beside != null && beside.isString() ? figure(beside.asString(), at + "/along") : null;
            Value x = beside == null || other != null ? null : reader.chain(beside, at + "/along");
            int found =
                    other != null ? other.rows().size() : x != null ? x.rows().size() : rows.size();
            if (found != rows.size()) {
                throw file.complain(at + "/along", found + " rows", rows.size() + ", as many as what is drawn");
            }
            along.add(x);
            alongFigures.add(other);
            shown.add(figure);
            values.add(value);
        }
        return new ChartLines(chart, shown, values, along, alongFigures);
    }

    private void requireNumbers(String x, List<Map<String, JsonNode>> rows, String series, String place) {
        for (Map<String, JsonNode> row : rows) {
            JsonNode at = row.get(x);
            if (at == null || !at.isNumber()) {
                throw file.complain(
                        place + "/x",
                        "\"" + x + "\", which is no number in series \"" + series + "\"",
                        "a variable with a number in every row: " + String.join(", ", row.keySet()));
            }
        }
    }

    private FigureRows figure(String id, String place) {
        FigureRows found = find(id);
        if (found == null) {
            throw file.complain(
                    place,
                    "unknown figure \"" + id + "\"",
                    String.join(", ", figures.stream().map(f -> f.spec().id()).toList()));
        }
        return found;
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

    List<BreakdownRows> breakdowns() {
        return breakdowns;
    }

    List<ChartLines> charts() {
        return charts;
    }
}
