package dev.headrace.hw.cost.published;

import dev.headrace.simulator.spec.BadField;
import dev.headrace.simulator.spec.JsonFile;
import dev.headrace.simulator.spec.Require;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Published numbers: a JSON file, {@code configs/hardware/costs/published.json}.
 *
 * @param laws file of the laws that they are compared with, beside it
 * @param points the numbers
 */
public record Published(String name, @Nullable String about, String laws, List<Point> points) {
    /**
     * A number.
     *
     * @param group heading under which it is shown
     * @param what it is of
     * @param model formula that answers it: one of {@link Comparison#models}
     * @param of format, operation or part that the formula is asked for
     * @param at numbers that it is asked for
     * @param fitted whether the model was made with it
     */
    public record Point(
            String group,
            String what,
            String model,
            @Nullable String of,
            Map<String, Double> at,
            double published,
            String unit,
            boolean fitted,
            String source) {
        public Point {
            Require.present(group, "group");
            Require.present(what, "what");
            Require.oneOf(Require.present(model, "model"), Comparison.models(), "model");
            at = Map.copyOf(Require.present(at, "at"));
            Require.present(unit, "unit");
            Require.present(source, "source");
            if (!(published > 0 && published < Double.POSITIVE_INFINITY)) {
                throw new BadField("published", String.valueOf(published), "a number above 0");
            }
        }

        double at(String name) {
            return Require.present(at.get(name), "at/" + name);
        }

        String asked() {
            return Require.present(of, "of");
        }
    }

    public Published {
        Require.present(name, "name");
        Require.present(laws, "laws");
        points = Require.list(points);
    }

    /** Reads a file. */
    public static Published read(Path file) {
        return JsonFile.read(file).as(Published.class);
    }
}
