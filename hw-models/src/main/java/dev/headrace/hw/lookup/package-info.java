/** Ternary matrix products by table lookup, as TeLLMe does them on an FPGA, and the buffer of their weights. */
@NullMarked
package dev.headrace.hw.lookup;

import org.jspecify.annotations.NullMarked;
