package dev.headrace.simulator.spec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folder of shipped files: {@code configs/<kind>/<name>.json} and {@code traces/data}. A name with a slash or ending
 * in {@code .json} is a path of the user's.
 *
 * @param home folder that holds {@code configs} and {@code traces}
 * @param environment variables that say where files of the user's are
 */
public record Library(Path home, Map<String, String> environment) {

    /** Environment variable that names a folder with data of the user's, such as traces that this project does not ship. */
    public static final String OWN_DATA = "HEADRACE_DATA";

    /** Environment variable that names jars and folders of classes with units of the user's. */
    public static final String OWN_UNITS = "HEADRACE_CLASSPATH";

    /** Environment variable that names jars and folders of classes which run points elsewhere; no result depends on them. */
    public static final String OWN_POOLS = "HEADRACE_POOLS";

    /** What the path of a shipped file begins with, where it is shown. */
    private static final String HOME = "$HEADRACE_HOME";

    /** Kinds of files, by folder. */
    public static final List<String> KINDS = List.of("designs", "hardware", "workloads", "sweeps", "papers");

    /** Shipped files, and those that the process's environment names. */
    public Library(Path home) {
        this(home, System.getenv());
    }

    /** Whether a name is a path of the user's. */
    public static boolean isPath(String name) {
        return name.endsWith(".json") || name.indexOf('/') >= 0 || name.indexOf('\\') >= 0;
    }

    /** The file of a kind with the given name, or at the given path. */
    public Path find(String kind, String name) {
        if (isPath(name)) {
            return path(name);
        }
        Path shipped = folder(kind).resolve(path(name + ".json"));
        if (!Files.isRegularFile(shipped)) {
            throw new InputException(kind.replaceAll("s$", "") + " \"" + name
                    + "\": not found; allowed: a path to a JSON file, or " + String.join(", ", names(kind))
                    + Similar.suggestion(name, names(kind)));
        }
        return shipped;
    }

    /**
     * A path that a file or a command line names.
     *
     * @throws InputException if the file system has no such names
     */
    public static Path path(String name) {
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw new InputException(
                    "file name \"" + name + "\"",
                    "",
                    String.valueOf(e.getReason()).toLowerCase(Locale.ROOT),
                    "names that this system can hold; those beyond ASCII need a locale such as LC_ALL=C.UTF-8");
        }
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
        Path near = from.resolveSibling(path(name));
        if (Files.exists(near)) {
            return near;
        }
        Path shipped = home.resolve("traces").resolve("data").resolve(name);
        if (Files.exists(shipped)) {
            return shipped;
        }
        String own = ownData();
        Path users = own.isEmpty() ? near : path(own).resolve(name);
        return Files.exists(users) ? users : near;
    }

    private String ownData() {
        return environment.getOrDefault(OWN_DATA, "").strip();
    }

    /** Jars and folders of the user's with units, as on the class path. */
    public List<Path> units() {
        return Inputs.classPath(environment.getOrDefault(OWN_UNITS, ""));
    }

    /** Jars and folders of the user's that run points elsewhere, as on the class path. */
    public List<Path> pools() {
        return Inputs.classPath(environment.getOrDefault(OWN_POOLS, ""));
    }

    /**
     * Where a file is, in words that mean the same on another machine: beginning with {@code $HEADRACE_HOME} for a shipped one
     * and with {@code $HEADRACE_DATA} for one in the user's own folder; else relative to the working folder if it is below
     * it; else the path as it is.
     */
    public String shown(Path file) {
        Path whole = file.toAbsolutePath().normalize();
        String own = ownData();
        Path below = below(whole, home);
        if (below != null) {
            return HOME + "/" + slashes(below);
        }
        below = own.isEmpty() ? null : below(whole, path(own));
        if (below != null) {
            return "$" + OWN_DATA + "/" + slashes(below);
        }
        below = below(whole, path(""));
        return slashes(below != null ? below : file.normalize());
    }

    /** A text in which paths below the folders of {@link #shown} begin with their names. */
    public String shownIn(String text) {
        String own = ownData();
        String named = text.replace(home + "/", HOME + "/")
                .replace(home.toAbsolutePath().normalize() + "/", HOME + "/");
        named = own.isEmpty() ? named : named.replace(own + "/", "$" + OWN_DATA + "/");
        return named.replace(Path.of("").toAbsolutePath() + "/", "");
    }

    /** The file that {@link #shown} tells of. */
    public Path shownAt(String text) {
        for (String place : List.of(HOME, "$" + OWN_DATA)) {
            if (text.startsWith(place + "/")) {
                Path folder = place.equals(HOME) ? home : path(ownData());
                return folder.resolve(text.substring(place.length() + 1));
            }
        }
        return path(text);
    }

    private static @Nullable Path below(Path whole, Path folder) {
        Path of = folder.toAbsolutePath().normalize();
        return whole.startsWith(of) && !whole.equals(of) ? of.relativize(whole) : null;
    }

    private static String slashes(Path path) {
        return path.toString().replace('\\', '/');
    }
}
