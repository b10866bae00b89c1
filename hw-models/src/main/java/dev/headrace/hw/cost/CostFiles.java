package dev.headrace.hw.cost;

import dev.headrace.simulator.spec.JsonFile;
import dev.headrace.simulator.unit.CostModel;
import java.nio.file.Path;

/** Tables of costs as JSON files, each a {@link CostTable}. */
public final class CostFiles implements CostModel {
    @Override
    public Costs read(Path file) {
        return JsonFile.read(file).as(CostTable.class);
    }
}
