/** DMA engines. */
@NullMarked
package dev.headrace.hw.dma;

import org.jspecify.annotations.NullMarked;
