package dev.headrace.hw.dram.replay;

/**
 * Generated requests, the same for the same seed everywhere.
 *
 * <ul>
 *   <li>{@code SEQUENTIAL}: burst after burst, again from the start at the end of the footprint.
 *   <li>{@code RANDOM}: any burst of the footprint.
 *   <li>{@code STRIDED}: every {@code stride} bytes; when the footprint is through, again one burst later.
 *   <li>{@code COPY}: reads the lower half in order and writes the upper half, a burst each in turn.
 *   <li>{@code MIXED}: half the requests go on with one of four sequential streams, the others are random.
 * </ul>
 *
 * In all but {@code COPY}, {@code writePercent} of the requests, drawn at random, are writes.
 */
public final class Pattern implements Requests {
    /** What the addresses are like. */
    public enum Kind {
        SEQUENTIAL,
        RANDOM,
        STRIDED,
        COPY,
        MIXED
    }

    private static final int STREAMS = 4;

    private final Kind kind;
    private final long count;
    private final long burstBytes;
    private final long bursts;
    private final long stride;
    private final int writePercent;
    private final long[] stream = new long[STREAMS];
    private long state;
    private long made;
    private long place;
    private long round;
    private long address;
    private boolean write;

    /**
     * A pattern.
     *
     * @param count requests, 0 or more
     * @param burstBytes bytes of one burst, a power of two
     * @param footprint bytes from address 0 that are touched, at least eight bursts, rounded down to whole bursts
     * @param stride bytes between requests of {@code STRIDED}, at least one burst
     * @param writePercent 0 to 100
     */
    public Pattern(Kind kind, long count, long seed, long burstBytes, long footprint, long stride, int writePercent) {
        if (count < 0) {
            throw new IllegalArgumentException("count: " + count + "; allowed: 0 or more");
        }
        if (writePercent < 0 || writePercent > 100) {
            throw new IllegalArgumentException("write percent: " + writePercent + "; allowed: 0 to 100");
        }
        if (footprint < 2 * STREAMS * burstBytes) {
            throw new IllegalArgumentException(
                    "footprint: " + footprint + "; allowed: " + 2 * STREAMS * burstBytes + " or more");
        }
        if (stride < burstBytes || stride > footprint) {
            throw new IllegalArgumentException("stride: " + stride + "; allowed: " + burstBytes + " to " + footprint);
        }
        this.kind = kind;
        this.count = count;
        this.burstBytes = burstBytes;
        this.bursts = footprint / burstBytes;
        this.stride = stride;
        this.writePercent = writePercent;
        state = seed;
        for (int s = 0; s < STREAMS; s++) {
            stream[s] = bursts / STREAMS * s;
        }
    }

    @Override
    public boolean next() {
        if (made == count) {
            return false;
        }
        address = kind == Kind.STRIDED ? strided() : burstBytes * burst();
        write = kind == Kind.COPY ? (made & 1) != 0 : writePercent > 0 && below(100) < writePercent;
        made++;
        return true;
    }

    /** Share of the requests that have been made, 0 to 1. */
    public double done() {
        return count == 0 ? 1 : (double) made / count;
    }

    private long burst() {
        return switch (kind) {
            case RANDOM -> below(bursts);
            case COPY -> (made >> 1) % (bursts / 2) + ((made & 1) == 0 ? 0 : bursts / 2);
            case MIXED -> {
                int s = (int) below(2 * STREAMS);
                if (s >= STREAMS) {
                    yield below(bursts);
                }
                long b = stream[s];
                stream[s] = b + 1 == bursts ? 0 : b + 1;
                yield b;
            }
            default -> made % bursts;
        };
    }

    private long strided() {
        long now = place;
        place += stride;
        if (place >= bursts * burstBytes) {
            round = (round + burstBytes) % stride;
            place = round;
        }
        return now;
    }

    /** A number from 0 up to {@code bound}, evenly but for a bias of bound / 2^63, by SplitMix64 (Steele et al., 2014). */
    private long below(long bound) {
        state += 0x9E3779B97F4A7C15L;
        long z = state;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return ((z ^ (z >>> 31)) >>> 1) % bound;
    }

    @Override
    public long address() {
        return address;
    }

    @Override
    public boolean write() {
        return write;
    }

    @Override
    public long cycle() {
        return 0;
    }
}
