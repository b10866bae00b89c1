package dev.headrace.hw.dram;

import dev.headrace.simulator.run.Result;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Useful bytes and padding moved at a memory, by tensor. */
final class Traffic {
    private final List<String> tensors;
    private final long[] read;
    private final long[] written;
    private long padding;

    Traffic(List<String> tensors) {
        this.tensors = List.copyOf(tensors);
        read = new long[tensors.size()];
        written = new long[tensors.size()];
    }

    /** Useful bytes of a tensor, and bytes moved for them. */
    void add(int tensor, boolean write, long useful, long moved) {
        if (write) {
            written[tensor] += useful;
        } else {
            read[tensor] += useful;
        }
        padding += moved - useful;
    }

    /** All counters, to be compared with later ones. */
    long[] counters() {
        long[] all = java.util.Arrays.copyOf(read, 2 * read.length + 1);
        System.arraycopy(written, 0, all, read.length, written.length);
        all[2 * read.length] = padding;
        return all;
    }

    /** Adds to all counters what they have grown by, so many times. */
    void repeat(long[] since, long times) {
        long[] now = counters();
        for (int i = 0; i < read.length; i++) {
            read[i] += times * (now[i] - since[i]);
            written[i] += times * (now[read.length + i] - since[read.length + i]);
        }
        padding += times * (now[2 * read.length] - since[2 * read.length]);
    }

    long readBytes() {
        return sum(read);
    }

    long writeBytes() {
        return sum(written);
    }

    /** Bytes of partial bursts that nobody asked for. */
    long padding() {
        return padding;
    }

    private static long sum(long[] values) {
        long sum = 0;
        for (long v : values) {
            sum += v;
        }
        return sum;
    }

    Map<String, Result.Traffic> byTensor() {
        Map<String, Result.Traffic> map = new LinkedHashMap<>();
        for (int i = 0; i < read.length; i++) {
            if (read[i] != 0 || written[i] != 0) {
                map.put(tensors.get(i), new Result.Traffic(read[i], written[i]));
            }
        }
        return Collections.unmodifiableMap(map);
    }

    /** Part of the peak that was used in {@code seconds}. */
    double utilization(double peakBytesPerSecond, double seconds) {
        return seconds > 0 ? (readBytes() + writeBytes() + padding) / (peakBytesPerSecond * seconds) : 0;
    }
}
