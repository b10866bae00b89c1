package dev.headrace.cli;

import dev.headrace.simulator.spec.Faults;
import dev.headrace.simulator.spec.InputException;
import dev.headrace.simulator.spec.Library;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ServiceConfigurationError;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command {@code headrace}. */
@Command(
        name = "headrace",
        versionProvider = Version.class,
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Cycle-accurate simulator of streaming-dataflow attention accelerators.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:fine",
            "1:the simulation's verdict is bad: golden miss, deadlock, cut off by --max-cycles, or a paper's figure"
                    + " missed",
            "2:wrong input: arguments, files, or a folder that cannot be written",
            "3:a bug of Headrace"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  headrace run flash-attention-2 --workload kjv-decoder-s256",
            "  headrace run flash-attention-2 --set params.Br=64 --set hardware.units.array.rows=64",
            "  headrace compare unfused flash-attention-1 flash-attention-2 --workload tiny",
            "  headrace reproduce streaming-dataflow-sdpa",
            "  headrace sweep flash-attention-2 --axis params.Br=32,64,128 --axis hardware.units.hbm.channels=1..8",
            "  headrace memory hbm2-2000 --pattern random",
            "  headrace list designs",
            "  headrace describe flash-attention-2",
            "  headrace check my-design.json",
            "",
            "Names without a path are looked up in configs/. Files: see headrace schema --help.",
            "Completion: source <(headrace generate-completion)"
        })
final class Headrace implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "missing command; allowed: one of those in headrace --help");
    }

    /** The command line with all its commands. */
    static CommandLine commandLine(Context context) {
        CommandLine line = new CommandLine(new Headrace())
                .addSubcommand(new RunCommand(context))
                .addSubcommand(new CompareCommand(context))
                .addSubcommand(new ReproduceCommand(context))
                .addSubcommand(new FifosCommand(context))
                .addSubcommand(new CommandLine(new SweepCommand(context)).addSubcommand(new SweepQueryCommand(context)))
                .addSubcommand(new MapCommand(context))
                .addSubcommand(new MemoryCommand(context))
                .addSubcommand(new ListCommand(context))
                .addSubcommand(new DescribeCommand(context))
                .addSubcommand(new CheckCommand(context))
                .addSubcommand(new DrawCommand(context))
                .addSubcommand(new SchemaCommand(context))
                .addSubcommand(new CostsCommand(context))
                .addSubcommand(new ReportCommand(context))
                .addSubcommand(new ServeCommand(context))
                .addSubcommand(new CommandLine(new TraceCommand())
                        .addSubcommand(new TraceInspectCommand(context))
                        .addSubcommand(new TraceExtractCommand(context)))
                .addSubcommand(new GenerateCompletion());
        Complaints complaints = new Complaints(context.err());
        return line.setOut(context.out())
                .setErr(context.err())
                .setColorScheme(CommandLine.Help.defaultColorScheme(
                        context.style().color() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF))
                .setUsageHelpWidth(context.style().width())
                .setParameterExceptionHandler((e, args) -> complaints.input(advice(e)))
                .setExecutionExceptionHandler((e, at, result) -> complaints.of(e));
    }

    /** Runs one command; never throws. */
    static int execute(Context context, String... args) {
        Complaints complaints = new Complaints(context.err());
        int code;
        try {
            requireUnits(context);
            code = commandLine(context).execute(args);
        } catch (StackOverflowError
                | OutOfMemoryError
                | LinkageError
                | ServiceConfigurationError
                | AssertionError
                | InputException e) {
            // picocli hands over exceptions only.
            code = complaints.of(e);
        }
        // Whatever came out otherwise: what nobody could read has not been said.
        return context.out().checkError() && code != ExitCode.BUG
                ? complaints.input(
                        "standard output: cannot be written; allowed: a file or pipe that takes what is written")
                : code;
    }

    /** Java takes no notice of what is missing on its class path. */
    private static void requireUnits(Context context) {
        Faults faults = new Faults();
        for (Path entry : context.library().units()) {
            if (!Files.isReadable(entry)) {
                faults.add(new InputException(
                        Library.OWN_UNITS, "", entry + ": no such file", "jars and folders that can be read"));
            }
        }
        faults.raise();
    }

    private static String advice(ParameterException e) {
        String message = String.valueOf(e.getMessage()).strip();
        if (e instanceof UnmatchedArgumentException unmatched
                && !unmatched.getSuggestions().isEmpty()) {
            message += "; did you mean " + String.join(" or ", unmatched.getSuggestions());
        }
        return message + " (help: " + e.getCommandLine().getCommandSpec().qualifiedName() + " --help)";
    }
}
