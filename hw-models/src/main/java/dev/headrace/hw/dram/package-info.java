/**
 * Memories outside the chip. A standard is a table of data ({@link dev.headrace.hw.dram.DramPart}), the controller is
 * event-driven and exact to the cycle ({@link dev.headrace.hw.dram.DramController}), and DMA engines turn block moves
 * into bursts ({@link dev.headrace.hw.dram.DramDevice}). To read the source, start with the part, then the timing of
 * one pseudo channel ({@code BankTiming}), its scheduler ({@code PseudoChannel}), the command buses that pseudo
 * channels share ({@code DramChannel}), and the controller.
 */
@NullMarked
package dev.headrace.hw.dram;

import org.jspecify.annotations.NullMarked;
