package dev.headrace.cli.serve;

import dev.headrace.cli.serve.Listing.Cell;
import dev.headrace.explore.sweep.Outline;
import dev.headrace.explore.sweep.Row;
import dev.headrace.explore.sweep.SweepFolder;
import dev.headrace.reports.Comparison;
import dev.headrace.reports.ComparisonPage;
import dev.headrace.reports.HtmlPage;
import dev.headrace.reports.Page;
import dev.headrace.reports.ResultJson;
import dev.headrace.reports.Table;
import dev.headrace.reports.Text;
import dev.headrace.reports.Tone;
import dev.headrace.reports.Units;
import dev.headrace.simulator.run.Result;
import dev.headrace.simulator.spec.InputException;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The pages of a folder, made when they are asked for. */
final class Site {
    private static final String STYLE = "a { color: var(--fill); } form { margin: .5rem 0; }"
            + " input, button { font: inherit; color: inherit; background: var(--card);"
            + " border: 1px solid var(--line); border-radius: 4px; padding: .15rem .5rem; }\n";

    /** Results that are compared at once. */
    private static final int COMPARED = 6;

    /** Files that are handed out as they are, by the ends of their names. */
    private static final Map<String, String> TYPES = Map.of(
            "json", "application/json",
            "csv", "text/csv; charset=utf-8",
            "md", "text/plain; charset=utf-8",
            "png", "image/png",
            "svg", "image/svg+xml",
            "html", "text/html; charset=utf-8",
            "vcd", "text/plain; charset=utf-8",
            "pftrace", "application/octet-stream",
            "perfetto-trace", "application/octet-stream");

    private final ServedFolder folder;
    private final Map<Path, Known> known = new ConcurrentHashMap<>();

    /** What is listed of a result, as long as its file does not change. */
    private record Known(FileTime changed, long size, List<Cell> cells) {}

    Site(ServedFolder folder) {
        this.folder = folder;
    }

    /**
     * The answer to an address.
     *
     * @param path decoded, with the leading slash
     * @param query decoded
     * @param chosen values of {@code r}, which may come several times
     */
    Answer of(String path, Map<String, String> query, List<String> chosen) {
        try {
            if (path.equals("/")) {
                return index(query);
            }
            if (path.equals("/compare")) {
                return compare(chosen);
            }
            for (String kind : List.of("/result/", "/sweep/", "/file/")) {
                if (path.startsWith(kind)) {
                    return below(kind, path.substring(kind.length()), query);
                }
            }
        } catch (InputException | IllegalArgumentException e) {
            return Answer.error(422, "Cannot be shown: " + e.getMessage());
        } catch (IOException e) {
            return Answer.error(404, "Cannot be read: it may be gone");
        }
        return nothing();
    }

    private static Answer nothing() {
        return Answer.error(404, "Nothing of that name");
    }

    private Answer below(String kind, String path, Map<String, String> query) throws IOException {
        if (kind.equals("/file/")) {
            return file(path);
        }
        if (kind.equals("/result/")) {
            Result result = result(path);
            return result == null ? nothing() : Answer.page(200, HtmlPage.of(result));
        }
        int point = path.lastIndexOf("/point/");
        String sweep = point < 0 ? path : path.substring(0, point);
        // The sweep that is the folder itself has no path of its own.
        Path at = sweep.equals("-") ? folder.root() : folder.find(sweep);
        if (at == null || !folder.holds(at, "journal.jsonl") || !folder.holds(at, "sweep.json")) {
            return nothing();
        }
        return point < 0 ? sweep(sweep, at, query) : point(at, path.substring(point + "/point/".length()));
    }

    private Answer file(String path) {
        Path file = folder.find(path);
        String end = path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        String type = TYPES.get(end);
        return file == null || type == null || !Files.isRegularFile(file) ? nothing() : Answer.file(file, type);
    }

    private @Nullable Result result(String path) throws IOException {
        Path at = path.equals("-") ? folder.root() : folder.find(path);
        return at == null || !folder.holds(at, "result.json") ? null : ResultJson.read(at.resolve("result.json"));
    }

    private Answer index(Map<String, String> query) {
        Listing results = new Listing(List.of(
                "result",
                "design",
                "hardware",
                "workload",
                "status",
                "cycles",
                "seconds",
                "energy (J)",
                "of roofline"));
        StringBuilder sweeps = new StringBuilder();
        int all = 0;
        for (ServedFolder.Entry entry : folder.entries()) {
            String path = entry.path().isEmpty() ? "-" : entry.path();
            all++;
            if (entry.isSweep()) {
                sweeps.append("<li><a href=\"/sweep/")
                        .append(Text.escape(encoded(path)))
                        .append("\">")
                        .append(Text.escape(path))
                        .append("</a></li>\n");
            } else {
                List<Cell> cells = new ArrayList<>();
                cells.add(Cell.link(path, "/result/" + encoded(path)));
                cells.addAll(headline(entry.file()));
                results.row(cells, path);
            }
        }
        Page page = new Page("Results in " + folder.root().getFileName(), STYLE).forms();
        if (!sweeps.isEmpty()) {
            page.markup("Sweeps", "<ul>\n" + sweeps + "</ul>\n");
        }
        page.markup("Results", results.html(query, "/compare"));
        if (all >= ServedFolder.MOST) {
            page.paragraph("Only the first " + Units.count(all) + " are listed.", Tone.WARN);
        }
        return Answer.page(200, page.text());
    }

