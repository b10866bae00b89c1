/** Points of a sweep as tasks of Apache Spark. */
@NullMarked
package dev.headrace.spark;

import org.jspecify.annotations.NullMarked;
