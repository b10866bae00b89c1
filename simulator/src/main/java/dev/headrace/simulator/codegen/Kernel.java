package dev.headrace.simulator.codegen;

import java.util.List;

/**
 * The compiled loop of one operator: a block of its firings. Has no state; serves every operator of its kind, and unlike
 * the code of a shape knows the numbers, so that registers are left for what changes.
 */
interface Kernel {
    /**
     * Makes firings. All rings that are looked up by the number of the firing are as long as the block or longer, and it
     * does not run over the end of any.
     *
     * @param values scalars of the group
     * @param rings rings of the group
     * @param places where in both the operator's are, see {@link Kind#places}
     * @param from number of the first firing
     * @param count how many firings, 1 or more
     */
    void run(long[] values, long[][] rings, int[] places, int from, int count);

    /**
     * What the code of one operator depends on. Times are ticks.
     *
     * @param interval ticks from a put to the next take
     * @param period of its clock
     * @param ring length of all rings that are looked up by the number of the firing, or 0 if they differ
     * @param take how it takes
     * @param putAll true if it puts when all outputs have room, false if one after another
     * @param inputs in take order
     * @param outputs in put order
     * @param merges true for a merge, which takes from one of its inputs only
     */
    record Kind(
            long interval,
            long period,
            int ring,
            Shape.Take take,
            boolean putAll,
            List<Input> inputs,
            List<Output> outputs,
            boolean merges) {
        /** Place of the operator's values, then of its ring of takes. */
        static final int FIRST = 0;

        /** Then for each input and each output: place of its values, and of its rings of arrivals, puts and credits. */
        private static final int FIRST_PORT = 2;

        private static final int PER_PORT = 4;

        static Kind of(Shape shape, long[] values, int ring, int op) {
            Shape.Op spec = shape.operators().get(op);
            int at = shape.operator(op);
            return new Kind(
                    values[at + 2],
                    values[at + 3],
                    ring,
                    spec.take(),
                    spec.putAll(),
                    spec.inputs().stream()
                            .map(in -> new Input(
                                    in.link() >= 0,
                                    in.early(),
                                    in.edge(),
                                    in.link() >= 0 ? shape.putsFollow(in.link()) : in.putsFollow(),
                                    (int) values[shape.at(in) + 1],
                                    values[shape.at(in) + 2],
                                    values[shape.at(in) + 3],
                                    values[shape.at(in) + 5]))
                            .toList(),
                    spec.outputs().stream()
                            .map(out -> new Output(
                                    out.link() >= 0,
                                    out.bounded(),
                                    out.edge(),
                                    out.putsFollow(),
                                    (int) values[shape.at(out) + 1],
                                    values[shape.at(out) + 2],
                                    values[shape.at(out) + 3],
                                    values[shape.at(out) + 4]))
                            .toList(),
                    op == 0 && shape.merged() > 0);
        }

        int input(int input) {
            return FIRST_PORT + input * PER_PORT;
        }

        int output(int output) {
            return input(inputs.size()) + output * PER_PORT;
        }

        /** For a merge, the place of its first input's track, then that of its choices. */
        int tracks() {
            return output(outputs.size());
        }

        /** The places of an operator of this kind. */
        int[] places(Shape shape, int op) {
            Shape.Op spec = shape.operators().get(op);
            int[] p = new int[tracks() + (merges ? 2 : 0)];
            p[FIRST] = shape.operator(op);
            p[FIRST + 1] = op;
            for (int i = 0; i < inputs.size(); i++) {
                Shape.In in = spec.inputs().get(i);
                boolean link = in.link() >= 0;
                int rings = link ? shape.linkRings(in.link()) : shape.inputRings(in.port());
                int credits = link ? shape.takes(op, in) : rings + 2;
                put(p, input(i), shape.at(in), rings, credits);
            }
            for (int o = 0; o < outputs.size(); o++) {
                Shape.Out out = spec.outputs().get(o);
                boolean link = out.link() >= 0;
                int rings = link ? shape.linkRings(out.link()) : shape.outputRings(out.port());
                int credits = link ? shape.takesOf(out.link()) : rings + 2;
                put(p, output(o), shape.at(out), rings, credits);
            }
            if (merges) {
                p[tracks()] = shape.track(1);
                p[tracks() + 1] = shape.choices();
            }
            return p;
        }

        private static void put(int[] places, int at, int values, int rings, int credits) {
            places[at] = values;
            places[at + 1] = rings;
            places[at + 2] = rings + 1;
            places[at + 3] = credits;
        }
    }

