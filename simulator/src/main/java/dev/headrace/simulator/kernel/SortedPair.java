package dev.headrace.simulator.kernel;

/**
 * Two streams of sorted numbers, in groups of one size, to be merged group by group; of equal numbers the first stream's
 * goes first.
 *
 * <p>A stretch of choices is made from both ends at once, two chains of comparisons that do not wait for each other. Where
 * it ends in both streams is found beforehand by bisection of the merge path (Green, McColl and Bader, ICS 2012).
 */
final class SortedPair {
    private static final byte BOTH_FIRST = Selection.code(0, 3);
    private static final byte BOTH_SECOND = Selection.code(1, 3);

    private final double[] a;
    private final double[] b;
    private final int sizeA;
    private final int sizeB;

    SortedPair(double[] a, double[] b, int groups) {
        this.a = a;
        this.b = b;
        sizeA = a.length / groups;
        sizeB = b.length / groups;
    }

    /** All choices. */
    byte[] codes() {
        byte[] codes = new byte[Math.addExact(a.length, b.length)];
        long[] ring = new long[1024];
        Selection.Walk walk = walk();
        for (int at = 0; at < codes.length; at += ring.length) {
            int count = Math.min(ring.length, codes.length - at);
            walk.next(at, count, ring);
            for (int k = 0; k < count; k++) {
                codes[at + k] = (byte) ring[k];
            }
        }
        return codes;
    }

    Selection.Walk walk() {
        return new Merging();
    }

    private final class Merging implements Selection.Walk {
        /** Numbers taken of each stream. */
        private int i;

        private int j;

        /** Ends of the group. */
        private int endA = sizeA;

        private int endB = sizeB;

        @Override
        public void next(long from, int count, long[] ring) {
            int at = (int) from;
            for (int left = count; left > 0; ) {
                if (i == endA && j == endB) {
                    endA += sizeA;
                    endB += sizeB;
                }
                int n = Math.min(left, endA - i + endB - j);
                stretch(at, n, ring);
                at += n;
                left -= n;
            }
        }

        private void stretch(int at, int n, long[] ring) {
            int ofA = path(n);
            int nextI = i + ofA;
            int nextJ = j + n - ofA;
            boolean inside = i > endA - sizeA && j > endB - sizeB && nextI < endA && nextJ < endB;
            if (inside) {
                fromBothEnds(at, n, nextI - 1, nextJ - 1, ring);
            } else {
                oneByOne(at, n, ring);
            }
            i = nextI;
            j = nextJ;
        }

        /** How many of the next {@code n} choices are of the first stream. */
        private int path(int n) {
            int low = Math.max(0, n - (endB - j));
            int high = Math.min(n, endA - i);
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (a[i + middle] <= b[j + n - middle - 1]) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low;
        }

        /** All numbers looked at, those beside the stretch included, are of this group. */
        private void fromBothEnds(int at, int n, int lastI, int lastJ, long[] ring) {
            int mask = ring.length - 1;
            long step = (long) BOTH_SECOND - BOTH_FIRST;
            int p = i;
            int q = j;
            int backP = lastI;
            int backQ = lastJ;
            int front = at;
            int back = at + n - 1;
            for (int k = n / 2; k > 0; k--) {
                int second = b[q] < a[p] ? 1 : 0;
                ring[front++ & mask] = BOTH_FIRST + second * step;
                q += second;
                p += 1 - second;
                int secondBack = b[backQ] < a[backP] ? 0 : 1;
                ring[back-- & mask] = BOTH_FIRST + secondBack * step;
                backQ -= secondBack;
                backP -= 1 - secondBack;
            }
            if (front == back) {
                ring[front & mask] = b[q] < a[p] ? BOTH_SECOND : BOTH_FIRST;
            }
        }

        private void oneByOne(int at, int n, long[] ring) {
            int p = i;
            int q = j;
            for (int k = 0; k < n; k++) {
                int needed = (p < endA ? 1 : 0) + (q < endB ? 2 : 0);
                boolean second = p == endA || (q < endB && b[q] < a[p]);
                ring[(at + k) & (ring.length - 1)] = Selection.code(second ? 1 : 0, needed);
                p += second ? 0 : 1;
                q += second ? 1 : 0;
            }
        }
    }
}
