package dev.headrace.explore.sweep;

import dev.headrace.reports.AtomicFile;
import dev.headrace.simulator.spec.InputException;
import dev.headrace.simulator.spec.JsonFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.core.JacksonException;

/**
 * What has to be known of a sweep to read its rows: kept beside them, so that they can be shown again when the sweep's file
 * is gone.
 *
 * @param name of the sweep
 * @param set what is set in every point
 * @param axes all of them, as in {@link Space#axes}: choices of files first
 * @param objectives what the front is of
 * @param points how many there are in all
 */
public record Outline(
        String name, List<String> set, List<Axis> axes, List<Measures.Objective> objectives, long points) {
    static final String FILE = "sweep.json";

    public Outline {
        set = List.copyOf(set);
        axes = List.copyOf(axes);
        objectives = List.copyOf(objectives);
    }

    /** Of a sweep. */
    public static Outline of(Sweep sweep) {
        return new Outline(
                sweep.spec().name(),
                sweep.space().set(),
                sweep.space().axes(),
                sweep.measures().objectives(),
                sweep.points().size());
    }

    /** The grid. */
    public Space space() {
        boolean workloads = axes.size() > 1 && isChoice(axes.get(1));
        return new Space(
                axes.get(0).knobs().get(0),
                workloads ? axes.get(1).knobs().get(0) : null,
                set,
                axes.subList(workloads ? 2 : 1, axes.size()));
    }

    private static boolean isChoice(Axis axis) {
        return axis.knobs().get(0).paths().isEmpty();
    }

    /** Unit of a column's numbers; "" if it has none or it is not known. */
    public static String unit(String column) {
        Headline.Column known = Headline.column(column);
        return known == null ? "" : known.unit();
    }

    void write(Path folder) {
        try {
            AtomicFile.write(
                    folder.resolve(FILE),
                    JsonFile.MAPPER.writeValueAsString(this).getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new InputException(
                    "output folder " + folder, "", "cannot be written (" + e + ")", "a folder with room");
        }
    }

    static void remove(Path folder) {
        try {
            Files.deleteIfExists(folder.resolve(FILE));
        } catch (IOException e) {
            throw new InputException(
                    "output folder " + folder, "", "cannot be written (" + e + ")", "a folder that can be written to");
        }
    }

    static Outline read(Path folder) {
        Path file = folder.resolve(FILE);
        try {
            return JsonFile.MAPPER.readValue(Files.readString(file), Outline.class);
        } catch (IOException | JacksonException e) {
            throw new InputException(
                    file.toString(), "", "cannot be read (" + e.getMessage() + ")", "as it was written");
        }
    }
}
