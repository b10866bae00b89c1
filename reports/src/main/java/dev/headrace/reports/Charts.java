package dev.headrace.reports;

import dev.headrace.simulator.run.Result;
import dev.headrace.simulator.run.Result.MemoryResult;
import dev.headrace.simulator.run.Result.Stalls;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** The pictures of a result: where cycles went, what moved, and how DRAM rows behaved. No display is needed. */
public final class Charts {
    private static final int ROWS = 40;
    private static final String[] JOULES = {"pJ", "nJ", "uJ", "mJ", "J", "kJ"};
    private static final String[] BYTES = {"B", "kB", "MB", "GB", "TB", "PB"};

    /** Cycles of a unit or an operator. */
    private record Spent(String name, long busy, Stalls stalls, double capacity) {}

    /** Names of the files that {@link #write(Result, Path, BooleanSupplier)} may write. */
    public static final List<String> FILES = Stream.of(
                    "graph", "utilization", "stalls", "traffic", "rows", "roofline", "energy", "fifos")
            .flatMap(name -> Stream.of(name + ".png", name + ".svg"))
            .toList();

    private Charts() {}

    /**
     * Writes {@code graph}, {@code utilization}, {@code stalls}, {@code traffic}, {@code rows}, {@code roofline}, {@code energy} and {@code fifos}, each as .png and .svg; a chart of
     * nothing is left out.
     *
     * @param stopped asked before each file: whether to leave out all that is not written yet
     * @return the files written
     */
    public static List<Path> write(Result result, Path folder, BooleanSupplier stopped) throws IOException {
        Map<String, Chart> charts = new LinkedHashMap<>();
        charts.put("graph", DataflowCharts.of(result));
        charts.put("utilization", utilization(result));
        charts.put("stalls", stalls(result));
        charts.put("traffic", traffic(result));
        charts.put("rows", rows(result));
        charts.put("roofline", Roofline.of(result));
        charts.put("energy", energy(result));
        charts.put("fifos", fifos(result));
        return write(charts, folder, stopped);
    }

    /**
     * Writes charts, each as .png and .svg under its name; a chart of nothing is left out.
     *
     * @return the files written
     * @throws IOException if one cannot be written, or if Java finds no fonts on this machine
     */
    public static List<Path> write(Map<String, ? extends Chart> charts, Path folder) throws IOException {
        return write(charts, folder, () -> false);
    }

    private static List<Path> write(Map<String, ? extends Chart> charts, Path folder, BooleanSupplier stopped)
            throws IOException {
        List<Path> files = new ArrayList<>();
        for (Map.Entry<String, ? extends Chart> entry : charts.entrySet()) {
            if (!entry.getValue().isEmpty() && !stopped.getAsBoolean()) {
                files.add(svg(entry.getValue(), folder.resolve(entry.getKey() + ".svg")));
            }
            if (!entry.getValue().isEmpty() && !stopped.getAsBoolean()) {
                files.add(png(entry.getValue(), folder.resolve(entry.getKey() + ".png")));
            }
        }
        return files;
    }

    /**
     * Draws a chart that is not empty to a PNG file.
     *
     * @throws IOException if the file cannot be written, or if Java finds no fonts on this machine
     */
    public static Path png(Chart chart, Path file) throws IOException {
        Figure.requireFonts();
        AtomicFile.write(file, chart.figure(true).png());
        return file;
    }

    /**
     * Draws a chart that is not empty to an SVG file.
     *
     * @throws IOException if the file cannot be written, or if Java finds no fonts on this machine
     */
    public static Path svg(Chart chart, Path file) throws IOException {
        Figure.requireFonts();
        AtomicFile.write(file, chart.figure(true).svgFile().getBytes(StandardCharsets.UTF_8));
        return file;
    }

