package dev.headrace.hw.cost.law;

import dev.headrace.simulator.spec.BadField;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * A positive quantity at some positive places, straight in between on paper with two logarithmic axes: between {@code a} and
 * {@code b} it is {@code y_a (y_b / y_a)^t} with {@code t = ln(x / a) / ln(b / a)}. Before the first and after the last place
 * it stays what it is there. Immutable.
 */
public final class Curve {
    private final NavigableMap<Double, Double> points;

    private Curve(NavigableMap<Double, Double> points) {
        this.points = points;
    }

    /**
     * The curve through some points.
     *
     * @param field JSON name of the points
     * @throws BadField if there are none, or one is not positive
     */
    public static Curve of(Map<Double, Double> points, String field) {
        if (points.isEmpty()) {
            throw new BadField(field, "empty", "at least one point");
        }
        points.forEach((x, y) -> {
            if (y == null || !Positive.believed(x) || !Positive.believed(y)) {
                throw new BadField(field, x + ": " + y, "positive numbers, up to 1e12");
            }
        });
        return new Curve(new TreeMap<>(points));
    }

    /** Its value. */
    public double at(double x) {
        Map.Entry<Double, Double> below = points.floorEntry(x);
        Map.Entry<Double, Double> above = points.ceilingEntry(x);
        if (below == null) {
            return points.firstEntry().getValue();
        }
        if (above == null || above.getKey().equals(below.getKey())) {
            return below.getValue();
        }
        double t = Math.log(x / below.getKey()) / Math.log(above.getKey() / below.getKey());
        return below.getValue() * Math.pow(above.getValue() / below.getValue(), t);
    }

    /** The first place. */
    public double least() {
        return points.firstKey();
    }

    /** The last place. */
    public double most() {
        return points.lastKey();
    }

    /** Whether a place lies between the first and the last, ends included. */
    public boolean covers(double x) {
        return x >= least() && x <= most();
    }
}
