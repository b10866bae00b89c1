package dev.headrace.hw.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.hw.cost.law.Laws;
import dev.headrace.simulator.spec.BadField;
import dev.headrace.simulator.spec.InputException;
import dev.headrace.simulator.unit.Action;
import dev.headrace.simulator.unit.Assembly;
import dev.headrace.simulator.unit.CostModel;
import dev.headrace.simulator.unit.CostNote;
import dev.headrace.simulator.unit.Part;
import dev.headrace.simulator.unit.Primitive;
import dev.headrace.simulator.unit.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TechnologyCostsTest {
    private static final Path HARDWARE = Path.of("..", "configs", "hardware");
    private static final Laws LAWS = Laws.read(HARDWARE.resolve("costs/cmos.json"));

    private static TechnologyCosts costs(double node, @Nullable String scaling, Technology.@Nullable Factors factors) {
        return costs(node, scaling, null, factors);
    }

    private static TechnologyCosts costs(
            double node, @Nullable String scaling, @Nullable String device, Technology.@Nullable Factors factors) {
        return new TechnologyCosts(
                new Technology("t", null, "costs/cmos.json", node, scaling, device, null, factors, null), LAWS);
    }

    private static double pj(CostModel.Costs costs, Primitive p, String operands, @Nullable String accumulate) {
        return costs.price(new Action("u", List.of(), p, operands, accumulate)).pj();
    }

    @ParameterizedTest
    @CsvSource({
        // a product and a sum in fp32 (0.888), int32 (0.0992) or what is said
        "MAC, fp16,, 1.98877",
        "MAC, fp16, fp16, 1.50777",
        "MAC, bf16, fp32, 1.58848",
        "MAC, fp32, fp32, 4.59072",
        "MAC, int8,, 0.2944",
        "MAC, int8, int32, 0.2944",
        "MAC, int8, fp32, 1.0832",
        "MAC, ternary,, 0.0992",
        // 0.00417 4 + 0.0542 2, a sum, and the products of scales and with the scale by 16
        "MAC, nvfp4, fp32, 1.262222",
        "ADD, fp16, fp16, 0.407",
        "ADD, fp16,, 0.888",
        "MAX, bf16, bf16, 0.0496",
        "MULTIPLY, fp16, fp32, 3.70272",
        "DIVIDE, fp16, fp32, 9.2568",
        "EXP, fp16, fp32, 22.9536"
    })
    void arithmeticIsPricedInItsFormats(Primitive p, String operands, @Nullable String accumulate, double pj) {
        assertEquals(pj, pj(costs(45, null, null), p, operands, accumulate), 1e-5);
    }

    /** int8 at 7 nm: 0.1952 x 0.35 + 0.0992 x 0.23, or both x 0.06648. */
    @Test
    void belowTheReferenceNodeTheSchoolDecides() {
        assertEquals(0.091136, pj(costs(7, "jouppi", null), Primitive.MAC, "int8", null), 1e-6);
        assertEquals(0.019572, pj(costs(7, "stillmaker", null), Primitive.MAC, "int8", null), 1e-5);
    }

    /**
     * Two banks of 32 KiB, words of 512 bits, one port: 512 (sqrt(1/32) (0.9 + 38/512) 0.45 + 5e-5 512) = 52.79 pJ to read; 0.4 262144
     * + 0.083 262144 = 126616 um2, so half the root of both is 0.252 mm, and the wire takes 0.12 pJ a bit and mm.
     */
    @Test
    void aByteOfAScratchpadIsItsShareOfAWordAndOfTheWire() {
        List<Part> parts = List.of(new Part("sram_kib", "", 64, new Shape.Ram(65_536, 2, 512, 1)));
        double word = 512 * (Math.sqrt(1 / 32.0) * (0.9 + 38.0 / 512) * 0.45 + 5e-5 * 512);
        double wire = 512 * 0.12 * Math.sqrt(2 * 126_615.55e-6) / 2;
        double read = price(costs(45, null, null), Primitive.SRAM_READ_BYTE, parts);
        assertEquals((word + wire) / 64, read, 1e-5);
        Technology.Factors twice = new Technology.Factors(2.0, null, null, null, null);
        assertEquals((2 * word + wire) / 64, price(costs(45, null, twice), Primitive.SRAM_READ_BYTE, parts), 1e-5);
        Technology.Factors system = new Technology.Factors(null, null, null, null, 3.0);
        assertEquals(3 * read, price(costs(45, null, system), Primitive.SRAM_READ_BYTE, parts), 1e-9);
    }

    private static double price(CostModel.Costs costs, Primitive p, List<Part> parts) {
        CostModel.Price price = costs.price(new Action("u", parts, p, "int8", null));
        assertTrue(price.notes().stream().allMatch(n -> n.text().startsWith("wires at 45 nm")), () -> price.toString());
        return price.pj();
    }

    /** An element of one fp16 multiplier, an fp32 adder and 64 bits: area by hand, 2.7 times; 32 bits go its side. */
    @Test
    void anElementIsClockedWhetherItWorksOrNotAndItsWiresAreAsLongAsItIsWide() {
        List<Part> parts = List.of(new Part("mac", "fp16", 4), new Part("register", "", 16, new Shape.Grid(4, 64, 32)));
        // flip-flops from 40 to 45 nm: energy 1.16610, area 1.30765, both log-log between 45 and 32
        double um2 = 2.7 * (1639.0 + 4178.2 + 64 * 5.98 * 1.30765);
        assertEquals(
                1, 4 * um2 * 1e-6 / costs(45, null, null).silicon("u", parts).mm2(), 1e-4);
        double pj = 64 * 0.009 * 1.16610 + 32 * 0.12 * Math.sqrt(um2) * 1e-3;
        assertEquals(pj, price(costs(45, null, null), Primitive.ELEMENT_CYCLE, parts), 1e-4);
    }

    @Test
    void factorsOnAreaMultiplyWhatTheyAreNamedAfter() {
        List<Part> ram = List.of(new Part("sram_kib", "", 8, new Shape.Ram(8192, 1, 64, 1)));
        double um2 = 0.4 * 65_536 + 0.083 * 4096;
        assertEquals(um2 * 1e-6, costs(45, null, null).silicon("s", ram).mm2(), 1e-12);
        Technology.Factors f = new Technology.Factors(null, 2.7, 2.0, 1.0, null);
        assertEquals(2.7 * um2 * 1e-6, costs(45, null, f).silicon("s", ram).mm2(), 1e-12);
        List<Part> adders = List.of(new Part("adder", "int32", 10));
        assertEquals(2 * 1376e-6, costs(45, null, f).silicon("v", adders).mm2(), 1e-12);
    }

    @Test
    void nothingLeaksWithoutADeviceClassAndLogicOnlyInTheOneThatIsKnown() {
        List<Part> parts =
                List.of(new Part("adder", "int32", 1), new Part("sram_kib", "", 8, new Shape.Ram(8192, 1, 64, 1)));
        CostModel.Costs none = costs(45, null, null);
        assertEquals("device in t: hp, lop, lstp", none.whyNoStaticPower());
        assertEquals(0, none.silicon("u", parts).staticWatts());
        CostModel.Costs hp = costs(45, null, "hp", null);
        assertEquals(null, hp.whyNoStaticPower());
        // 137.6 um2 at 45 nm are 105.23 at 40: x 12.5 nW x 1.16610 of the node's energy
        double logic = 137.6 / 1.30765 * 12.5e-9 * 1.16610;
        assertEquals(65_536 * 59e-9 + logic, hp.silicon("u", parts).staticWatts(), 1e-10);
        CostModel.Silicon lstp = costs(45, null, "lstp", null).silicon("u", parts);
        assertEquals(65_536 * 3e-12, lstp.staticWatts(), 1e-15);
        assertTrue(lstp.notes().toString().contains("no leakage of logic is known for lstp"));
    }

    @Test
    void whatHasNoPriceOrLiesOutsideTheRangeIsNamed() {
        CostModel.Costs costs = costs(45, null, null);
        CostModel.Price ram = costs.price(new Action("s", List.of(), Primitive.SRAM_READ_BYTE, "int8", null));
        assertEquals(0, ram.pj());
        assertEquals(CostNote.Kind.MISSING, ram.notes().get(0).kind());
        CostModel.Price wide = costs.price(new Action("u", List.of(), Primitive.MULTIPLY, "fp64", "fp64"));
        assertEquals(CostNote.Kind.OUTSIDE, wide.notes().get(0).kind());
        CostModel.Silicon s = costs.silicon(
                "u", List.of(new Part("flux", "", 1), new Part("sram_kib", "", 1, new Shape.Ram(1L << 30, 1, 512, 1))));
        assertEquals(List.of("flux"), s.unknown());
        assertTrue(s.notes().stream().anyMatch(n -> n.kind() == CostNote.Kind.OUTSIDE), s.notes()::toString);
    }

    @Test
    void everyFactorIsNamedInEveryResult() {
        String notes = costs(7, "jouppi", null).notes().toString();
        for (String factor : List.of(
                "sram_level", "sram_area", "arithmetic_level", "element_overhead", "system_overhead", "jouppi")) {
            assertTrue(notes.contains(factor), factor);
        }
    }

    @Test
    void moreOfAUnitNeverTakesLessArea() {
        for (String name : List.of("cmos-45nm", "cmos-16nm-stillmaker", "cmos-7nm-stillmaker", "cmos-7nm-jouppi")) {
            CostModel.Costs costs = read(HARDWARE.resolve("energy/" + name + ".json"));
            double before = 0;
            for (int size = 1; size <= 1024; size *= 2) {
                Assembly made = (Assembly) CostTableTest.unit(
                        "systolic", "{'rows': 4, 'cols': " + size + ", 'stationary': 'output', 'operands': 'bf16'}");
                CostModel.Silicon all = costs.silicon("a", made.parts());
                assertTrue(all.mm2() > before && all.unknown().isEmpty(), name + " " + size);
                before = all.mm2();
            }
        }
    }

    @Test
    void aTechnologyThatTheLawsDoNotKnowIsRefusedWithItsPlace(@TempDir Path folder) throws IOException {
        refused(folder, "\"node_nm\": 7", "/scaling", "stillmaker, jouppi");
        refused(folder, "\"node_nm\": 7, \"scaling\": \"moore\"", "/scaling", "stillmaker, jouppi");
        refused(folder, "\"node_nm\": 65, \"scaling\": \"jouppi\"", "/node_nm", "7.0 to 45.0");
        refused(folder, "\"node_nm\": 45, \"device\": \"fast\"", "/device", "hp, lop, lstp");
        refused(folder, "\"node_nm\": 45, \"kelvin\": 20", "/kelvin", "200 to 450");
        refused(folder, "\"node_nm\": 45, \"factors\": {\"sram_level\": 0}", "/factors/sram_level", "0.01 to 1000");
    }

    private static void refused(Path folder, String fields, String pointer, String allowed) throws IOException {
        Path file = folder.resolve("t.json");
        Files.writeString(file, "{\"name\": \"t\", \"laws\": \"costs/cmos.json\", " + fields + "}");
        String message = assertThrows(InputException.class, () -> read(file)).getMessage();
        assertTrue(message.contains(pointer) && message.contains(allowed), message);
    }

    private static CostModel.Costs read(Path file) {
        return new CostFiles().read(file, HARDWARE::resolve);
    }

    @Test
    void lawsWithACoefficientThatIsNotPositiveAreRefused() {
        BadField e = assertThrows(BadField.class, () -> new Technology.Factors(-1.0, null, null, null, null));
        assertEquals("sram_level", e.field());
    }

    private static Action wire(List<Part> parts) {
        return new Action("u", parts, Primitive.WIRE_BYTE, "int8", null);
    }

    /** 100 adders of fp32 (4180 um2 each): a side of 0.6466 mm; half of it, 8 bits, 0.12 pJ a bit and mm at 45 and 40 nm. */
    @Test
    void aByteTravelsHalfTheSideOfItsUnit() {
        List<Part> parts = List.of(new Part("adder", "fp32", 100));
        double mm2 = costs(45, null, null).silicon("u", parts).mm2();
        double pj = costs(45, null, null).price(wire(parts)).pj();
        assertEquals(8 * 0.12 * Math.sqrt(mm2) / 2, pj, 1e-12);
        List<Part> four = List.of(new Part("adder", "fp32", 400));
        assertEquals(2 * pj, costs(45, null, null).price(wire(four)).pj(), 1e-12);
        // Wires are known from 40 to 10 nm, and a unit without an area has none.
        assertEquals(
                CostNote.Kind.OUTSIDE,
                costs(45, null, null).price(wire(parts)).notes().get(0).kind());
        assertEquals(List.of(), costs(32, "stillmaker", null).price(wire(parts)).notes());
        CostModel.Price none = costs(45, null, null).price(wire(List.of()));
        assertEquals(0, none.pj());
        assertEquals(CostNote.Kind.MISSING, none.notes().get(0).kind());
    }

    /** 1024 lanes: 10.45 mm2 of drivers and 553 million transistors at 96.3 in a mm2. */
    @Test
    void anInterfaceHasItsDriversAndItsController() {
        List<Part> stack = List.of(new Part(Part.INTERFACE, "hbm2e", 1024));
        CostModel.Silicon at7 = costs(7, "jouppi", null).silicon("hbm", stack);
        assertEquals(10.45 + 553 / 96.3, at7.mm2(), 1e-9);
        assertEquals(List.of(), at7.notes());
        CostModel.Silicon at16 = costs(16, "stillmaker", null).silicon("hbm", stack);
        assertTrue(at16.mm2() > at7.mm2());
        assertEquals(CostNote.Kind.OUTSIDE, at16.notes().get(0).kind());
        CostModel.Silicon other = costs(7, "jouppi", null).silicon("hbm", List.of(new Part(Part.INTERFACE, "sata", 1)));
        assertEquals(List.of("interface.sata"), other.unknown());
        assertEquals(CostNote.Kind.MISSING, other.notes().get(0).kind());
    }

    /** 0.275 pJ a bit, whatever the chips have beside: system_overhead is of what is on chip. */
    @Test
    void aLinkCostsItsBitsAndAnUnknownOneIsSaid() {
        Technology.Factors twice = new Technology.Factors(null, null, null, null, 2.0);
        Action known = new Action("hbm", List.of(), Primitive.LINK_BYTE, "ucie-2.5d", "ucie-2.5d");
        assertEquals(8 * 0.275, costs(7, "jouppi", twice).price(known).pj(), 1e-12);
        Action other = new Action("hbm", List.of(), Primitive.LINK_BYTE, "string", "string");
        CostModel.Price none = costs(7, "jouppi", null).price(other);
        assertEquals(0, none.pj());
        assertEquals(CostNote.Kind.MISSING, none.notes().get(0).kind());
    }
}
