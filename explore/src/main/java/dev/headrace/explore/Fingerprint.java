package dev.headrace.explore;

import dev.headrace.simulator.run.Setup;
import dev.headrace.simulator.spec.FileHash;
import dev.headrace.simulator.spec.InputException;
import dev.headrace.simulator.spec.Inputs;
import dev.headrace.simulator.spec.Library;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * SHA-256 of everything that can change the result of a run: the program, what was asked for (design, workload, values set),
 * how it is to run, and the content of every file that is read, {@link Setup#inputs}. Two runs of one fingerprint have the
 * same {@code result.json}, byte for byte, but for {@code simulation}. The paths that a result tells of count as well; the
 * working folder, threads, and times of files do not.
 *
 * <p>It is there as soon as a {@link Trial} is: {@code Fingerprint.of(Trial.load(...))}. Files that have not changed are
 * hashed once for all trials of a process.
 */
public final class Fingerprint {
    private static final class Program {
        /** Does not change while it runs. */
        static final String HASH = hash();

        private static String hash() {
            List<String> parts = new ArrayList<>();
            try {
                for (Path path : program()) {
                    parts.add(FileHash.of(path));
                }
            } catch (IOException e) {
                throw new InputException("the program's own files cannot be read (" + e + ")");
            }
            return FileHash.of(parts);
        }
    }

    /** Inputs that count by what they hold in the end. */
    private static final Set<String> TREES = Set.of("design", "hardware", "workload");

    /** Environment variable of a process that runs points for another: the other's {@link #program}. */
    public static final String PROGRAM = "HEADRACE_PROGRAM";

    private Fingerprint() {}

    /**
     * The jars and folders that the program consists of: everything on the class path but what only runs points elsewhere, see
     * {@link Library#pools}; or what the environment says in {@link #PROGRAM}.
     */
    public static List<Path> program() {
        Set<Path> pools = new HashSet<>();
        new Library(Path.of("")).pools().forEach(pool -> pools.add(whole(pool)));
        String classPath = System.getenv().getOrDefault(PROGRAM, System.getProperty("java.class.path", ""));
        List<Path> program = new ArrayList<>();
        for (String entry : classPath.split(File.pathSeparator)) {
            Path path = whole(Path.of(entry));
            if (!entry.isEmpty() && Files.exists(path) && !pools.contains(path)) {
                program.add(path);
            }
        }
        return program;
    }

    private static Path whole(Path path) {
        return path.toAbsolutePath().normalize();
    }

    /** Of the program and of texts: 64 hexadecimal digits. */
    public static String of(List<String> texts) {
        List<String> parts = new ArrayList<>(texts);
        parts.add(0, Program.HASH);
        return FileHash.of(parts);
    }

    /** Of a run that is loaded: 64 hexadecimal digits. */
    public static String of(Trial trial) {
        Setup.Asked asked = trial.setup().asked();
        List<String> parts = new ArrayList<>();
        parts.add(Program.HASH);
        parts.add(asked.design());
        parts.add(present(asked.workload()));
        parts.add("set " + asked.set().size());
        parts.addAll(asked.set());
        parts.add(trial.options().toString());
        for (Inputs.Input input : trial.setup().inputs().list()) {
            parts.add(input.what());
            parts.add(input.path());
            parts.add(input.sha256());
        }
        return FileHash.of(parts);
    }

    /**
     * Of what a run that is loaded does, whatever words asked for it: files after all values are set and parameters filled
     * in. Runs of one such fingerprint agree in all numbers of their results; what a result tells of the request, such as
     * values set and paths, may differ.
     */
    public static String ofEffect(Trial trial) {
        Setup setup = trial.setup();
        ObjectNode design = setup.designFile().tree().deepCopy();
        // A preset is in the parameters by now.
        design.remove(List.of("preset", "presets"));
        List<String> parts = new ArrayList<>(List.of(
                Program.HASH,
                trial.options().toString(),
                design.toString(),
                setup.hardware().file().tree().toString(),
                setup.workloadFile().tree().toString(),
                "reference " + trial.hasReference()));
        for (Inputs.Input input : setup.inputs().list()) {
            if (!TREES.contains(input.what())) {
                parts.add(input.what());
                parts.add(input.sha256());
            }
        }
        return FileHash.of(parts);
    }

    private static String present(@Nullable String text) {
        return text == null ? "none" : "given " + text;
    }
}
