package dev.headrace.golden;

/**
 * The numbers that a rounding may give, as far as its error goes: the nearest of them is off by at most {@code max(unit |x|,
 * half)} for every x up to the largest.
 *
 * @param name as JSON files have it, or "fraction-N"
 * @param unit relative spacing, halved; 0 for whole numbers and fractions of fixed width
 * @param half half of the smallest spacing
 * @param largest the largest number
 * @param saturates true if what is larger becomes the largest, false if it becomes infinity
 */
public record Grid(String name, double unit, double half, double largest, boolean saturates) {
    private static final String FRACTION = "fraction-";

    /** The grid of a name: one of {@link NumberFormat}, or "fraction-N" for multiples of 2^-N from 0 to 1 - 2^-N. */
    public static Grid of(String name) {
        if (name.startsWith(FRACTION)) {
            double step = Math.scalb(1.0, -Integer.parseInt(name.substring(FRACTION.length())));
            return new Grid(name, 0, step / 2, 1 - step, true);
        }
        NumberFormat f = NumberFormat.parse(name);
        // Half of the smallest spacing of fp64 is no double.
        double half = Math.max(f.smallest() / 2, Double.MIN_VALUE);
        return new Grid(name, f.unitRoundoff(), half, f.maxFinite(), Double.isFinite(f.round(Double.MAX_VALUE)));
    }

    /** In words. */
    public String words() {
        return name.startsWith(FRACTION) ? "a fraction of " + name.substring(FRACTION.length()) + " bits" : name;
    }

    /** Largest error of rounding any number of up to a magnitude; infinite where that may overflow. */
    public double error(double magnitude) {
        if (magnitude <= largest) {
            return Math.max(unit * magnitude, half);
        }
        return saturates && magnitude < Double.POSITIVE_INFINITY
                ? Math.max(Math.max(unit * magnitude, half), magnitude - largest)
                : Double.POSITIVE_INFINITY;
    }

    /**
     * The same of a number that is not negative, which a grid with a 0 never moves by more than its own size, unless it
     * overflows.
     */
    public double errorOfWeight(double magnitude) {
        return Math.min(error(magnitude), Math.max(magnitude, 0));
    }
}
