package dev.headrace.simulator.kernel;

import java.util.Arrays;

/**
 * The firings of a chronicle with their steps, as {@code docs/kernel.md} names them; made anew from the events and their
 * causes, to compare with what a probe hears.
 */
final class Firings {
    /** Hears of firings, those of one operator in their order. */
    @FunctionalInterface
    interface Visitor {
        /**
         * A firing; all ticks are on edges of the operator's clock, and none is before the one before it.
         *
         * @param operator number of the operator
         * @param firing number of the firing, from 0
         * @param take the event of its take, which {@link Chronicle#causes} tells more of
         * @param ready when the operator was ready for it
         * @param inputs when its tokens were there
         * @param room when, with {@code WITH_ROOM}, there was room for what it puts; else {@code inputs}
         * @param taken when it had its units, and took
         * @param put its last put; {@code taken} if it puts nothing
         * @param next when the operator was ready again; -1 if the run ended before the firing had put everything
         */
        void firing(
                int operator,
                int firing,
                int take,
                long ready,
                long inputs,
                long room,
                long taken,
                long put,
                long next);
    }

    private final Chronicle of;
    private final Visitor visitor;
    private final Causes causes;

    /** By operator: the take of the firing that is not over yet, or -1. */
    private final int[] take;

    /** By operator: steps of the firing that is coming, */
    private final long[] ready;

    private final long[] inputs;

    /** and of the one that has taken: ready, inputs, room, put. */
    private final long[][] steps;

    private Firings(Chronicle of, Visitor visitor) {
        this.of = of;
        this.visitor = visitor;
        causes = of.causes();
        int operators = of.graph().operators().size();
        take = new int[operators];
        Arrays.fill(take, -1);
        ready = new long[operators];
        inputs = new long[operators];
        steps = new long[operators][4];
    }

    /** Visits all firings of a run that have taken, each when it is known when the operator was ready again. */
    static void visit(Chronicle of, Visitor visitor) {
        Firings f = new Firings(of, visitor);
        for (int e = 0; e < of.size(); e++) {
            f.event(e);
        }
        for (int o = 0; o < f.take.length; o++) {
            f.over(o, -1);
        }
    }

    private void event(int e) {
        int o = of.operator(e);
        switch (of.event(e)) {
            case INPUT -> begins(e, o);
            case TAKE -> {
                long room = begins(e, o);
                take[o] = e;
                set(steps[o], ready[o], inputs[o], room, of.tick(e));
            }
            case PUT -> steps[o][3] = of.tick(e);
            case END -> {
                causes.at(e);
                for (int k = 0; k < causes.count(); k++) {
                    int last = of.operator(causes.from(k));
                    // of an operator that could not put, it is the firing before that was over
                    if (causes.why(k) == Constraint.INTERVAL && causes.from(k) >= take[last]) {
                        over(last, causes.allows(k));
                    }
                }
            }
            default -> {}
        }
    }

    /** The first event of a firing tells when the one before was over; returns when there was room. */
    private long begins(int e, int o) {
        causes.at(e);
        long period = of.period(e);
        boolean starts = causes.count() == 0 || causes.why(0) != Constraint.STEP;
        if (starts) {
            ready[o] = causes.count() > 0 && causes.why(0) == Constraint.INTERVAL ? causes.allows(0) : 0;
            over(o, ready[o]);
        }
        inputs[o] = starts ? ready[o] : inputs[o];
        long room = 0;
        for (int k = 0; k < causes.count(); k++) {
            switch (causes.why(k)) {
                case INPUT, STEP -> inputs[o] = Math.max(inputs[o], causes.allows(k));
                case ROOM -> room = Math.max(room, causes.allows(k));
                default -> {}
            }
        }
        inputs[o] = TimeBase.edge(inputs[o], period);
        return Math.max(inputs[o], TimeBase.edge(room, period));
    }

    private static void set(long[] steps, long ready, long inputs, long room, long put) {
        steps[0] = ready;
        steps[1] = inputs;
        steps[2] = room;
        steps[3] = put;
    }

    private void over(int o, long next) {
        if (take[o] >= 0) {
            int e = take[o];
            long[] s = steps[o];
            visitor.firing(o, of.number(e), e, s[0], s[1], s[2], of.tick(e), s[3], next);
            take[o] = -1;
        }
    }
}
