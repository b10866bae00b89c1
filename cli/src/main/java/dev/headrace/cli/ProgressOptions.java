package dev.headrace.cli;

import picocli.CommandLine.Option;

/** Options of everything that shows how far it has come. */
final class ProgressOptions extends ScreenOptions {
    @Option(
            names = {"-q", "--quiet"},
            description = "Show no progress. It is shown on a terminal only, on standard error, when it takes long.")
    boolean quiet;
}
