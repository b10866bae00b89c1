/**
 * Design-space exploration. {@link dev.headrace.explore.sweep.Space}: the points, by number.
 * {@link dev.headrace.explore.sweep.Evaluator}: points to rows, in parallel, each once. {@link
 * dev.headrace.explore.sweep.SweepResult}: the rows and their front.
 */
@NullMarked
package dev.headrace.explore.sweep;

import org.jspecify.annotations.NullMarked;
