package dev.headrace.cli;

import dev.headrace.reports.ResultJson;
import dev.headrace.reports.ShortNames;
import dev.headrace.simulator.run.Provenance;
import dev.headrace.simulator.run.Result;
import dev.headrace.simulator.run.Setup;
import dev.headrace.simulator.run.Simulation;
import dev.headrace.simulator.spec.FileHash;
import dev.headrace.simulator.spec.Inputs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The folder of a run that names none: {@code headrace-out/<design>/<workload>}, then what was set, {@code ,rows=64}. A
 * folder that holds the result of another run (other files, or asked for in another way) is left to that one: this one's
 * gets a suffix that is made of everything that tells runs apart.
 *
 * @param path the folder
 * @param replaces what is to be said about a result that is there; null if there is none, or one of the same inputs
 */
record StandardFolder(Path path, @Nullable String replaces) {
    private static final String ROOT = "headrace-out";

    /** Characters of what was set that a name has room for. */
    private static final int LONGEST = 100;

    /** Digits of the suffix. */
    private static final int DIGITS = 8;

    /** Of a run. */
    static StandardFolder of(Setup setup, Simulation.Options options) {
        String design = fileName(setup.design().name());
        String name = fileName(setup.workload().name());
        String label = label(setup, options);
        String safe = label.replaceAll("[^A-Za-z0-9._=,+-]", "_");
        boolean whole = safe.equals(label) && safe.length() <= LONGEST;
        String plain =
                name + (whole ? safe : safe.substring(0, Math.min(safe.length(), LONGEST)) + suffix(setup, options));
        StandardFolder folder = at(Path.of(ROOT, design, plain), setup, options);
        return folder != null
                ? folder
                : new StandardFolder(Path.of(ROOT, design, plain + (whole ? suffix(setup, options) : "")), null);
    }

    /** Such as ",Br=64,rows=64,check=off"; empty if everything is as in the files. */
    static String label(Setup setup, Simulation.Options options) {
        Set<String> paths = new LinkedHashSet<>();
        for (Provenance.Change change : setup.changes()) {
            if (change.by().equals("--set")) {
                paths.add(change.path());
            }
        }
        Map<String, String> names = ShortNames.of(paths);
        StringBuilder label = new StringBuilder();
        for (String path : paths) {
            // The last value set at a place is the one that counts.
            Object value = setup.changes().stream()
                    .filter(c -> c.path().equals(path))
                    .reduce((first, last) -> last)
                    .map(Provenance.Change::now)
                    .orElse(null);
            label.append(',').append(names.get(path)).append('=').append(value);
        }
        if (!options.check().equals("auto")) {
            label.append(",check=").append(options.check());
        }
        if (options.maxCycles() > 0) {
            label.append(",max-cycles=").append(options.maxCycles());
        }
        if (!options.dump().isEmpty()) {
            label.append(",dump=").append(String.join("+", options.dump()));
        }
        return label + (options.fastForward() ? "" : ",no-fast-forward");
    }

    /** The folder with what it replaces; null if it holds the result of another run. */
    private static @Nullable StandardFolder at(Path path, Setup setup, Simulation.Options options) {
        Path file = path.resolve(ResultFiles.JSON);
        if (!Files.isRegularFile(file)) {
            return new StandardFolder(path, null);
        }
        Provenance there = provenance(file);
        if (there == null) {
            return new StandardFolder(path, "a result that does not say how it came about");
        }
        if (!texts(there.asked(), there.options(), there.inputs())
                .equals(texts(setup.asked(), options, setup.inputs().list()))) {
            return null;
        }
        List<String> changed = Inputs.changed(setup.library(), there.inputs());
        return new StandardFolder(
                path, changed.isEmpty() ? null : "a result of other inputs (" + String.join("; ", changed) + ")");
    }

    private static @Nullable Provenance provenance(Path file) {
        try {
            Result result = ResultJson.read(file);
            return result.provenance();
        } catch (IOException | IllegalArgumentException e) {
            // Whatever it is, it is no result of ours that could be lost.
            return null;
        }
    }

    private static String suffix(Setup setup, Simulation.Options options) {
        return "~"
                + FileHash.of(texts(setup.asked(), options, setup.inputs().list()))
                        .substring(0, DIGITS);
    }

    /** What tells runs apart that are not one run of files that have changed. */
    private static List<String> texts(Setup.Asked asked, Simulation.Options options, List<Inputs.Input> inputs) {
        List<String> texts = new ArrayList<>(asked.set());
        texts.add(options.toString());
        inputs.forEach(input -> texts.add(input.what() + " " + input.path()));
        return texts;
    }

    /** A name as a folder's name. */
    private static String fileName(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9._-]", "_").replaceAll("^[.]+", "_");
    }
}
