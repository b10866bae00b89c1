/**
 * Finding the front of a sweep without running every point: a genetic search, and an exhaustive one pruned by
 * bounds.
 */
@org.jspecify.annotations.NullMarked
package dev.headrace.explore.search;
