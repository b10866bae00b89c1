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
        write(result, null, List.of(), true, out);
    }

    /**
     * Puts the files of a result into a folder, with the trace of what it kept if there is one, and tensors.
     *
     * @param drawn whether with charts and page; who has interrupted a run does not wait for them
     */
    static void write(
            Result result, @Nullable KeptSetTrace kept, List<StoredTensor> dumped, boolean drawn, OutFolder out) {
        List<String> stale = new ArrayList<>(MAY_BE_STALE);
        stale.addAll(DumpFiles.in(out.folder()));
        out.fill(stale, folder -> {
            DumpFiles.write(dumped, result, folder);
            if (kept != null) {
                KeptSetFile.write(kept, folder.resolve(KEPT));
            }
            if (drawn) {
                Charts.write(result, folder);
                HtmlPage.write(result, folder.resolve("report.html"));
            }
            ResultJson.write(result, folder.resolve(JSON));
        });
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
