package dev.headrace.hw.cost;

import dev.headrace.hw.cost.fpga.Fabric;
import dev.headrace.hw.cost.fpga.FpgaCosts;
import dev.headrace.hw.cost.fpga.FpgaPower;
import dev.headrace.hw.cost.law.Laws;
import dev.headrace.simulator.spec.BadField;
import dev.headrace.simulator.spec.JsonFile;
import dev.headrace.simulator.spec.Library;
import dev.headrace.simulator.unit.CostModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** Costs as JSON files: a {@link CostTable}, a {@link Technology} if the file names laws, {@link FpgaPower} if it names a fabric. */
public final class CostFiles implements CostModel {
    @Override
    public Costs read(Path file, UnaryOperator<Path> resolve) {
        JsonFile json = JsonFile.read(file);
        if (json.tree().has("fabric")) {
            FpgaPower power = json.as(FpgaPower.class);
            return new FpgaCosts(power, Fabric.read(beside(file, power.fabric(), resolve)));
        }
        if (!json.tree().has("laws")) {
            return json.as(CostTable.class);
        }
        Technology technology = json.as(Technology.class);
        Laws laws = Laws.read(beside(file, technology.laws(), resolve));
        try {
            technology.checkAgainst(laws);
        } catch (BadField e) {
            throw json.complain("/" + e.field(), e.found(), e.allowed());
        }
        return new TechnologyCosts(technology, laws);
    }

    private static Path beside(Path file, String name, UnaryOperator<Path> resolve) {
        Path named = Library.path(name);
        Path near = file.resolveSibling(named);
        return resolve.apply(Files.isRegularFile(near) ? near.toAbsolutePath() : named);
    }
}
