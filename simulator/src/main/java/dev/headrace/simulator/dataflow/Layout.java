package dev.headrace.simulator.dataflow;

import dev.headrace.simulator.kernel.Transfer;
import dev.headrace.simulator.spec.Formats;
import dev.headrace.simulator.spec.WorkloadSpec;
import java.util.LinkedHashMap;
import java.util.Map;

/** Where the tensors lie in a memory: one after another, in the order in which the design first names them. */
final class Layout {
    private final WorkloadSpec.Shape shape;
    private final long alignment;
    private final Map<String, Long> base = new LinkedHashMap<>();
    private final Map<String, Integer> number = new LinkedHashMap<>();
    private final Map<String, Long> rowBytes = new LinkedHashMap<>();
    private long end;

    Layout(WorkloadSpec.Shape shape, long alignment) {
        this.shape = shape;
        this.alignment = alignment;
    }

    /** Gives a tensor its place, unless it has one. */
    void place(Tensor t) {
        if (!base.containsKey(t.name())) {
            base.put(t.name(), end);
            rowBytes.put(t.name(), t.rowBytes(shape));
            number.put(t.name(), number.size());
            end = Math.addExact(end, t.bytes(shape));
            end = Math.multiplyExact((end + alignment - 1) / alignment, alignment);
        }
    }

    /** Bytes used. */
    long end() {
        return end;
    }

    /** Tensors by number. */
    java.util.List<String> names() {
        return java.util.List.copyOf(base.keySet());
    }

    /** Row of a tensor that lies at an address, counted through all its matrices. */
    long rowAt(int tensor, long address) {
        String name = names().get(tensor);
        return (address - java.util.Objects.requireNonNull(base.get(name)))
                / java.util.Objects.requireNonNull(rowBytes.get(name));
    }

    /** True if two transfers of one operator cost the same: as large, and cut into bursts in the same way. */
    boolean alike(Transfer a, Transfer b) {
        return a.rowBytes == b.rowBytes
                && a.rows == b.rows
                && a.stride == b.stride
                && (a.address - b.address) % alignment == 0;
    }

    /** Fills in the transfer of a tile: one piece if its rows lie side by side. False if there is nothing to move. */
    boolean describe(Op.Access a, Point at, Transfer transfer) {
        Tensor t = a.tensor();
        Plane plane = a.plane();
        if (plane != null) {
            long from = java.util.Objects.requireNonNull(base.get(t.name()));
            int index = java.util.Objects.requireNonNull(number.get(t.name()));
            return plane.describe(t, from, shape, at, transfer, index);
        }
        long stride = t.rowBytes(shape);
        long rows = a.rows().size(at);
        long cols = a.cols().size(at);
        long start = java.util.Objects.requireNonNull(base.get(t.name()))
                + t.headOf(at.head(), shape) * t.headBytes(shape)
                + a.rows().start(at) * stride
                + Formats.byteOf(t.format(), a.cols().start(at));
        // Elements of less than a byte share the first and the last with their neighbours.
        long rowBytes = Formats.bytes(t.format(), a.cols().start(at) + cols)
                - Formats.byteOf(t.format(), a.cols().start(at));
        int tensor = java.util.Objects.requireNonNull(number.get(t.name()));
        if (t.packing() != null) {
            // Whole matrices only, which the load has made sure of.
            transfer.set(a.write(), start, t.headBytes(shape), 1, 0, tensor);
            return true;
        }
        if (rowBytes == stride) {
            transfer.set(a.write(), start, Math.multiplyExact(rows, stride), 1, 0, tensor);
        } else {
            transfer.set(a.write(), start, rowBytes, rows, stride, tensor);
        }
        return true;
    }
}
