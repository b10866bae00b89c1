package dev.headrace.cli;

import dev.headrace.simulator.run.Result;

/** The exit code that a result deserves. */
final class Verdict {
    private Verdict() {}

    /** 1 for a run that did not end or whose numbers are wrong; 0 otherwise, also if nothing useful could be compared. */
    static int of(Result result) {
        Result.Golden golden = result.golden();
        boolean fine =
                result.status().equals("complete") && (golden == null || golden.verdict() != Result.Verdict.MISSED);
        return fine ? ExitCode.OK : ExitCode.VERDICT;
    }
}
