/**
 * Traces of a run over its cycles, for viewers of others: Perfetto's and, as value change dumps, GTKWave. Written while the
 * run is made, in memory that does not grow with it.
 */
@NullMarked
package dev.headrace.reports.trace;

import org.jspecify.annotations.NullMarked;
