package dev.headrace.simulator.kernel.reference;

import dev.headrace.simulator.kernel.Graph;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Compares another evaluator of graphs with the reference, counter by counter. A graph on which they differ is made
 * smaller as long as they still do, and printed.
 */
public final class DifferentialCheck {
    /** Far beyond any random graph; a run that gets there would never end. */
    public static final long MAX_TICK = 5_000_000;

    private DifferentialCheck() {}

    /** Fails with the first differing counter of the smallest graph found if {@code engine} is wrong about a seed. */
    public static void assertAgree(long seed, Function<Graph, ReferenceOutcome> engine) {
        assertAgree("seed " + seed, RandomGraphs.graph(seed), engine);
    }

    /** Fails with the first differing counter of the smallest graph found if {@code engine} is wrong about this one. */
    public static void assertAgree(String name, Graph graph, Function<Graph, ReferenceOutcome> engine) {
        String difference = difference(graph, engine);
        if (difference != null) {
            Graph small = Shrinker.shrink(graph, g -> difference(g, engine) != null);
            throw new AssertionError(name + ": " + difference + "\nin a smaller graph: " + difference(small, engine)
                    + "\n" + GraphText.of(small) + "\n" + ReferenceKernel.run(small, MAX_TICK));
        }
    }

    /** The first counter in which the engine differs from the reference, or null; an exception is a difference. */
    static @Nullable String difference(Graph graph, Function<Graph, ReferenceOutcome> engine) {
        ReferenceOutcome expected = ReferenceKernel.run(graph, MAX_TICK);
        ReferenceOutcome actual;
        try {
            actual = engine.apply(graph);
        } catch (RuntimeException | AssertionError e) {
            StackTraceElement[] trace = e.getStackTrace();
            return "threw " + e + (trace.length == 0 ? "" : " at " + trace[0]);
        }
        return first(expected, actual);
    }

    private static @Nullable String first(ReferenceOutcome expected, ReferenceOutcome actual) {
        if (expected.deadlocked() != actual.deadlocked()) {
            return "deadlocked: expected " + expected.deadlocked() + ", was " + actual.deadlocked()
                    + "; ticks expected " + expected.ticks() + ", was " + actual.ticks();
        }
        if (expected.ticks() != actual.ticks()) {
            return "ticks: expected " + expected.ticks() + ", was " + actual.ticks()
                    + (expected.deadlocked() ? " at a deadlock" : "");
        }
        String d = first(expected.operators(), actual.operators());
        d = d != null ? d : first(expected.units(), actual.units());
        return d != null ? d : first(expected.channels(), actual.channels());
    }

    private static @Nullable String first(List<?> expected, List<?> actual) {
        if (expected.size() != actual.size()) {
            return "number of records: expected " + expected.size() + ", was " + actual.size();
        }
        for (int i = 0; i < expected.size(); i++) {
            if (!expected.get(i).equals(actual.get(i))) {
                return "expected " + expected.get(i) + ", was " + actual.get(i);
            }
        }
        return null;
    }
}
