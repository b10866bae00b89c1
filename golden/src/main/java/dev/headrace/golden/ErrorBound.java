package dev.headrace.golden;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How far what an attention machine stores may lie from {@link DenseAttention}: a proven bound, from the standard model of
 * rounding (Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., sections 2.2, 3.1, 4.2), row by row. It follows
 * from what the machine rounds ({@link Step}) and from the numbers of the row, and from nothing else.
 *
 * <h2>Model</h2>
 *
 * A rounding to a grid of unit roundoff u and smallest spacing 2h gives {@code x (1 + e)}, {@code |e| <= u}, or, where x is too
 * small for that, {@code x + t}, {@code |t| <= h}; and never moves a number that is not negative by more than itself. k
 * roundings in a row make {@code g = -k ln(1 - u)} of growth: a factor between {@code e^-g} and {@code e^g}. Declared errors
 * beside the rounding, as of approximate exponentials, are added to u. What {@link DenseAttention} itself rounds is counted in
 * with the machine's steps, in double precision, its compensated sums as 4 roundings: so the differences below are from the
 * numbers it computed.
 *
 * <h2>Derivation, for a row that sees keys j</h2>
 *
 * <ol>
 *   <li><b>Score.</b> With {@code A_j = |scale| sum_i |q_i k_ji|}, g the growth of all steps of products and scores, and H
 *       their absolute errors (those of products times the scale, and times the largest of 1 and of all {@code |q_i|} and {@code
 *       |k_ji|}, as that of a factor is multiplied by the other): {@code D_j = (A_j + H) e^g - A_j}. D is the largest of them,
 *       and no maximum of scores is off by more than {@code D + M}, M what steps of the maximum make of the largest A_j.
 *   <li><b>Argument of the exponential.</b> {@code R_j = m - s_j}. What is subtracted may be the maximum so far, by later factors
 *       made up for: all arguments have one sign and add up to R_j. Their roundings make {@code X_j = (R_j + D_j + D + 2 M)
 *       (e^g - 1) + H}. Where nothing is subtracted the larger of A_j and R_j stands for R_j.
 *   <li><b>Weight.</b> A factor that all weights of the row have in common cancels in the quotient. So the weight of a key,
 *       over the golden sum of weights, lies between {@code l_j = p_j e^-(D_j + X_j + g)} and {@code u_j = p_j e^(D_j + X_j +
 *       g)}, g the growth of exponentials and factors. Where one key has more than half of the row, errors are taken
 *       relative to that key's: its own D_j counts as 0, every other's as D_j + D_best.
 *   <li><b>Storage of the weight</b>, in each step {@code t_j = min(u_j, max(u u_j, h c))}, c being what a stored 1 is over the
 *       sum of weights: {@code e^(max_j(D_j - R_j) + M) / L}, L the golden sum of {@code e^(s_j - m)}, where the maximum is
 *       subtracted (relative to a best key with {@code D_j + D_best}, at least 0); {@code e^(2 D - lse)} where it is not. Steps before the sum of weights widen both l_j and u_j. Steps after it are kept
 *       apart, as n_j: they meet {@code |v_j|} alone.
 *   <li><b>Hidden keys</b> weigh nothing, unless scores pass through a format that has no minus infinity, of which the least
 *       number is left: then they may weigh {@code e^(least - m + 2 D) / L} each.
 *   <li><b>Sums.</b> Growth {@code b = e^g - 1} of numerators and outputs over part of the keys, c of denominators.
 *   <li><b>Quotient.</b> With {@code N' = sum w'_j v_j (1 + b_j)}, {@code L' = sum w'_j (1 + c_j)} and {@code sum p_j (v_j - o) = 0}:
 *       {@code |N'/L' - o| <= E = [sum_j e_j |v_j - o| + t_j max(|v_j - o|, |o|) + (1 + b) n_j |v_j| + b u_j |v_j| + c u_j |o|
 *       + H_n] / [(1 - c) sum_j l_j - H_d]}, {@code e_j = max(u_j - p_j, p_j - l_j)} before storage, and H absolute errors of the
 *       products and sums.
 *   <li><b>Probability.</b> Storage of {@code p'_j <= x_j = u_j / denominator} adds {@code sum_j min(x_j, max(u x_j, h)) |v_j|}.
 *   <li><b>Division and stores</b> of what is summed over all keys: {@code max(u x, h)} with {@code x = |o|} plus the error so far.
 *   <li><b>Log-sum-exp</b>: {@code ln(sum_j u_j (1 + c))} or {@code -ln(denominator)}, the larger, weights taken without
 *       cancelling, and the logarithm's steps. Maximum, denominator and probabilities likewise.
 * </ol>
 *
 * Infinity is a possible answer: the formats then promise nothing, as where a number may leave the range of its grid.
 */
public final class ErrorBound {
    /** Roundings that a compensated sum and the products in it are worth in the golden model. */
    private static final int COMPENSATED = 4;

    private final StepTotals totals;

    /**
     * A bound for a machine.
     *
     * @param steps all that it rounds on the way to what is checked
     * @param scale factor of the scores, finite
     */
    public ErrorBound(List<Step> steps, double scale) {
        if (!Double.isFinite(scale)) {
            throw new IllegalArgumentException("scale is " + scale + "; allowed: a finite number");
        }
        List<Step> all = new ArrayList<>(steps);
        all.addAll(golden());
        this.totals = new StepTotals(List.copyOf(all), scale);
    }

    /** What {@link DenseAttention} rounds. */
    private static List<Step> golden() {
        Grid grid = Grid.of("fp64");
        // Its sums of values are scaled where they would overflow.
        Grid sums = new Grid(grid.name(), grid.unit(), grid.half(), Double.POSITIVE_INFINITY, false);
        double function = 0x1p-52;
        return List.of(
                new Step(Role.PRODUCT, grid, COMPENSATED, 1, 0, true, false),
                new Step(Role.SCORE, grid, 1, 1, 0, true, false),
                new Step(Role.ARGUMENT, grid, 1, 1, 0, true, false),
                new Step(Role.GOLDEN, grid, 1, 1, function, true, false),
                new Step(Role.DENOMINATOR, grid, COMPENSATED, 1, 0, true, false),
                new Step(Role.NUMERATOR, sums, COMPENSATED, 1, 0, false, true),
                new Step(Role.OUTPUT, grid, 1, 1, 0, false, false),
                new Step(Role.LOG_SUM, grid, 2, 1, function, true, false));
    }

    /**
     * The bounds of everything that belongs to one row.
     *
     * @param factor largest magnitude among the queries and keys that its scores are products of, 0 or more
     */
    public RowBound row(ScoreRow row, double factor) {
        return new RowBound(totals, row, factor);
    }

    /**
     * Relative error of an exponential as 2 to the n times the Taylor polynomial of degree 5 of 2 to the f, |f| at most
     * 1/2, evaluated by Horner's rule.
     *
     * <p>With r = f ln 2, |r| <= 0.3466, what is left out is at most {@code |r|^6 / 6! e^max(r, 0)}, and relative to
     * {@code e^r >= 2^(-1/2)} at most {@code 0.3466^6 / 720 sqrt 2 = 3.41e-6}. Horner's rule with two roundings a step and a
     * rounded coefficient each makes an error of at most {@code gamma_15 sum |c_k f^k| <= gamma_15 sqrt 2}, relative to the
     * result at most {@code 2 gamma_15}. The rounding of the argument is counted in step 2 already.
     */
    public static double taylorExponential(NumberFormat accumulator) {
        return StrictMath.pow(StrictMath.log(2) / 2, 6) / 720 * StrictMath.sqrt(2) + 2 * gamma(15, accumulator);
    }

    /**
     * Largest {@code |simulated - golden|} of one element of a matrix product, golden being {@link MatrixProduct}: what is
     * rounded before or in the sum may be off relative to the sum of magnitudes, {@code (B + H) e^g - B}; what is rounded
     * once after it, relative to the element itself.
     *
     * @param steps all that is rounded from the operands to what is stored
     * @param magnitude B: {@code sum |a_i b_i|} of the element, 0 or more
     * @param product the golden element
     * @param factor largest magnitude among the operands, 0 or more: an absolute error of one is multiplied by the other
     * @return infinity where a number may leave the range of its grid
     */
    public static double product(List<Step> steps, double magnitude, double product, double factor) {
        List<Step> sums = steps.stream()
                .filter(s -> s.operand() || s.times() > 1 || s.terms() > 1)
                .collect(Collectors.toCollection(ArrayList::new));
        sums.add(new Step(Role.OTHER, Grid.of("fp64"), COMPENSATED, 1, 0, false, false));
        double growth = sums.stream().mapToDouble(Step::growth).sum();
        double floor =
                Math.max(1, factor) * sums.stream().mapToDouble(Step::floor).sum();
        double error = (magnitude + floor) * StrictMath.expm1(growth) + floor;
        boolean fits = sums.stream()
                .allMatch(s ->
                        (s.operand() ? factor : magnitude + error) <= s.grid().largest());
        double e = fits ? error : Double.POSITIVE_INFINITY;
        for (Step s : steps) {
            if (!s.operand() && s.times() == 1 && s.terms() == 1) {
                e += s.grid().error(Math.abs(product) + e) + s.error() * (Math.abs(product) + e);
            }
        }
        return e <= Double.MAX_VALUE ? e : Double.POSITIVE_INFINITY;
    }

    /** The largest magnitude in an array, 0 for an empty one. */
    public static double maxAbs(double[] values) {
        double max = 0;
        for (double value : values) {
            max = Math.max(max, Math.abs(value));
        }
        return max;
    }

    /** gamma_k of a format; infinite once k u reaches 1. */
    static double gamma(int k, NumberFormat format) {
        double ku = k * format.unitRoundoff();
        return ku < 1 ? ku / (1 - ku) : Double.POSITIVE_INFINITY;
    }
}
