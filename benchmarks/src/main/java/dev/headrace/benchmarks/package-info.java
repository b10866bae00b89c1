/** How fast the kernel evaluates graphs read from JSON, measured with JMH. */
@NullMarked
package dev.headrace.benchmarks;

import org.jspecify.annotations.NullMarked;
