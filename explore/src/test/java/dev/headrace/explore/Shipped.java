package dev.headrace.explore;

import dev.headrace.simulator.spec.Library;
import java.nio.file.Files;
import java.nio.file.Path;

/** The shipped files. */
public final class Shipped {
    public static final Library LIBRARY = new Library(home());

    private Shipped() {}

    private static Path home() {
        Path at = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(at.resolve("configs").resolve("hardware"))) {
            at = at.getParent();
            if (at == null) {
                throw new IllegalStateException("configs/ is in no folder above the working directory");
            }
        }
        return at;
    }
}
