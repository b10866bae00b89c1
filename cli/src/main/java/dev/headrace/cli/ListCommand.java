package dev.headrace.cli;

import dev.headrace.reports.Table;
import dev.headrace.simulator.spec.InputException;
import dev.headrace.simulator.spec.JsonFile;
import dev.headrace.simulator.spec.Library;
import dev.headrace.simulator.unit.UnitTypes;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code headrace list}. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "Lists what there is to use: names and what they are.")
final class ListCommand implements Callable<Integer> {
    /** What can be listed. */
    static final List<String> KINDS =
            List.of("designs", "hardware", "units", "operators", "workloads", "papers", "sweeps");

    /** The same, for completion. */
    static final class Kinds implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return KINDS.iterator();
        }
    }

    private final Context context;

    @Parameters(
            arity = "0..1",
            paramLabel = "KIND",
            completionCandidates = Kinds.class,
            description = "${COMPLETION-CANDIDATES}. Default: all.")
    private @Nullable String kind;

    @Option(names = "--json", description = "Print an object of name to description.")
    private boolean json;

    ListCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        if (kind != null && !KINDS.contains(kind)) {
            throw new InputException("list", "", "\"" + kind + "\"", String.join(", ", KINDS));
        }
        if (json) {
            Object all = kind != null ? entries(kind) : all();
            context.out().println(Json.text(all));
        } else {
            boolean first = true;
            for (Map.Entry<String, Map<String, String>> entry : all().entrySet()) {
                context.out().print(first ? "" : "\n");
                print(entry.getKey(), entry.getValue());
                first = false;
            }
        }
        return ExitCode.OK;
    }

    /** The kind asked for, or every kind of which there is something. */
    private Map<String, Map<String, String>> all() {
        Map<String, Map<String, String>> all = new LinkedHashMap<>();
        for (String one : kind != null ? List.of(kind) : KINDS) {
            Map<String, String> entries = entries(one);
            if (kind != null || !entries.isEmpty()) {
                all.put(one, entries);
            }
        }
        return all;
    }

    private void print(String title, Map<String, String> entries) {
        Table table = new Table(kind == null ? title : "").left("name").left("about");
        entries.forEach(table::row);
        context.out().print(table.isEmpty() ? "No " + title + " are shipped.\n" : table.text(context.style()));
    }

    private Map<String, String> entries(String of) {
        Map<String, String> entries = new LinkedHashMap<>();
        switch (of) {
            case "units" -> {
                UnitTypes.all().forEach((name, type) -> entries.put(name, type.about()));
            }
            case "operators" -> entries.putAll(Operators.about());
            default -> {
                Library library = context.library();
                for (String name : library.names(of)) {
                    JsonFile file = JsonFile.read(library.find(of, name), pointer -> true);
                    entries.put(name, file.tree().path("about").asString(""));
                }
            }
        }
        return entries;
    }
}