    private List<Cell> headline(Path file) {
        try {
            FileTime changed = Files.getLastModifiedTime(file);
            long size = Files.size(file);
            Known before = known.get(file);
            if (before == null || !before.changed().equals(changed) || before.size() != size) {
                before = new Known(changed, size, cells(ResultJson.read(file)));
                known.put(file, before);
            }
            return before.cells();
        } catch (IOException | IllegalArgumentException e) {
            return Stream.concat(
                            Stream.of("", "", "", "cannot be read").map(Cell::text),
                            Stream.of("", "", "", "").map(Cell::text))
                    .toList();
        }
    }

    private static List<Cell> cells(Result r) {
        double energy = r.totals().energyPj() * 1e-12;
        double roofline = r.seconds() > 0 ? r.totals().rooflineBoundSeconds() / r.seconds() : 0;
        return List.of(
                Cell.text(r.design()),
                Cell.text(r.hardware()),
                Cell.text(String.valueOf(r.workload().getOrDefault("name", "unnamed"))),
                Cell.text(r.status()),
                Cell.number(Units.count(r.cycles()), (double) r.cycles()),
                Cell.number(Units.seconds(r.seconds()), r.seconds()),
                Cell.number(energy == 0 ? "-" : Units.energy(r.totals().energyPj()), energy),
                Cell.number(Units.percent(roofline), roofline));
    }

    private Answer compare(List<String> chosen) throws IOException {
        List<Result> results = new ArrayList<>();
        for (String path : chosen.stream().limit(COMPARED + 1L).toList()) {
            Result result = result(path);
            if (result == null) {
                return nothing();
            }
            results.add(result);
        }
        return results.size() < 2 || results.size() > COMPARED
                ? Answer.error(422, "Choose two results to be compared, or up to " + COMPARED)
                : Answer.page(200, ComparisonPage.of(Comparison.of(results)));
    }

    private static Answer sweep(String path, Path at, Map<String, String> query) {
        SweepFolder.Held held = SweepFolder.read(at);
        Outline outline = held.outline();
        Set<String> parameters = new LinkedHashSet<>();
        held.result().rows().forEach(row -> parameters.addAll(row.parameters().keySet()));
        List<String> headings = new ArrayList<>(List.of("point"));
        headings.addAll(parameters);
        headings.addAll(List.of("status", "front"));
        outline.objectives().forEach(o -> headings.add((o.maximize() ? "max " : "min ") + o.name()));
        Listing listing = new Listing(headings);
        for (Row row : held.result().rows()) {
            List<Cell> cells = new ArrayList<>();
            String to = "/sweep/" + encoded(path) + "/point/" + row.point();
            cells.add(new Cell(String.valueOf(row.point()), row.point(), to));
            parameters.forEach(p -> cells.add(cell(row.parameters().get(p))));
            cells.add(Cell.text(row.status().label()));
            cells.add(Cell.text(held.result().isOnFront(row) ? "front" : ""));
            for (int i = 0; i < outline.objectives().size(); i++) {
                double value = row.objectives().isEmpty()
                        ? Double.NaN
                        : row.objectives().get(i);
                cells.add(Double.isNaN(value) ? Cell.text("") : Cell.number(Units.number(value), value));
            }
            listing.row(cells, "");
        }
        Page page = new Page(outline.name(), STYLE).forms();
        page.paragraph(
                Units.count(held.result().rows().size()) + " of " + Units.count(outline.points()) + " points are done.",
                Tone.NORMAL);
        return Answer.page(200, page.markup("Points", listing.html(query, "")).text());
    }

    private static Cell cell(@Nullable JsonNode value) {
        if (value == null) {
            return Cell.text("");
        }
        return value.isNumber()
                ? Cell.number(value.toString(), value.asDouble())
                : Cell.text(value.isString() ? value.asString() : value.toString());
    }

    private Answer point(Path at, String number) throws IOException {
        if (!number.matches("[0-9]{1,18}")) {
            return nothing();
        }
        SweepFolder.Held held = SweepFolder.read(at);
        long point = Long.parseLong(number);
        Row row = held.result().rows().stream()
                .filter(r -> r.point() == point)
                .findFirst()
                .orElse(null);
        if (row == null) {
            return nothing();
        }
        Path kept = SweepFolder.kept(at, row);
        if (kept != null && folder.holds(kept)) {
            return Answer.page(200, HtmlPage.of(ResultJson.read(kept)));
        }
        Table table = new Table("").left("column").right("value");
        row.parameters().forEach((name, value) -> table.row(name, cell(value).text()));
        row.values().forEach((name, value) -> table.row(name, cell(value).text()));
        Page page = new Page("Point " + point + " of " + held.outline().name(), STYLE);
        page.paragraph(
                "status: " + row.status().label() + (row.reason().isEmpty() ? "" : ", " + row.reason()), Tone.NORMAL);
        page.paragraph(
                "The sweep kept no full result of it (--keep results keeps them). This runs it alone:", Tone.QUIET);
        page.paragraph(held.outline().space().point(point).command(), Tone.NORMAL);
        return Answer.page(
                200, page.section("Values", List.of(), List.of(table)).text());
    }

    /** Names of a path in an address. */
    static String encoded(String path) {
        return Stream.of(path.split("/"))
                .map(name -> URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20"))
                .collect(Collectors.joining("/"));
    }
}