    /** Where the cycles of each unit went. */
    public static BarChart utilization(Result r) {
        List<Spent> spent = new ArrayList<>();
        r.units()
                .forEach((name, u) ->
                        spent.add(new Spent(name, u.busyCycles(), u.stalls(), (double) u.instances() * r.cycles())));
        return cycles("Where the cycles of each unit went", r, spent, "idle");
    }

    /** Where the cycles of each operator went. */
    public static BarChart stalls(Result r) {
        List<Spent> spent = new ArrayList<>();
        r.operators()
                .forEach((name, o) ->
                        spent.add(new Spent(name, o.busyCycles(), o.stalls(), (double) o.instances() * r.cycles())));
        return cycles("Where the cycles of each operator went", r, spent, "done");
    }

    /** Bytes of each tensor at each memory. */
    public static BarChart traffic(Result r) {
        return traffic(r, 0);
    }

    /**
     * Bytes of each tensor at each memory.
     *
     * @param atLeast bytes that the axis reaches to at least, so that several runs have one scale
     */
    static BarChart traffic(Result r, double atLeast) {
        List<String> names = new ArrayList<>();
        List<Double> read = new ArrayList<>();
        List<Double> written = new ArrayList<>();
        r.memories()
                .forEach((memory, m) -> m.byTensor().forEach((tensor, t) -> {
                    names.add(r.memories().size() > 1 ? memory + ": " + tensor : tensor);
                    read.add((double) t.readBytes());
                    written.add((double) t.writeBytes());
                }));
        double most = atLeast;
        for (int i = 0; i < names.size(); i++) {
            most = Math.max(most, read.get(i) + written.get(i));
        }
        int power = power(most, BYTES.length);
        double unit = Math.pow(1000, power);
        read.replaceAll(value -> value / unit);
        written.replaceAll(value -> value / unit);
        return new BarChart(
                "Traffic of each tensor",
                about(r),
                "moved (" + BYTES[power] + ")",
                atLeast > 0 ? BarChart.niceEnd(most / unit) : 0,
                true,
                names,
                List.of(
                        new BarChart.Series("read", Palette.BLUE, read),
                        new BarChart.Series("written", Palette.ORANGE, written)));
    }

    /** Thousands by which a number is brought below a thousand, if there are so many prefixes. */
    private static int power(double most, int prefixes) {
        return most < 1 ? 0 : Math.min(prefixes - 1, (int) Math.floor(Math.log10(most) / 3));
    }

    /** Energy of each part, by what it went to where the result says that. */
    public static BarChart energy(Result r) {
        Map<String, Double> parts = new LinkedHashMap<>();
        r.totals().energyByPart().entrySet().stream()
                .filter(e -> e.getValue() > 0)
                .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                .limit(ROWS)
                .forEach(e -> parts.put(e.getKey(), e.getValue()));
        int power = power(parts.values().stream().mapToDouble(d -> d).max().orElse(0), JOULES.length);
        double unit = Math.pow(1000, power);
        return new BarChart(
                "Energy of each part",
                about(r),
                "energy (" + JOULES[power] + ")",
                0,
                true,
                List.copyOf(parts.keySet()),
                List.of(new BarChart.Series(
                        "energy",
                        Palette.BLUE,
                        parts.values().stream().map(pj -> pj / unit).toList())));
    }

    /** The most tokens that were in each FIFO, as a share of its room; unbounded ones are left out. */
    public static BarChart fifos(Result r) {
        List<Map.Entry<String, Result.ChannelResult>> shown = r.channels().entrySet().stream()
                .filter(e -> e.getValue().capacity() > 0)
                .limit(ROWS)
                .toList();
        List<Double> full = shown.stream()
                .map(e -> 100.0 * e.getValue().peakTokens() / e.getValue().capacity())
                .toList();
        return new BarChart(
                "The most that was in each FIFO",
                about(r),
                "share of its room (%)",
                100,
                true,
                shown.stream()
                        .map(e -> e.getKey() + " (" + Units.count(e.getValue().capacity()) + ")")
                        .toList(),
                List.of(
                        new BarChart.Series("most tokens", Palette.BLUE, full),
                        new BarChart.Series(
                                "never taken",
                                Palette.GREY,
                                full.stream().map(f -> 100 - f).toList())));
    }

