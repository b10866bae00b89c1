/**
 * Why a run took as long as it did: the critical path through its chronicle, what repeats on it, how long anything else
 * could take, and how long the run would be if something were faster.
 */
@NullMarked
package dev.headrace.simulator.explain;

import org.jspecify.annotations.NullMarked;
