package dev.headrace.hw.cost.fpga;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.hw.cost.CostFiles;
import dev.headrace.simulator.spec.BadField;
import dev.headrace.simulator.spec.InputException;
import dev.headrace.simulator.unit.Action;
import dev.headrace.simulator.unit.CostModel;
import dev.headrace.simulator.unit.CostNote;
import dev.headrace.simulator.unit.Logic;
import dev.headrace.simulator.unit.Primitive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FpgaCostsTest {
    private static final Path HARDWARE = Path.of("..", "configs", "hardware");

    private static CostModel.Price cycle(CostModel.Costs costs, Logic logic) {
        return costs.price(new Action("u", logic.parts(), Primitive.LOGIC_CYCLE, "fp16", null));
    }

    private static CostModel.Costs costs(Path folder, String fields) throws IOException {
        Path file = folder.resolve("power.json");
        Files.writeString(file, "{\"name\": \"p\", \"fabric\": \"costs/fpga.json\"" + fields + "}");
        return new CostFiles().read(file, HARDWARE::resolve);
    }

    /** 100 look-up tables at 0.07, 3 DSP blocks at 4.5, 2 block memories at 5 pJ; flip-flops are in the look-up tables'. */
    @Test
    void aBusyCycleCostsAllThatAUnitTakes(@TempDir Path folder) throws IOException {
        Logic logic = new Logic(100, 500, 3, 2, 0);
        assertEquals(7 + 13.5 + 10, cycle(costs(folder, ""), logic).pj(), 1e-12);
        assertEquals(List.of(), cycle(costs(folder, ""), logic).notes());
        assertEquals(2 * 30.5, cycle(costs(folder, ", \"level\": 2"), logic).pj(), 1e-12);
    }

    @Test
    void whatNobodyPublishedIsSaidAndNotCounted(@TempDir Path folder) throws IOException {
        CostModel.Price price = cycle(costs(folder, ""), new Logic(100, 0, 0, 0, 4));
        assertEquals(7, price.pj(), 1e-12);
        assertEquals(
                List.of(new CostNote(CostNote.Kind.MISSING, "u", "fpga has no uram in per_cycle: not counted")),
                price.notes());
    }

    @Test
    void staticPowerNeedsTheIdlePower(@TempDir Path folder) throws IOException {
        assertNotNull(costs(folder, "").whyNoStaticPower());
        CostModel.Costs idle = costs(folder, ", \"idle_watts\": 4.3");
        assertNull(idle.whyNoStaticPower());
        assertEquals(4.3, idle.idleWatts());
    }

    /** Every number of the file reaches a price: one that is changed changes it. */
    @ParameterizedTest
    @ValueSource(strings = {"lut", "dsp", "bram"})
    void everyResourceCounts(String resource) {
        Fabric fabric = Fabric.read(HARDWARE.resolve("costs/fpga.json"));
        Logic logic = new Logic(1, 1, 1, 1, 0);
        FpgaPower power = new FpgaPower("p", null, "f", null, null, null);
        double before = cycle(new FpgaCosts(power, fabric), logic).pj();
        Fabric.Energy one = fabric.perCycle().get(resource);
        assertNotNull(one);
        fabric.perCycle().put(resource, new Fabric.Energy(one.pj() + 1, 0, 100, "test"));
        assertEquals(before + 1, cycle(new FpgaCosts(power, fabric), logic).pj(), 1e-12);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "1e300", "1001"})
    void absurdPowersAreRefused(String value, @TempDir Path folder) {
        for (String field : List.of("idle_watts", "level")) {
            InputException e = assertThrows(InputException.class, () -> costs(folder, ", \"" + field + "\": " + value));
            assertTrue(e.getMessage().contains("/" + field), e.getMessage());
        }
    }

    @Test
    void numbersOutOfTheirRangeAreRefused() {
        assertThrows(BadField.class, () -> new Fabric.Energy(5, 6, 7, "s"));
        assertThrows(BadField.class, () -> new Fabric.Energy(5, 4, 4.5, "s"));
        assertThrows(BadField.class, () -> new Fabric.Energy(Double.NaN, 0, 1, "s"));
        assertThrows(BadField.class, () -> new Fabric.Energy(-1, -2, 1, "s"));
    }
}
