/** Formulas of what silicon costs; their coefficients are data, {@code configs/hardware/costs}. */
@NullMarked
package dev.headrace.hw.cost.law;

import org.jspecify.annotations.NullMarked;
