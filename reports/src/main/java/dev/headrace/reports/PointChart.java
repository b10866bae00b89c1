package dev.headrace.reports;

import java.util.List;

/**
 * Points in a plane, in layers one above the other: a small chart, of which several stand side by side in {@link Panels}.
 *
 * @param subtitle below the title, may be ""
 * @param layers from the lowest to the highest
 * @param labels of places; one that would cover another, or a later one, is left out
 */
public record PointChart(String title, String subtitle, Axis x, Axis y, List<Layer> layers, List<Label> labels)
        implements Chart {
    /**
     * An axis.
     *
     * @param label with its unit
     * @param log powers of ten, else even steps
     * @param steps what stands at 0, 1, 2 and so on; empty for an axis of numbers
     */
    public record Axis(String label, boolean log, List<String> steps) {
        public Axis {
            steps = List.copyOf(steps);
        }

        /** One of numbers: logarithmic if they are all above 0 and the largest is {@code 10} times the smallest or more. */
        public static Axis of(String label, double least, double most) {
            return new Axis(label, least > 0 && most >= 10 * least, List.of());
        }
    }

    /** How points are drawn. */
    public enum Style {
        /** Each by itself. */
        DOTS,
        /** Joined in their order. */
        LINE,
        /** Joined in their order by level and upright lines, level first. */
        STEPS,
        /** The first with the second, the third with the fourth, and so on. */
        PAIRS
    }

    /** Points of one colour. */
    public record Layer(String name, int rgb, Style style, List<LineChart.Point> points) {
        public Layer {
            points = List.copyOf(points);
        }

        /** Of what is in the background. */
        public static Layer ground(String name, Style style, List<LineChart.Point> points) {
            return new Layer(name, Palette.GREY, style, points);
        }

        /** Of the i-th of several equals, in its colour. */
        public static Layer of(int i, String name, Style style, List<LineChart.Point> points) {
            return new Layer(name, Palette.series(i), style, points);
        }
    }

    /** A text at a place. */
    public record Label(double x, double y, String text) {}

    public PointChart {
        layers = List.copyOf(layers);
        labels = List.copyOf(labels);
    }

    @Override
    public String description() {
        return y.label() + " over " + x.label() + ": "
                + Chart.names(layers.stream().map(Layer::name).toList());
    }

    @Override
    public boolean isEmpty() {
        return layers.stream().allMatch(l -> l.points().isEmpty());
    }

    @Override
    public Figure figure(boolean alone) {
        return PointDrawing.figure(this, alone);
    }
}
