package dev.headrace.hw.cost.money;

import dev.headrace.hw.cost.law.Curve;
import dev.headrace.hw.cost.law.Origin;
import dev.headrace.simulator.spec.BadField;
import dev.headrace.simulator.spec.JsonFile;
import dev.headrace.simulator.spec.Require;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a good die costs, by area and node: a JSON file, {@code configs/hardware/costs/money.json}. With a wafer of radius {@code r},
 * dies of {@code A} and {@code D} defects for an area that come in clusters of parameter {@code c},
 * <pre>
 * dies of a wafer = floor(pi r^2 / A - 2 pi r / sqrt(2 A))
 * yield           = (1 + A D / c)^-c
 * dollars         = wafer / (dies of a wafer x yield)</pre>
 * Dies of which parts may fail (harvesting), test, package, memories and margin are left out.
 *
 * @param waferMm diameter
 * @param cluster c
 * @param waferDollars by node in nanometres
 * @param defectsPerCm2 D, by node
 * @param origin where all of it comes from
 */
public record DieCost(
        String name,
        double waferMm,
        double cluster,
        Map<Double, Double> waferDollars,
        Map<Double, Double> defectsPerCm2,
        Origin origin) {
    public DieCost {
        Require.present(name, "name");
        within("wafer_mm", waferMm, 1, 10_000);
        within("cluster", cluster, 0.01, 1000);
        Curve.of(Require.present(waferDollars, "wafer_dollars"), "wafer_dollars");
        Curve.of(Require.present(defectsPerCm2, "defects_per_cm2"), "defects_per_cm2");
        Require.present(origin, "origin");
    }

    private static void within(String field, double value, double least, double most) {
        if (!(value >= least && value <= most)) {
            throw new BadField(field, String.valueOf(value), least + " to " + most);
        }
    }

    /** Reads a file. */
    public static DieCost read(Path file) {
        return JsonFile.read(file, DieCost.class);
    }

    /** Whether the price of a wafer is known about a node. */
    public boolean covers(double node) {
        return Curve.of(waferDollars, "wafer_dollars").covers(node);
    }

    /** First and last node, in words. */
    public String nodes() {
        Curve c = Curve.of(waferDollars, "wafer_dollars");
        return c.least() + " to " + c.most();
    }

    /** Whole dies of a wafer; 0 if none fits. */
    public long dies(double mm2) {
        double r = waferMm / 2;
        return (long) Math.max(0, Math.floor(Math.PI * r * r / mm2 - 2 * Math.PI * r / Math.sqrt(2 * mm2)));
    }

    /** Defects of a square centimetre at a node. */
    public double defects(double node) {
        return Curve.of(defectsPerCm2, "defects_per_cm2").at(node);
    }

    /** Share of dies that are good. */
    public double goodShare(double mm2, double defectsPerSquareCentimetre) {
        return Math.pow(1 + mm2 / 100 * defectsPerSquareCentimetre / cluster, -cluster);
    }

    /** Dollars of a good die; infinite if none fits on a wafer. */
    public double dollars(double mm2, double node, double defectsPerSquareCentimetre) {
        return Curve.of(waferDollars, "wafer_dollars").at(node)
                / (dies(mm2) * goodShare(mm2, defectsPerSquareCentimetre));
    }
}
