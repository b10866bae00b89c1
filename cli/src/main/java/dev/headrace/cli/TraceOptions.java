package dev.headrace.cli;

import dev.headrace.reports.OutFolder;
import dev.headrace.reports.trace.EventTrace;
import dev.headrace.reports.trace.Scope;
import dev.headrace.simulator.run.Setup;
import dev.headrace.simulator.spec.InputException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of a run whose events are written down for a viewer. */
final class TraceOptions {
    @Option(
            names = "--trace",
            paramLabel = "KIND",
            description = {
                "Write what happens cycle by cycle beside result.json: perfetto (trace.perfetto-trace, for",
                "ui.perfetto.dev) or vcd (trace.vcd, for GTKWave). Every firing is simulated; cycles are the same."
            })
    private @Nullable String kind;

    @Option(names = "--trace-cycles", paramLabel = "A..B", description = "Trace what lies within these cycles.")
    private @Nullable String cycles;

    @Option(
            names = "--trace-only",
            paramLabel = "NAME",
            split = ",",
            description = "Trace these operators, units with what runs on them, or memories; with commas between.")
    private List<String> only = List.of();

    @Option(
            names = "--trace-dram",
            description = "Trace the commands of cycle-level memories too, bank by bank. With --trace perfetto.")
    private boolean dram;

    /** The trace that is wanted; null if none is. */
    @Nullable
    EventTrace trace(Setup setup, OutFolder folder) {
        Scope scope = new Scope(0, Long.MAX_VALUE, only, dram);
        if (cycles != null) {
            scope = scope.within(cycles);
        }
        if (kind == null) {
            if (cycles != null || dram || !only.isEmpty()) {
                throw new InputException(
                        cycles != null ? "--trace-cycles" : dram ? "--trace-dram" : "--trace-only",
                        "",
                        "without --trace",
                        "--trace perfetto or --trace vcd with it");
            }
            return null;
        }
        EventTrace.Kind of = EventTrace.Kind.of(kind);
        if (dram && of == EventTrace.Kind.VCD) {
            throw new InputException("--trace-dram", "", "with --trace vcd", "--trace perfetto");
        }
        String title = setup.design().name() + " on " + setup.workload().name();
        return new EventTrace(of, folder.early(of.file()), scope, title);
    }
}
