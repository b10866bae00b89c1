package dev.headrace.extract;

import dev.headrace.traces.TraceException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A text to run a model on.
 *
 * @param name name of the file, without its folder
 * @param text what is in it
 * @param sha256 hash of its bytes, in hexadecimal
 */
public record TextFile(String name, String text, String sha256) {
    /** Reads a file, which must be UTF-8. */
    public static TextFile read(Path file) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            String hash = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
            return new TextFile(String.valueOf(file.getFileName()), text, hash);
        } catch (CharacterCodingException e) {
            throw new TraceException(file + ": file is not UTF-8; allowed: a text file in UTF-8", e);
        } catch (IOException e) {
            throw new TraceException(file + ": file cannot be read: " + e, e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
