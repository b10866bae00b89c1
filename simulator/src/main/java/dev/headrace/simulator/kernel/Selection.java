package dev.headrace.simulator.kernel;

import dev.headrace.simulator.codegen.Shape;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Which of its inputs each firing of an operator takes from, where values decide that: a merge of sorted streams, a
 * switch. Every firing takes one token, from one input, and needs the next tokens of some inputs to have arrived so that
 * it can decide. The numbers are known beforehand; what the simulation finds out is when.
 */
public final class Selection {
    /** Most inputs. */
    public static final int MOST_INPUTS = 4;

    private static final int TAKEN = (1 << Shape.TAKEN_BITS) - 1;

    private final int inputs;
    private final long[] trips;

    /** Tokens of each input that some firing needs. */
    private final long[] tokens;

    /** The sorted numbers that decide, if it is a merge of these. */
    private final @Nullable SortedPair sorted;

    /** All choices; of sorted numbers not before somebody asks for a single one. */
    private volatile byte @Nullable [] codes;

    /**
     * A selection.
     *
     * @param inputs number of inputs, 1 to {@link #MOST_INPUTS}
     * @param codes one for each firing, made by {@link #code}; not copied
     * @param trips trip counts of the operator's nest, whose product is the number of firings
     */
    public Selection(int inputs, byte[] codes, long... trips) {
        this(inputs, tokens(inputs, codes), trips, null);
        long firings = Arrays.stream(trips).reduce(1, Math::multiplyExact);
        if (firings != codes.length) {
            throw new IllegalArgumentException(codes.length + " choices for " + firings + " firings");
        }
        this.codes = codes;
    }

    private Selection(int inputs, long[] tokens, long[] trips, @Nullable SortedPair sorted) {
        this.inputs = inputs;
        this.trips = trips.clone();
        this.tokens = tokens;
        this.sorted = sorted;
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
                if (((code >> (Shape.TAKEN_BITS + i)) & 1) != 0 || (code & TAKEN) == i) {
                    needed[i] = taken[i] + 1;
                }
            }
            taken[code & TAKEN]++;
        }
        return needed;
    }

    /** The code of a firing that takes from one input and needs those whose bits are set in {@code needed}. */
    public static byte code(int taken, int needed) {
        return (byte) (taken | needed << Shape.TAKEN_BITS);
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
        SortedPair pair = new SortedPair(a, b, groups);
        return new Selection(
                2, new long[] {a.length, b.length}, new long[] {groups, (a.length + b.length) / groups}, pair);
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

    /** Goes through the choices once, in order. */
    interface Walk {
        /** Writes the next choices to their places in a ring: that of firing {@code from}, and those after it. */
        void next(long from, int count, long[] ring);
    }

    /** A walk from the first firing on; what numbers decide is decided on the way. */
    Walk walk() {
        if (sorted != null) {
            return sorted.walk();
        }
        byte[] all = codes();
        return (from, count, ring) -> {
            for (int i = 0; i < count; i++) {
                ring[(int) (from + i) & (ring.length - 1)] = all[(int) from + i];
            }
        };
    }

    private byte[] codes() {
        byte[] all = codes;
        if (all == null) {
            all = java.util.Objects.requireNonNull(sorted).codes();
            codes = all;
        }
        return all;
    }

    private int at(long[] index) {
        long firing = 0;
        for (int l = 0; l < trips.length; l++) {
            firing = firing * trips[l] + index[l];
        }
        return codes()[(int) firing];
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
            return seen ? !taken && ((code >> (Shape.TAKEN_BITS + input)) & 1) != 0 : taken;
        }
    }
}
