package dev.headrace.reports;

import dev.headrace.simulator.explain.Activity;
import dev.headrace.simulator.run.Result;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/**
 * The timeline of a page: what units, operators and FIFOs did when. A picture of the whole run and a table stand there without a
 * script; with it, a picture to look closer at, with every firing where the activity has them.
 */
final class Timeline {
    /** Styles of it. */
    static final String STYLE = """
        .tl-bar { display: flex; flex-wrap: wrap; gap: .4rem; align-items: center; margin: .6rem 0; }
        .tl-bar button { font: inherit; font-size: .9rem; color: var(--ink); background: var(--card);
                         border: 1px solid var(--line); border-radius: 5px; padding: .25rem .65rem; cursor: pointer; }
        .tl-bar button:hover { border-color: var(--link); }
        .tl-range { color: var(--quiet); font-size: .88rem; font-variant-numeric: tabular-nums; margin-left: .3rem; }
        #timeline-view canvas { display: block; touch-action: pan-y; cursor: crosshair; }
        .tl-live { min-height: 2.9em; margin: .4rem 0; font-size: .92rem; font-variant-numeric: tabular-nums; }
        .tl-key { display: flex; flex-wrap: wrap; gap: .2rem 1.1rem; list-style: none; padding: 0; margin: .5rem 0;
                  font-size: .88rem; }
        .tl-key svg { width: 12px; height: 12px; vertical-align: -1px; margin-right: .35rem; }
        .tl-still text { fill: var(--ink); font-size: 11px; } .tl-still .quiet { fill: var(--quiet); }
        """;

    /** Equal parts of the run that the table and the picture without a script have. */
    private static final int PARTS = 8;

    private static final int COLUMNS = 128;
    private static final int NAMES = 120;
    private static final int ROW = 18;

    private final Activity run;
    private final List<Activity.Track> tracks = new ArrayList<>();

    private Timeline(Activity run) {
        this.run = run;
        run.units().stream().filter(t -> t.first() >= 0).forEach(tracks::add);
        tracks.addAll(run.operators());
    }

    /** Puts the section on a page, if the result says what was done when. */
    static void on(Page page, Result result) {
        Activity activity = result.activity();
        if (activity != null && activity.ticks() > 0) {
            Timeline timeline = new Timeline(activity);
            page.script(script()).markup("Timeline", timeline.markup()).tables(timeline.table());
        }
    }

    private static String script() {
        return resource("timeline-data.js") + resource("timeline.js");
    }

