package dev.headrace.simulator.run;

/** A run was asked to end before its first cycle, so that there is nothing to report. */
public final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1;

    Stopped() {
        super("stopped before the first cycle");
    }
}
