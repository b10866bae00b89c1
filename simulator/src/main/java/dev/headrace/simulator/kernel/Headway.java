package dev.headrace.simulator.kernel;

/**
 * How far a run has come, as an observer sees it: a moment ago, and roughly where trip counts depend on the indices.
 *
 * @param firings made so far by all operators, those skipped included; 0 to {@code total}
 * @param total firings of the whole run; where a loop's trip count depends on the loops outside it, an estimate from those
 *     made so far
 */
public record Headway(long firings, long total) {}
