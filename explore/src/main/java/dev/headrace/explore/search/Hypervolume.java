package dev.headrace.explore.search;

import java.util.List;
import org.moeaframework.core.Solution;
import org.moeaframework.core.indicator.Normalizer;
import org.moeaframework.core.indicator.WFGNormalizedHypervolume;
import org.moeaframework.core.population.NondominatedPopulation;
import org.moeaframework.problem.AbstractProblem;

/**
 * How much of the space of costs a front covers: the volume of what at least one of its points is no worse than, up to a
 * reference point. The more the better (Zitzler and Thiele, 1999). Computed by MOEA Framework.
 */
public final class Hypervolume {
    private Hypervolume() {}

    /**
     * The volume.
     *
     * @param costs one or more numbers a point, all of the same length; points not better than the reference everywhere
     *     add nothing
     * @param reference as long
     * @return in the product of the units of the costs; 0 if nothing is better than the reference
     */
    public static double of(List<double[]> costs, double[] reference) {
        int n = reference.length;
        List<double[]> within =
                costs.stream().filter(c -> isWithin(c, reference)).toList();
        if (within.isEmpty()) {
            return 0;
        }
        double[] least = reference.clone();
        for (double[] c : within) {
            for (int i = 0; i < n; i++) {
                least[i] = Math.min(least[i], c[i]);
            }
        }
        double box = 1;
        for (int i = 0; i < n; i++) {
            box *= reference[i] - least[i];
        }
        NondominatedPopulation front = new NondominatedPopulation();
        for (double[] c : within) {
            Solution s = new Solution(0, n);
            s.setObjectiveValues(c);
            front.add(s);
        }
        return box * new WFGNormalizedHypervolume(new Costs(n), new Normalizer(least, reference)).evaluate(front);
    }

    private static boolean isWithin(double[] costs, double[] reference) {
        for (int i = 0; i < reference.length; i++) {
            if (!(costs[i] < reference[i])) {
                return false;
            }
        }
        return true;
    }

    /** Nothing but a number of costs, which is all that the library asks a problem for here. */
    private static final class Costs extends AbstractProblem {
        Costs(int costs) {
            super(0, costs);
        }

        @Override
        public void evaluate(Solution solution) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Solution newSolution() {
            return new Solution(0, numberOfObjectives);
        }
    }
}
