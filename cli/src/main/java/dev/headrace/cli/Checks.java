package dev.headrace.cli;

import dev.headrace.simulator.spec.HardwareSpec;
import dev.headrace.simulator.spec.JsonFile;
import dev.headrace.simulator.spec.WorkloadSpec;
import dev.headrace.simulator.unit.UnitType;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Validation of files by themselves. */
final class Checks {
    private Checks() {}

    /** Throws if the file is not valid. */
    static void check(Context context, FileKind kind, Path file, @Nullable String workload) {
        switch (kind) {
            case DESIGN -> {
                RunOptions options = new RunOptions();
                options.workload = workload;
                Runs.load(context, path(file), options);
            }
            case HARDWARE -> hardware(file);
            case WORKLOAD -> json(file).as(WorkloadSpec.class);
            case RESULT -> ResultFiles.read(path(file));
        }
    }

    private static String path(Path file) {
        return file.toAbsolutePath().toString();
    }

    /** A file without the "$schema" that editors look for. */
    static JsonFile json(Path file) {
        JsonFile json = JsonFile.read(file);
        json.tree().remove("$schema");
        return json;
    }

    private static void hardware(Path path) {
        JsonFile file = json(path);
        HardwareSpec hardware = file.as(HardwareSpec.class);
        hardware.units().forEach((name, node) -> unit(file, name, node));
    }

    private static void unit(JsonFile file, String name, JsonNode node) {
        String pointer = "/units/" + name;
        UnitType<?> type = UnitTypes.find(node.path("type").asString(""))
                .orElseThrow(() -> file.complain(
                        pointer + "/type",
                        JsonFile.describe(node.path("type")),
                        UnitTypes.all().stream().map(UnitType::type).collect(Collectors.joining(", "))));
        build(file, type, (ObjectNode) node, pointer);
    }

    private static <P extends Record> void build(JsonFile file, UnitType<P> type, ObjectNode node, String pointer) {
        ObjectNode parameters = node.deepCopy();
        parameters.remove("type");
        type.build(file.as(type.parameters(), parameters, pointer), file.path()::resolveSibling);
    }
}
