/**
 * The plain tick-by-tick kernel that the engine is checked against, the random graphs on which the two are compared, and
 * the graphs of which published cycle counts are known. Written from {@code docs/kernel.md} alone.
 */
@NullMarked
package dev.headrace.simulator.kernel.reference;

import org.jspecify.annotations.NullMarked;
