package dev.headrace.cli;

import dev.headrace.simulator.spec.InputException;
import dev.headrace.simulator.unit.UnitType;
import dev.headrace.simulator.unit.UnitTypes;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code headrace schema}. */
@Command(
        name = "schema",
        mixinStandardHelpOptions = true,
        description = "Prints the JSON Schema of a kind of file or a type of unit, for editors to check with.")
final class SchemaCommand implements Callable<Integer> {
    /** What has a schema, for completion. */
    static final class Kinds implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return names().iterator();
        }
    }

    private final Context context;

    @Parameters(paramLabel = "KIND", completionCandidates = Kinds.class, description = "${COMPLETION-CANDIDATES}.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String kind;

    SchemaCommand(Context context) {
        this.context = context;
    }

    private static List<String> names() {
        List<String> names = new ArrayList<>();
        for (FileKind file : FileKind.values()) {
            names.add(file.label());
        }
        names.addAll(UnitTypes.all().keySet());
        return names;
    }

    @Override
    public Integer call() {
        for (FileKind file : FileKind.values()) {
            if (file.label().equals(kind)) {
                context.out().println(Json.text(Schemas.of(file)));
                return ExitCode.OK;
            }
        }
        UnitType<?> type = UnitTypes.all().get(kind);
        if (type == null) {
            throw new InputException("schema", "", "\"" + kind + "\"", String.join(", ", names()));
        }
        context.out().println(Json.text(Schemas.unit(type)));
        return ExitCode.OK;
    }
}
