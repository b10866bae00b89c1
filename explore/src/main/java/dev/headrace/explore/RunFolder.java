package dev.headrace.explore;

import dev.headrace.reports.AtomicFile;
import dev.headrace.reports.ResultJson;
import dev.headrace.simulator.run.Result;
import dev.headrace.simulator.spec.InputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The folder of a finished run: {@code result.json}, and in {@code inputs.sha256} the fingerprint of what it was made
 * from. The fingerprint is removed before and written after the result, so where there is one the result belongs to it.
 */
record RunFolder(Path path) {
    static final String RESULT = "result.json";
    static final String INPUTS = "inputs.sha256";

    /** The result, if it is that of the same inputs. */
    @Nullable
    Result reuse(String fingerprint) {
        try {
            Path inputs = path.resolve(INPUTS);
            if (!Files.isRegularFile(inputs)
                    || !Files.readString(inputs).strip().equals(fingerprint)) {
                return null;
            }
            return ResultJson.read(path.resolve(RESULT));
        } catch (IOException | IllegalArgumentException e) {
            // Whatever is wrong with it, running again puts it right.
            return null;
        }
    }

    /** Writes a result. */
    void write(Result result, String fingerprint) {
        try {
            Files.createDirectories(path);
            Files.deleteIfExists(path.resolve(INPUTS));
            ResultJson.write(result, path.resolve(RESULT));
            AtomicFile.write(path.resolve(INPUTS), (fingerprint + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new InputException(
                    "output folder " + path, "", "cannot be written (" + e + ")", "a folder that can be written to");
        }
    }
}
