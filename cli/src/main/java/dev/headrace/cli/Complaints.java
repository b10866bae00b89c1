package dev.headrace.cli;

import dev.headrace.reports.Printable;
import dev.headrace.simulator.run.Stopped;
import dev.headrace.simulator.spec.InputException;
import dev.headrace.simulator.spec.Library;
import dev.headrace.traces.TraceException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ServiceConfigurationError;

/** Turns failures into one line on standard error and an exit code. */
final class Complaints {
    private final PrintWriter err;

    Complaints(PrintWriter err) {
        this.err = err;
    }

    /** Whose fault it is decides the code. */
    int of(Throwable e) {
        if (e instanceof InputException wrong) {
            wrong.faults().forEach(this::line);
            return ExitCode.INPUT;
        }
        if (e instanceof TraceException || e instanceof InvalidPathException) {
            return input(String.valueOf(e.getMessage()));
        }
        if (e instanceof ServiceConfigurationError) {
            return input(Library.OWN_UNITS + ": " + e.getMessage()
                    + "; allowed: jars and folders with units that can be loaded");
        }
        if (e instanceof Stopped) {
            line("stopped before the first cycle: there is no result");
            return ExitCode.VERDICT;
        }
        if (e instanceof OutOfMemoryError) {
            return input("out of memory at " + Runtime.getRuntime().maxMemory() / (1 << 20)
                    + " MiB; allowed: a smaller workload, --check sample or off, or more memory with"
                    + " HEADRACE_JAVA_OPTS=-Xmx8g");
        }
        return bug(e);
    }

    /** The user's input is wrong. */
    int input(String message) {
        line(message);
        return ExitCode.INPUT;
    }

    private int bug(Throwable e) {
        String where;
        try {
            Path file = Files.createTempFile("headrace-crash-", ".txt");
            StringWriter trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace));
            Files.writeString(file, "headrace " + Version.number() + ", Java " + Runtime.version() + "\n" + trace);
            where = "stack trace in " + file;
        } catch (IOException failed) {
            where = "no stack trace could be written (" + failed + ")";
        }
        line("this is a bug of Headrace: " + e + "; " + where);
        return ExitCode.BUG;
    }

    private void line(String message) {
        err.println("headrace: " + Printable.line(message.replaceAll("\\s*\\R\\s*", " ")));
        err.flush();
    }
}
