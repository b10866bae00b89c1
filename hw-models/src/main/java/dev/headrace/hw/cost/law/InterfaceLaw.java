package dev.headrace.hw.cost.law;

import dev.headrace.simulator.spec.Require;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Area of interfaces to other chips, by kind. Of {@code n} lanes at a node
 * <pre>
 * area = n / lanes (fixed + transistors / density)</pre>
 *
 * The drivers are as large at every node; the controller follows the density of logic. What interfaces draw when nothing moves is
 * not known.
 *
 * @param kinds interfaces by name
 * @param transistorsPerMm2 millions of transistors of a square millimetre of logic, by node; log-log in between
 * @param leastNode first node that the fixed areas were found at
 * @param mostNode last of them
 * @param origin where all of it comes from
 */
public record InterfaceLaw(
        LinkedHashMap<String, Kind> kinds,
        Map<Double, Double> transistorsPerMm2,
        double leastNode,
        double mostNode,
        Origin origin) {
    /**
     * An interface.
     *
     * @param lanes data pins, or lanes of two pairs, or links, that it has
     * @param mm2 of its drivers, at any node
     * @param controller millions of transistors behind them
     */
    public record Kind(double lanes, double mm2, double controller) {
        public Kind {
            Positive.check("lanes", lanes);
            Positive.check("mm2", mm2);
            Positive.check("controller", controller);
        }

        /** Square millimetres of the drivers of a number of lanes. */
        public double driversMm2(double of) {
            return of / lanes * mm2;
        }
    }

    public InterfaceLaw {
        Require.present(kinds, "kinds").forEach((name, kind) -> Require.present(kind, "kinds/" + name));
        Curve.of(Require.present(transistorsPerMm2, "transistors_per_mm2"), "transistors_per_mm2");
        Positive.check("least_node", leastNode);
        Positive.check("most_node", mostNode - leastNode);
        Require.present(origin, "origin");
    }

    /** Square millimetres of a lane with its share of the controller; null if there is no such interface. */
    public @Nullable Double laneMm2(String name, double node) {
        Kind kind = kinds.get(name);
        if (kind == null) {
            return null;
        }
        double logic = kind.controller
                / Curve.of(transistorsPerMm2, "transistors_per_mm2").at(node);
        return kind.driversMm2(1) + logic / kind.lanes;
    }

    /** Whether the areas were found about a node. */
    public boolean covers(double node) {
        return node >= leastNode && node <= mostNode;
    }
}
