/** Multiplier arrays with reconfigurable adder trees. */
@NullMarked
package dev.headrace.hw.multiplier;

import org.jspecify.annotations.NullMarked;
