package dev.headrace.cli;

import dev.headrace.simulator.run.Simulation;
import dev.headrace.traces.Tokenizer;
import java.io.PrintWriter;
import java.util.Locale;

/** Prints each generated word with the simulated time at which it was there, and the time since the one before. */
final class TextPrinter implements Simulation.Watch {
    private final Tokenizer tokenizer;
    private final PrintWriter out;
    private double before;

    TextPrinter(Tokenizer tokenizer, PrintWriter out) {
        this.tokenizer = tokenizer;
        this.out = out;
    }

    @Override
    public void stored(long row, double value, double seconds) {
        if (!Double.isNaN(value)) {
            String word = tokenizer.decode((int) value).replace("\n", "\\n");
            out.printf(Locale.ROOT, "%10.3f ms  +%.3f  |%s|%n", seconds * 1e3, (seconds - before) * 1e3, word);
            out.flush();
        }
        before = seconds;
    }
}
