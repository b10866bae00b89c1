/** What a hardware unit has to offer, and how one is found: the border between the simulator and its hardware models. */
@NullMarked
package dev.headrace.simulator.unit;

import org.jspecify.annotations.NullMarked;
