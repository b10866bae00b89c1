package dev.headrace.explore.search;

import dev.headrace.explore.sweep.Measures;
import dev.headrace.explore.sweep.Point;
import dev.headrace.explore.sweep.Row;
import dev.headrace.explore.sweep.Search;
import dev.headrace.explore.sweep.SearchSpec;
import dev.headrace.explore.sweep.Space;
import dev.headrace.explore.sweep.Sweep;
import dev.headrace.explore.sweep.SweepResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.moeaframework.algorithm.NSGAII;
import org.moeaframework.core.PRNG;
import org.moeaframework.core.Solution;
import org.moeaframework.core.comparator.ChainedComparator;
import org.moeaframework.core.comparator.CrowdingComparator;
import org.moeaframework.core.comparator.ParetoDominanceComparator;
import org.moeaframework.core.constraint.Equal;
import org.moeaframework.core.initialization.InjectedInitialization;
import org.moeaframework.core.operator.UniformCrossover;
import org.moeaframework.core.operator.Variation;
import org.moeaframework.core.operator.real.PM;
import org.moeaframework.core.population.NondominatedSortingPopulation;
import org.moeaframework.core.selection.TournamentSelection;
import org.moeaframework.core.variable.RealVariable;
import org.moeaframework.problem.AbstractProblem;

/**
 * NSGA-II (Deb et al., IEEE Transactions on Evolutionary Computation 6(2), 2002) of MOEA Framework over the axes of a sweep:
 * each axis is a number from 0 to its size, of which the whole part is the step. Begins with the sweep's points and ends
 * when so many points have been run as it was given, or none is left that it can find.
 *
 * <p>No point is run twice: a child that has been asked for before, or that the constraints forbid before a run, is mutated
 * until it is a new one, and drawn at random if that does not help. Points that come to nothing, or miss a constraint, are
 * worse than all others.
 *
 * <p>What it asks for follows from sweep, rows and seed. MOEA Framework has one generator of random numbers for the whole
 * process, so that searches wait for one another.
 */
final class Nsga2 implements Search {
    /** Mutations of a child, and then random draws, after which it is left as it is. */
    private static final int TRIES = 50;

    /** Generations without a new point after which there is held to be none. */
    private static final int PATIENCE = 20;

    /** Spread of a mutation along an axis: small numbers make wide steps. */
    private static final double DISTRIBUTION = 5;

    private static final Object ONE_AT_A_TIME = new Object();

    private final Sweep sweep;
    private final Space space;
    private final List<Measures.Objective> objectives;
    private final int evaluations;
    private final int population;
    private final long seed;

    Nsga2(Sweep sweep, SearchSpec spec) {
        this.sweep = sweep;
        this.space = sweep.space();
        this.objectives = sweep.measures().objectives();
        this.evaluations = Objects.requireNonNull(spec.evaluations());
        this.population = Objects.requireNonNull(spec.population());
        this.seed = Objects.requireNonNull(spec.seed());
    }

    @Override
    public long most() {
        return Math.min(evaluations, space.size());
    }

    @Override
    public @Nullable List<Row> rows(Runner runner) {
        synchronized (ONE_AT_A_TIME) {
            PRNG.setSeed(seed);
            return new Run(runner).rows();
        }
    }

    /** One search. */
    private final class Run {
        private final Runner runner;
        private final Map<Long, Row> rows = new TreeMap<>();
        private boolean stopped;

        Run(Runner runner) {
            this.runner = runner;
        }

        @Nullable
        List<Row> rows() {
            Choices problem = new Choices();
            Generations generations = new Generations(this, problem);
            int idle = 0;
            while (!stopped && rows.size() < most() && idle < PATIENCE) {
                int before = rows.size();
                generations.step();
                idle = rows.size() > before ? 0 : idle + 1;
            }
            return stopped ? null : List.copyOf(rows.values());
        }

        /** Whether a point can be asked for. */
        boolean isNew(long index, Set<Long> pending) {
            return !rows.containsKey(index) && !pending.contains(index) && sweep.allows(space.point(index));
        }

        /** Gives solutions their costs; what is new among them is run, as far as the budget goes. */
        void evaluate(Solution[] solutions) {
            Map<Long, Point> wanted = new LinkedHashMap<>();
            for (Solution s : solutions) {
                long index = index(s);
                if (rows.size() + wanted.size() < evaluations && isNew(index, wanted.keySet())) {
                    wanted.put(index, space.point(index));
                }
            }
            List<Row> got = stopped ? List.of() : runner.rows(List.copyOf(wanted.values()));
            stopped |= got.size() < wanted.size();
            got.forEach(row -> rows.put(row.point(), row));
            for (Solution s : solutions) {
                score(s, rows.get(index(s)));
            }
        }

