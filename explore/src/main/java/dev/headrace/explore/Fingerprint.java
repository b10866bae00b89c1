package dev.headrace.explore;

import dev.headrace.simulator.run.Setup;
import dev.headrace.simulator.run.Simulation;
import dev.headrace.simulator.spec.InputException;
import dev.headrace.simulator.spec.JsonFile;
import dev.headrace.simulator.spec.KeptSpec;
import dev.headrace.simulator.spec.Library;
import dev.headrace.simulator.spec.WorkloadSpec;
import dev.headrace.simulator.unit.UnitType;
import dev.headrace.simulator.unit.UnitTypes;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * SHA-256 of everything that a run's result depends on: the program, how it is told to run, design, hardware and workload
 * with overrides applied, the files that the hardware names, and the numbers of the workload. Two runs of one fingerprint
 * have the same result.
 */
final class Fingerprint {
    /** Of the program; does not change while it runs. */
    private static final String PROGRAM = program();

    private final MessageDigest digest = sha256();

    private Fingerprint() {}

    /** Of a run. */
    static String of(Setup setup, Simulation.Options options) {
        Fingerprint print = new Fingerprint();
        try {
            print.add(PROGRAM);
            print.add(options.toString());
            print.add(setup.designFile().tree().toString());
            print.add(setup.hardware().file().tree().toString());
            print.add(setup.workloadFile().tree().toString());
            print.addNamed(
                    setup.library(),
                    setup.hardware().file().tree(),
                    setup.hardware().file().path(),
                    new TreeSet<>());
            WorkloadSpec.Tensors tensors = setup.workload().tensors();
            if (!options.check().equals("off") && tensors != null) {
                print.addData(setup, tensors.file());
                print.addData(setup, tensors.reference());
            }
            KeptSpec kept = setup.workload().kept();
            if (kept != null) {
                print.addData(setup, kept.trace());
                print.addData(setup, kept.followsNumbers() && tensors != null ? tensors.file() : null);
            }
        } catch (IOException e) {
            throw new InputException("files of a run cannot be read (" + e + ")");
        }
        return print.hex();
    }

    /** Adds a file of tensors, if there is one. */
    private void addData(Setup setup, @Nullable String name) throws IOException {
        if (name != null) {
            add(setup.library().data(setup.workloadFile().path(), name));
        }
    }

    /** Adds the files that one names anywhere, beside it or shipped, and those that these name. */
    private void addNamed(Library library, JsonNode node, Path file, Set<Path> seen) throws IOException {
        if (node.isString() && node.asString().endsWith(".json")) {
            Path named = library.hardwareFile(file, Path.of(node.asString())).normalize();
            if (Files.isRegularFile(named) && seen.add(named)) {
                add(named);
                addNamed(library, JsonFile.read(named).tree(), named, seen);
            }
        }
        for (JsonNode part : node) {
            addNamed(library, part, file, seen);
        }
    }

    private void add(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        // The length keeps neighbours apart.
        digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
        digest.update(bytes);
    }

    private void add(Path file) throws IOException {
        add(Files.size(file) + " bytes");
        try (OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
            Files.copy(file, out);
        }
    }

    private String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }

    private static String program() {
        Set<Path> places = new TreeSet<>();
        place(Fingerprint.class, places);
        place(Simulation.class, places);
        for (UnitType<?> type : UnitTypes.all().values()) {
            place(type.getClass(), places);
        }
        Fingerprint print = new Fingerprint();
        try {
            for (Path place : places) {
                for (Path file : files(place)) {
                    print.add(file);
                }
            }
        } catch (IOException e) {
            throw new InputException("the program's own files cannot be read (" + e + ")");
        }
        return print.hex();
    }

    private static void place(Class<?> of, Set<Path> into) {
        CodeSource source = of.getProtectionDomain().getCodeSource();
        if (source != null && source.getLocation() != null) {
            try {
                into.add(Path.of(source.getLocation().toURI()));
            } catch (URISyntaxException e) {
                throw new InputException("the program's own place is not a path: " + source.getLocation());
            }
        }
    }

    private static List<Path> files(Path place) throws IOException {
        try (Stream<Path> all = Files.walk(place)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new LinkageError("every Java has SHA-256", e);
        }
    }
}
