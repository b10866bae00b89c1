/** Time, channels, operators, units, the event queue, stalls and deadlock. Uses the JDK only. */
@NullMarked
package dev.headrace.simulator.kernel;

import org.jspecify.annotations.NullMarked;
