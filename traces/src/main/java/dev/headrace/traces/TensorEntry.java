package dev.headrace.traces;

import java.util.List;

/**
 * One tensor of a safetensors file, as its header describes it.
 *
 * @param name unique in the file
 * @param type element type
 * @param shape lengths of the axes, outermost first; an empty list is a single number
 * @param begin first byte, from the start of the data section
 * @param end one past the last byte
 */
public record TensorEntry(String name, ElementType type, List<Long> shape, long begin, long end) {
    public TensorEntry {
        shape = List.copyOf(shape);
    }

    /** Number of elements. */
    public long count() {
        return (end - begin) * Byte.SIZE / type.bits();
    }
}
