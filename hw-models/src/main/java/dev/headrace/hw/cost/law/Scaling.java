package dev.headrace.hw.cost.law;

import dev.headrace.simulator.spec.BadField;
import dev.headrace.simulator.spec.Require;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How the energy of logic goes from node to node, by one school; log-log between nodes. Either by polynomials of the supply,
 * {@code E = a V^2 + b V + c} relative to that of the reference node, or by factors of each kind of circuit.
 *
 * @param polynomials node to a, b, c and V
 * @param kinds kind of circuit (lower case) to node to factor
 * @param origin where from
 */
public record Scaling(
        @Nullable Map<Double, List<Double>> polynomials,
        @Nullable LinkedHashMap<String, Map<Double, Double>> kinds,
        Origin origin) {
    public Scaling {
        if ((polynomials == null) == (kinds == null)) {
            throw new BadField(
                    "kinds", kinds == null ? "missing" : "given beside polynomials", "either polynomials or kinds");
        }
        if (polynomials != null) {
            polynomials.forEach((node, p) -> {
                if (p.size() != 4) {
                    throw new BadField("polynomials/" + node, p.size() + " numbers", "a, b, c, V");
                }
            });
        } else {
            for (ArithmeticLaw.Kind kind : ArithmeticLaw.Kind.values()) {
                String name = name(kind);
                Require.present(kinds == null ? null : kinds.get(name), "kinds/" + name);
            }
        }
        for (ArithmeticLaw.Kind kind : ArithmeticLaw.Kind.values()) {
            curve(polynomials, kinds, kind);
        }
        Require.present(origin, "origin");
    }

    private static String name(ArithmeticLaw.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    /** Energy of a kind of circuit at a node, relative to that at another. */
    public double energy(ArithmeticLaw.Kind kind, double node, double reference) {
        Curve curve = curve(kind);
        return curve.at(node) / curve.at(reference);
    }

    /** Whether a node is one of those between the first and the last. */
    public boolean covers(double node) {
        return curve(ArithmeticLaw.Kind.REGISTER).covers(node);
    }

    /** First and last node, in words. */
    public String range() {
        Curve c = curve(ArithmeticLaw.Kind.REGISTER);
        return c.least() + " to " + c.most();
    }

    private Curve curve(ArithmeticLaw.Kind kind) {
        return curve(polynomials, kinds, kind);
    }

    private static Curve curve(
            @Nullable Map<Double, List<Double>> polynomials,
            @Nullable LinkedHashMap<String, Map<Double, Double>> kinds,
            ArithmeticLaw.Kind kind) {
        if (kinds != null) {
            String field = "kinds/" + name(kind);
            return Curve.of(Require.present(kinds.get(name(kind)), field), field);
        }
        Map<Double, Double> energies = new TreeMap<>();
        Require.present(polynomials, "polynomials").forEach((node, p) -> {
            double v = p.get(3);
            energies.put(node, p.get(0) * v * v + p.get(1) * v + p.get(2));
        });
        return Curve.of(energies, "polynomials");
    }
}
