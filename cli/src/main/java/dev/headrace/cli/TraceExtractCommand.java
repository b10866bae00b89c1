package dev.headrace.cli;

import dev.headrace.simulator.spec.InputException;
import dev.headrace.traces.ElementType;
import dev.headrace.traces.Extractor;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code headrace trace extract}. */
@Command(
        name = "extract",
        mixinStandardHelpOptions = true,
        description = {
            "Runs a language model on a text and writes Q, K and V of every layer. Needs the extract module on the class"
                    + " path: ./mvnw -P extract -pl extract -am package, then"
                    + " HEADRACE_CLASSPATH=extract/target/headrace-extract-VERSION-all.jar."
        })
final class TraceExtractCommand implements Callable<Integer> {
    private final Context context;

    @Parameters(paramLabel = "TEXT", description = "A text file in UTF-8.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path text;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "The .safetensors file to write.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path out;

    @Option(names = "--model", paramLabel = "NAME", description = "Default: the first one there is.")
    private @Nullable String model;

    @Option(names = "--tokens", paramLabel = "N", description = "Tokens after which the text is cut off. Default: 128.")
    private int tokens = 128;

    @Option(names = "--type", paramLabel = "T", description = "f16 or f32. Default: f16.")
    private String type = "f16";

    TraceExtractCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        if (!List.of("f16", "f32").contains(type)) {
            throw new InputException("type is \"" + type + "\"; allowed: f16, f32");
        }
        Extractor extractor = extractor();
        if (tokens < 2 || tokens > extractor.longest()) {
            throw new InputException("tokens is " + tokens + "; allowed: 2 to " + extractor.longest());
        }
        extractor.extract(text, tokens, ElementType.valueOf(type.toUpperCase(Locale.ROOT)), out);
        context.out().println(out + ": " + extractor.model() + " on " + text);
        return ExitCode.OK;
    }

    private Extractor extractor() {
        List<Extractor> there = ServiceLoader.load(Extractor.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
        if (there.isEmpty()) {
            throw new InputException("no model is on the class path; needed: HEADRACE_CLASSPATH with the jar that"
                    + " ./mvnw -P extract -pl extract -am package makes in extract/target (its name ends in -all.jar)");
        }
        return there.stream()
                .filter(e -> model == null || e.model().equals(model))
                .findFirst()
                .orElseThrow(() -> new InputException("model is \"" + model + "\"; allowed: "
                        + String.join(", ", there.stream().map(Extractor::model).toList())));
    }
}
