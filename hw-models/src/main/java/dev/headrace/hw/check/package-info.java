/** Checks of parameters and exact arithmetic on sizes, and fixed draws, shared by the units. */
@NullMarked
package dev.headrace.hw.check;

import org.jspecify.annotations.NullMarked;
