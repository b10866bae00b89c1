/**
 * Many runs: the figures of a paper with the runs that should give them, the pool that runs them, and the search for FIFO
 * depths that end a deadlock.
 */
@NullMarked
package dev.headrace.explore;

import org.jspecify.annotations.NullMarked;
