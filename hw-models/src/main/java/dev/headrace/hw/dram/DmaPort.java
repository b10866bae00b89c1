package dev.headrace.hw.dram;

import dev.headrace.hw.fetcher.LaneFetcher;
import dev.headrace.simulator.kernel.Transfer;
import org.jspecify.annotations.Nullable;

/**
 * One DMA engine: a queue of transfers, cut into bursts one after another. Rows that touch each other are moved as one, scattered ones too.
 * A row that starts or ends within a burst moves the whole burst; the rest is padding.
 */
final class DmaPort implements LaneFetcher.Requests {
    private static final int FIELDS = 6;

    private final long burstBytes;
    private final int outstanding;
    /** Waiting transfers, the current one first: write, address, row bytes, rows, stride, tensor; a ring. */
    private long[] fields = new long[8 * FIELDS];

    private int[] slots = new int[8];
    /** Where the rows of each lie, in strides, if they are scattered. */
    private int[] @Nullable [] places = new int[8] @Nullable [];

    private int first;
    private int count;

    /** The current transfer. */
    boolean write;

    int slot;
    int tensor;
    private long rowAddress;
    private long rowBytes;
    private long rowsLeft;
    private long stride;
    /** Of scattered rows: where they lie, where row 0 would, bytes of one, and the next. */
    private int @Nullable [] place;

    private long base;
    private long oneRow;
    private int row;
    private long position;
    private long rowEnd;
    /** Useful bytes of the whole rows issued, and how many of all have been accounted for. */
    private long useful;

    private long usefulTaken;
    private long burstsTaken;

    /** When reads under way will be back, in this order; a ring of powers of two. */
    private final long[] back;

    private int backFirst;
    private int backCount;
    private int underWay;
    private int backUnit = 1;

    /** Bursts issued. */
    long bursts;
    /** Sum of the latencies of the reads that are done, less the start of those that are not. */
    long latencySum;
    /** Reads that are done. */
    long readsDone;
    /** Bursts issued in the last cycle in which any were, and that cycle. */
    private int issued;

    private long issuedAt = -1;
    /** Place in line at a full queue: its number, or -1. */
    int line = -1;
    /** The next port in the same line, or -1. */
    int behind = -1;

    DmaPort(long burstBytes, int outstanding) {
        this.burstBytes = burstBytes;
        this.outstanding = outstanding;
        back = new long[Integer.highestOneBit(2 * outstanding - 1)];
    }

    boolean idle() {
        return count == 0;
    }

    void add(Transfer t, int slot) {
        if (count == slots.length) {
            grow();
        }
        int i = (first + count) & (slots.length - 1);
        boolean joined = t.rowAt == null && t.stride == t.rowBytes;
        fields[i * FIELDS] = t.write ? 1 : 0;
        fields[i * FIELDS + 1] = t.address;
        fields[i * FIELDS + 2] = joined ? t.rowBytes * t.rows : t.rowBytes;
        fields[i * FIELDS + 3] = joined ? 1 : t.rows;
        fields[i * FIELDS + 4] = t.stride;
        fields[i * FIELDS + 5] = t.tensor;
        slots[i] = slot;
        places[i] = t.rowAt;
        count++;
        if (count == 1) {
            begin();
        }
    }

    private void grow() {
        int n = slots.length;
        long[] moreFields = new long[2 * n * FIELDS];
        int[] moreSlots = new int[2 * n];
        int[] @Nullable [] morePlaces = new int[2 * n] @Nullable [];
        for (int k = 0; k < n; k++) {
            int i = (first + k) & (n - 1);
            System.arraycopy(fields, i * FIELDS, moreFields, k * FIELDS, FIELDS);
            moreSlots[k] = slots[i];
            morePlaces[k] = places[i];
        }
        fields = moreFields;
        slots = moreSlots;
        places = morePlaces;
        first = 0;
    }

    private void begin() {
        int i = first * FIELDS;
        write = fields[i] != 0;
        rowAddress = fields[i + 1];
        rowBytes = fields[i + 2];
        rowsLeft = fields[i + 3];
        stride = fields[i + 4];
        tensor = (int) fields[i + 5];
        slot = slots[first];
        place = places[first];
        if (place != null) {
            base = rowAddress;
            oneRow = rowBytes;
            row = 0;
            scattered(place);
        }
        position = rowAddress;
        rowEnd = rowAddress + rowBytes;
        useful = 0;
        usefulTaken = 0;
    }

