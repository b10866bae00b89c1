package dev.headrace.reports;

import dev.headrace.simulator.spec.InputException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A folder that gets all files of a run or none: they are written to a temporary folder beside it and moved when
 * complete, {@code result.json} last; if one cannot be moved, all are as before. Opening one proves, before anything is
 * simulated, that it can be written to, and removes what runs that were killed have left there: each run locks a file beside
 * its temporary folder for as long as it lives.
 */
public final class OutFolder implements AutoCloseable {
    /** Makes files in a folder. */
    @FunctionalInterface
    public interface Contents {
        /** Writes them. */
        void write(Path folder) throws IOException;
    }

    private static final String LAST = "result.json";
    private static final String LOCK = ".lock";

    /** Folder, below the temporary one, of the files that were there before. */
    private static final String OLD = "old";

    private final Path folder;
    private final Path temporary;
    private final FileChannel alive;
    private final @Nullable Path made;

    private OutFolder(Path folder, Path temporary, FileChannel alive, @Nullable Path made) {
        this.folder = folder;
        this.temporary = temporary;
        this.alive = alive;
        this.made = made;
    }

    /** Opens a folder that may or may not exist. */
    public static OutFolder open(Path wanted) {
        Path folder = wanted.toAbsolutePath().normalize();
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw complaint(wanted, "is a file");
        }
        Path parent = folder.getParent();
        Path name = folder.getFileName();
        if (parent == null || name == null) {
            throw complaint(wanted, "is the root folder");
        }
        Path made = firstMissing(parent);
        try {
            Files.createDirectories(parent);
            if (Files.isDirectory(folder) && !Files.isWritable(folder)) {
                throw complaint(wanted, "no permission to write");
            }
            removeLeftBehind(parent, name.toString());
            Path temporary = parent.resolve("." + name + "." + UUID.randomUUID());
            FileChannel alive =
                    FileChannel.open(lockOf(temporary), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            alive.lock();
            return new OutFolder(folder, Files.createDirectory(temporary), alive, made);
        } catch (IOException e) {
            removeEmpty(parent, made);
            throw complaint(wanted, "cannot be made (" + e + ")");
        }
    }

    /** Puts files into a folder. */
    public static void put(Path wanted, Contents files) {
        try (OutFolder folder = open(wanted)) {
            folder.fill(List.of(), files);
        }
    }

    private static Path lockOf(Path temporary) {
        return temporary.resolveSibling(temporary.getFileName() + LOCK);
    }

    private static InputException complaint(Path wanted, String what) {
        return new InputException("output folder " + wanted, "", what, "a folder that can be written to (--out DIR)");
    }

    /** Removes the temporary folders of runs into a folder that are no longer alive. */
    private static void removeLeftBehind(Path parent, String name) throws IOException {
        Pattern temporary = Pattern.compile(Pattern.quote("." + name + ".") + "[0-9a-f-]{36}");
        for (Path path : list(parent)) {
            String found = String.valueOf(path.getFileName());
            boolean lock = found.endsWith(LOCK);
            Path of = lock ? path.resolveSibling(found.substring(0, found.length() - LOCK.length())) : path;
            if (temporary.matcher(String.valueOf(of.getFileName())).matches() && AtomicFile.isDead(lockOf(of))) {
                remove(of);
                Files.deleteIfExists(lockOf(of));
            }
        }
    }

    private static void remove(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> all;
        try (Stream<Path> paths = Files.walk(folder)) {
            all = new ArrayList<>(paths.toList());
        }
        Collections.reverse(all);
        for (Path path : all) {
            Files.deleteIfExists(path);
        }
    }

    /** The outermost folder on the way to {@code path} that does not exist yet; null if all do. */
    private static @Nullable Path firstMissing(Path path) {
        Path missing = null;
        for (Path at = path; at != null && !Files.exists(at); at = at.getParent()) {
            missing = at;
        }
        return missing;
    }

    /** Where the files are in the end. */
    public Path folder() {
        return folder;
    }

