/** Selection of the k largest scores: the quick-select engine and the zero eliminators behind its comparators. */
@NullMarked
package dev.headrace.hw.topk;

import org.jspecify.annotations.NullMarked;
