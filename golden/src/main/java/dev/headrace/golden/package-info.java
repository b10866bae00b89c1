/** Functional models that a run is checked against. Depends on nothing, so it cannot agree with the simulator by accident. */
@NullMarked
package dev.headrace.golden;

import org.jspecify.annotations.NullMarked;
