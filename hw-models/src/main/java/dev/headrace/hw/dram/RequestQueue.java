package dev.headrace.hw.dram;

import java.util.Arrays;

/**
 * The waiting reads, or the waiting writes, of one pseudo channel: one list per bank in order of age, held in arrays
 * and linked by index, so that nothing is allocated. A request is named by its slot.
 *
 * <p>For every bank the oldest request that wants the open row is remembered, so that the scheduler looks at most once
 * at each bank.
 */
final class RequestQueue {
    /** Outcome of a request: its row was open. */
    static final int HIT = 0;
    /** Outcome of a request: its bank was closed. */
    static final int MISS = 1;
    /** Outcome of a request: another row had to be closed for it. */
    static final int CONFLICT = 2;

    private static final int NONE = -1;
    private static final int BUCKETS = 256;

    private final int capacity;
    private final int cap;
    private final int[] next;
    private final int[] previous;
    private final int[] row;
    private final int[] client;
    private final int[] tag;
    private final byte[] outcome;
    private final long[] burst;
    private final long[] age;
    private final long[] arrival;
    private int free;
    private int size;

    private final int[] head;
    private final int[] tail;
    private final int[] hit;
    private final int[] passed;
    /** How many waiting requests fall into each bucket of a hash of their burst. */
    private final int[] bucket = new int[BUCKETS];

    /** Banks with a waiting request. */
    long occupied;
    /** Banks whose open row is wanted by a waiting request. */
    long hits;
    /** Banks whose oldest request has let as many others go first as the cap allows. */
    long capped;

    RequestQueue(int capacity, int banks, int cap) {
        this.capacity = capacity;
        this.cap = cap;
        next = new int[capacity];
        previous = new int[capacity];
        row = new int[capacity];
        client = new int[capacity];
        tag = new int[capacity];
        outcome = new byte[capacity];
        burst = new long[capacity];
        age = new long[capacity];
        arrival = new long[capacity];
        head = filled(banks);
        tail = filled(banks);
        hit = filled(banks);
        passed = new int[banks];
        for (int i = 0; i < capacity; i++) {
            next[i] = i + 1 < capacity ? i + 1 : NONE;
        }
    }

    private static int[] filled(int n) {
        int[] a = new int[n];
        Arrays.fill(a, NONE);
        return a;
    }

    boolean full() {
        return size == capacity;
    }

    int size() {
        return size;
    }

    int room() {
        return capacity - size;
    }

    private static int bucketOf(long burst) {
        return (int) (burst ^ (burst >>> 8) ^ (burst >>> 16)) & (BUCKETS - 1);
    }

    /** Whether a request for this burst waits. */
    boolean contains(int bank, long wanted) {
        if (bucket[bucketOf(wanted)] == 0) {
            return false;
        }
        for (int i = head[bank]; i != NONE; i = next[i]) {
            if (burst[i] == wanted) {
                return true;
            }
        }
        return false;
    }

    /** Appends a request; the queue must not be full. */
    void add(int bank, int row, long burst, int client, int tag, long age, long arrival, int openRow) {
        int i = free;
        free = next[i];
        size++;
        this.row[i] = row;
        this.burst[i] = burst;
        this.client[i] = client;
        this.tag[i] = tag;
        this.age[i] = age;
        this.arrival[i] = arrival;
        outcome[i] = 0;
        next[i] = NONE;
        int last = tail[bank];
        previous[i] = last;
        tail[bank] = i;
        if (last == NONE) {
            head[bank] = i;
            occupied |= 1L << bank;
        } else {
            next[last] = i;
        }
        if (row == openRow && hit[bank] == NONE) {
            hit[bank] = i;
            hits |= 1L << bank;
            if (last != NONE && passed[bank] >= cap) {
                capped |= 1L << bank;
            }
        }
        bucket[bucketOf(burst)]++;
    }

    /** Takes out the oldest request for the open row of a bank and returns its slot, readable until the next add. */
    int takeHit(int bank) {
        int i = hit[bank];
        int wanted = row[i];
        int successor = next[i];
        while (successor != NONE && row[successor] != wanted) {
            successor = next[successor];
        }
        hit[bank] = successor;
        long bit = 1L << bank;
        if (successor == NONE) {
            hits &= ~bit;
        }
        if (i == head[bank]) {
            passed[bank] = 0;
            capped &= ~bit;
        } else if (++passed[bank] >= cap) {
            capped |= bit;
        }
        unlink(bank, i);
        return i;
    }

    private void unlink(int bank, int i) {
        int before = previous[i];
        int after = next[i];
        if (before == NONE) {
            head[bank] = after;
            if (after == NONE) {
                occupied &= ~(1L << bank);
            }
        } else {
            next[before] = after;
        }
        if (after == NONE) {
            tail[bank] = before;
        } else {
            previous[after] = before;
        }
        bucket[bucketOf(burst[i])]--;
        next[i] = free;
        free = i;
        size--;
    }

    /** The bank has opened a row. */
    void opened(int bank, int openRow) {
        long bit = 1L << bank;
        int i = head[bank];
        while (i != NONE && row[i] != openRow) {
            i = next[i];
        }
        hit[bank] = i;
        if (i != NONE) {
            hits |= bit;
            if (i != head[bank] && passed[bank] >= cap) {
                capped |= bit;
            }
        }
    }

    /** The bank has closed its row. */
    void closed(int bank) {
        long bit = 1L << bank;
        hit[bank] = NONE;
        hits &= ~bit;
        capped &= ~bit;
    }

    /** Banks that have a row hit to serve: their oldest request has not been passed too often. */
    long servable() {
        return hits & ~capped;
    }

    /** Bank of the oldest request, -1 if there is none. */
    int oldestBank() {
        int best = NONE;
        long least = Long.MAX_VALUE;
        for (long left = occupied; left != 0; left &= left - 1) {
            int bank = Long.numberOfTrailingZeros(left);
            if (age[head[bank]] < least) {
                least = age[head[bank]];
                best = bank;
            }
        }
        return best;
    }

    long headAge(int bank) {
        return age[head[bank]];
    }

    int headRow(int bank) {
        return row[head[bank]];
    }

    /** The bank of the oldest request as a mask, if that request wants the open row; else 0. */
    long oldestBankIfHit() {
        int bank = oldestBank();
        return bank == NONE || hit[bank] != head[bank] ? 0 : 1L << bank;
    }

    /** The bank of the oldest request as a mask, if that request wants another row than the open one; else 0. */
    long oldestBankIfMiss() {
        int bank = oldestBank();
        return bank == NONE || hit[bank] == head[bank] ? 0 : 1L << bank;
    }

    /** Remembers that the oldest request of a bank caused an activate ({@link #MISS}) or precharge. */
    void mark(int bank, int what) {
        int i = head[bank];
        outcome[i] = (byte) Math.max(outcome[i], what);
    }

    long hitAge(int bank) {
        return age[hit[bank]];
    }

    int row(int slot) {
        return row[slot];
    }

    int client(int slot) {
        return client[slot];
    }

    int tag(int slot) {
        return tag[slot];
    }

    int outcome(int slot) {
        return outcome[slot];
    }

    long arrival(int slot) {
        return arrival[slot];
    }

    long age(int slot) {
        return age[slot];
    }
}
