package dev.headrace.cli;

import dev.headrace.hw.dram.DramMemory;
import dev.headrace.hw.dram.replay.MemoryReport;
import dev.headrace.hw.dram.replay.Replay;
import dev.headrace.reports.OutFolder;
import dev.headrace.simulator.spec.InputException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code headrace memory}. */
@Command(
        name = "memory",
        mixinStandardHelpOptions = true,
        description =
                "Plays a trace or a pattern of requests on a memory, exact to the command, and says what it made of"
                        + " them.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  headrace memory hbm2-2000 --pattern random --requests 5000000",
            "  headrace memory ddr4-2400 --trace run.trace.gz --set row_policy=closed",
            "  headrace memory a100-like --pattern mixed --writes 30 --seed 7 --json",
            "",
            "Ctrl-C ends it early: what was counted so far is written, marked incomplete. Guide: docs/memory.md"
        })
final class MemoryCommand implements Callable<Integer> {
    private static final List<String> STALE = List.of("latency.png");

    private final Context context;

    @Parameters(
            paramLabel = "PART",
            description = "A part in configs/hardware/dram, the path of a part file, or hardware with one dram unit.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String name;

    @Mixin
    private final MemorySource source = new MemorySource();

    @Option(
            names = {"-s", "--set"},
            paramLabel = "KEY=VALUE",
            description = {
                "Change the memory; may be repeated: channels, mapping, scheduler (fr-fcfs, fcfs), cap, yield, turn",
                "(finish, at-once), precharge (last, by-age), row_policy (open, closed, timeout), row_timeout, refresh",
                "(all-bank, per-bank, none), refresh_order (idle-first, in-order), read_queue, write_queue,"
                        + " drain_high,",
                "drain_low."
            })
    private List<String> sets = List.of();

    @Option(
            names = {"-o", "--out"},
            paramLabel = "DIR",
            description = "Folder for result.json and latency.png. Default: headrace-out/memory/<part>/<requests>.")
    private @Nullable Path out;

    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    @Mixin
    private final ScreenOptions screen = new ScreenOptions();

    MemoryCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        DramMemory memory = MemoryOptions.memory(context.library(), name, sets);
        source.validate(memory);
        Path wanted = out != null ? out : standardFolder(memory);
        AtomicBoolean stopped = new AtomicBoolean();
        try (OutFolder folder = OutFolder.open(wanted);
                Interrupts.Running stoppable = context.interrupts().stopping(() -> stopped.set(true))) {
            MemoryRun run = run(memory, stopped);
            boolean drawn = !stoppable.isInterrupted();
            folder.fill(STALE, into -> run.write(into, drawn));
            context.out().print(json ? run.json() : MemoryTables.of(run, memory, screen.style(context)));
            if (!json) {
                context.say("Written to " + wanted + (drawn ? "" : ", but for the chart"));
            }
            context.out().flush();
            return run.complete() ? ExitCode.OK : ExitCode.VERDICT;
        }
    }

    private MemoryRun run(DramMemory memory, AtomicBoolean stopped) {
        try (RunProgress progress = RunProgress.of(context.progress(), context.err(), "Requests", Watched.STEPS);
                MemorySource.Open opened = source.open(memory, stopped::get)) {
            Watched requests = new Watched(opened.requests(), source.most(), stopped::get, opened.done(), progress);
            MemoryReport report = Replay.run(
                    memory.part(),
                    memory.channels(),
                    memory.map().toString(),
                    memory.policy(),
                    requests,
                    source.ownTimes(),
                    stopped::get);
            if (requests.count() == 0 && !requests.cutOff()) {
                throw new InputException(source.what() + ": no request in it; allowed: one or more");
            }
            return new MemoryRun(
                    !requests.cutOff() && !stopped.get(),
                    name,
                    source.json(memory),
                    MemoryOptions.policy(memory),
                    report);
        }
    }

    private Path standardFolder(DramMemory memory) {
        return Path.of("headrace-out", "memory", fileName(memory.part().name()), fileName(source.shortName()));
    }

    private static String fileName(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9._-]", "_").replaceAll("^[.]+", "_");
    }
}
