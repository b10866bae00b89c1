package dev.headrace.reports;

import java.util.List;

/**
 * Parallel coordinates: an upright axis for each quantity, and a line across all of them for each of many things.
 *
 * @param subtitle below the title, may be ""
 * @param axes two or more
 * @param layers lines of one colour each, from the lowest to the highest
 */
public record ParallelChart(String title, String subtitle, List<Axis> axes, List<Layer> layers) implements Chart {
    /**
     * An axis.
     *
     * @param name with its unit
     * @param low what stands at its lower end
     * @param high what stands at its upper end
     */
    public record Axis(String name, String low, String high) {}

    /**
     * Lines of one colour.
     *
     * @param lines where each crosses each axis, 0 at the lower end and 1 at the upper
     */
    public record Layer(String name, boolean ground, List<double[]> lines) {
        public Layer {
            lines = List.copyOf(lines);
        }
    }

    public ParallelChart {
        axes = List.copyOf(axes);
        layers = List.copyOf(layers);
        for (Layer layer : layers) {
            for (double[] line : layer.lines()) {
                if (line.length != axes.size()) {
                    throw new IllegalArgumentException(line.length + " crossings of " + axes.size() + " axes");
                }
            }
        }
    }

    @Override
    public String description() {
        return "Lines across " + Chart.names(axes.stream().map(Axis::name).toList());
    }

    @Override
    public boolean isEmpty() {
        return axes.size() < 2 || layers.stream().allMatch(l -> l.lines().isEmpty());
    }

    @Override
    public Figure figure(boolean alone) {
        return new Figure(this, new ParallelDrawing(this, alone), ParallelDrawing.WIDTH, ParallelDrawing.HEIGHT);
    }
}
