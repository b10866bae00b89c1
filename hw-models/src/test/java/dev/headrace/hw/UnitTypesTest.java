package dev.headrace.hw;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.hw.dma.DmaParameters;
import dev.headrace.simulator.spec.Formats;
import dev.headrace.simulator.unit.ComputeUnit;
import dev.headrace.simulator.unit.DmaUnit;
import dev.headrace.simulator.unit.FetcherUnit;
import dev.headrace.simulator.unit.Primitive;
import dev.headrace.simulator.unit.Scratchpad;
import dev.headrace.simulator.unit.Selector;
import dev.headrace.simulator.unit.UnitType;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The units as a user meets them: found by type, with parameters from JSON. */
class UnitTypesTest {
    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    @Test
    void everyTypeIsFoundByItsNameAndMakesWhatItSays() {
        assertTrue(make("systolic", "{'rows': 8, 'cols': 8, 'stationary': 'weight'}") instanceof ComputeUnit);
        assertTrue(make("vector", "{'lanes': 8, 'operations': {'exp': {'ii': 4}}}") instanceof ComputeUnit);
        assertTrue(make("online-softmax", "{'lanes': 8, 'exp_per_cycle': 8, 'exp_latency': 2}") instanceof ComputeUnit);
        assertTrue(make("multiplier-array", "{'multipliers': 8, 'adds': 'rows'}") instanceof ComputeUnit);
        String stages = "'dequantize': 1, 'exp': 1, 'accumulate': 1, 'divide': 1, 'quantize': 1";
        assertTrue(make("softmax-pipeline", "{'lanes': 8, " + stages + "}") instanceof ComputeUnit);
        assertTrue(make("top-k", "{'comparators': 16, 'capacity': 1024}") instanceof Selector);
        assertTrue(make("sram", "{'kib': 8, 'banks': 2, 'bytes_per_bank_cycle': 8}") instanceof Scratchpad);
        assertEquals("hbm", ((DmaUnit) make("dma", "{'memory': 'hbm', 'outstanding': 4}")).memory());
        assertEquals("f", ((DmaUnit) make("dma", "{'memory': 'hbm', 'through': 'f'}")).through());
        String fifos = "'address_fifo': 16, 'response_fifo': 64, 'outstanding_per_channel': 16";
        assertTrue(make("lane-fetcher", "{'memory': 'hbm', 'lanes': 4, " + fifos + "}") instanceof FetcherUnit);
    }

    @Test
    void aPropertyThatDoesNotExistIsAnError() {
        assertThrows(RuntimeException.class, () -> make("vector", "{'lanes': 8, 'lane': 9}"));
    }

    @Test
    void aDmaEngineWithoutAMemoryIsRefused() {
        String message = assertThrows(IllegalArgumentException.class, () -> new DmaParameters(" ", 4, null))
                .getMessage();
        assertTrue(message.contains("memory is missing"), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"systolic-128-hbm2", "a100-like"})
    void theShippedHardwareFilesHaveUnitsThatCanBeBuiltAndASourceForEveryNumber(String name) {
        JsonNode file = JSON.readTree(
                Path.of("..", "configs", "hardware", name + ".json").toFile());
        assertEquals(name, file.get("name").stringValue());
        Map<String, UnitType<?>> types = types();
        for (Map.Entry<String, JsonNode> unit : file.get("units").properties()) {
            ObjectNode parameters = (ObjectNode) unit.getValue().deepCopy();
            String type = parameters.remove("type").stringValue();
            if (!type.equals("dram")) { // needs its part file, and has tests of its own
                build(types.get(type), parameters.toString());
            }
            for (Map.Entry<String, JsonNode> value : parameters.properties()) {
                if (value.getValue().isNumber()) {
                    String path = "units." + unit.getKey() + "." + value.getKey();
                    assertTrue(file.get("sources").has(path), path + " has no source");
                }
            }
        }
    }

    @Test
    void theA100LikeUnitsAddUpToThePublishedPeaks() {
        JsonNode file = JSON.readTree(
                Path.of("..", "configs", "hardware", "a100-like.json").toFile());
        double perSecond = file.get("cores").intValue()
                * file.get("clocks").get("core").get("mhz").intValue()
                * 1e6;
        assertEquals(312e12, perSecond * peak(file, "array"), 0.5e12);
        assertEquals(19.5e12, perSecond * peak(file, "vector"), 0.05e12);
    }

    @Test
    void theEnergyTableHasEveryPrimitiveAndNothingElse() {
        JsonNode table = JSON.readTree(
                Path.of("..", "configs", "hardware", "energy", "45nm.json").toFile());
        List<String> primitives = Arrays.stream(Primitive.values())
                .map(p -> p.name().toLowerCase(Locale.ROOT))
                .toList();
        // Wires, links and logic of an FPGA are left out of it; a result says so (CostTableTest).
        for (Primitive p : EnumSet.range(Primitive.MAC, Primitive.ELEMENT_CYCLE)) {
            String primitive = p.name().toLowerCase(Locale.ROOT);
            assertTrue(table.get("pj").has(primitive), primitive);
        }
        for (Map.Entry<String, JsonNode> entry : table.get("pj").properties()) {
            String[] parts = entry.getKey().split("\\.");
            assertTrue(primitives.contains(parts[0]), entry.getKey());
            assertTrue(parts.length == 1 || Formats.NAMES.contains(parts[1]), entry.getKey());
            assertTrue(entry.getValue().doubleValue() > 0, entry.getKey());
            assertTrue(table.get("sources").has(entry.getKey()), entry.getKey());
        }
    }

    private static double peak(JsonNode file, String unit) {
        ObjectNode parameters = (ObjectNode) file.get("units").get(unit).deepCopy();
        String type = parameters.remove("type").stringValue();
        return ((ComputeUnit) build(types().get(type), parameters.toString())).peakOpsPerCycle();
    }

    private static Object make(String type, String json) {
        return build(types().get(type), json.replace('\'', '"'));
    }

    private static <P extends Record> Object build(UnitType<P> type, String json) {
        return type.build(JSON.readValue(json, type.parameters()), path -> path);
    }

    private static Map<String, UnitType<?>> types() {
        Map<String, UnitType<?>> types = new HashMap<>();
        for (UnitType<?> type : ServiceLoader.load(UnitType.class)) {
            types.put(type.type(), type);
        }
        return types;
    }
}