    private static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(Timeline.class.getResourceAsStream(name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String markup() {
        StringBuilder out = new StringBuilder("<p class=\"note\">")
                .append(Text.escape(about()))
                .append("</p>\n<ul class=\"tl-key\">");
        for (Cause cause : Cause.values()) {
            out.append("<li><svg viewBox=\"0 0 12 12\" aria-hidden=\"true\"><rect width=\"12\" height=\"12\" fill=\"")
                    .append(cause.css())
                    .append("\"/></svg>")
                    .append(cause.words())
                    .append("</li>");
        }
        out.append(
                "</ul>\n<div class=\"tl-still scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Timeline, a picture\">");
        still(out);
        return out.append("</div>\n<div id=\"timeline-view\" hidden=\"hidden\"></div>\n")
                .append("<script type=\"application/json\" id=\"timeline-data\">")
                .append(data())
                .append("</script>\n")
                .toString();
    }

    private String about() {
        String bin = Units.cycles(run.binTicks() / run.ticksPerCycle());
        List<Activity.Window> windows = run.windows();
        String busiest = busiest() < 0
                ? ""
                : " Dashed: the first firing of " + tracks.get(busiest()).name()
                        + ", until which the machine is filled, and the end of its last, from which on it drains.";
        if (windows.size() == 1) {
            return "All of the run, firing by firing." + busiest;
        }
        return "All of the run in bins of " + bin + "; firing by firing "
                + windows.stream()
                        .map(w -> "the " + w.what() + " (cycles " + cycles(w.from()) + " to " + cycles(w.to()) + ")")
                        .collect(Collectors.joining(", "))
                + (instances() ? ", there of the first core" : "") + "." + busiest;
    }

    private boolean instances() {
        return tracks.stream().anyMatch(t -> t.instances() > 1);
    }

    private String cycles(long ticks) {
        return Units.count(ticks / run.ticksPerCycle());
    }

    /** What the script draws: the activity, and how it is to look. */
    private String data() {
        List<Map<String, Object>> causes = new ArrayList<>();
        for (Cause cause : Cause.values()) {
            causes.add(
                    Map.of("key", cause.name().toLowerCase(Locale.ROOT), "words", cause.words(), "color", cause.css()));
        }
        int busiest = busiest();
        List<Map<String, Object>> marks = new ArrayList<>();
        if (busiest >= 0 && tracks.get(busiest).first() >= 0) {
            Activity.Track track = tracks.get(busiest);
            marks.add(Map.of("tick", track.first(), "words", "filled"));
            marks.add(Map.of("tick", track.last(), "words", "drains"));
        }
        Map<String, Object> look = new LinkedHashMap<>();
        look.put("causes", causes);
        look.put("busiest", busiest);
        look.put("marks", marks);
        String text = JsonMapper.shared().writeValueAsString(look);
        String all = text.substring(0, text.length() - 1) + ",\"activity\":" + ResultJson.line(run) + "}";
        return all.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e");
    }

    /** The track that is busy for the most ticks of an instance, a unit if there are any; -1 if there is none. */
    private int busiest() {
        int units = (int) run.units().stream().filter(t -> t.first() >= 0).count();
        int best = -1;
        double most = -1;
        for (int i = 0; i < (units > 0 ? units : tracks.size()); i++) {
            Activity.Track t = tracks.get(i);
            double busy = t.busy().stream().mapToLong(Long::longValue).sum() / (double) t.instances();
            if (busy > most) {
                most = busy;
                best = i;
            }
        }
        return best;
    }

    /** Ticks of a track, by cause, in one of several equal parts of the run; bins count where they begin. */
    private long[] spent(Activity.Track track, int part, int parts) {
        long[] sums = new long[Cause.values().length];
        List<List<Long>> series = List.of(track.busy(), track.input(), track.memory(), track.room(), track.unit());
        long bins = (run.ticks() + run.binTicks() - 1) / run.binTicks();
        int from = (int) (bins * part / parts);
        int to = (int) (bins * (part + 1) / parts);
        long all = 0;
        for (int c = 0; c < series.size(); c++) {
            for (int b = from; b < Math.min(to, series.get(c).size()); b++) {
                sums[c] += series.get(c).get(b);
            }
            all += sums[c];
        }
        long ticks = Math.min(run.ticks(), to * run.binTicks()) - Math.min(run.ticks(), from * run.binTicks());
        sums[Cause.IDLE.ordinal()] = Math.max(0, ticks * track.instances() - all);
        return sums;
    }

    private static int largest(long[] spent) {
        int best = 0;
        for (int c = 1; c < spent.length; c++) {
            best = spent[c] > spent[best] ? c : best;
        }
        return best;
    }

    /** What each track mostly did in each eighth of the run. */
    private Table table() {
        Table table = new Table("What each did for the most part, in eighths of the run").left("");
        int parts = (int) Math.min(PARTS, Math.max(1, run.ticks() / run.binTicks()));
        for (int p = 0; p < parts; p++) {
            table.left("from " + cycles(run.ticks() * p / parts));
        }
        for (Activity.Track track : tracks) {
            List<Object> row = new ArrayList<>(List.of(track.name()));
            for (int p = 0; p < parts; p++) {
                long[] spent = spent(track, p, parts);
                long all = 0;
                for (long ticks : spent) {
                    all += ticks;
                }
                int most = largest(spent);
                row.add(Cause.values()[most].words().replace("waits for ", "") + " "
                        + Units.percent(all == 0 ? 0 : spent[most] / (double) all));
            }
            table.row(row.toArray());
        }
        return table;
    }

    /** The whole run as a picture: the largest cause of each stretch as ground, and the busy share in front of it. */
    private void still(StringBuilder out) {
        int width = 900;
        int height = ROW * tracks.size() + 20;
        out.append("<svg viewBox=\"0 0 ").append(width).append(' ').append(height);
        out.append(
                "\" role=\"img\" aria-label=\"What units and operators did over the run\" style=\"min-width:600px\">\n");
        int columns = (int) Math.min(COLUMNS, Math.max(1, (run.ticks() + run.binTicks() - 1) / run.binTicks()));
        double wide = (width - NAMES) / (double) columns;
        for (int t = 0; t < tracks.size(); t++) {
            int y = ROW * t;
            Activity.Track track = tracks.get(t);
            out.append("<text x=\"0\" y=\"")
                    .append(y + 12)
                    .append("\">")
                    .append(Text.escape(track.name()))
                    .append("</text>");
            StringBuilder busy = new StringBuilder();
            int begun = 0;
            int ground = -1;
            for (int c = 0; c <= columns; c++) {
                long[] spent = c < columns ? spent(track, c, columns) : new long[0];
                int next = c < columns ? ground(spent) : -1;
                if (next != ground && ground >= 0) {
                    rect(out, NAMES + begun * wide, y + 1, (c - begun) * wide, Cause.values()[ground].css());
                }
                begun = next != ground ? c : begun;
                ground = next;
                if (c < columns && spent[0] > 0) {
                    long all = 0;
                    for (long ticks : spent) {
                        all += ticks;
                    }
                    double h = (ROW - 4) * spent[0] / (double) all;
                    busy.append(String.format(
                            Locale.ROOT,
                            "M%.1f %.1fh%.1fv%.1fh-%.1fz",
                            NAMES + c * wide,
                            y + ROW - 3 - h,
                            wide,
                            h,
                            wide));
                }
            }
            out.append("<path fill=\"")
                    .append(Cause.BUSY.css())
                    .append("\" d=\"")
                    .append(busy)
                    .append("\"/>\n");
        }
        for (int p = 0; p <= 4; p++) {
            out.append(String.format(
                    Locale.ROOT,
                    "<text class=\"quiet\" x=\"%d\" y=\"%d\" text-anchor=\"%s\">%s</text>",
                    NAMES + p * (width - NAMES) / 4,
                    height - 4,
                    p == 0 ? "start" : p == 4 ? "end" : "middle",
                    (p == 0 ? "cycle " : "") + cycles(run.ticks() * p / 4)));
        }
        out.append("</svg>\n");
    }

    /** The largest cause other than being busy; the number of IDLE if it waited for nothing. */
    private static int ground(long[] spent) {
        long[] waits = spent.clone();
        waits[0] = 0;
        return largest(waits) == 0 ? Cause.IDLE.ordinal() : largest(waits);
    }

    private static void rect(StringBuilder out, double x, int y, double width, String color) {
        out.append(String.format(
                Locale.ROOT,
                "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>",
                x,
                y,
                width,
                ROW - 4,
                color));
    }
}
