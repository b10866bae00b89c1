/** A decoder with ternary weights, as a model that generates text is checked against: fp64 and exact integers. */
@NullMarked
package dev.headrace.golden.ternary;

import org.jspecify.annotations.NullMarked;