    /** The most bytes of a tensor at a memory. */
    static double mostTraffic(Result r) {
        return r.memories().values().stream()
                .flatMap(m -> m.byTensor().values().stream())
                .mapToDouble(t -> (double) t.readBytes() + t.writeBytes())
                .max()
                .orElse(0);
    }

    /** Row hits, misses and conflicts of each memory that has rows. */
    public static BarChart rows(Result r) {
        List<String> names = new ArrayList<>();
        List<MemoryResult> memories = new ArrayList<>();
        r.memories().forEach((name, m) -> {
            if (outcomes(m) > 0) {
                names.add(name);
                memories.add(m);
            }
        });
        return new BarChart(
                "DRAM rows: hits, misses, conflicts",
                about(r),
                "share of column accesses (%)",
                100,
                true,
                names,
                List.of(
                        rowSeries("hit", Palette.GREEN, memories, MemoryResult::rowHits),
                        rowSeries("miss", Palette.ORANGE, memories, MemoryResult::rowMisses),
                        rowSeries("conflict", Palette.VERMILLION, memories, MemoryResult::rowConflicts)));
    }

    private static double outcomes(MemoryResult m) {
        return (double) m.rowHits() + m.rowMisses() + m.rowConflicts();
    }

    private static BarChart.Series rowSeries(
            String name, int rgb, List<MemoryResult> memories, ToDoubleFunction<MemoryResult> count) {
        return new BarChart.Series(
                name,
                rgb,
                memories.stream()
                        .map(m -> 100 * count.applyAsDouble(m) / outcomes(m))
                        .toList());
    }

    private static BarChart cycles(String title, Result r, List<Spent> all, String last) {
        List<Spent> shown = all;
        String subtitle = about(r);
        if (all.size() > ROWS) {
            List<Spent> busiest = all.stream()
                    .sorted(Comparator.comparingLong(Spent::busy).reversed())
                    .limit(ROWS)
                    .toList();
            shown = all.stream().filter(busiest::contains).toList();
            subtitle += " (the " + ROWS + " busiest of " + Units.count(all.size()) + ")";
        }
        return new BarChart(
                title,
                subtitle,
                "share of cycles (%)",
                100,
                true,
                shown.stream().map(Spent::name).toList(),
                List.of(
                        share(Cause.BUSY, shown, Spent::busy),
                        share(Cause.INPUT, shown, spent -> spent.stalls().input()),
                        share(Cause.ROOM, shown, spent -> spent.stalls().room()),
                        share(Cause.UNIT, shown, spent -> spent.stalls().unit()),
                        share(Cause.MEMORY, shown, spent -> spent.stalls().memory()),
                        share(
                                last,
                                Cause.IDLE.rgb(),
                                shown,
                                spent -> spent.stalls().idle())));
    }

    private static BarChart.Series share(Cause cause, List<Spent> all, ToDoubleFunction<Spent> cycles) {
        return share(cause.words(), cause.rgb(), all, cycles);
    }

    private static BarChart.Series share(String name, int rgb, List<Spent> all, ToDoubleFunction<Spent> cycles) {
        return new BarChart.Series(
                name,
                rgb,
                all.stream()
                        .map(s -> 100 * Sections.share(cycles.applyAsDouble(s), s.capacity()))
                        .toList());
    }

    /** What was run and for how long, one line. */
    static String about(Result r) {
        Object workload = r.workload().get("name");
        String status = r.status().equals("complete") ? "" : " (" + r.status() + ")";
        return Facts.title(r) + (workload == null ? "" : ", " + workload) + ", " + Units.cycles(r.cycles()) + status;
    }
}
