/** FPGA resources: what units take, and what boards have. */
@NullMarked
package dev.headrace.hw.cost.fpga;

import org.jspecify.annotations.NullMarked;
