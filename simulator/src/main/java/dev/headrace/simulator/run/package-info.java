/** One run: machine and workload in, immutable {@link dev.headrace.simulator.run.Result} out, golden check included. */
@NullMarked
package dev.headrace.simulator.run;

import org.jspecify.annotations.NullMarked;
