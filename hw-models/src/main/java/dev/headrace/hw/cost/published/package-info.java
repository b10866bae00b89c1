/** Models of costs beside published numbers. */
@NullMarked
package dev.headrace.hw.cost.published;

import org.jspecify.annotations.NullMarked;
