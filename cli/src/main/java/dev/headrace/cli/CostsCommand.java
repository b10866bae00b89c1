package dev.headrace.cli;

import dev.headrace.hw.cost.money.DieCost;
import dev.headrace.hw.cost.published.Comparison;
import dev.headrace.hw.cost.published.Published;
import dev.headrace.reports.Style;
import dev.headrace.reports.Table;
import dev.headrace.simulator.spec.InputException;
import dev.headrace.simulator.spec.Library;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code headrace costs}. */
@Command(
        name = "costs",
        mixinStandardHelpOptions = true,
        description =
                "Compares the models of energy and area with published numbers: what each says, and how far off it is.")
final class CostsCommand implements Callable<Integer> {
    private final Context context;

    @Option(names = "--die", paramLabel = "MM2", description = "Instead: what a good die of that area costs at --node.")
    private @Nullable Double die;

    @Option(
            names = "--node",
            paramLabel = "NM",
            description = "Node of --die in nanometres. Default: ${DEFAULT-VALUE}.")
    private double node = 7;

    @Option(names = "--defects", paramLabel = "N", description = "Defects of a square centimetre. Default: the node's.")
    private @Nullable Double defects;

    @Mixin
    private final ScreenOptions screen = new ScreenOptions();

    CostsCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        context.out()
                .print(
                        die == null
                                ? text(context.library(), screen.style(context))
                                : money(die).text(screen.style(context)));
        return ExitCode.OK;
    }

    private Table money(double mm2) {
        DieCost money = DieCost.read(
                context.library().folder("hardware").resolve("costs").resolve("money.json"));
        if (!money.covers(node)) {
            throw new InputException("--node " + node + "; allowed: " + money.nodes());
        }
        if (!(mm2 >= 1 && money.dies(mm2) > 0)) {
            throw new InputException(
                    "--die " + mm2 + "; allowed: 1 to what fits on a wafer of " + money.waferMm() + " mm");
        }
        double d = defects == null ? money.defects(node) : defects;
        if (!(d >= 0 && d <= 100)) {
            throw new InputException("--defects " + d + "; allowed: 0 to 100");
        }
        return new Table("A good die of " + mm2 + " mm2 at " + node + " nm")
                .right("dies of a wafer")
                .right("defects/cm2")
                .right("yield")
                .right("dollars")
                .row(
                        money.dies(mm2),
                        number(Math.max(d, 1e-9)),
                        number(money.goodShare(mm2, d)),
                        number(money.dollars(mm2, node, d)))
                .note("Wafer and defects alone, in prices of 2020 to 2023.")
                .note("No test, package, memories, harvesting or margin.");
    }

    /** All comparisons, a table for each group, with its sources below. */
    static String text(Library library, Style style) {
        Path file = library.folder("hardware").resolve("costs").resolve("published.json");
        Map<String, List<Comparison.Answer>> groups = new LinkedHashMap<>();
        for (Comparison.Answer answer : Comparison.of(file, name -> library.hardwareFile(file, name))) {
            groups.computeIfAbsent(answer.point().group(), group -> new ArrayList<>())
                    .add(answer);
        }
        StringBuilder text = new StringBuilder();
        groups.forEach((group, answers) -> text.append(text.isEmpty() ? "" : "\n")
                .append(table(group, answers).text(style)));
        return text.toString();
    }

    private static Table table(String group, List<Comparison.Answer> answers) {
        Table table = new Table(group)
                .left("of")
                .right("published")
                .right("model")
                .right("off by")
                .left("from");
        List<String> sources = new ArrayList<>();
        for (Comparison.Answer answer : answers) {
            Published.Point p = answer.point();
            String source = p.fitted() ? "fitted: " + p.source() : p.source();
            if (!sources.contains(source)) {
                sources.add(source);
            }
            table.row(
                    p.what(),
                    number(p.published()) + " " + p.unit(),
                    number(answer.model()),
                    String.format(Locale.ROOT, "%+.0f %%", 100 * (answer.model() / p.published() - 1)),
                    "[" + (sources.indexOf(source) + 1) + "]");
        }
        for (String source : sources) {
            table.note("[" + (sources.indexOf(source) + 1) + "] " + source);
        }
        return table;
    }

    private static String number(double value) {
        int digits = (int) Math.max(0, 2 - Math.floor(Math.log10(value)));
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }
}
