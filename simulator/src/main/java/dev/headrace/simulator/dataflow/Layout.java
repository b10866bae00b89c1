package dev.headrace.simulator.dataflow;

import dev.headrace.simulator.kernel.Transfer;
import dev.headrace.simulator.spec.Formats;
import dev.headrace.simulator.spec.WorkloadSpec;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** Where the tensors lie in a memory: one after another, in the order in which the design first names them. */
final class Layout {
    private final WorkloadSpec.Shape shape;
    private final long alignment;
    private final Map<String, Place> places = new LinkedHashMap<>();
    private long end;

    /** Where a tensor lies, and what follows from its shape and format alone: transfers are described very often. */
    private record Place(int number, long base, long rowBytes, long matrixBytes, int bits) {}

    Layout(WorkloadSpec.Shape shape, long alignment) {
        this.shape = shape;
        this.alignment = alignment;
    }

    /** Gives a tensor its place, unless it has one. */
    void place(Tensor t) {
        if (!places.containsKey(t.name())) {
            places.put(
                    t.name(),
                    new Place(places.size(), end, t.rowBytes(shape), t.headBytes(shape), Formats.bits(t.format())));
            end = Math.addExact(end, t.bytes(shape));
            end = Math.multiplyExact((end + alignment - 1) / alignment, alignment);
        }
    }

    private Place place(String tensor) {
        return Objects.requireNonNull(places.get(tensor));
    }

    /** Bytes used. */
    long end() {
        return end;
    }

    /** Tensors by number. */
    java.util.List<String> names() {
        return java.util.List.copyOf(places.keySet());
    }

    /** Row of a tensor that lies at an address, counted through all its matrices. */
    long rowAt(int tensor, long address) {
        Place place = place(names().get(tensor));
        return (address - place.base()) / place.rowBytes();
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
        Place place = place(t.name());
        Plane plane = a.plane();
        if (plane != null) {
            return plane.describe(t, place.base(), shape, at, transfer, place.number());
        }
        long stride = place.rowBytes();
        long rows = a.rows().size(at);
        long cols = a.cols().size(at);
        long from = a.cols().start(at);
        long start = place.base()
                + t.headOf(at.head(), shape) * place.matrixBytes()
                + a.rows().start(at) * stride
                + Formats.byteOf(place.bits(), from);
        if (t.packing() != null) {
            // Whole matrices only, which the load has made sure of.
            transfer.set(a.write(), start, place.matrixBytes(), 1, 0, place.number());
            return true;
        }
        // Elements of less than a byte share the first and the last with their neighbours.
        long rowBytes = Formats.bytes(place.bits(), from + cols) - Formats.byteOf(place.bits(), from);
        if (rowBytes == stride) {
            transfer.set(a.write(), start, Math.multiplyExact(rows, stride), 1, 0, place.number());
        } else {
            transfer.set(a.write(), start, rowBytes, rows, stride, place.number());
        }
        return true;
    }
}
