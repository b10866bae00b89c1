/**
 * Finding the front of a sweep without running every point: a genetic search, an exhaustive one pruned by bounds, and
 * successive halving over fidelity.
 */
@org.jspecify.annotations.NullMarked
package dev.headrace.explore.search;
