package dev.headrace.hw.dram;

import java.util.Arrays;

/**
 * The waiting reads, or the waiting writes, of one pseudo channel: one list per bank in order of age, held in arrays
 * and linked by index, so that nothing is allocated. A request is named by its slot.
 *
 * <p>For every bank the ages of its oldest request and of the oldest that wants the open row are kept side by side, so
 * that the scheduler chooses among banks, of which there are few, and never looks at a request it does not choose.
 */
final class RequestQueue {
    /** Outcome of a request: its row was open. */
    static final int HIT = 0;
    /** Outcome of a request: its bank was closed. */
    static final int MISS = 1;
    /** Outcome of a request: another row had to be closed for it. */
    static final int CONFLICT = 2;

    /** Outcome of a request: it was answered from the other queue. */
    static final int FORWARDED = 3;

    private static final int NONE = -1;
    private static final int BUCKETS = 128;

    /** One request: four longs, and four ints, so that it is in two cache lines. */
    private static final int STRIDE = 4;

    private static final int AGE = 0;
    private static final int COLUMN = 1;
    private static final int ARRIVAL = 2;
    private static final int WHO = 3;

    private static final int NEXT = 0;
    private static final int PREVIOUS = 1;
    private static final int ROW = 2;
    /** Bank times four plus the outcome so far. */
    private static final int STATE = 3;

    /** One bank's list: oldest and youngest request, oldest that wants the open row, how often the oldest was passed. */
    private static final int HEAD = 0;

    private static final int TAIL = 1;
    private static final int WANTED = 2;
    private static final int PASSED = 3;

    private final int capacity;
    private final int cap;
    private final int yield;
    private final long[] data;
    private final int[] links;
    private final int[] banks;
    private int free;
    private int size;

    /** Age of each bank's oldest request, and of the oldest that wants its open row; stale where there is none. */
    private final long[] headAge;

    private final long[] wantedAge;
    private long nextAge;

    /** How many waiting requests fall into each bucket of a hash of their row and column. */
    private final short[] bucket = new short[BUCKETS];

    private final boolean hashed;

    /** Banks with a waiting request. */
    long occupied;
    /** Banks whose open row is wanted by a waiting request. */
    long hits;
    /** Of these, those whose oldest request wants another row and has let as many go first as it does in any case. */
    long yielding;
    /** Of these, those whose oldest request has let as many others go first as the cap allows. */
    long capped;
    /** Banks whose open row was opened for their oldest request, which has not been served yet. */
    long begun;

    /** An empty queue; {@code hashed} if it is often asked what it {@linkplain #contains contains}. */
    RequestQueue(int capacity, int banks, DramPolicy policy, boolean hashed) {
        this.hashed = hashed;
        this.capacity = capacity;
        cap = policy.cap();
        yield = policy.yield();
        data = new long[capacity * STRIDE];
        links = new int[capacity * STRIDE];
        headAge = new long[banks];
        wantedAge = new long[banks];
        this.banks = new int[banks * STRIDE];
        Arrays.fill(this.banks, NONE);
        for (int b = 0; b < banks; b++) {
            this.banks[b * STRIDE + PASSED] = 0;
        }
        for (int i = 0; i < capacity; i++) {
            links[i * STRIDE + NEXT] = i + 1 < capacity ? i + 1 : NONE;
        }
    }

    /** Becomes the same as another queue of the same size. */
    void copy(RequestQueue other) {
        System.arraycopy(other.data, 0, data, 0, data.length);
        System.arraycopy(other.links, 0, links, 0, links.length);
        System.arraycopy(other.banks, 0, banks, 0, banks.length);
        System.arraycopy(other.headAge, 0, headAge, 0, headAge.length);
        System.arraycopy(other.wantedAge, 0, wantedAge, 0, wantedAge.length);
        System.arraycopy(other.bucket, 0, bucket, 0, bucket.length);
        free = other.free;
        size = other.size;
        nextAge = other.nextAge;
        occupied = other.occupied;
        hits = other.hits;
        yielding = other.yielding;
        capped = other.capped;
        begun = other.begun;
    }

