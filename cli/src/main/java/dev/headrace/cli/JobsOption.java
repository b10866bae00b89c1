package dev.headrace.cli;

import picocli.CommandLine.Option;

/** The option of everything that makes many runs. */
final class JobsOption {
    @Option(
            names = {"-j", "--jobs"},
            paramLabel = "N",
            description = "Runs at a time; the results are the same for any number. Default: one for each core.")
    int count = Runtime.getRuntime().availableProcessors();
}