        private void score(Solution s, @Nullable Row row) {
            if (row == null || row.objectives().isEmpty()) {
                double[] worst = new double[objectives.size()];
                Arrays.fill(worst, Double.MAX_VALUE);
                s.setObjectiveValues(worst);
                s.setConstraintValue(0, 2);
            } else {
                s.setObjectiveValues(SweepResult.costs(row, objectives));
                s.setConstraintValue(0, row.feasible() ? 0 : 1);
            }
        }
    }

    private long index(Solution s) {
        int[] steps = new int[space.axes().size()];
        for (int a = 0; a < steps.length; a++) {
            int last = space.axes().get(a).size() - 1;
            steps[a] = Math.min(last, (int) RealVariable.getReal(s.getVariable(a)));
        }
        return space.index(steps);
    }

    /** A choice on each axis; one constraint, which is 0 if it is met. */
    private final class Choices extends AbstractProblem {
        Choices() {
            super(space.axes().size(), objectives.size(), 1);
        }

        @Override
        public void evaluate(Solution solution) {
            throw new UnsupportedOperationException("points are run many at a time");
        }

        @Override
        public Solution newSolution() {
            Solution s = new Solution(numberOfVariables, numberOfObjectives, 1);
            for (int a = 0; a < numberOfVariables; a++) {
                s.setVariable(a, new RealVariable(0, space.axes().get(a).size()));
            }
            s.setConstraint(0, new Equal(0));
            return s;
        }

        Solution of(Point point) {
            Solution s = newSolution();
            int[] steps = space.steps(point.index());
            for (int a = 0; a < numberOfVariables; a++) {
                RealVariable.setReal(s.getVariable(a), steps[a] + 0.5);
            }
            return s;
        }

        long index(Solution s) {
            return Nsga2.this.index(s);
        }

        int population() {
            return population;
        }

        List<Solution> first() {
            List<Solution> all = new ArrayList<>();
            sweep.points().forEach(point -> all.add(of(point)));
            return all;
        }
    }

    /** The algorithm, its evaluations a generation at a time. */
    private static final class Generations extends NSGAII {
        private final Run run;

        Generations(Run run, Choices problem) {
            super(
                    problem,
                    problem.population(),
                    new NondominatedSortingPopulation(),
                    null,
                    new TournamentSelection(
                            2, new ChainedComparator(new ParetoDominanceComparator(), new CrowdingComparator())),
                    new Fresh(run, problem),
                    new InjectedInitialization(problem, problem.first()));
            this.run = run;
        }

        @Override
        public void evaluateAll(Iterable<Solution> solutions) {
            List<Solution> all = new ArrayList<>();
            solutions.forEach(all::add);
            run.evaluate(all.toArray(Solution[]::new));
        }

        @Override
        public void evaluateAll(Solution[] solutions) {
            run.evaluate(solutions);
        }
    }

    /** Children: each axis from either parent, some moved, until they are points that have not been asked for. */
    private static final class Fresh implements Variation {
        private final Run run;
        private final Choices problem;
        private final UniformCrossover crossover = new UniformCrossover(1);
        private final PM mutation;
        private final Set<Long> pending = new HashSet<>();

        Fresh(Run run, Choices problem) {
            this.run = run;
            this.problem = problem;
            this.mutation = new PM(1.0 / problem.getNumberOfVariables(), DISTRIBUTION);
        }

        @Override
        public String getName() {
            return "fresh";
        }

        @Override
        public int getArity() {
            return crossover.getArity();
        }

        @Override
        public Solution[] evolve(Solution[] parents) {
            Solution[] children = crossover.evolve(parents);
            for (int i = 0; i < children.length; i++) {
                children[i] = fresh(children[i]);
            }
            return children;
        }

        private Solution fresh(Solution child) {
            Solution at = child;
            for (int i = 0; i < 2 * TRIES; i++) {
                at = mutation.mutate(at);
                if (i >= TRIES) {
                    for (int v = 0; v < at.getNumberOfVariables(); v++) {
                        at.getVariable(v).randomize();
                    }
                }
                if (run.isNew(problem.index(at), pending)) {
                    pending.add(problem.index(at));
                    return at;
                }
            }
            return child;
        }
    }
}
