package dev.headrace.hw.cost;

import dev.headrace.hw.cost.law.Laws;
import dev.headrace.simulator.spec.BadField;
import dev.headrace.simulator.spec.JsonFile;
import dev.headrace.simulator.unit.CostModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** Costs as JSON files: a {@link CostTable}, or a {@link Technology} if the file names laws. */
public final class CostFiles implements CostModel {
    @Override
    public Costs read(Path file, UnaryOperator<Path> resolve) {
        JsonFile json = JsonFile.read(file);
        if (!json.tree().has("laws")) {
            return json.as(CostTable.class);
        }
        Technology technology = json.as(Technology.class);
        Path named = Path.of(technology.laws());
        Path near = file.resolveSibling(named);
        Laws laws = Laws.read(resolve.apply(Files.isRegularFile(near) ? near.toAbsolutePath() : named));
        try {
            technology.checkAgainst(laws);
        } catch (BadField e) {
            throw json.complain("/" + e.field(), e.found(), e.allowed());
        }
        return new TechnologyCosts(technology, laws);
    }
}
