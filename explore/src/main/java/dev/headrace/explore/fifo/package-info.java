/**
 * How deep FIFOs have to be: {@link dev.headrace.explore.fifo.FifoSizing} searches, {@link
 * dev.headrace.explore.fifo.FifoGraph} runs a wired graph again with other depths.
 */
@NullMarked
package dev.headrace.explore.fifo;

import org.jspecify.annotations.NullMarked;
