package dev.headrace.simulator.spec;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * SHA-256 of what is in files. A large file whose size, time of change and identity are those it had before is not read again;
 * small ones are, since they may change twice within what a file system's clock can tell apart.
 */
public final class FileHash {
    /** Bytes of a large file: reading them takes longer than the step of the clock that files are stamped with. */
    private static final int LARGE = 1 << 20;

    private static final int BUFFER = 1 << 16;
    private static final Map<Path, Known> KNOWN = new ConcurrentHashMap<>();

    private record Stamp(
            long size, FileTime changed, @Nullable Object key) {
        static Stamp of(Path file) throws IOException {
            BasicFileAttributes a = Files.readAttributes(file, BasicFileAttributes.class);
            return new Stamp(a.size(), a.lastModifiedTime(), a.fileKey());
        }
    }

    private record Known(Stamp stamp, String sha256) {}

    private FileHash() {}

    /**
     * Of a file; or of a folder: of the names and hashes of all files in it, sorted by name.
     *
     * @return 64 hexadecimal digits
     * @throws IOException if it cannot be read
     */
    public static String of(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            return ofFile(path.toAbsolutePath().normalize());
        }
        MessageDigest digest = sha256();
        List<Path> files;
        try (Stream<Path> all = Files.walk(path)) {
            files = all.filter(Files::isRegularFile).sorted().toList();
        }
        for (Path file : files) {
            add(digest, path.relativize(file).toString());
            add(digest, ofFile(file.toAbsolutePath().normalize()));
        }
        return hex(digest);
    }

    /** Of texts, each kept apart from its neighbours. */
    public static String of(List<String> texts) {
        MessageDigest digest = sha256();
        texts.forEach(text -> add(digest, text));
        return hex(digest);
    }

    private static String ofFile(Path file) throws IOException {
        Stamp stamp = Stamp.of(file);
        Known known = KNOWN.get(file);
        if (known != null && known.stamp().equals(stamp)) {
            return known.sha256();
        }
        MessageDigest digest = sha256();
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[BUFFER];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
        }
        String hash = hex(digest);
        if (stamp.size() >= LARGE && Stamp.of(file).equals(stamp)) {
            KNOWN.put(file, new Known(stamp, hash));
        }
        return hash;
    }

    private static void add(MessageDigest digest, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
        digest.update(bytes);
    }

    private static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new LinkageError("every Java has SHA-256", e);
        }
    }
}
