package dev.headrace.cli;

import dev.headrace.hw.cost.law.Laws;
import dev.headrace.hw.cost.published.Comparison;
import dev.headrace.hw.cost.published.Published;
import dev.headrace.reports.Style;
import dev.headrace.reports.Table;
import dev.headrace.simulator.spec.Library;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code headrace costs}. */
@Command(
        name = "costs",
        mixinStandardHelpOptions = true,
        description =
                "Compares the models of energy and area with published numbers: what each says, and how far off it is.")
final class CostsCommand implements Callable<Integer> {
    private final Context context;

    @Option(names = "--no-color", description = "Print without colours.")
    private boolean noColor;

    CostsCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        context.out().print(text(context.library(), context.wide(noColor)));
        return ExitCode.OK;
    }

    /** All comparisons, a table for each group. */
    static String text(Library library, Style style) {
        Path file = library.folder("hardware").resolve("costs").resolve("published.json");
        Published published = Published.read(file);
        Laws laws = Laws.read(file.resolveSibling(published.laws()));
        Comparison comparison = new Comparison(laws, name -> library.hardwareFile(file, name));
        Map<String, Table> groups = new LinkedHashMap<>();
        for (Published.Point p : published.points()) {
            double model = comparison.model(p);
            groups.computeIfAbsent(
                            p.group(),
                            group -> new Table(group)
                                    .left("of")
                                    .right("published")
                                    .right("model")
                                    .right("off by")
                                    .left("source"))
                    .row(
                            p.what(),
                            number(p.published()) + " " + p.unit(),
                            number(model),
                            String.format(Locale.ROOT, "%+.0f %%", 100 * (model / p.published() - 1)),
                            p.fitted() ? "fitted: " + p.source() : p.source());
        }
        StringBuilder text = new StringBuilder();
        groups.values()
                .forEach(table -> text.append(text.length() == 0 ? "" : "\n").append(table.text(style)));
        return text.toString();
    }

    private static String number(double value) {
        int digits = (int) Math.max(0, 2 - Math.floor(Math.log10(value)));
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }
}
