/** The small language of expressions in files: constraints, objectives, and whatever else is a formula. Knows the JDK only. */
@NullMarked
package dev.headrace.simulator.expr;

import org.jspecify.annotations.NullMarked;
