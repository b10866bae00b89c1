package dev.headrace.simulator.kernel.reference;

import dev.headrace.simulator.kernel.Claim;
import dev.headrace.simulator.kernel.Gate;
import dev.headrace.simulator.kernel.Move;
import dev.headrace.simulator.kernel.Nest;
import dev.headrace.simulator.kernel.Pace;
import dev.headrace.simulator.kernel.Transfer;
import dev.headrace.simulator.kernel.Turn;
import dev.headrace.simulator.kernel.Window;

/**
 * The functions of the index that random graphs are made of, as records so that a graph can be printed. Those of a
 * firing look at the {@code levels} outermost indices only, which are there in an empty firing too.
 */
final class Functions {
    private Functions() {}

    /** A number in 0 .. modulus-1, scattered over the indices of the outermost levels. */
    static long scatter(long[] index, int levels, long salt, long modulus) {
        long h = salt * 0x9E3779B97F4A7C15L;
        for (int l = 0; l < Math.min(levels, index.length); l++) {
            h = (h ^ index[l]) * 0xBF58476D1CE4E5B9L;
            h ^= h >>> 29;
        }
        return Math.floorMod(h ^ (h >>> 32), modulus);
    }

    /** One trip more for every iteration of the loop outside: the lower triangle. */
    record Triangle(int level, long first) implements Nest.Trips {
        @Override
        public long count(long[] index) {
            return index[level - 1] + first;
        }
    }

    /** From 0 to {@code most} trips. */
    record Ragged(int level, long salt, long most) implements Nest.Trips {
        @Override
        public long count(long[] index) {
            return scatter(index, level, salt, most + 1);
        }
    }

    /** Interval and latency that change from firing to firing. */
    record Uneven(int levels, long salt, long intervals, long latencies) implements Pace {
        @Override
        public long interval(long[] index) {
            return scatter(index, levels, salt, intervals + 1);
        }

        @Override
        public long latency(long[] index) {
            return scatter(index, levels, salt + 1, latencies + 1);
        }
    }

    /** Holds that change from firing to firing. */
    record UnevenHold(int levels, long salt, long most) implements Claim.Hold {
        @Override
        public long cycles(long[] index) {
            return scatter(index, levels, salt, most + 1);
        }
    }

    /** A hold of the same length always. */
    record FixedHold(long cycles) implements Claim.Hold {
        @Override
        public long cycles(long[] index) {
            return cycles;
        }

        @Override
        public long alike(int level, long[] index) {
            return Long.MAX_VALUE;
        }
    }

    /** A stream without some of its points. */
    record Sparse(int levels, long salt, long modulus) implements Gate {
        @Override
        public boolean open(long[] index) {
            return scatter(index, levels, salt, modulus) != 0;
        }
    }

    /** Some of the firings in the first outermost iteration at which a sparse gate is closed. */
    record SeenWhileClosed(Sparse gate, long salt) implements Gate {
        @Override
        public boolean open(long[] index) {
            return !gate.open(index) && index.length > 0 && index[0] < 1 && scatter(index, index.length, salt, 3) == 0;
        }
    }

    /**
     * Rounds of a static order: the point of the outermost loops, counted as if each had 1024 trips, of which the operator
     * walks the first; the others count as at their last. {@code coarse} points make a round.
     */
    record Rounds(int walked, int levels, long coarse) implements Turn.Round {
        @Override
        public long of(long[] index) {
            long point = 0;
            for (int l = 0; l < levels; l++) {
                point = 1024 * point + (l < walked ? index[l] : 1023);
            }
            return point / coarse;
        }

        @Override
        public long alike(int level, long[] index) {
            return coarse == 1 ? Long.MAX_VALUE : index[level];
        }
    }

    /** Interval and latency that change every {@code block} iterations of the outermost loop. */
    record Blocks(long salt, long block, long most) implements Pace {
        @Override
        public long interval(long[] index) {
            return of(index, salt);
        }

        @Override
        public long latency(long[] index) {
            return of(index, salt + 1);
        }

        private long of(long[] index, long s) {
            return index.length == 0 ? most : scatter(new long[] {index[0] / block}, 1, s, most + 1);
        }

        @Override
        public long alike(int level, long[] index) {
            return level > 0 ? Long.MAX_VALUE : index[0] / block * block + block - 1;
        }
    }

    /** Trips that change every {@code block} iterations of the outermost loop. */
    record BlockTrips(long salt, long block, long most) implements Nest.Trips {
        @Override
        public long count(long[] index) {
            return 1 + scatter(new long[] {index[0] / block}, 1, salt, most);
        }

        @Override
        public long alike(int level, long[] index) {
            return level > 0 ? Long.MAX_VALUE : index[0] / block * block + block - 1;
        }
    }

    /** Transfers of one size. */
    record Even(boolean write, long bytes) implements Move.Source {
        @Override
        public boolean describe(long[] index, Transfer transfer) {
            transfer.set(write, 0, bytes, 1, 0, 0);
            return true;
        }

        @Override
        public long alike(int level, long[] index) {
            return Long.MAX_VALUE;
        }
    }

    /** Closed in the first iteration of a loop: the consumer's end of a feedback. */
    record NotFirst(int level) implements Gate {
        @Override
        public boolean open(long[] index) {
            return index[level] > 0;
        }

        @Override
        public long alike(int at, long[] index) {
            return Long.MAX_VALUE;
        }
    }

    /** Closed in the last iteration of a loop: the producer's end of a feedback. */
    record NotLast(int level, Nest nest) implements Gate {
        @Override
        public boolean open(long[] index) {
            return index[level] + 1 < nest.trips(level, index);
        }

        @Override
        public long alike(int at, long[] index) {
            return at == level ? Math.max(index[at], nest.trips(at, index) - 2) : Long.MAX_VALUE;
        }

        @Override
        public String toString() {
            return "NotLast[level=" + level + "]";
        }
    }

    /** Transfers of unequal size and address, and some firings without any. */
    record Scattered(int levels, long salt, boolean write, long none) implements Move.Source {
        @Override
        public boolean describe(long[] index, Transfer transfer) {
            if (none > 0 && scatter(index, levels, salt, none) == 0) {
                return false;
            }
            transfer.set(write, scatter(index, levels, salt + 1, 64), 1 + scatter(index, levels, salt + 2, 4), 1, 0, 0);
            return true;
        }
    }

    /**
     * Room for so many bytes, in a channel of so many slots, for tokens whose sizes of 0 to {@code most} bytes change
     * every {@code stretch} tokens.
     */
    record SharedBytes(long salt, long stretch, long most, long bytes, long capacity) implements Window {
        long size(long token) {
            return scatter(new long[] {token / stretch}, 1, salt, most + 1);
        }

        @Override
        public long first(long n) {
            long first = n;
            for (long sum = size(n); first > 0 && n - first + 1 < capacity; first--) {
                sum += size(first - 1);
                if (sum > bytes) {
                    break;
                }
            }
            return first;
        }
    }
}
