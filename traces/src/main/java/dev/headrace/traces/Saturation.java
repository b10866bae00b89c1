package dev.headrace.traces;

import dev.headrace.golden.NumberFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Numbers that were too large for a format, counted once however often a head is read. */
final class Saturation {
    private final NumberFormat format;
    private final ConcurrentMap<Head, Long> heads = new ConcurrentHashMap<>();

    private record Head(AttentionTensor tensor, int layer, int batch, int head) {}

    Saturation(NumberFormat format) {
        this.format = format;
    }

    /** A finite number in the format, if it is too large the largest with its sign. */
    double round(double x) {
        return format.overflows(x) ? x > 0 ? format.maxFinite() : format.minFinite() : format.round(x);
    }

    /** Notes how many of a head were too large. */
    void note(AttentionTensor tensor, int layer, int batch, int head, long count) {
        if (count > 0) {
            heads.put(new Head(tensor, layer, batch, head), count);
        }
    }

    /** Sums by tensor. */
    Map<String, Long> byTensor() {
        Map<String, Long> all = new TreeMap<>();
        heads.forEach((head, count) -> all.merge(head.tensor().jsonName(), count, Long::sum));
        return all;
    }
}
