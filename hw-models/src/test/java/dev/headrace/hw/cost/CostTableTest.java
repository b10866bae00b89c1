package dev.headrace.hw.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.simulator.spec.BadField;
import dev.headrace.simulator.spec.JsonFile;
import dev.headrace.simulator.unit.Action;
import dev.headrace.simulator.unit.Assembly;
import dev.headrace.simulator.unit.CostModel;
import dev.headrace.simulator.unit.CostNote;
import dev.headrace.simulator.unit.Part;
import dev.headrace.simulator.unit.Primitive;
import dev.headrace.simulator.unit.UnitType;
import dev.headrace.simulator.unit.UnitTypes;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class CostTableTest {
    private static final Path TABLES = Path.of("..", "configs", "hardware", "energy");

    private static CostTable small() {
        return new CostTable(
                "small",
                null,
                Map.of("mac", 2.0, "mac.int8", 0.5, "add", 1.0),
                Map.of("mac", 100.0, "mac.int8", 10.0, "register", 3.0),
                Map.of("mac", 7.0),
                Map.of("big", Map.of("mac", 9.0)),
                null,
                null);
    }

    @Test
    void anActionCostsWhatItsFormatItsUnitOrElseItsNameSays() {
        assertEquals(new CostModel.Price(2, List.of()), price("array", Primitive.MAC, "fp16"));
        assertEquals(0.5, price("array", Primitive.MAC, "int8").pj());
        assertEquals(9, price("big", Primitive.MAC, "int8").pj());
        assertEquals(1, price("big", Primitive.ADD, "fp32").pj());
    }

    @Test
    void anActionOfWhichTheTableHasNothingIsFreeAndNamed() {
        CostModel.Price price = price("lanes", Primitive.EXP, "fp32");
        assertEquals(0, price.pj());
        assertEquals(
                List.of(new CostNote(CostNote.Kind.MISSING, "lanes", "small has no exp.fp32 in pj: not counted")),
                price.notes());
    }

    @Test
    void aTableWithoutStaticPowerSaysSoAndOneWithItDoesNot() {
        assertEquals(null, small().whyNoStaticPower());
        CostTable none = new CostTable("dry", null, Map.of(), Map.of(), null, null, null, null);
        assertEquals("static_uw in dry", none.whyNoStaticPower());
    }

    @Test
    void whatATableRemarksIsInEveryResultThatUsesIt() {
        CostTable told = new CostTable("t", null, Map.of(), null, null, null, List.of("for this alone"), null);
        assertEquals(List.of(new CostNote(CostNote.Kind.CHOICE, "t", "for this alone")), told.notes());
        for (String table : List.of("fusemax-45nm", "flat-45nm")) {
            String notes = table(table).notes().toString();
            assertTrue(notes.contains("three cycles") && notes.contains("copy of its source's adder"), notes);
        }
    }

    private static CostModel.Price price(String unit, Primitive primitive, String format) {
        return small().price(new Action(unit, List.of(), primitive, format, format));
    }

    @Test
    void areaIsCountTimesAreaAndWhatHasNoLineIsNamed() {
        CostModel.Silicon s = small().silicon(
                        "array",
                        List.of(new Part("mac", "int8", 4), new Part("register", "", 6), new Part("divider", "", 1)));
        // 4 x 10 + 6 x 3 square micrometres; the multiply-adders leak 4 x 7 microwatts
        assertEquals(58e-6, s.mm2(), 1e-12);
        assertEquals(28e-6, s.staticWatts(), 1e-12);
        assertEquals(List.of("divider"), s.unknown());
        assertEquals(Map.of("mac.int8", 40.0, "register", 18.0), s.um2());
    }

    @Test
    void negativeCostsAreRefusedWithTheirPlace() {
        BadField e = assertThrows(
                BadField.class, () -> new CostTable("t", null, Map.of(), Map.of("mac", -1.0), null, null, null, null));
        assertEquals("um2/mac", e.field());
    }

    /** The published area of the large array, in square micrometres, with the registers of each size. */
    @ParameterizedTest
    @CsvSource({
        "16, 4, 4712617.37472",
        "64, 4, 75401685.99552",
        "128, 8, 301797241.20064",
        "256, 16, 1207951209.6768",
        "512, 32, 4834854330.20416"
    })
    void theLargeArrayHasThePublishedAreaAtEverySize(int size, int registers, double um2) {
        Assembly array = (Assembly)
                unit("pe-array", "{'rows': " + size + ", 'cols': " + size + ", 'registers': " + registers + "}");
        double simulated =
                1e6 * table("fusemax-45nm").silicon("array2d", array.parts()).mm2();
        // 1 um2 of wiring for each column is published beside it
        assertEquals(um2 - size, simulated, um2 * 1e-8);
    }

    @Test
    void moreOfAUnitNeverTakesLessAreaOrLeaksLess() {
        for (String table : List.of("45nm", "fusemax-45nm", "flat-45nm")) {
            double before = 0;
            double leaks = 0;
            for (int size = 1; size <= 512; size *= 2) {
                CostModel.Silicon all = table(table)
                        .silicon("a", ((Assembly) unit("pe-array", "{'rows': 4, 'cols': " + size + "}")).parts());
                assertTrue(all.mm2() > before && all.staticWatts() >= leaks, table + " " + size);
                before = all.mm2();
                leaks = all.staticWatts();
            }
        }
    }

    @Test
    void everyShippedUnitThatComputesOrHoldsSaysWhatItIsMadeOf() {
        assertEquals(
                "[comparator, divider, exponential, mac, register, register_file.16]",
                keys("pe-vector", "{'lanes': 2, 'registers': 16}"));
        assertEquals(
                "[comparator, divider, mac, register, register_file.16]",
                keys("pe-vector", "{'lanes': 2, 'registers': 16, 'exponential': 'taylor-5'}"));
        assertEquals(
                "[mac.bf16, register]",
                keys("systolic", "{'rows': 2, 'cols': 2, 'stationary': 'output', 'operands': 'bf16'}"));
        assertEquals("[sram_kib]", keys("sram", "{'kib': 3, 'banks': 1, 'bytes_per_bank_cycle': 8}"));
        assertEquals(
                "[adder.fp32, comparator.fp32, exponential.fp32]",
                keys("online-softmax", "{'lanes': 2, 'exp_per_cycle': 1, 'exp_latency': 4}"));
        assertEquals(
                "[adder.fp32, comparator.fp32, divider.fp32, exponential.fp32, multiplier.fp32]",
                keys("vector", "{'lanes': 2}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"45nm", "fusemax-45nm", "flat-45nm"})
    void everyNumberOfAShippedTableHasASource(String name) {
        JsonNode table = JsonMapper.shared().readTree(new File(TABLES + "/" + name + ".json"));
        TreeSet<String> without = new TreeSet<>();
        table.path("pj").propertyNames().forEach(key -> without.add(key));
        table.path("um2").propertyNames().forEach(key -> without.add("um2/" + key));
        table.path("sources").propertyNames().forEach(without::remove);
        assertEquals(new TreeSet<>(), without);
        CostModel.Costs costs = table(name);
        for (Primitive p : Primitive.values()) {
            CostModel.Price price = costs.price(new Action("unit", List.of(), p, "fp16", null));
            boolean has = table.path("pj").has(p.name().toLowerCase(Locale.ROOT));
            assertEquals(
                    has, price.notes().stream().noneMatch(n -> n.kind() == CostNote.Kind.MISSING), name + ": " + p);
            assertTrue(has || price.pj() == 0, name + ": " + p);
            assertTrue(has || p.compareTo(Primitive.ELEMENT_CYCLE) > 0, name + ": " + p);
        }
    }

    private static String keys(String type, String json) {
        TreeSet<String> keys = new TreeSet<>();
        ((Assembly) unit(type, json)).parts().forEach(p -> keys.add(p.key()));
        return keys.toString();
    }

    private static CostModel.Costs table(String name) {
        return new CostFiles().read(TABLES.resolve(name + ".json"), path -> path);
    }

    static Object unit(String type, String json) {
        return build(UnitTypes.all().get(type), json);
    }

    private static <P extends Record> Object build(UnitType<P> type, String json) {
        ObjectNode node = (ObjectNode) JsonFile.MAPPER.readTree(json.replace('\'', '"'));
        return type.build(JsonFile.MAPPER.treeToValue(node, type.parameters()), path -> path);
    }
}
