package dev.headrace.simulator.kernel;

import java.math.BigInteger;
import java.util.List;

/**
 * The common time of all clock domains: a tick is the longest time of which every clock period is a whole multiple, so
 * that crossing from one domain to another is integer arithmetic, rounded up to the receiver's next edge exactly once.
 * One clock alone has a period of one tick.
 */
public final class TimeBase {
    /** Ticks that a run must be able to last: about 2.3e17, so that sums of a few times never overflow. */
    private static final long LONGEST = Long.MAX_VALUE / 40;

    private final long[] periods;
    private final double ticksPerSecond;

    /**
     * The time base of the given clocks.
     *
     * @throws IllegalArgumentException if their common tick leaves less than 1e9 cycles of range
     */
    public TimeBase(List<Clock> clocks) {
        BigInteger lcm = BigInteger.ONE;
        BigInteger gcd = BigInteger.ZERO;
        for (Clock c : clocks) {
            BigInteger f = BigInteger.valueOf(c.hertz());
            gcd = gcd.gcd(f);
            lcm = lcm.multiply(f).divide(lcm.gcd(f));
        }
        periods = new long[clocks.size()];
        for (int i = 0; i < periods.length; i++) {
            BigInteger p = lcm.divide(BigInteger.valueOf(clocks.get(i).hertz()));
            if (p.bitLength() > 62 || p.longValueExact() > LONGEST / 1_000_000_000L) {
                throw new IllegalArgumentException("clock " + clocks.get(i).name() + ": "
                        + clocks.get(i).hertz() + " Hz has no usable common tick with the other clocks;"
                        + " allowed: frequencies with a smaller least common multiple, such as whole MHz");
            }
            periods[i] = p.longValueExact();
        }
        ticksPerSecond = lcm.doubleValue();
    }

    /** Ticks per cycle of a clock. */
    public long period(int clock) {
        return periods[clock];
    }

    /** Ticks per second, for reports; times themselves are never floating point. */
    public double ticksPerSecond() {
        return ticksPerSecond;
    }

    /** The first edge of a clock of the given period at or after a tick. */
    public static long edge(long tick, long period) {
        if (period == 1) {
            return tick;
        }
        long r = tick % period;
        return r == 0 ? tick : tick + (period - r);
    }

    /** Whole cycles of the given period that cover the given ticks. */
    public static long cycles(long ticks, long period) {
        return edge(ticks, period) / period;
    }
}
