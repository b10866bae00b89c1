package dev.headrace.simulator.kernel;

import org.jspecify.annotations.Nullable;

/**
 * A block move between a memory and the chip: {@code rows} pieces of {@code rowBytes} contiguous bytes, {@code stride}
 * bytes apart. One instance is filled and handed over for every firing of a load or store, so that the hot path
 * allocates nothing; a device copies what it needs.
 */
public final class Transfer {
    /** True for a store to the memory. */
    public boolean write;

    /** Byte address of the first row. */
    public long address;

    /** Contiguous bytes of one row, at least 1; the rest of a row's last burst is padding. */
    public long rowBytes;

    /** Number of rows, at least 1. */
    public long rows;

    /** Bytes from the start of one row to the start of the next; of no meaning for one row. */
    public long stride;

    /** Index of the tensor, for traffic accounting. */
    public int tensor;

    /**
     * Where the rows lie if they are not {@code stride} apart one after another: row i starts {@code rowAt[i] * stride} bytes
     * after {@code address}; ascending, {@code rows} entries, never changed. Null otherwise.
     */
    public int @Nullable [] rowAt;

    /** Sets every field; rows lie one after another. */
    public void set(boolean write, long address, long rowBytes, long rows, long stride, int tensor) {
        this.write = write;
        this.address = address;
        this.rowBytes = rowBytes;
        this.rows = rows;
        this.stride = stride;
        this.tensor = tensor;
        this.rowAt = null;
    }

    /** Useful bytes moved: rows times row bytes. */
    public long bytes() {
        return rowBytes * rows;
    }
}
