package dev.headrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.reports.Style;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Every shipped JSON file, spoiled in thousands of ways: what {@code check} says of it, {@code run} says too, and neither ever
 * crashes. {@code -Dheadrace.mutants=N} makes N of each file, {@code -Dheadrace.seed} others.
 */
class MutantsTest {
    private static final int OF_EACH_FILE = Integer.getInteger("headrace.mutants", 4);
    private static final long PATIENCE_NANOS = 60_000_000_000L;
    private static final long SEED = Long.getLong("headrace.seed", 1);

    @TempDir
    Path dir;

    private final List<String> wrong = new ArrayList<>();
    private final Map<Integer, Integer> codes = new LinkedHashMap<>();

    /** What a command said. */
    private record Said(int code, String err) {}

    @BeforeEach
    void copy() throws IOException {
        Path from = Terminal.HOME.resolve("configs");
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".json")).toList()) {
                Path to = dir.resolve(from.relativize(file).toString());
                Files.createDirectories(to.getParent());
                Files.copy(file, to);
            }
        }
    }

    private List<Path> files(String folder) {
        try (Stream<Path> files = Files.list(dir.resolve(folder))) {
            return files.filter(f -> f.toString().endsWith(".json"))
                    .sorted(Comparator.comparing(Path::getFileName))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Hands over every mutant of a file, beside the file, so that what it names is found. */
    private void each(Path original, Judge judge) {
        try {
            String text = Files.readString(original);
            Path file = original.resolveSibling("mutant.json");
            for (int i = 0; i < OF_EACH_FILE; i++) {
                Mutants.Mutant mutant = Mutants.of(
                        text,
                        SEED * 1_000_003
                                + i
                                + 7919L * original.getFileName().toString().hashCode());
                Files.writeString(file, mutant.text());
                String complaint = watched(() -> judge.of(file.toString()));
                if (!complaint.isEmpty()) {
                    wrong.add(dir.relativize(original) + ": " + mutant.what() + "\n    " + complaint);
                }
            }
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * What is wrong, or where it still is after more processor time than any file of this size needs: what hangs is named
     * then, and left behind.
     */
    private static String watched(Supplier<String> judge) {
        ThreadMXBean times = ManagementFactory.getThreadMXBean();
        CompletableFuture<String> said = new CompletableFuture<>();
        Thread worker = new Thread(
                () -> {
                    try {
                        said.complete(judge.get());
                    } catch (RuntimeException | Error e) {
                        said.completeExceptionally(e);
                    }
                },
                "mutant");
        worker.setDaemon(true);
        worker.start();
        while (true) {
            try {
                return said.get(1, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
                if (times.getThreadCpuTime(worker.getId()) > PATIENCE_NANOS) {
                    return "hangs at " + List.of(worker.getStackTrace());
                }
            } catch (ExecutionException e) {
                return "throws " + e.getCause();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return "interrupted";
            }
        }
    }

    /** What is wrong with what the commands say of a file; empty if nothing is. */
    private interface Judge {
        String of(String file);
    }

    private Said check(String... args) {
        List<String> all = new ArrayList<>(List.of("check"));
        all.addAll(List.of(args));
        Terminal t = Terminal.run(all.toArray(new String[0]));
        codes.merge(t.code(), 1, Integer::sum);
        return new Said(t.code(), t.err());
    }

    /** As the command does it, but for the files of the result. */
    private static Said run(String design, @org.jspecify.annotations.Nullable String workload, List<String> sets) {
        StringWriter err = new StringWriter();
        PrintWriter e = new PrintWriter(err);
        Context context = new Context(
                Terminal.HOME, new PrintWriter(new StringWriter()), e, Style.plain(), false, 0, new Interrupts());
        RunOptions options = new RunOptions();
        options.workload = workload;
        options.sets = sets;
        options.check = "off";
        options.maxCycles = 2000;
        options.allowOversize = true;
        try (Runs runs = Runs.load(context, design, options, false)) {
            runs.run();
            return new Said(0, "");
        } catch (RuntimeException | Error thrown) {
            int code = new Complaints(e).of(thrown);
            e.flush();
            return new Said(code, err.toString());
        }
    }

    private static String judged(Said said) {
        if (said.code() == ExitCode.OK) {
            return said.err();
        }
        boolean lines = said.code() == ExitCode.INPUT
                && !said.err().isBlank()
                && said.err().lines().allMatch(line -> line.startsWith("headrace: "));
        return lines ? "" : "exit " + said.code() + ": " + said.err();
    }

    private static String same(Said check, Said run) {
        String own = judged(check) + judged(run);
        return !own.isEmpty() || check.code() == run.code()
                ? own
                : "check " + check.code() + ": " + check.err() + "    run " + run.code() + ": " + run.err();
    }

    private void report() {
        assertEquals("", String.join("\n", wrong), wrong.size() + " of " + codes);
        assertTrue(codes.getOrDefault(ExitCode.OK, 0) > 0 && codes.getOrDefault(ExitCode.INPUT, 0) > 0, codes + "");
    }

    @Test
    void designsAreNeverACrashAndRunAsTheyAreChecked() {
        for (Path design : files("designs")) {
            each(
                    design,
                    file -> same(
                            check(file, "--workload", "tiny", "--check", "off", "--allow-oversize"),
                            run(file, "tiny", List.of())));
        }
        report();
    }

    @Test
    void hardwareIsNeverACrashAndRunsAsItIsChecked() {
        Map<String, String> users = new LinkedHashMap<>();
        for (Path design : files("designs")) {
            JsonNode hardware = JsonMapper.shared().readTree(design.toFile()).path("hardware");
            String name = hardware.asString().replaceAll(".*/|[.]json$", "");
            users.putIfAbsent(name, design.toString());
        }
        for (Path hardware : files("hardware")) {
            String design = users.getOrDefault(
                    hardware.getFileName().toString().replace(".json", ""),
                    dir.resolve("designs/flash-attention-2.json").toString());
            each(hardware, file -> {
                String alone = judged(check(file, "--allow-oversize"));
                String set = "hardware=" + file;
                Said with = check(design, "--workload", "tiny", "--check", "off", "--allow-oversize", "--set", set);
                return alone + same(with, run(design, "tiny", List.of(set)));
            });
        }
        report();
    }

    @Test
    void workloadsAreNeverACrashAndRunAsTheyAreChecked() {
        for (Path workload : files("workloads")) {
            boolean kept = JsonMapper.shared().readTree(workload.toFile()).has("kept");
            String design = dir.resolve(kept ? "designs/spatten.json" : "designs/flash-attention-2.json")
                    .toString();
            each(workload, file -> {
                String alone = judged(check(file));
                Said with = check(design, "--workload", file, "--check", "off", "--allow-oversize");
                return alone + same(with, run(design, file, List.of()));
            });
        }
        report();
    }

    @Test
    void papersSweepsPartsCostsAndBoardsAreNeverACrash() {
        List<String> folders = new ArrayList<>(List.of("papers", "sweeps"));
        try (Stream<Path> below = Files.list(dir.resolve("hardware"))) {
            below.filter(Files::isDirectory)
                    .sorted()
                    .forEach(folder -> folders.add("hardware/" + folder.getFileName()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (String folder : folders) {
            for (Path one : files(folder)) {
                each(one, file -> judged(check(file)));
            }
        }
        report();
    }
}
