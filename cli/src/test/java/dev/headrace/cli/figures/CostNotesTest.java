package dev.headrace.cli.figures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.cli.Words;
import dev.headrace.cli.laws.Trial;
import dev.headrace.simulator.spec.InputException;
import dev.headrace.simulator.unit.CostNote;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a result says beside its energy and area. */
class CostNotesTest {
    private static List<String> notes(CostNote.Kind kind, String... sets) {
        return Trial.of("flash-attention-2")
                .on("systolic-128-hbm2")
                .shape(1, 1, 64, 64, 64, 64)
                .set("params.Br=64", "params.Bc=64")
                .set(sets)
                .run()
                .totals()
                .notes()
                .stream()
                .filter(n -> n.kind() == kind)
                .map(n -> n.about() + ": " + n.text())
                .toList();
    }

    private static void one(List<String> notes, String text) {
        assertEquals(1, notes.stream().filter(n -> n.contains(text)).count(), () -> text + " in " + notes);
    }

    @Test
    void theShippedMachineIsNeitherAbsurdNorOutsideTheModels() {
        assertEquals(List.of(), notes(CostNote.Kind.ABSURD));
        // But for what is known of newer nodes alone.
        assertEquals(
                List.of(
                        "cmos-45nm: wires at 45 nm are taken as at 40 nm",
                        "hbm: areas of interfaces were found at 5 to 7 nm"),
                notes(CostNote.Kind.OUTSIDE));
        one(notes(CostNote.Kind.CHOICE), "system_overhead: 1: ");
    }

    /** 1 GiB in 32 banks of 32 MiB: more than any die has, larger than a reticle, slow, and banks are outside the fit. */
    @Test
    void aGibibyteOfScratchpadIsRemarkedUpon() {
        String gib = "hardware.units.sram.kib=1048576";
        List<String> absurd = notes(CostNote.Kind.ABSURD, gib);
        one(absurd, "sram: 1073741824 bytes on chip; no die had more than 900000000");
        one(absurd, "mm2 on chip; a die has at most 858");
        one(absurd, "sram: a bank answers in");
        one(notes(CostNote.Kind.OUTSIDE, gib), "sram: a bank of 33554432 bytes; the formulas were fitted from");
    }

    @Test
    void aClockOfOneMegahertzOrNineGigahertzIsRemarkedUponWithATableToo() {
        one(notes(CostNote.Kind.ABSURD, "hardware.clocks.core.mhz=1"), "clocks.core: 1000000 Hz");
        one(
                notes(CostNote.Kind.ABSURD, "hardware.clocks.core.mhz=9000", "hardware.energy=energy/45nm.json"),
                "clocks.core: 9000000000 Hz");
        assertEquals(List.of(), notes(CostNote.Kind.ABSURD, "hardware.clocks.core.mhz=10"));
    }

    @Test
    void staticPowerWithoutDataOfLeakageIsRefused() {
        for (String energy : List.of("energy/cmos-45nm.json", "energy/45nm.json")) {
            InputException e = assertThrows(
                    InputException.class,
                    () -> notes(CostNote.Kind.ABSURD, "hardware.static_power=true", "hardware.energy=" + energy));
            assertTrue(
                    Words.withoutPlace(e.getMessage()).contains("/static_power: true; allowed: false or missing, or"),
                    e.getMessage());
        }
    }
}