    /**
     * An input.
     *
     * @param link true if it comes from within the group: credits are takes, to which the credit latency is added
     * @param early true if it releases its slot when it takes itself, before the operator does
     * @param edge true if arrivals must be rounded up to an edge of the operator's clock
     * @param putsFollow a put is an arrival less the forward latency
     * @param capacity slots
     * @param back credit latency
     * @param forward forward latency
     * @param puts least ticks from one put to the next
     */
    record Input(
            boolean link,
            boolean early,
            boolean edge,
            boolean putsFollow,
            int capacity,
            long back,
            long forward,
            long puts) {}

    /**
     * An output.
     *
     * @param link true if it leads to within the group
     * @param bounded true if it may have to wait for a slot
     * @param edge true if credits must be rounded up to an edge of the operator's clock
     * @param putsFollow the latency of the operator is not above that of the channel
     * @param capacity slots, if bounded
     * @param back credit latency
     * @param forward forward latency
     * @param latency of the operator
     */
    record Output(
            boolean link,
            boolean bounded,
            boolean edge,
            boolean putsFollow,
            int capacity,
            long back,
            long forward,
            long latency) {}

    /** Slots that are looked at by one of them when a block is checked. */
    int STRIDE = 8;

    /**
     * Whether no put of a block can have to wait for its slot. Puts are an interval apart at least, and credits are in
     * order: if the last of a stretch is there for the first put, so are all others.
     *
     * @param slots ring of credits
     * @param first place of the slot that the first put uses
     * @param more what is to be added to credits
     * @param ready when the first put can be made at the earliest
     * @param interval least ticks from one put to the next
     * @param steps firings in the block, less one
     */
    static boolean neverWaits(long[] slots, int first, long more, long ready, long interval, int steps) {
        for (int k = 0; k <= steps; k += STRIDE) {
            int last = Math.min(k + STRIDE - 1, steps);
            if (slots[(first + last) & (slots.length - 1)] + more > ready + k * interval) {
                return false;
            }
        }
        return true;
    }

    /**
     * Whether no credit of a block is later than the put that belongs to it. Puts are apart as long as said at least, and
     * so are credits: the one {@code k} before the last is no later than the last less {@code k} intervals. What is so at
     * both ends of the block is so in between.
     */
    private static boolean isEarlier(long lastCredit, long interval, long firstPut, long apart, int steps) {
        return lastCredit <= firstPut + steps * apart && lastCredit - steps * interval <= firstPut;
    }

    /**
     * The peak of a channel after a block of tokens. A token makes it one higher if, when it was put, the one as many
     * before it as the peak still had its slot; that none does is usually seen at the ends of the block.
     *
     * @param credits ring of credits, those of this block included
     * @param more what is to be added to them
     * @param puts ring of puts
     * @param less what is to be subtracted from them
     * @param from number of the first token
     * @param steps tokens in the block, less one
     * @param apart least ticks from one put to the next
     * @param interval least ticks from one credit to the next
     */
    static int peak(
            int peak,
            int capacity,
            long[] credits,
            long more,
            long[] puts,
            long less,
            int from,
            int steps,
            long apart,
            long interval) {
        if (peak >= capacity
                || isEarlier(
                        credits[(from + steps - peak) & (credits.length - 1)] + more,
                        interval,
                        puts[from & (puts.length - 1)] - less,
                        apart,
                        steps)) {
            return peak;
        }
        return exactPeak(peak, capacity, credits, more + less, puts, from, from + steps + 1);
    }

    /** Whether no credit is later than the put that belongs to it: one by one, but without a branch. */
    private static boolean noneIsLater(long[] credits, int first, long more, long[] puts, int firstPut, int count) {
        long worst = 0;
        int c = first & (credits.length - 1);
        int p = firstPut & (puts.length - 1);
        int n;
        for (int left = count; left > 0; left -= n) {
            n = Math.min(left, Math.min(credits.length - c, puts.length - p));
            for (int k = 0; k < n; k++) {
                worst |= puts[p + k] - credits[c + k] - more;
            }
            c = (c + n) & (credits.length - 1);
            p = (p + n) & (puts.length - 1);
        }
        return worst >= 0;
    }

    private static int exactPeak(int peak, int capacity, long[] credits, long more, long[] puts, int from, int to) {
        if (noneIsLater(credits, from - peak, more, puts, from, to - from)) {
            return peak;
        }
        int p = peak;
        for (int n = from; n != to && p < capacity; n++) {
            if (credits[(n - p) & (credits.length - 1)] + more > puts[n & (puts.length - 1)]) {
                p++;
            }
        }
        return p;
    }
}
