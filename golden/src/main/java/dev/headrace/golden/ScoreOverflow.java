package dev.headrace.golden;

/** Queries and keys are so large that a score of theirs is not finite in double precision: nothing can be compared with. */
public final class ScoreOverflow extends RuntimeException {
    ScoreOverflow(String message) {
        super(message);
    }
}
