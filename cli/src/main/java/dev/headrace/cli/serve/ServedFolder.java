package dev.headrace.cli.serve;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The folder that is shown: nothing outside of it can be named. */
final class ServedFolder {
    /** Results and sweeps that are listed. */
    static final int MOST = 5000;

    private static final int DEPTH = 8;
    private static final String RESULT = "result.json";

    private final Path root;

    /**
     * Opens a folder.
     *
     * @throws IOException if there is none
     */
    ServedFolder(Path folder) throws IOException {
        this.root = folder.toRealPath();
        if (!Files.isDirectory(root)) {
            throw new IOException("no folder");
        }
    }

    /** The folder itself. */
    Path root() {
        return root;
    }

    /**
     * The file or folder of a path below the root; null if there is none, or if it, or what a link in it leads to, lies
     * outside.
     *
     * @param path names with slashes between, decoded
     */
    @Nullable
    Path find(String path) {
        for (String name : path.split("/", -1)) {
            // Hidden files too: folders of unfinished runs begin with a dot.
            if (name.isEmpty() || name.startsWith(".") || name.indexOf('\\') >= 0 || !isPlain(name)) {
                return null;
            }
        }
        try {
            Path real = root.resolve(path).toRealPath();
            return real.startsWith(root) && !real.equals(root) ? real : null;
        } catch (IOException | InvalidPathException e) {
            return null;
        }
    }

    /** Whether there is a file of that name in a folder, and lies inside: a link in its place may lead anywhere. */
    boolean holds(Path in, String name) {
        return holds(in.resolve(name));
    }

    /** Whether there is a file, and lies inside. */
    boolean holds(Path file) {
        try {
            return Files.isRegularFile(file) && file.toRealPath().startsWith(root);
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isPlain(String name) {
        return name.chars().noneMatch(Character::isISOControl);
    }

    /** What there is to see. */
    record Entry(String path, Path file, boolean isSweep) {}

    /** Results and sweeps in all folders, by their paths; at most {@value #MOST}. Links are not followed. */
    List<Entry> entries() {
        List<Entry> found = new ArrayList<>();
        try {
            Files.walkFileTree(root, EnumSet.noneOf(FileVisitOption.class), DEPTH, new Finder(found));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        found.sort(Comparator.comparing(Entry::path));
        return found;
    }

    private final class Finder extends SimpleFileVisitor<Path> {
        private final List<Entry> found;

        Finder(List<Entry> found) {
            this.found = found;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            if (!folder.equals(root) && String.valueOf(folder.getFileName()).startsWith(".")) {
                return FileVisitResult.SKIP_SUBTREE;
            }
            String path = root.relativize(folder).toString().replace('\\', '/');
            if (Files.isRegularFile(folder.resolve("journal.jsonl"), LinkOption.NOFOLLOW_LINKS)) {
                found.add(new Entry(path, folder, true));
                return FileVisitResult.SKIP_SUBTREE;
            }
            if (Files.isRegularFile(folder.resolve(RESULT), LinkOption.NOFOLLOW_LINKS)) {
                found.add(new Entry(path, folder.resolve(RESULT), false));
            }
            return found.size() >= MOST ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) {
            return FileVisitResult.CONTINUE;
        }
    }
}
