/**
 * The inner loops of static regions, compiled to one class each. Knows neither graphs nor runs: a {@link
 * dev.headrace.simulator.codegen.Shape} in, a {@link dev.headrace.simulator.codegen.Steps} out.
 */
@NullMarked
package dev.headrace.simulator.codegen;

import org.jspecify.annotations.NullMarked;
