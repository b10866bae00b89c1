package dev.headrace.reports;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Writes whole files: a reader sees the old one or the new one, never half of it. Whoever writes locks the new one. */
public final class AtomicFile {
    private AtomicFile() {}

    /** Writes beside {@code file}, then moves it there; makes the folder if need be and leaves no litter on failure. */
    public static void write(Path file, byte[] content) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IOException(file + ": not a file name");
        }
        Files.createDirectories(folder);
        removeLeftBehind(folder, String.valueOf(file.getFileName()));
        // Not Files.createTempFile: that one is readable by its owner only, and the permissions would stay.
        Path temporary = folder.resolve("." + file.getFileName() + "." + UUID.randomUUID() + ".tmp");
        try {
            try (FileChannel alive =
                    FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                alive.lock();
                ByteBuffer rest = ByteBuffer.wrap(content);
                while (rest.hasRemaining()) {
                    alive.write(rest);
                }
            }
            try {
                Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
            }
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** Removes what those left who were killed while they wrote the same file. */
    private static void removeLeftBehind(Path folder, String name) throws IOException {
        Pattern temporary = Pattern.compile(Pattern.quote("." + name + ".") + "[0-9a-f-]{36}\\.tmp");
        List<Path> left;
        try (Stream<Path> files = Files.list(folder)) {
            left = files.filter(f ->
                            temporary.matcher(String.valueOf(f.getFileName())).matches())
                    .toList();
        }
        for (Path path : left) {
            if (isDead(path)) {
                Files.deleteIfExists(path);
            }
        }
    }

    /** Whether nobody holds the lock of a file; true if there is no such file. */
    static boolean isDead(Path lock) throws IOException {
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE);
                FileLock free = channel.tryLock()) {
            return free != null;
        } catch (NoSuchFileException e) {
            return true;
        } catch (OverlappingFileLockException e) {
            return false; // somebody in this very process
        }
    }
}