    boolean full() {
        return size == capacity;
    }

    int size() {
        return size;
    }

    private static int bucketOf(int row, int column) {
        return (column ^ (row * 37)) & (BUCKETS - 1);
    }

    /** Whether a request for this burst waits. */
    boolean contains(int bank, int row, int column) {
        if (hashed && bucket[bucketOf(row, column)] == 0) {
            return false;
        }
        for (int i = banks[bank * STRIDE + HEAD]; i != NONE; i = links[i * STRIDE + NEXT]) {
            if (data[i * STRIDE + COLUMN] == column && links[i * STRIDE + ROW] == row) {
                return true;
            }
        }
        return false;
    }

    /** Appends a request; the queue must not be full. */
    void add(int bank, int row, int column, int client, int tag, long arrival, int openRow) {
        int i = free;
        long age = nextAge++;
        int at = i * STRIDE;
        int list = bank * STRIDE;
        free = links[at + NEXT];
        size++;
        data[at + AGE] = age;
        data[at + COLUMN] = column;
        data[at + ARRIVAL] = arrival;
        data[at + WHO] = ((long) client << 32) | (tag & 0xffffffffL);
        int last = banks[list + TAIL];
        links[at + NEXT] = NONE;
        links[at + PREVIOUS] = last;
        links[at + ROW] = row;
        links[at + STATE] = bank << 2;
        banks[list + TAIL] = i;
        long bit = 1L << bank;
        if (last == NONE) {
            banks[list + HEAD] = i;
            headAge[bank] = age;
            occupied |= bit;
        } else {
            links[last * STRIDE + NEXT] = i;
        }
        if (row == openRow && banks[list + WANTED] == NONE) {
            banks[list + WANTED] = i;
            wantedAge[bank] = age;
            hits |= bit;
            if (last != NONE) {
                limit(bit, banks[list + PASSED]);
            }
        }
        if (hashed) {
            bucket[bucketOf(row, column)]++;
        }
    }

    /** Slot of the oldest request, -1 if there is none. */
    int oldest() {
        int bank = oldestBank();
        return bank == NONE ? NONE : banks[bank * STRIDE + HEAD];
    }

    /** Takes out the oldest request for the open row of a bank and returns its slot, readable until the next add. */
    int takeHit(int bank) {
        int list = bank * STRIDE;
        int i = banks[list + WANTED];
        int at = i * STRIDE;
        int wanted = links[at + ROW];
        int after = links[at + NEXT];
        int successor = after;
        while (successor != NONE && links[successor * STRIDE + ROW] != wanted) {
            successor = links[successor * STRIDE + NEXT];
        }
        banks[list + WANTED] = successor;
        long bit = 1L << bank;
        if (successor == NONE) {
            hits &= ~bit;
        } else {
            wantedAge[bank] = data[successor * STRIDE + AGE];
        }
        int before = links[at + PREVIOUS];
        if (before == NONE) {
            banks[list + PASSED] = 0;
            begun &= ~bit;
            yielding &= ~bit;
            capped &= ~bit;
            if (successor != NONE && successor != after) {
                limit(bit, 0);
            }
            banks[list + HEAD] = after;
            if (after == NONE) {
                occupied &= ~bit;
            } else {
                headAge[bank] = data[after * STRIDE + AGE];
            }
        } else {
            int passed = ++banks[list + PASSED];
            if (successor == NONE) {
                yielding &= ~bit;
                capped &= ~bit;
            } else {
                limit(bit, passed);
            }
            links[before * STRIDE + NEXT] = after;
        }
        if (after == NONE) {
            banks[list + TAIL] = before;
        } else {
            links[after * STRIDE + PREVIOUS] = before;
        }
        if (hashed) {
            bucket[bucketOf(wanted, (int) data[at + COLUMN])]--;
        }
        links[at + NEXT] = free;
        free = i;
        size--;
        return i;
    }

