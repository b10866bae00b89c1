package dev.headrace.traces;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * Distributions of synthetic numbers. Logarithms are {@link StrictMath} and everything else is exactly rounded
 * arithmetic, so a seed gives the same bits on every host.
 */
public sealed interface Distribution {
    /** Fills an array with independent draws, using the generator in order. */
    void fill(UniformRandomProvider random, double[] into);

    /** Normal with a mean and a standard deviation of 0 or more. */
    record Normal(double mean, double deviation) implements Distribution {
        public Normal {
            finite("mean", mean);
            finite("deviation", deviation);
            if (deviation < 0) {
                throw new IllegalArgumentException("deviation is " + deviation + "; allowed: 0 or more");
            }
        }

        @Override
        public void fill(UniformRandomProvider random, double[] into) {
            for (int i = 0; i < into.length; i++) {
                into[i] = mean + deviation * standardNormal(random);
            }
        }
    }

    /** Uniform on [low, high). */
    record Uniform(double low, double high) implements Distribution {
        public Uniform {
            finite("low", low);
            finite("high", high);
            if (!(low < high)) {
                throw new IllegalArgumentException(
                        "low and high are " + low + " and " + high + "; allowed: low < high");
            }
        }

        @Override
        public void fill(UniformRandomProvider random, double[] into) {
            for (int i = 0; i < into.length; i++) {
                into[i] = low + (high - low) * unit(random);
            }
        }
    }

    /** Sorted: each number exceeds the one before by a draw that is uniform on [0, step), as do sums of them. */
    record Ascending(double step) implements Distribution {
        public Ascending {
            finite("step", step);
            if (step < 0) {
                throw new IllegalArgumentException("step is " + step + "; allowed: 0 or more");
            }
        }

        @Override
        public void fill(UniformRandomProvider random, double[] into) {
            double sum = 0;
            for (int i = 0; i < into.length; i++) {
                sum += step * unit(random);
                into[i] = sum;
            }
        }
    }

    /** The same number everywhere. */
    record Constant(double value) implements Distribution {
        public Constant {
            finite("value", value);
        }

        @Override
        public void fill(UniformRandomProvider random, double[] into) {
            Arrays.fill(into, value);
        }
    }

    /**
     * N(0, 1), plus with probability 0.001 an independent N(0, 100), where 100 is the variance: the outlier inputs of
     * FlashAttention-3 (arXiv 2407.08608), its numerical error experiment.
     */
    record Outlier() implements Distribution {
        @Override
        public void fill(UniformRandomProvider random, double[] into) {
            for (int i = 0; i < into.length; i++) {
                into[i] = standardNormal(random);
                if (unit(random) < 0.001) {
                    into[i] += 10 * standardNormal(random);
                }
            }
        }
    }

    /**
     * The distribution of a JSON name: {@code normal} (mean 0, deviation 1), {@code uniform} (low -1, high 1), {@code
     * constant} (value 1), {@code outlier} or {@code ascending} (step 1), with any of those numbers replaced by a given one.
     *
     * @throws IllegalArgumentException for another name, or a number the distribution does not have
     */
    static Distribution of(String name, Map<String, Double> numbers) {
        Map<String, Double> defaults = switch (name) {
            case "normal" -> Map.of("mean", 0.0, "deviation", 1.0);
            case "uniform" -> Map.of("low", -1.0, "high", 1.0);
            case "constant" -> Map.of("value", 1.0);
            case "outlier" -> Map.of();
            case "ascending" -> Map.of("step", 1.0);
            default ->
                throw new IllegalArgumentException(
                        "distribution is \"" + name + "\"; allowed: normal, uniform, constant, outlier, ascending");
        };
        Map<String, Double> all = new HashMap<>(defaults);
        all.putAll(numbers);
        if (all.size() > defaults.size()) {
            throw new IllegalArgumentException("distribution \"" + name + "\" has numbers " + numbers.keySet()
                    + "; allowed: " + new TreeSet<>(defaults.keySet()));
        }
        return switch (name) {
            case "normal" -> new Normal(number(all, "mean"), number(all, "deviation"));
            case "uniform" -> new Uniform(number(all, "low"), number(all, "high"));
            case "constant" -> new Constant(number(all, "value"));
            case "ascending" -> new Ascending(number(all, "step"));
            default -> new Outlier();
        };
    }

    private static double number(Map<String, Double> numbers, String name) {
        return numbers.getOrDefault(name, Double.NaN);
    }

    private static void finite(String name, double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(name + " is " + value + "; allowed: a finite number");
        }
    }

    /** Uniform on [0, 1): the top 53 bits of a draw. */
    private static double unit(UniformRandomProvider random) {
        return (random.nextLong() >>> 11) * 0x1p-53;
    }

    /** Marsaglia's polar method (SIAM Review 6, 1964), the second number of each pair discarded. */
    private static double standardNormal(UniformRandomProvider random) {
        while (true) {
            double x = 2 * unit(random) - 1;
            double y = 2 * unit(random) - 1;
            double s = x * x + y * y;
            if (s > 0 && s < 1) {
                return x * Math.sqrt(-2 * StrictMath.log(s) / s);
            }
        }
    }
}
