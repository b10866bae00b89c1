package dev.headrace.cli;

import dev.headrace.explore.sweep.Sweep;
import dev.headrace.hw.dram.DramMemory;
import dev.headrace.simulator.run.Setup;
import dev.headrace.simulator.spec.DesignSpec;
import dev.headrace.simulator.spec.Hardware;
import dev.headrace.simulator.spec.InputException;
import dev.headrace.simulator.spec.JsonFile;
import dev.headrace.simulator.spec.Library;
import dev.headrace.simulator.spec.Overrides;
import dev.headrace.simulator.spec.Similar;
import dev.headrace.simulator.unit.UnitType;
import dev.headrace.simulator.unit.UnitTypes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code headrace describe}. */
@Command(
        name = "describe",
        mixinStandardHelpOptions = true,
        description = "Explains a design, hardware or memory part (with sources of its numbers and the meaning of every"
                + " address bit), a workload, paper, sweep, unit or operator.")
final class DescribeCommand implements Callable<Integer> {
    private final Context context;

    @Parameters(paramLabel = "NAME", description = "One of the names of headrace list, or a path.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String name;

    @Option(
            names = {"-w", "--workload"},
            paramLabel = "W",
            description = "Workload that tells how many bytes a design's tokens have. Default: the design's own.")
    private @Nullable String workload;

    @Mixin
    private final ScreenOptions screen = new ScreenOptions();

    DescribeCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        List<String> texts = new ArrayList<>();
        Library library = context.library();
        Descriptions descriptions = new Descriptions(screen.style(context));
        if (isPath(name)) {
            texts.add(file(descriptions, FileKind.of(Library.path(name)), Library.path(name)));
        } else {
            for (FileKind kind : List.of(
                    FileKind.DESIGN,
                    FileKind.HARDWARE,
                    FileKind.WORKLOAD,
                    FileKind.PAPER,
                    FileKind.SWEEP,
                    FileKind.PART)) {
                String folder = switch (kind) {
                    case HARDWARE -> "hardware";
                    case PART -> MemoryOptions.PARTS;
                    default -> kind.label() + "s";
                };
                if (library.names(folder).contains(name)) {
                    texts.add(file(descriptions, kind, library.find(folder, name)));
                }
            }
            UnitType<?> type = UnitTypes.all().get(name);
            if (type != null) {
                texts.add(descriptions.unit(type));
            }
            Operators.find(name).ifPresent(kind -> texts.add(descriptions.operator(kind)));
        }
        if (texts.isEmpty()) {
            throw new InputException("describe \"" + name + "\": nothing of that name" + similar()
                    + "; allowed: a name that headrace list shows, or a path to a file");
        }
        context.say(String.join("\n", texts));
        return ExitCode.OK;
    }

    private static boolean isPath(String name) {
        return name.endsWith(".json") || name.indexOf('/') >= 0;
    }

    private String file(Descriptions descriptions, FileKind kind, Path file) {
        return switch (kind) {
            case DESIGN -> descriptions.design(file, placed(file));
            case HARDWARE -> {
                Hardware built = Hardware.build(JsonFile.read(file), context.library());
                yield descriptions.hardware(file, built) + descriptions.resources(built) + memories(built);
            }
            case WORKLOAD -> descriptions.workload(file);
            case PAPER -> descriptions.paper(file);
            case SWEEP -> sweep(file);
            case PART -> new MemoryDescription(screen.style(context)).part(context.library(), file);
            case ENERGY, LAWS, FABRIC, PUBLISHED, MONEY ->
                throw new InputException(
                        file.toString(),
                        "",
                        "a file of costs",
                        "a design, hardware, part, workload or paper (for costs:" + " headrace costs)");
            case RESULT, BOARD ->
                throw new InputException(
                        file.toString(),
                        "",
                        "a file of kind " + kind.label(),
                        "a design, hardware, workload, paper, sweep or part (for a result: headrace report)");
        };
    }

    private String sweep(Path file) {
        Sweep sweep = Sweep.load(context.library(), file.toAbsolutePath().toString());
        String about = sweep.spec().about();
        return sweep.spec().name() + (about == null ? "" : ": " + about) + "\n\n"
                + SweepTables.plan(sweep, screen.style(context));
    }

    /** The memories of a hardware file, each with its addresses and its times. */
    private String memories(Hardware hardware) {
        MemoryDescription description = new MemoryDescription(screen.style(context));
        StringBuilder text = new StringBuilder();
        for (String unit : hardware.of(DramMemory.class)) {
            DramMemory memory = hardware.unit(DramMemory.class, unit);
            if (memory != null) {
                text.append('\n').append(description.unit(unit, memory));
            }
        }
        return text.toString();
    }

    /** The design on a workload; null if it names none and the user neither. */
    private Descriptions.@Nullable Placed placed(Path file) {
        boolean own = DesignSpec.read(file).tree().has("workload");
        if (workload == null && !own) {
            return null;
        }
        String path = file.toAbsolutePath().toString();
        return Descriptions.Placed.of(Setup.load(context.library(), path, workload, Overrides.none()));
    }

    /** A hint at names that contain what was asked for. */
    private String similar() {
        UnaryOperator<String> plain = s -> s.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
        List<String> names = new ArrayList<>();
        for (String kind : List.of("designs", "hardware", MemoryOptions.PARTS, "workloads", "papers", "sweeps")) {
            names.addAll(context.library().names(kind));
        }
        names.addAll(UnitTypes.all().keySet());
        names.addAll(Operators.about().keySet());
        String hint = Similar.suggestion(name, names);
        if (!hint.isEmpty()) {
            return hint;
        }
        String asked = plain.apply(name);
        List<String> close = names.stream()
                .filter(n -> !asked.isEmpty() && plain.apply(n).contains(asked))
                .distinct()
                .toList();
        return close.isEmpty() ? "" : "; did you mean " + String.join(", ", close);
    }
}
