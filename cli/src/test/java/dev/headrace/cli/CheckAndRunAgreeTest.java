package dev.headrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.reports.Style;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Shipped designs on shipped workloads, whether they fit or not: what {@code check} says of a pair, {@code run} says too, word
 * for word. Numbers are computed only where they decide what is kept, and no cycle after the first is simulated. {@code
 * -Dheadrace.pairs=N} takes N workloads for each design, {@code -Dheadrace.seed} others.
 */
@Tag("slow")
class CheckAndRunAgreeTest {
    private static final int OF_EACH_DESIGN = Integer.getInteger("headrace.pairs", 3);
    private static final long SEED = Long.getLong("headrace.seed", 1);

    private static List<Path> files(String folder) throws IOException {
        try (Stream<Path> files = Files.list(Terminal.HOME.resolve("configs").resolve(folder))) {
            return files.filter(f -> f.toString().endsWith(".json")).sorted().toList();
        }
    }

    /** What a command says. */
    private interface Command {
        void run(Context context, RunOptions options);
    }

    private static String outcome(Path workload, Command command) {
        StringWriter text = new StringWriter();
        PrintWriter err = new PrintWriter(text);
        RunOptions options = new RunOptions();
        options.workload = workload.toString();
        options.check = "off";
        options.maxCycles = 1;
        int code = ExitCode.OK;
        try {
            command.run(new Context(Terminal.HOME, err, err, Style.plain(), false, 0, new Interrupts()), options);
        } catch (RuntimeException e) {
            code = new Complaints(err).of(e);
        }
        err.flush();
        return code + ": " + text;
    }

    @Test
    void whatCheckSaysOfADesignWithAWorkloadRunSaysToo() throws IOException {
        SplittableRandom random = new SplittableRandom(SEED);
        List<String> wrong = new ArrayList<>();
        int accepted = 0;
        int refused = 0;
        for (Path design : files("designs")) {
            List<Path> workloads = new ArrayList<>(files("workloads"));
            for (int i = 0; i < OF_EACH_DESIGN && !workloads.isEmpty(); i++) {
                Path workload = workloads.remove(random.nextInt(workloads.size()));
                String checked = outcome(workload, (context, o) -> Checks.check(context, FileKind.DESIGN, design, o));
                String ran = outcome(workload, (context, o) -> {
                    try (Runs run = Runs.load(context, design.toString(), o, false)) {
                        run.run();
                    }
                });
                String pair = design.getFileName() + " on " + workload.getFileName();
                if (!checked.equals(ran)) {
                    wrong.add(pair + ": check " + checked + "run " + ran);
                }
                if (checked.startsWith(ExitCode.OK + ":")) {
                    accepted++;
                } else {
                    refused++;
                    boolean lines = checked.lines().allMatch(l -> l.contains("headrace: ") && l.contains("allowed: "));
                    if (!checked.startsWith(ExitCode.INPUT + ":") || !lines) {
                        wrong.add(pair + ": " + checked);
                    }
                }
            }
        }
        assertEquals("", String.join("\n", wrong));
        assertTrue(accepted > 0 && refused > 0, accepted + " accepted, " + refused + " refused");
    }
}
