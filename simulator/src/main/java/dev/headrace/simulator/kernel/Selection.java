package dev.headrace.simulator.kernel;

import java.util.Arrays;

/**
 * Which of its inputs each firing of an operator takes from, where values decide that: a merge of sorted streams, a
 * switch. Every firing takes one token, from one input, and needs the next tokens of some inputs to have arrived so that
 * it can decide. The numbers are known beforehand; what the simulation finds out is when.
 */
public final class Selection {
    /** Most inputs. */
    public static final int MOST_INPUTS = 4;

    private static final int TAKEN_BITS = 2;
    private static final int TAKEN = (1 << TAKEN_BITS) - 1;

    private final int inputs;
    private final byte[] codes;
    private final long[] trips;

    /** Tokens of each input that some firing needs. */
    private final long[] tokens;

    /**
     * A selection.
     *
     * @param inputs number of inputs, 1 to {@link #MOST_INPUTS}
     * @param codes one for each firing, made by {@link #code}; not copied
     * @param trips trip counts of the operator's nest, whose product is the number of firings
     */
    public Selection(int inputs, byte[] codes, long... trips) {
        this(inputs, codes, tokens(inputs, codes), trips);
    }

    private Selection(int inputs, byte[] codes, long[] tokens, long[] trips) {
        long firings = Arrays.stream(trips).reduce(1, Math::multiplyExact);
        if (firings != codes.length) {
            throw new IllegalArgumentException(codes.length + " choices for " + firings + " firings");
        }
        this.inputs = inputs;
        this.codes = codes;
        this.trips = trips.clone();
        this.tokens = tokens;
    }

    private static long[] tokens(int inputs, byte[] codes) {
        if (inputs < 1 || inputs > MOST_INPUTS) {
            throw new IllegalArgumentException("selection among " + inputs + " inputs; allowed: 1 to " + MOST_INPUTS);
        }
        long[] taken = new long[inputs];
        long[] needed = new long[inputs];
        for (byte code : codes) {
            java.util.Objects.checkIndex(code & TAKEN, inputs);
            for (int i = 0; i < inputs; i++) {
                if (((code >> (TAKEN_BITS + i)) & 1) != 0 || (code & TAKEN) == i) {
                    needed[i] = taken[i] + 1;
                }
            }
            taken[code & TAKEN]++;
        }
        return needed;
    }

    /** The code of a firing that takes from one input and needs those whose bits are set in {@code needed}. */
    public static byte code(int taken, int needed) {
        return (byte) (taken | needed << TAKEN_BITS);
    }

    /**
     * The choices of a merge of two sorted streams, the first one's token first among equals; both heads are compared as
     * long as both streams have tokens left. Group by group: each is one merge of its own.
     *
     * @param a ascending numbers of the first stream, group after group
     * @param b those of the second
     * @param groups number of groups, all of one size in each stream
     */
    public static Selection merge(double[] a, double[] b, int groups) {
        int na = a.length / groups;
        int nb = b.length / groups;
        byte[] codes = new byte[a.length + b.length];
        for (int g = 0; g < groups; g++) {
            merge(a, g * na, (g + 1) * na, b, g * nb, (g + 1) * nb, codes);
        }
        return new Selection(2, codes, new long[] {a.length, b.length}, new long[] {groups, na + nb});
    }

    /**
     * One group, from both ends at once: two chains of comparisons that do not wait for each other. The front makes the
     * first half of the choices, and the back the second; from either end, the choice between equals is the same.
     */
    private static void merge(double[] a, int startA, int endA, double[] b, int startB, int endB, byte[] codes) {
        byte first = code(0, 3);
        int step = code(1, 3) - first;
        int i = startA;
        int j = startB;
        int lastI = endA - 1;
        int lastJ = endB - 1;
        int at = startA + startB;
        int lastAt = endA + endB - 1;
        for (int n = (lastAt - at + 1) / 2; n > 0 && i < endA && j < endB && lastI >= startA && lastJ >= startB; n--) {
            int second = b[j] < a[i] ? 1 : 0;
            codes[at++] = (byte) (first + second * step);
            j += second;
            i += 1 - second;
            int back = b[lastJ] < a[lastI] ? 0 : 1;
            codes[lastAt--] = (byte) (first + back * step);
            lastJ -= back;
            lastI -= 1 - back;
        }
        while (at <= lastAt) {
            boolean second = i > lastI || (j <= lastJ && b[j] < a[i]);
            codes[at++] = code(second ? 1 : 0, 3);
            j += second ? 1 : 0;
            i += second ? 0 : 1;
        }
        // what comes after the last token of one stream needs nobody but itself
        byte last = codes[endA + endB - 1];
        byte alone = last == first ? code(0, 1) : code(1, 2);
        for (int k = endA + endB - 1; k >= startA + startB && codes[k] == last; k--) {
            codes[k] = alone;
        }
    }

    /** Open at the firings that take from an input. */
    public Gate takes(int input) {
        return new Chosen(this, input, false);
    }

    /** Open at the firings that need an input's next token but do not take it. */
    public Gate sees(int input) {
        return new Chosen(this, input, true);
    }

    /** Loops of the operator's nest. */
    public int depth() {
        return trips.length;
    }

    /** Number of inputs. */
    int inputs() {
        return inputs;
    }

    /** Tokens of an input that some firing needs. */
    long tokens(int input) {
        return tokens[input];
    }

    /** Copies the codes of some firings to their places in a ring. */
    void copy(long from, int count, long[] ring) {
        for (int i = 0; i < count; i++) {
            ring[(int) (from + i) & (ring.length - 1)] = codes[(int) from + i];
        }
    }

    private int at(long[] index) {
        long firing = 0;
        for (int l = 0; l < trips.length; l++) {
            firing = firing * trips[l] + index[l];
        }
        return codes[(int) firing];
    }

    /** One of the gates. */
    static final class Chosen implements Gate {
        final Selection selection;
        final int input;
        private final boolean seen;

        Chosen(Selection selection, int input, boolean seen) {
            this.selection = selection;
            this.input = input;
            this.seen = seen;
        }

        @Override
        public boolean open(long[] index) {
            int code = selection.at(index);
            boolean taken = (code & TAKEN) == input;
            return seen ? !taken && ((code >> (TAKEN_BITS + input)) & 1) != 0 : taken;
        }
    }
}
