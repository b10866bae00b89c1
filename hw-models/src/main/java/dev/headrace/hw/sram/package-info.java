/** On-chip memory in banks. */
@NullMarked
package dev.headrace.hw.sram;

import org.jspecify.annotations.NullMarked;
