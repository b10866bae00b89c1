package dev.headrace.cli;

import dev.headrace.simulator.spec.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A folder that gets all files of a run or none: they are written to a temporary folder beside it and moved when
 * complete, {@code result.json} last. Opening one proves, before anything is simulated, that it can be written to.
 */
final class OutFolder implements AutoCloseable {
    /** Makes files in a folder. */
    interface Contents {
        /** Writes them. */
        void write(Path folder) throws IOException;
    }

    private static final String LAST = "result.json";

    private final Path folder;
    private final Path temporary;
    private final @Nullable Path made;

    private OutFolder(Path folder, Path temporary, @Nullable Path made) {
        this.folder = folder;
        this.temporary = temporary;
        this.made = made;
    }

    /** Opens a folder that may or may not exist. */
    static OutFolder open(Path wanted) {
        Path folder = wanted.toAbsolutePath().normalize();
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw complaint(wanted, "is a file");
        }
        Path parent = folder.getParent();
        if (parent == null) {
            throw complaint(wanted, "is the root folder");
        }
        Path made = firstMissing(parent);
        try {
            Files.createDirectories(parent);
            if (Files.isDirectory(folder) && !Files.isWritable(folder)) {
                throw complaint(wanted, "no permission to write");
            }
            Path temporary = parent.resolve("." + folder.getFileName() + "." + UUID.randomUUID());
            return new OutFolder(folder, Files.createDirectory(temporary), made);
        } catch (IOException e) {
            removeEmpty(parent, made);
            throw complaint(wanted, "cannot be made (" + e + ")");
        }
    }

    private static InputException complaint(Path wanted, String what) {
        return new InputException("output folder " + wanted, "", what, "a folder that can be written to (--out DIR)");
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
    Path folder() {
        return folder;
    }

    /**
     * Writes files and puts them in place.
     *
     * @param stale names of files of an earlier run to remove if this one does not write them
     */
    void fill(List<String> stale, Contents files) {
        try {
            files.write(temporary);
            Files.createDirectories(folder);
            List<Path> all = new ArrayList<>(list(temporary));
            all.sort(Comparator.comparing((Path p) -> p.endsWith(LAST)).thenComparing(Comparator.naturalOrder()));
            for (String name : stale) {
                if (!Files.exists(temporary.resolve(name))) {
                    Files.deleteIfExists(folder.resolve(name));
                }
            }
            for (Path file : all) {
                Files.move(file, folder.resolve(file.getFileName()), StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (IOException e) {
            throw complaint(folder, "cannot be written (" + e + ")");
        }
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    /** Removes the temporary folder, and every folder made on the way to it that is still empty. */
    @Override
    public void close() {
        try {
            for (Path file : list(temporary)) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(temporary);
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
