/** The operator vocabulary (load, matmul, online-softmax, ...), loops, streams, and how a dataflow becomes a graph. */
@NullMarked
package dev.headrace.simulator.dataflow;

import org.jspecify.annotations.NullMarked;