    /** The next run of rows of the current transfer that touch each other. */
    private void scattered(int[] at) {
        int n = 1;
        while (stride == oneRow && n < rowsLeft && at[row + n] == at[row] + n) {
            n++;
        }
        rowAddress = base + at[row] * stride;
        rowBytes = n * oneRow;
        row += n;
        rowsLeft -= n - 1;
    }

    @Override
    public boolean waiting() {
        return count > 0;
    }

    @Override
    public int request() {
        return slot;
    }

    @Override
    public int usefulBytes() {
        return (int) (Math.min(rowEnd, (position & -burstBytes) + burstBytes) - position);
    }

    @Override
    public boolean next() {
        boolean over = next(1);
        if (over) {
            nextTransfer();
        }
        return over;
    }

    /** Address of the next byte to move. */
    @Override
    public long address() {
        return position;
    }

    /** Goes on by so many bursts; returns true if that was the end of the transfer. */
    boolean next(int count) {
        bursts += count;
        position = (position & -burstBytes) + burstBytes * count;
        if (position < rowEnd) {
            return false;
        }
        useful += rowBytes;
        if (--rowsLeft > 0) {
            if (place == null) {
                rowAddress += stride;
            } else {
                scattered(place);
            }
            position = rowAddress;
            rowEnd = rowAddress + rowBytes;
            return false;
        }
        return true;
    }

    /** Goes on to the next transfer, if there is one. */
    void nextTransfer() {
        first = (first + 1) & (slots.length - 1);
        if (--count > 0) {
            begin();
        }
    }

    /** Useful bytes of the current transfer issued since the last call. */
    long takeUseful() {
        long now = useful + (position < rowEnd ? position - rowAddress : 0);
        long taken = now - usefulTaken;
        usefulTaken = now;
        return taken;
    }

    /** Bursts issued since the last call. */
    long takeBursts() {
        long taken = bursts - burstsTaken;
        burstsTaken = bursts;
        return taken;
    }

    /** Takes back the credits of reads that have arrived by {@code cycle}. */
    void collect(long cycle) {
        while (backCount > 0 && back[backFirst] <= cycle) {
            backFirst = (backFirst + 1) & (back.length - 1);
            backCount--;
            underWay -= backUnit;
        }
    }

    /** Whether there is a credit for a read; those that have come back are counted only when they are needed. */
    boolean mayRead(long cycle) {
        if (underWay < outstanding) {
            return true;
        }
        collect(cycle);
        return underWay < outstanding;
    }

    /** Bursts issued in a cycle, which is the present one. */
    int issued(long cycle) {
        return issuedAt == cycle ? issued : 0;
    }

    void issue(long cycle, int bursts) {
        issued = issued(cycle) + bursts;
        issuedAt = cycle;
    }

    /** So many reads more are under way; fewer if they were refused. */
    void reading(int count) {
        underWay += count;
    }

    /** No read is under way. */
    boolean noneUnderWay() {
        return underWay == 0;
    }

    /** {@link #backUnit} reads will be back at {@code cycle}. */
    void returns(long cycle) {
        back[(backFirst + backCount) & (back.length - 1)] = cycle;
        backCount++;
        latencySum += cycle * backUnit;
        readsDone += backUnit;
    }

    /** From now on one return stands for so many reads; those on their way are brought into line. */
    void unit(int unit) {
        if (unit < backUnit) {
            int n = backCount;
            long[] old = new long[n];
            for (int i = 0; i < n; i++) {
                old[i] = back[(backFirst + i) & (back.length - 1)];
            }
            for (int i = 0; i < n * backUnit; i++) {
                back[(backFirst + i) & (back.length - 1)] = old[i / backUnit];
            }
            backCount = n * backUnit;
        }
        backUnit = unit;
    }

    /** Whether reads are taken in whole multiples of {@code unit}. */
    boolean takesMultiplesOf(int unit) {
        return outstanding % unit == 0;
    }

    /** When the next credit comes back, {@link Long#MAX_VALUE} if that is not known yet. */
    long nextCredit() {
        return backCount > 0 ? back[backFirst] : Long.MAX_VALUE;
    }
}
