/** What a machine costs beside time: energy of its actions, area and static power of its parts, from tables. */
@NullMarked
package dev.headrace.hw.cost;

import org.jspecify.annotations.NullMarked;
