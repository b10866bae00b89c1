/** A pipeline for online softmax. */
@NullMarked
package dev.headrace.hw.softmax;

import org.jspecify.annotations.NullMarked;
