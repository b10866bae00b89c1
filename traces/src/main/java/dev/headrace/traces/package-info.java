/** Tensors from files and from seeded generators, in the number formats of {@link dev.headrace.golden.NumberFormat}. */
@NullMarked
package dev.headrace.traces;

import org.jspecify.annotations.NullMarked;
