package dev.headrace.cli.figures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.cli.laws.Trial;
import dev.headrace.simulator.run.Result;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Energy and area of the shipped machine follow what is changed of it: array, channels, scratchpad, tiles, format. */
class CostsBendTest {
    private static final Result BASE = run();

    private static Result run(String... sets) {
        return Trial.of("flash-attention-2")
                .on("systolic-128-hbm2")
                .shape(1, 1, 256, 256, 64, 64)
                .set("params.Br=64", "params.Bc=64", "hardware.units.hbm.fidelity=bandwidth")
                .set(sets)
                .run();
    }

    private static double pj(Result r, String part, String action) {
        return Objects.requireNonNull(
                Objects.requireNonNull(r.totals().energyByAction().get(part)).get(action), action);
    }

    private static void bends(Result other) {
        double change = other.totals().energyPj() / BASE.totals().energyPj() - 1;
        assertTrue(Math.abs(change) > 0.005, "energy changes by " + change);
    }

    /** Every element is clocked for as long as the array is busy: registers and wires, by cycles of the run. */
    @Test
    void aLargerArrayClocksMoreElements() {
        Result small = run("hardware.units.array.rows=64", "hardware.units.array.cols=64");
        Result large = run("hardware.units.array.rows=256", "hardware.units.array.cols=256");
        double each = pj(BASE, "array", "element_cycle") / (128 * 128) / busy(BASE);
        assertEquals(each, pj(small, "array", "element_cycle") / (64 * 64) / busy(small), 1e-9 * each);
        assertEquals(each, pj(large, "array", "element_cycle") / (256 * 256) / busy(large), 1e-9 * each);
        assertTrue(area(large, "array") == 4 * area(BASE, "array") && area(BASE, "array") == 4 * area(small, "array"));
        bends(small);
        bends(large);
    }

    private static double busy(Result r) {
        return Objects.requireNonNull(r.units().get("array")).busyCycles();
    }

    private static double area(Result r, String unit) {
        return Objects.requireNonNull(
                Objects.requireNonNull(r.totals().area()).byUnit().get(unit));
    }

    /** The same bytes, from banks of 8 KiB instead of 32: less for each, and less area. */
    @Test
    void aSmallerScratchpadCostsLessForEachByte() {
        Result small = run("hardware.units.sram.kib=256");
        assertTrue(pj(small, "sram", "sram_read_byte") < pj(BASE, "sram", "sram_read_byte"));
        assertTrue(pj(small, "sram", "sram_write_byte") < pj(BASE, "sram", "sram_write_byte"));
        assertTrue(area(small, "sram") < area(BASE, "sram"));
        bends(small);
    }

    @Test
    void morePortsAndFewerBanksCostMoreForEachByte() {
        Result ports = run("hardware.units.sram.read_ports=3");
        Result banks = run("hardware.units.sram.banks=8");
        assertTrue(pj(ports, "sram", "sram_read_byte") > pj(BASE, "sram", "sram_read_byte"));
        assertTrue(pj(banks, "sram", "sram_read_byte") > pj(BASE, "sram", "sram_read_byte"));
    }

    /** Wires are as long as half the side of the unit: the area of the array is four times as large, its wires twice. */
    @Test
    void wiresGrowWithTheUnitTheyLeadTo() {
        Result large = run("hardware.units.array.rows=256", "hardware.units.array.cols=256");
        assertEquals(2, pj(large, "array", "wire_byte") / pj(BASE, "array", "wire_byte"), 0.02);
        Result two = run("hardware.units.hbm.channels=2");
        assertEquals(2, pj(BASE, "hbm", "wire_byte") / pj(two, "hbm", "wire_byte"), 1e-9);
        assertEquals(4, area(BASE, "hbm") / area(two, "hbm"), 1e-9);
    }

    /** 11.4 pJ for each bit that moves; no faster and no slower. */
    @Test
    void aLinkToTheMemoryCostsEnergyAndNoTime() {
        Result linked = run("hardware.units.hbm.link=pcie5");
        Result.MemoryResult m = Objects.requireNonNull(linked.memories().get("hbm"));
        assertEquals(
                8 * 11.4 * (m.readBytes() + m.writeBytes() + m.paddingBytes()), pj(linked, "hbm", "link_byte"), 1.0);
        assertEquals(BASE.cycles(), linked.cycles());
        assertEquals(
                BASE.totals().energyPj() + pj(linked, "hbm", "link_byte"),
                linked.totals().energyPj(),
                1.0);
    }

    /** An interface is of the chip and not of a core. */
    @Test
    void coresShareTheInterface() {
        Result two = run("hardware.cores=2");
        assertEquals(area(BASE, "hbm"), area(two, "hbm"));
        assertEquals(2 * area(BASE, "array"), area(two, "array"), 1e-9);
    }

    /** An idle channel draws power too: background and refresh are channels times time. */
    @Test
    void moreChannelsDrawMorePower() {
        for (String fidelity : new String[] {"bandwidth", "cycle"}) {
            String set = "hardware.units.hbm.fidelity=" + fidelity;
            Result base = run(set);
            Result two = run(set, "hardware.units.hbm.channels=2");
            double each = pj(base, "hbm", "background") / 8 / base.seconds();
            double both = pj(two, "hbm", "background") / 2 / two.seconds();
            // 1.2 V, two pseudo channels: 11.756 mA with all rows closed, 12.394 with one open.
            assertTrue(
                    Math.min(each, both) > 28.21e9 && Math.max(each, both) < 29.75e9,
                    fidelity + " " + each + " " + both);
            assertTrue(Math.abs(two.totals().energyPj() / base.totals().energyPj() - 1) > 0.001, fidelity);
        }
    }

    @Test
    void otherTilesMoveOtherBytes() {
        bends(run("params.Br=32", "params.Bc=128"));
    }

    @Test
    void narrowerOperandsCostLess() {
        Result bf16 = run("hardware.units.array.operands=bf16");
        assertTrue(pj(bf16, "array", "mac") < pj(BASE, "array", "mac"));
        assertTrue(area(bf16, "array") < area(BASE, "array"));
        bends(bf16);
    }

    @Test
    void everyPartThatDidSomethingHasItsPrice() {
        for (Map.Entry<String, Map<String, Double>> part :
                BASE.totals().energyByAction().entrySet()) {
            part.getValue().forEach((action, pj) -> assertTrue(pj > 0, part.getKey() + " " + action));
        }
    }
}
