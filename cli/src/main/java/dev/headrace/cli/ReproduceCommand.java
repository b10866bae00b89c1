package dev.headrace.cli;

import dev.headrace.explore.Bench;
import dev.headrace.explore.Experiment;
import dev.headrace.explore.Paper;
import dev.headrace.explore.Reproduction;
import dev.headrace.explore.ReproductionFiles;
import dev.headrace.explore.ReproductionTables;
import dev.headrace.reports.OutFolder;
import dev.headrace.reports.Units;
import dev.headrace.simulator.spec.InputException;
import dev.headrace.simulator.spec.Library;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code headrace reproduce}. */
@Command(
        name = "reproduce",
        mixinStandardHelpOptions = true,
        description = "Runs a paper's experiments and holds their results against the published figures.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  headrace reproduce streaming-dataflow-sdpa",
            "  headrace reproduce all --jobs 2 --out results --resume",
            "  headrace list papers",
            "",
            "In DIR/<paper>: reproduction.md, .csv, .json, charts, and runs/ with every result.json. A run that ends"
                    + " is",
            "kept even if the command is interrupted; --resume goes on from there."
        })
final class ReproduceCommand implements Callable<Integer> {
    private final Context context;

    @Parameters(
            arity = "1..*",
            paramLabel = "PAPER",
            description = "A name in configs/papers, or a path; or all, for every shipped one.")
    private List<String> names = List.of();

    @Option(
            names = {"-o", "--out"},
            paramLabel = "DIR",
            defaultValue = "headrace-out/papers",
            description = "Folder that gets a folder for each paper. Default: ${DEFAULT-VALUE}.")
    private Path out = Path.of("");

    @Mixin
    private final JobsOption jobs = new JobsOption();

    @Option(names = "--resume", description = "Keep results in DIR that were made of the same inputs by this program.")
    private boolean resume;

    @Option(
            names = "--json",
            description = "Print reproduction.json: one object, or a list of them for several papers.")
    private boolean json;

    @Mixin
    private final ScreenOptions screen = new ScreenOptions();

    ReproduceCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        Map<Paper, Path> papers = papers();
        List<Bench.Job> work = new ArrayList<>();
        papers.forEach((paper, folder) -> {
            for (Experiment one : paper.experiments()) {
                work.add(new Bench.Job(one, folder.resolve("runs").resolve(one.folder())));
            }
        });
        List<Bench.Finished> finished;
        try (RunProgress progress = RunProgress.of(context.progress(), context.err(), "Runs", work.size())) {
            Bench bench = new Bench(context.library(), jobs.count, resume, (run, reused) -> progress.step(run.title()));
            bench.check(work.stream().map(Bench.Job::experiment).toList());
            papers.values().forEach(folder -> OutFolder.open(folder).close());
            try (Interrupts.Running stoppable = context.interrupts().stopping(bench::stop)) {
                finished = bench.run(work);
            }
            if (bench.isStopped()) {
                progress.close();
                context.err()
                        .println("headrace: stopped; " + Units.count(finished.size()) + " of "
                                + Units.count(work.size()) + " runs are done and kept: --resume goes on from there");
                return ExitCode.VERDICT;
            }
        }
        return report(papers, finished);
    }

    /** The papers and their folders, in the order asked for, each once. */
    private Map<Paper, Path> papers() {
        Map<Paper, Path> papers = new LinkedHashMap<>();
        List<String> all = new ArrayList<>();
        for (String name : names) {
            all.addAll(name.equals("all") ? context.library().names("papers") : List.of(name));
        }
        for (String name : all.stream().distinct().toList()) {
            Paper paper = Paper.load(context.library(), name);
            Path folder = out.resolve(Library.path(paper.spec().name()));
            if (papers.containsValue(folder)) {
                throw new InputException(name + ": /name: \"" + paper.spec().name()
                        + "\" is the name of another of these papers; allowed: a name of its own");
            }
            papers.put(paper, folder);
        }
        return papers;
    }

    private int report(Map<Paper, Path> papers, List<Bench.Finished> finished) {
        int next = 0;
        boolean good = true;
        List<Object> trees = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        for (Map.Entry<Paper, Path> one : papers.entrySet()) {
            int end = next + one.getKey().experiments().size();
            Reproduction reproduction = Reproduction.of(one.getKey(), finished.subList(next, end));
            next = end;
            good &= reproduction.isGood();
            OutFolder.put(one.getValue(), files -> ReproductionFiles.write(reproduction, files));
            trees.add(ReproductionFiles.json(reproduction));
            text.append(ReproductionTables.text(reproduction, screen.style(context)))
                    .append("Written to ")
                    .append(one.getValue())
                    .append("\n\n");
        }
        long reused = finished.stream().filter(Bench.Finished::reused).count();
        if (json) {
            context.out().println(Json.text(trees.size() == 1 ? trees.get(0) : trees));
        } else {
            context.say(text.substring(0, text.length() - 1));
            if (reused > 0) {
                context.out().println("Done already: " + Units.count(reused) + " of " + Units.count(finished.size()));
            }
        }
        return good ? ExitCode.OK : ExitCode.VERDICT;
    }
}
