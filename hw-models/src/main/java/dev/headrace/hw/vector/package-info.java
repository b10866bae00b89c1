/** A unit of parallel lanes for everything that is not a matrix product. */
@NullMarked
package dev.headrace.hw.vector;

import org.jspecify.annotations.NullMarked;
