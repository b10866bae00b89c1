package dev.headrace.simulator.spec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folder of shipped files: {@code configs/<kind>/<name>.json} and {@code traces/data}. A name with a slash or ending
 * in {@code .json} is a path of the user's.
 *
 * @param home folder that holds {@code configs} and {@code traces}
 */
public record Library(Path home) {

    /** Environment variable that names a folder with data of the user's, such as traces that this project does not ship. */
    public static final String OWN_DATA = "HEADRACE_DATA";

    /** Kinds of files, by folder. */
    public static final List<String> KINDS = List.of("designs", "hardware", "workloads", "sweeps", "papers");

    /** The file of a kind with the given name, or at the given path. */
    public Path find(String kind, String name) {
        if (name.endsWith(".json") || name.indexOf('/') >= 0 || name.indexOf('\\') >= 0) {
            return Path.of(name);
        }
        Path shipped = folder(kind).resolve(name + ".json");
        if (!Files.isRegularFile(shipped)) {
            throw new InputException(kind.replaceAll("s$", "") + " \"" + name
                    + "\": not found; allowed: a path to a JSON file, or " + String.join(", ", names(kind)));
        }
        return shipped;
    }

    /** Names of the shipped files of a kind, sorted. */
    public List<String> names(String kind) {
        Path folder = folder(kind);
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString())
                    .filter(f -> f.endsWith(".json"))
                    .map(f -> f.substring(0, f.length() - 5))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new InputException(folder.toString(), "", "cannot be read (" + e + ")", "a folder of JSON files");
        }
    }

    /** Folder of a kind. */
    public Path folder(String kind) {
        return home.resolve("configs").resolve(kind);
    }

    /**
     * A file that a hardware file names, such as a memory part: relative to that file, else in
     * {@code configs/hardware} and the folder of parts in it.
     *
     * @param from the hardware file
     * @param name what it says
     * @return the file beside {@code from} if there is none anywhere
     */
    public Path hardwareFile(Path from, Path name) {
        Path near = from.resolveSibling(name);
        Path shipped = folder("hardware");
        Path parts = shipped.resolve("dram");
        return Stream.of(near, shipped.resolve(name), parts.resolve(name))
                .filter(Files::isRegularFile)
                .findFirst()
                .orElse(near);
    }

    /**
     * A data file that a JSON file names: relative to that file, else in {@code traces/data}, else in the user's own folder.
     *
     * @param from the JSON file
     * @param name what it says
     */
    public Path data(Path from, String name) {
        Path near = from.resolveSibling(name);
        if (Files.exists(near)) {
            return near;
        }
        Path shipped = home.resolve("traces").resolve("data").resolve(name);
        if (Files.exists(shipped)) {
            return shipped;
        }
        String own = System.getenv(OWN_DATA);
        Path users = own == null || own.isBlank() ? near : Path.of(own).resolve(name);
        return Files.exists(users) ? users : near;
    }
}
