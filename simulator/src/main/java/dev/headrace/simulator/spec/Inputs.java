package dev.headrace.simulator.spec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The files that a run reads: each is noted here where its path is found, before it is opened, so that none can be read and
 * not be listed. The list of a run is whole as soon as its design, its hardware, its workload and their numbers are loaded.
 */
public final class Inputs {
    /** Jars and folders with units of the user's, on the class path: see {@link Library#OWN_UNITS}. */
    public static final String UNITS = "units";

    private final Library library;
    private final Map<String, Input> files = new LinkedHashMap<>();

    /**
     * A file that was read.
     *
     * @param what what it is to the run, such as "design", "hardware", "part of hbm", "tensors"
     * @param path where it is, as {@link Library#shown}
     * @param sha256 of what is in it
     */
    public record Input(String what, String path, String sha256) {
        /** Whether the other is the same file for the same purpose, whatever is in it. */
        boolean sameFile(Input o) {
            return what.equals(o.what) && path.equals(o.path);
        }
    }

    /** Nothing yet but the units of the user's own. */
    public Inputs(Library library) {
        this.library = library;
        library.units().forEach(entry -> read(UNITS, entry));
    }

    /**
     * Notes a file that is about to be read.
     *
     * @return the same file
     * @throws InputException if it is there and cannot be read; whoever opens one that is missing says so
     */
    public Path read(String what, Path file) {
        if (Files.isRegularFile(file) || (what.equals(UNITS) && Files.isDirectory(file))) {
            String path = library.shown(file);
            try {
                files.put(what + "\n" + path, new Input(what, path, FileHash.of(file)));
            } catch (IOException e) {
                throw new InputException(file.toString(), "", "cannot be read (" + e + ")", "a file that can be read");
            }
        }
        return file;
    }

    /** All of them, in the order in which they were first asked for. */
    public List<Input> list() {
        return List.copyOf(files.values());
    }

    /**
     * What has become of files that an earlier run read.
     *
     * @param then as that run listed them
     * @return a line for each that is not there any more or has another content, naming it; empty if all are as they were
     */
    public static List<String> changed(Library library, List<Input> then) {
        List<String> lines = new ArrayList<>();
        for (Input input : then) {
            Path file = library.shownAt(input.path());
            String name = input.what() + " " + input.path();
            try {
                if (!Files.exists(file)) {
                    boolean relative = file.equals(Library.path(input.path())) && !file.isAbsolute();
                    lines.add(name + ": not there any more, at " + file.toAbsolutePath() + "; SHA-256 then "
                            + start(input.sha256())
                            + (relative ? "; a relative path: start from the folder of that run" : ""));
                } else if (!FileHash.of(file).equals(input.sha256())) {
                    lines.add(name + ": changed; SHA-256 " + start(input.sha256()) + " then, "
                            + start(FileHash.of(file)) + " now");
                }
            } catch (IOException e) {
                lines.add(name + ": cannot be read (" + e + ")");
            }
        }
        return lines;
    }

    private static String start(String sha256) {
        return sha256.substring(0, Math.min(12, sha256.length()));
    }

    /**
     * Files that one of two runs read and the other did not, whatever is in them.
     *
     * @return a line for each, naming it
     */
    public static List<String> others(List<Input> then, List<Input> now) {
        List<String> lines = new ArrayList<>();
        for (Input input : then) {
            if (now.stream().noneMatch(input::sameFile)) {
                lines.add(input.what() + " " + input.path() + ": read then, not now");
            }
        }
        for (Input input : now) {
            if (then.stream().noneMatch(input::sameFile)) {
                lines.add(input.what() + " " + input.path() + ": read now, not then");
            }
        }
        return lines;
    }

    /** Entries of a class path, those that end in a star resolved to the jars of that folder. */
    static List<Path> classPath(String text) {
        List<Path> all = new ArrayList<>();
        for (String entry : text.split(java.io.File.pathSeparator)) {
            if (entry.equals("*") || entry.endsWith("/*")) {
                all.addAll(jars(Path.of(entry.equals("*") ? "." : entry.substring(0, entry.length() - 2))));
            } else if (!entry.isBlank()) {
                all.add(Path.of(entry));
            }
        }
        return all;
    }

    private static List<Path> jars(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(
                            f -> f.toString().toLowerCase(java.util.Locale.ROOT).endsWith(".jar"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            // Java itself takes no notice of such an entry.
            return List.of();
        }
    }
}
