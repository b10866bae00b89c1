package dev.headrace.cli;

import dev.headrace.simulator.run.Result;

/** The exit code that a result deserves. */
final class Verdict {
    private Verdict() {}

    /** 0 for a complete run whose numbers, if compared, are right; 1 otherwise. */
    static int of(Result result) {
        Result.Golden golden = result.golden();
        boolean fine = result.status().equals("complete") && (golden == null || golden.passed());
        return fine ? ExitCode.OK : ExitCode.VERDICT;
    }
}
