package dev.headrace.cli;

import dev.headrace.reports.Charts;
import dev.headrace.reports.HtmlPage;
import dev.headrace.reports.OutFolder;
import dev.headrace.reports.ResultJson;
import dev.headrace.reports.trace.EventTrace;
import dev.headrace.simulator.run.Result;
import dev.headrace.simulator.run.StoredTensor;
import dev.headrace.simulator.spec.InputException;
import dev.headrace.simulator.spec.Library;
import dev.headrace.traces.KeptSetFile;
import dev.headrace.traces.KeptSetTrace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The files of a result: {@code result.json}, {@code report.html} and charts. */
final class ResultFiles {
    /** Name of the file that holds everything. */
    static final String JSON = "result.json";

    /** Name of the file that says what a run with pruning kept. */
    static final String KEPT = "kept.csv";

    private static final List<String> MAY_BE_STALE = Stream.concat(
                    Charts.FILES.stream(),
                    Stream.of("report.html", EventTrace.Kind.PERFETTO.file(), EventTrace.Kind.VCD.file(), KEPT))
            .toList();

    private ResultFiles() {}

    /** Puts the files of a result into a folder. */
    static void write(Result result, OutFolder out) {
        write(result, null, List.of(), () -> false, out);
    }

    /**
     * Puts the files of a result into a folder, with the trace of what it kept if there is one, and tensors.
     *
     * @param stopped whether the user has had enough: who interrupts a run, also while its charts are drawn, does not wait
     *     for charts and page
     * @return whether there are charts and page
     */
    static boolean write(
            Result result,
            @Nullable KeptSetTrace kept,
            List<StoredTensor> dumped,
            BooleanSupplier stopped,
            OutFolder out) {
        boolean[] drawn = new boolean[1];
        List<String> stale = new ArrayList<>(MAY_BE_STALE);
        stale.addAll(DumpFiles.in(out.folder()));
        out.fill(stale, folder -> {
            DumpFiles.write(dumped, result, folder);
            if (kept != null) {
                KeptSetFile.write(kept, folder.resolve(KEPT));
            }
            drawn[0] = draw(result, folder, stopped);
            ResultJson.write(result, folder.resolve(JSON));
        });
        return drawn[0];
    }

    /** Writes charts and page, or none of them. */
    private static boolean draw(Result result, Path folder, BooleanSupplier stopped) throws IOException {
        List<Path> charts = Charts.write(result, folder, stopped);
        if (stopped.getAsBoolean()) {
            for (Path chart : charts) {
                Files.delete(chart);
            }
            return false;
        }
        HtmlPage.write(result, folder.resolve("report.html"));
        return true;
    }

    /** Whether an argument means a result: a folder that holds one, or a JSON file that says it is one. */
    static boolean isResult(String argument) {
        Path path = Library.path(argument);
        if (Files.isDirectory(path)) {
            return Files.exists(path.resolve(JSON)) || argument.indexOf('/') >= 0;
        }
        return Files.isRegularFile(path) && FileKind.of(path) == FileKind.RESULT;
    }

    /** Reads a result from its file or its folder. */
    static Result read(String argument) {
        Path path = Library.path(argument);
        Path file = Files.isDirectory(path) ? path.resolve(JSON) : path;
        if (!Files.isRegularFile(file)) {
            throw new InputException(file.toString(), "", "no such file", "a result.json or a folder with one");
        }
        try {
            return ResultJson.read(file);
        } catch (IOException e) {
            throw new InputException(file.toString(), "", "cannot be read (" + e + ")", "a result.json");
        } catch (IllegalArgumentException e) {
            throw new InputException(String.valueOf(e.getMessage()));
        }
    }
}
