/** Systolic arrays for matrix products. */
@NullMarked
package dev.headrace.hw.systolic;

import org.jspecify.annotations.NullMarked;
