package dev.headrace.hw.cost.law;

import dev.headrace.simulator.spec.BadField;
import dev.headrace.simulator.spec.JsonFile;
import dev.headrace.simulator.spec.Require;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All laws of CMOS: a JSON file in {@code configs/hardware/costs}.
 *
 * @param sram static memories
 * @param arithmetic arithmetic at its reference node
 * @param logicArea area of logic by node, relative to the reference node of arithmetic
 * @param logicAreaOrigin where that comes from
 * @param scalings ways of taking the energy of logic to other nodes, by name
 * @param register flip-flops
 * @param wire wires on chip
 * @param interfaces area of interfaces to other chips
 * @param links energy of links to other chips, by name
 * @param elementOverhead area of an element of a grid over that of its arithmetic and registers, where the process says nothing
 */
public record Laws(
        String name,
        @Nullable String about,
        SramLaw sram,
        ArithmeticLaw arithmetic,
        Map<Double, Double> logicArea,
        Origin logicAreaOrigin,
        LinkedHashMap<String, Scaling> scalings,
        Register register,
        Wire wire,
        InterfaceLaw interfaces,
        LinkedHashMap<String, Link> links,
        Factor elementOverhead) {
    /**
     * A bit of a register.
     *
     * @param node of the numbers, in nanometres
     * @param pj of a clock edge with new data
     * @param um2 area
     * @param leakWatts static power
     * @param leakDevice the device class it has
     * @param logicLeak watts that a square micrometre of arithmetic leaks at that node, in that device class
     */
    public record Register(
            double node, double pj, double um2, double leakWatts, String leakDevice, double logicLeak, Origin origin) {
        public Register {
            Positive.check("node", node);
            Positive.check("pj", pj);
            Positive.check("um2", um2);
            Positive.check("leak_watts", leakWatts);
            Positive.check("logic_leak", logicLeak);
            Require.present(leakDevice, "leak_device");
            Require.present(origin, "origin");
        }
    }

    /**
     * Wires.
     *
     * @param pjPerBitMm picojoules for a random bit over a millimetre, by node
     */
    public record Wire(Map<Double, Double> pjPerBitMm, Origin origin) {
        public Wire {
            Curve.of(Require.present(pjPerBitMm, "pj_per_bit_mm"), "pj_per_bit_mm");
            Require.present(origin, "origin");
        }

        /** Picojoules for a bit over a millimetre. */
        public double at(double node) {
            return Curve.of(pjPerBitMm, "pj_per_bit_mm").at(node);
        }

        /** The node that wires at a node are taken as at: itself between the first and the last that are known, else the nearer of these. */
        public double known(double node) {
            Curve c = Curve.of(pjPerBitMm, "pj_per_bit_mm");
            return Math.max(c.least(), Math.min(c.most(), node));
        }
    }

    /** A number that was found by comparing a model with something, with its origin. */
    public record Factor(double value, Origin origin) {
        public Factor {
            Positive.check("value", value);
            Require.present(origin, "origin");
        }
    }

    public Laws {
        Require.present(name, "name");
        Require.present(sram, "sram");
        Require.present(arithmetic, "arithmetic");
        Curve.of(Require.present(logicArea, "logic_area"), "logic_area");
        Require.present(logicAreaOrigin, "logic_area_origin");
        if (Require.present(scalings, "scalings").isEmpty()) {
            throw new BadField("scalings", "empty", "at least one");
        }
        Require.present(register, "register");
        Require.present(wire, "wire");
        Require.present(interfaces, "interfaces");
        Require.present(links, "links").forEach((link, value) -> Require.present(value, "links/" + link));
        Require.present(elementOverhead, "element_overhead");
    }

    /** Reads a file. */
    public static Laws read(Path file) {
        return JsonFile.read(file, Laws.class);
    }

    /** Area of logic at a node relative to that at another. */
    public double logicArea(double node, double reference) {
        Curve curve = Curve.of(logicArea, "logic_area");
        return curve.at(node) / curve.at(reference);
    }
}
