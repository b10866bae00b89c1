package dev.headrace.reports.trace;

import dev.headrace.simulator.kernel.Probe;
import java.io.IOException;

/** A trace that is written as a run is made, in some format. */
interface Sink extends Probe, AutoCloseable {
    /** After the run: what is left to write, and what became of it. */
    Note finish() throws IOException;

    @Override
    void close() throws IOException;
}