    /** Where to write a file already before {@link #fill}, which puts it in place with the others. */
    public Path early(String name) {
        return temporary.resolve(name);
    }

    /**
     * Writes files and puts them in place.
     *
     * @param stale names of files of an earlier run to remove if this one does not write them; "dump/o.safetensors" if in a
     *     folder
     */
    public void fill(List<String> stale, Contents files) {
        try {
            files.write(temporary);
            List<Path> all = new ArrayList<>(files());
            all.sort(Comparator.comparing((Path p) -> p.endsWith(LAST)).thenComparing(Comparator.naturalOrder()));
            Path old = Files.createDirectory(temporary.resolve(OLD));
            replace(all, stale, old);
        } catch (IOException e) {
            throw complaint(folder, "cannot be written (" + e + ")");
        }
    }

    /** Files below the temporary folder, as paths from there. */
    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(temporary)) {
            return all.filter(Files::isRegularFile).map(temporary::relativize).toList();
        }
    }

    /** Moves files into place, or leaves everything as it was. */
    private void replace(List<Path> all, List<String> stale, Path old) throws IOException {
        Map<Path, Path> moved = new LinkedHashMap<>();
        List<Path> added = new ArrayList<>();
        try {
            makeFolders(folder, added);
            for (String name : stale) {
                if (!Files.exists(temporary.resolve(name))) {
                    putAway(Path.of(name), old, moved);
                }
            }
            for (Path file : all) {
                putAway(file, old, moved);
                makeFolders(parent(folder.resolve(file)), added);
                move(temporary.resolve(file), folder.resolve(file), moved);
            }
        } catch (IOException e) {
            List<Map.Entry<Path, Path>> back = new ArrayList<>(moved.entrySet());
            Collections.reverse(back);
            for (Map.Entry<Path, Path> one : back) {
                Files.move(one.getValue(), one.getKey(), StandardCopyOption.ATOMIC_MOVE);
            }
            Collections.reverse(added);
            for (Path one : added) {
                Files.deleteIfExists(one);
            }
            throw e;
        }
        for (String name : stale) {
            Path of = parent(folder.resolve(name));
            if (!of.equals(folder)) {
                removeEmpty(of, of);
            }
        }
    }

    /** Makes a folder, and adds to a list every one that was not there, outermost first. */
    private static void makeFolders(Path wanted, List<Path> added) throws IOException {
        if (Files.isDirectory(wanted)) {
            return;
        }
        makeFolders(parent(wanted), added);
        Files.createDirectory(wanted);
        added.add(wanted);
    }

    private static Path parent(Path of) throws IOException {
        Path parent = of.getParent();
        if (parent == null) {
            throw new IOException(of + " is in no folder");
        }
        return parent;
    }

    private void putAway(Path file, Path old, Map<Path, Path> moved) throws IOException {
        Path target = folder.resolve(file);
        if (Files.isDirectory(target)) {
            throw new IOException(file + " is a folder there");
        }
        if (Files.exists(target)) {
            Path away = old.resolve(file);
            Files.createDirectories(parent(away));
            move(target, away, moved);
        }
    }

    private static void move(Path from, Path to, Map<Path, Path> moved) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        moved.put(from, to);
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    /** Removes the temporary folder, and every folder made on the way to it that is still empty. */
    @Override
    public void close() {
        try (FileChannel ends = alive) {
            remove(temporary);
            Files.deleteIfExists(lockOf(temporary));
        } catch (IOException e) {
            throw complaint(temporary, "cannot be removed (" + e + ")");
        }
        Path parent = temporary.getParent();
        if (parent != null) {
            removeEmpty(parent, made);
        }
    }

    private static void removeEmpty(Path from, @Nullable Path last) {
        if (last == null) {
            return;
        }
        try {
            for (Path at = from; at != null && at.startsWith(last) && list(at).isEmpty(); at = at.getParent()) {
                Files.delete(at);
            }
        } catch (IOException e) {
            // An empty folder stays behind; nothing depends on it.
            return;
        }
    }
}
