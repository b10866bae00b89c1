/** Money: what a die costs. */
@NullMarked
package dev.headrace.hw.cost.money;

import org.jspecify.annotations.NullMarked;