    /** The bank has opened a row. */
    void opened(int bank, int openRow) {
        long bit = 1L << bank;
        if ((occupied & bit) == 0) {
            return;
        }
        int list = bank * STRIDE;
        int i = banks[list + HEAD];
        while (i != NONE && links[i * STRIDE + ROW] != openRow) {
            i = links[i * STRIDE + NEXT];
        }
        banks[list + WANTED] = i;
        if (i != NONE) {
            wantedAge[bank] = data[i * STRIDE + AGE];
            hits |= bit;
            if (i != banks[list + HEAD]) {
                limit(bit, banks[list + PASSED]);
            }
        }
    }

    /** The oldest request of a bank wants another row than the open one, which others want, and was passed so often. */
    private void limit(long bit, int passed) {
        if (passed >= yield) {
            yielding |= bit;
            if (passed >= cap) {
                capped |= bit;
            }
        }
    }

    /** The bank has closed its row. */
    void closed(int bank) {
        long bit = 1L << bank;
        begun &= ~bit;
        yielding &= ~bit;
        capped &= ~bit;
        if ((hits & bit) != 0) {
            banks[bank * STRIDE + WANTED] = NONE;
            hits &= ~bit;
        }
    }

    /** Banks that have a row hit to serve: their oldest request has not been passed too often. */
    long servable() {
        return hits & ~capped;
    }

    /** Banks whose oldest request may have its row command: none goes before it, or enough have. */
    long rowWanted() {
        return occupied & ~(hits & ~yielding);
    }

    /** Bank of the oldest request, -1 if there is none. */
    int oldestBank() {
        return size == 0 ? NONE : oldestOf(occupied);
    }

    /** Whether the oldest request that wants the open row is also the oldest of its bank. */
    boolean headWantsOpenRow(int bank) {
        return banks[bank * STRIDE + WANTED] == banks[bank * STRIDE + HEAD];
    }

    /** Slot of the oldest request of a bank that wants the open row, -1 if there is none. */
    int wanted(int bank) {
        return banks[bank * STRIDE + WANTED];
    }

    int headRow(int bank) {
        return links[banks[bank * STRIDE + HEAD] * STRIDE + ROW];
    }

    /** Remembers that the oldest request of a bank caused an activate ({@link #MISS}) or precharge. */
    void mark(int bank, int what) {
        int at = banks[bank * STRIDE + HEAD] * STRIDE + STATE;
        links[at] = (bank << 2) | Math.max(links[at] & 3, what);
    }

    /** Of these banks, which have a waiting request each, the one with the oldest. */
    int oldestOf(long candidates) {
        return least(headAge, candidates);
    }

    /** Of these banks, whose open rows are all wanted, the one whose row has been wanted longest. */
    int longestWanted(long candidates) {
        return least(wantedAge, candidates);
    }

    /** The candidate of the least age; without branches on ages, which cannot be predicted. */
    private static int least(long[] age, long candidates) {
        int chosen = Long.numberOfTrailingZeros(candidates);
        long best = age[chosen];
        for (long left = candidates & (candidates - 1); left != 0; left &= left - 1) {
            int bank = Long.numberOfTrailingZeros(left);
            long a = age[bank];
            chosen = a < best ? bank : chosen;
            best = Math.min(a, best);
        }
        return chosen;
    }

    int bank(int slot) {
        return links[slot * STRIDE + STATE] >> 2;
    }

    int row(int slot) {
        return links[slot * STRIDE + ROW];
    }

    int client(int slot) {
        return (int) (data[slot * STRIDE + WHO] >>> 32);
    }

    int tag(int slot) {
        return (int) data[slot * STRIDE + WHO];
    }

    int outcome(int slot) {
        return links[slot * STRIDE + STATE] & 3;
    }

    long arrival(int slot) {
        return data[slot * STRIDE + ARRIVAL];
    }

    long age(int slot) {
        return data[slot * STRIDE + AGE];
    }
}
