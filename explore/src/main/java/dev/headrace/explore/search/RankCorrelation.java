package dev.headrace.explore.search;

import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.stat.correlation.KendallsCorrelation;
import org.apache.commons.math3.stat.correlation.SpearmansCorrelation;

/**
 * How well one measure ranks things as another does, by Spearman's rho and Kendall's tau-b of Commons Math, each with its 95 %
 * interval after Fisher's transformation: the inverse hyperbolic tangent of rho has a variance of about 1.06 / (n - 3), that of
 * tau of 0.437 / (n - 4) (Fieller, Hartley and Pearson, Tests for rank correlation coefficients I, Biometrika 44(3/4), 1957).
 *
 * @param points compared
 * @param rho -1 to 1; NaN if either measure is the same everywhere
 * @param rhoRange its interval, low and high; NaN below 4 points
 * @param tau -1 to 1; NaN likewise
 * @param tauRange its interval; NaN below 5 points
 */
record RankCorrelation(int points, double rho, Range rhoRange, double tau, Range tauRange) {
    private static final double RHO = 1.06;

    private static final double TAU = 0.437;

    /** Standard deviations that 95 % of a normal distribution are within. */
    private static final double WITHIN = new NormalDistribution(null, 0, 1).inverseCumulativeProbability(0.975);

    /** Ends of an interval. */
    record Range(double low, double high) {}

    /** Of two measures of the same things, in the same order; two or more. */
    static RankCorrelation of(double[] x, double[] y) {
        double rho = new SpearmansCorrelation().correlation(x, y);
        double tau = new KendallsCorrelation().correlation(x, y);
        return new RankCorrelation(
                x.length, rho, range(rho, RHO / (x.length - 3)), tau, range(tau, TAU / (x.length - 4)));
    }

    private static Range range(double r, double variance) {
        if (!(variance > 0) || Double.isInfinite(variance)) {
            return new Range(Double.NaN, Double.NaN);
        }
        double z = 0.5 * Math.log((1 + r) / (1 - r));
        double off = WITHIN * Math.sqrt(variance);
        return new Range(Math.tanh(z - off), Math.tanh(z + off));
    }
}
