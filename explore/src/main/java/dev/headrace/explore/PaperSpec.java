package dev.headrace.explore;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.headrace.simulator.spec.BadField;
import dev.headrace.simulator.spec.Require;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A paper file: runs, the published figures that they should give, and charts.
 *
 * @param name its name, also that of its folder of results
 * @param title of the paper
 * @param citation authors, year, and where it can be found
 * @param about what of it is reproduced, in a sentence
 * @param tags how well a published figure is sourced: short tag to what it means
 * @param runs what to simulate
 * @param figures what was published, and what it is compared with
 * @param breakdowns differences and what they are made of
 * @param charts pictures of figures and values
 * @param labels variables that tables and bars name rows by, where a row has any of them; all of its variables if missing
 */
public record PaperSpec(
        String name,
        String title,
        String citation,
        @Nullable String about,
        LinkedHashMap<String, String> tags,
        List<RunSpec> runs,
        List<Figure> figures,
        @Nullable List<Breakdown> breakdowns,
        @Nullable List<Chart> charts,
        @Nullable List<String> labels) {

    private static final String FILE_NAME = "[a-z0-9][a-z0-9._-]{0,79}";

    /**
     * Something to simulate. With {@code for} it is one run for each row of a table: variable to its values, all lists
     * equally long, taken together. {@code $name} stands for a variable's value in design, workload, shape and set.
     *
     * @param name its name, also that of its folder
     * @param forEach the table, or nothing for one run
     * @param design name in configs/designs, or path relative to this file
     * @param workload likewise in configs/workloads; the design's own if missing
     * @param shape sizes of the workload to change, such as {"queries": "$N"}
     * @param set values to change, as with {@code --set}
     * @param check "auto" (if missing), "full", "sample" or "off"
     * @param maxCycles cycle limit, 0 or missing for none
     * @param fastForward whether repeating periods may be skipped; true if missing
     */
    public record RunSpec(
            String name,
            @Nullable String about,
            @JsonProperty("for") @Nullable LinkedHashMap<String, List<JsonNode>> forEach,
            String design,
            @Nullable String workload,
            @Nullable LinkedHashMap<String, JsonNode> shape,
            @Nullable List<String> set,
            @Nullable String check,
            @Nullable Long maxCycles,
            @Nullable Boolean fastForward) {
        public RunSpec {
            fileName(name, "name");
            Require.present(design, "design");
            forEach = forEach == null ? new LinkedHashMap<>() : forEach;
            forEach.forEach((variable, values) -> variable(variable, Require.present(values, "for/" + variable)));
            equallyLong(forEach);
            shape = shape == null ? new LinkedHashMap<>() : shape;
            set = Require.list(set);
            check = Require.oneOf(check == null ? "auto" : check, List.of("auto", "full", "sample", "off"), "check");
            maxCycles = maxCycles == null ? Long.valueOf(0) : maxCycles;
            Require.range(maxCycles, 0, Long.MAX_VALUE, "max_cycles");
            fastForward = fastForward == null ? Boolean.TRUE : fastForward;
        }

        private static void variable(String name, List<JsonNode> values) {
            if (!name.matches("[A-Za-z][A-Za-z0-9_]*")) {
                throw new BadField("for/" + name, "a variable of that name", "a letter, then letters, digits and _");
            }
            if (values.isEmpty()) {
                throw new BadField("for/" + name, "[]", "one value or more");
            }
            for (JsonNode value : values) {
                if (!value.isNumber() && !value.isString()) {
                    throw new BadField("for/" + name, String.valueOf(value), "numbers and texts");
                }
            }
        }

        private static void equallyLong(LinkedHashMap<String, List<JsonNode>> table) {
            int rows = -1;
            for (var column : table.entrySet()) {
                int length = column.getValue().size();
                if (rows >= 0 && length != rows) {
                    throw new BadField(
                            "for/" + column.getKey(), length + " values", rows + ", as many as the first variable has");
                }
                rows = length;
            }
        }

        /** Number of runs. */
        public int rows() {
            return forEach == null || forEach.isEmpty()
                    ? 1
                    : forEach.values().iterator().next().size();
        }
    }

    /**
     * A published figure.
     *
     * @param id short and unique
     * @param about what it is
     * @param published number, text or truth value; or a list with one of them, or null, for each row of the runs
     * @param unit of numbers
     * @param source where exactly it was published
     * @param tag how well it is sourced, one of the paper's tags
     * @param tolerance "exact"; a percentage of the published number, such as "2%"; the greatest difference, such as "3";
     *     or "quoted" for a figure that is listed but not judged
     * @param because why that tolerance
     * @param known why it is missed, by how much at most, and at which value ({@link Known}); or a list with one of them, or null, for each row
     *     of the runs; missing if no miss is known
     * @param simulated the value of the runs' results that it is compared with; may be missing if quoted
     */
    public record Figure(
            String id,
            String about,
            JsonNode published,
            @Nullable String unit,
            String source,
            String tag,
            String tolerance,
            @Nullable String because,
            @Nullable JsonNode known,
            @Nullable JsonNode simulated) {
        public Figure {
            fileName(id, "id");
            Require.present(about, "about");
            Require.present(published, "published");
            Require.present(source, "source");
            Require.present(tag, "tag");
            Tolerance.parse(Require.present(tolerance, "tolerance"));
            if (known != null && tolerance.equals("quoted")) {
                throw new BadField(
                        "known", "given with the tolerance \"quoted\"", "nothing: what is not judged is no miss");
            }
            if (simulated == null && !tolerance.equals("quoted")) {
                throw new BadField("simulated", "missing", "a value, or the tolerance \"quoted\"");
            }
        }

        /** The unit, "" if there is none. */
        public String unitName() {
            return unit == null ? "" : unit;
        }
    }

    /**
     * What lies between two values: parts that have to add up to the difference exactly, or the paper is missed.
     *
     * @param id short and unique
     * @param from the value without all of it
     * @param to the value with all of it
     * @param parts what each contributes
     */
    public record Breakdown(
            String id, String about, @Nullable String unit, JsonNode from, JsonNode to, List<Share> parts) {
        public Breakdown {
            fileName(id, "id");
            Require.present(about, "about");
            Require.present(from, "from");
            Require.present(to, "to");
            if (Require.list(parts).isEmpty()) {
                throw new BadField("parts", "none", "one or more");
            }
        }

        /**
         * A part.
         *
         * @param name of it, in tables
         * @param value of the runs
         */
        public record Share(String name, JsonNode value) {
            public Share {
                Require.present(name, "name");
                Require.present(value, "value");
            }
        }
    }

    /**
     * A picture: lines over a variable of the runs or over another value, or bars for each row of the runs.
     *
     * @param name its file's name, without .png
     * @param kind "lines" (if missing), "bars" side by side or "stacked" bars
     * @param x variable to draw along; missing for bars, and where every series has a value of its own for that
     * @param xLabel what it is; the variable's name if missing
     * @param yLabel what is drawn up, or along a bar
     * @param logX powers of two along
     * @param logY powers of ten up
     * @param where only the rows in which these variables have one of these values; all if missing
     */
    public record Chart(
            String name,
            String title,
            @Nullable String kind,
            @Nullable String x,
            @Nullable String xLabel,
            String yLabel,
            @Nullable Boolean logX,
            @Nullable Boolean logY,
            @Nullable LinkedHashMap<String, List<JsonNode>> where,
            List<Series> series) {
        public Chart {
            fileName(name, "name");
            Require.present(title, "title");
            kind = Require.oneOf(kind == null ? "lines" : kind, List.of("lines", "bars", "stacked"), "kind");
            Require.present(yLabel, "y_label");
            logX = Boolean.TRUE.equals(logX);
            logY = Boolean.TRUE.equals(logY);
            where = where == null ? new LinkedHashMap<>() : where;
            if (Require.list(series).isEmpty()) {
                throw new BadField("series", "none", "one or more");
            }
            boolean bars = !kind.equals("lines");
            for (int i = 0; i < series.size(); i++) {
                boolean along = series.get(i).along() != null;
                if (bars ? x != null || along : along == (x != null)) {
                    throw new BadField(
                            bars && !along ? "x" : "series/" + i + "/along",
                            along ? "given" : x == null ? "missing" : "given",
                            bars ? "neither x nor along, for bars" : "either x, or along in every series");
                }
            }
            xLabel = xLabel == null ? x == null ? "" : x : xLabel;
        }

        /** Whether it shows bars. */
        boolean isBars() {
            return !"lines".equals(kind);
        }
    }

    /**
     * A series of a chart: one of published, simulated and value.
     *
     * @param name in the legend
     * @param published id of a figure, whose published numbers are drawn as marks
     * @param simulated id of a figure, whose simulated numbers are drawn as a line
     * @param value any value of the runs, drawn as a line; or a list of them, whose rows follow each other
     * @param along value to draw it along in place of the chart's variable, with as many rows; or the id of a figure, whose
     *     published numbers are taken beside published ones, else the simulated ones
     * @param marks whether the value is drawn as marks; false if missing
     */
    public record Series(
            String name,
            @Nullable String published,
            @Nullable String simulated,
            @Nullable JsonNode value,
            @Nullable JsonNode along,
            @Nullable Boolean marks) {
        public Series {
            Require.present(name, "name");
            int given = (published == null ? 0 : 1) + (simulated == null ? 0 : 1) + (value == null ? 0 : 1);
            if (given != 1) {
                throw new BadField(
                        "name", "\"" + name + "\" with " + given + " sources", "one of published, simulated, value");
            }
            marks = published != null || Boolean.TRUE.equals(marks);
        }

        /** Whether it is drawn as marks. */
        boolean isMarks() {
            return Boolean.TRUE.equals(marks);
        }
    }

    public PaperSpec {
        fileName(name, "name");
        Require.present(title, "title");
        Require.present(citation, "citation");
        Require.present(tags, "tags");
        runs = Require.list(Require.present(runs, "runs"));
        figures = Require.list(Require.present(figures, "figures"));
        breakdowns = Require.list(breakdowns);
        charts = Require.list(charts);
        labels = Require.list(labels);
        if (figures.isEmpty()) {
            throw new BadField("figures", "none", "one or more");
        }
    }

    private static void fileName(@Nullable String name, String field) {
        if (!Require.present(name, field).matches(FILE_NAME)) {
            throw new BadField(field, "\"" + name + "\"", "small letters, digits and . _ -, up to 80 of them");
        }
    }

    /** The breakdowns. */
    public List<Breakdown> allBreakdowns() {
        return breakdowns == null ? List.of() : breakdowns;
    }

    /** Variables of a row that name it. */
    public Map<String, JsonNode> labelled(Map<String, JsonNode> row) {
        Map<String, JsonNode> named = new LinkedHashMap<>(row);
        if (labels != null) {
            named.keySet().retainAll(labels);
        }
        return named.isEmpty() ? row : named;
    }

    /** The charts. */
    public List<Chart> allCharts() {
        return charts == null ? List.of() : charts;
    }
}
