package dev.headrace.simulator.spec;

import dev.headrace.simulator.unit.CostModel;
import dev.headrace.simulator.unit.CostNote;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Remarks on hardware that nobody could build: it is simulated all the same. */
final class Plausible {
    /** The field of a lithography scanner, 26 x 33 mm: the largest die. */
    private static final double RETICLE_MM2 = 858;

    /** Bytes of static memory on the die that has most of it: 900 MB, Graphcore's GC200 of 823 mm2 at 7 nm (2020). */
    private static final long MOST_SRAM = 900_000_000;

    /** Clocks of digital accelerators lie between these, by wide margins: a slow microcontroller, a processor's record. */
    private static final long SLOWEST_HZ = 10_000_000;

    private static final long FASTEST_HZ = 6_000_000_000L;

    /** Cycles of its clock in which a pipelined bank should have answered. */
    private static final int MOST_CYCLES = 4;

    private Plausible() {}

    /** Adds remarks on a hardware file. */
    static void check(Hardware hardware, List<CostNote> notes) {
        List<Map.Entry<String, HardwareSpec.ClockSpec>> clocks =
                new ArrayList<>(hardware.spec().clocks().entrySet());
        clocks.forEach(clock -> {
            long hz = clock.getValue().hertz();
            if (hz < SLOWEST_HZ || hz > FASTEST_HZ) {
                absurd(
                        notes,
                        "clocks." + clock.getKey(),
                        hz + " Hz; accelerators run at " + SLOWEST_HZ + " to " + FASTEST_HZ);
            }
        });
        hardware.scratchpads().forEach((name, pad) -> {
            if (pad.capacityBytes() > MOST_SRAM) {
                absurd(notes, name, pad.capacityBytes() + " bytes on chip; no die had more than " + MOST_SRAM);
            }
        });
        double all = 0;
        for (Map.Entry<String, CostModel.Silicon> e : hardware.silicon().entrySet()) {
            all += e.getValue().mm2() * hardware.copies(e.getKey());
            double cycles = e.getValue().accessNs()
                    * clocks.get(hardware.clock(e.getKey())).getValue().hertz()
                    * 1e-9;
            if (cycles > MOST_CYCLES) {
                absurd(
                        notes,
                        e.getKey(),
                        String.format(
                                java.util.Locale.ROOT,
                                "a bank answers in %.1f ns, %.1f cycles of its clock; more than %d are not pipelined"
                                        + " away",
                                e.getValue().accessNs(),
                                cycles,
                                MOST_CYCLES));
            }
        }
        if (all > RETICLE_MM2) {
            absurd(
                    notes,
                    Objects.requireNonNull(hardware.spec().name()),
                    String.format(java.util.Locale.ROOT, "%.0f mm2 on chip; a die has at most %.0f", all, RETICLE_MM2));
        }
    }

    private static void absurd(List<CostNote> notes, String about, String text) {
        notes.add(new CostNote(CostNote.Kind.ABSURD, about, text));
    }
}
