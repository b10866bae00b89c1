/**
 * Replaying address traces and generated patterns on a memory: sources of requests that stream
 * ({@link dev.headrace.hw.dram.replay.TraceReader}, {@link dev.headrace.hw.dram.replay.Pattern}), and what comes out
 * ({@link dev.headrace.hw.dram.replay.MemoryReport}).
 */
@NullMarked
package dev.headrace.hw.dram.replay;

import org.jspecify.annotations.NullMarked;
