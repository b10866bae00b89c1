package dev.headrace.reports.trace;

import dev.headrace.simulator.dataflow.Machinery;
import dev.headrace.simulator.kernel.Machine;
import dev.headrace.simulator.kernel.Probe;
import dev.headrace.simulator.run.Simulation;
import dev.headrace.simulator.spec.InputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A trace of one run. It is made as a {@link Simulation.Onlooker} of the simulation before it runs, finished after it, and
 * closed.
 */
public final class EventTrace implements Simulation.Onlooker, AutoCloseable {
    /** Most bytes of a trace. */
    public static final long MOST_BYTES = 256L << 20;

    /** Formats. */
    public enum Kind {
        /** Perfetto's, in protocol buffers. */
        PERFETTO("perfetto", "trace.perfetto-trace"),
        /** A value change dump. */
        VCD("vcd", "trace.vcd");

        private final String name;
        private final String file;

        Kind(String name, String file) {
            this.name = name;
            this.file = file;
        }

        /** Name of its file. */
        public String file() {
            return file;
        }

        /** The kind of this name. */
        public static Kind of(String name) {
            for (Kind kind : values()) {
                if (kind.name.equals(name)) {
                    return kind;
                }
            }
            throw new InputException("--trace", "", "\"" + name + "\"", "perfetto, vcd");
        }
    }

    private final Kind kind;
    private final Path path;
    private final Scope scope;
    private final long most;
    private final String title;
    private @Nullable Sink sink;

    /** A trace that nothing is written to yet. */
    public EventTrace(Kind kind, Path path, Scope scope, String title) {
        this(kind, path, scope, title, MOST_BYTES);
    }

    /**
     * The same.
     *
     * @param most bytes that it may have; about as many again are used on the disk during the run
     */
    public EventTrace(Kind kind, Path path, Scope scope, String title, long most) {
        this.kind = kind;
        this.path = path;
        this.scope = scope;
        this.title = title;
        this.most = most;
    }

    @Override
    public Probe probe(Machinery made, Machine machine) {
        Cast cast = new Cast(made, machine, scope);
        Path spare = path.resolveSibling(path.getFileName() + ".spool");
        try {
            Sink fresh = kind == Kind.VCD
                    ? new VcdSink(path, spare, cast, machine.time(), most, title)
                    : new PerfettoSink(path, spare, cast, most, title);
            sink = fresh;
            return fresh;
        } catch (IOException e) {
            throw cannotWrite(path, e);
        }
    }

    /** After the run: what became of it. */
    public Note finish() {
        try {
            return Objects.requireNonNull(sink).finish();
        } catch (IOException e) {
            throw cannotWrite(path, e);
        }
    }

    /** Why a run ends: its trace has no room. */
    static InputException cannotWrite(Path path, IOException e) {
        return new InputException(
                String.valueOf(path.getFileName()),
                "",
                "cannot be written (" + e + ")",
                "a folder with room for it (--out DIR); --trace-cycles and --trace-only make it smaller");
    }

    @Override
    public void close() {
        try (Sink s = sink) {
            // whatever happened, the file it needed besides goes
        } catch (IOException e) {
            // Of a trace that is finished everything is written; of another one it has been said why.
            return;
        }
    }
}
