package dev.headrace.simulator.kernel;

import org.jspecify.annotations.Nullable;

/** The state of an operator during a run. */
final class Node {
    /** Where in a firing an operator is. */
    enum Phase {
        /** Needs input tokens. */
        INPUTS,
        /** Has its inputs, needs room before it takes. */
        ROOM,
        /** Has asked for its units. */
        GRANT,
        /** Has taken; its transfer is handed over when global time gets there. */
        SUBMIT,
        /** Has taken; puts its outputs. */
        PUT,
        /** Belongs to a compiled region, which keeps its state. */
        FUSED,
        /** All firings are over. */
        DONE,
        /** Would fire after the limit of the run. */
        HALTED
    }

    final int id;
    final Operator spec;
    final long period;
    final Cursor cursor;
    final Fifo[] in;
    final Fifo[] out;
    final boolean withRoom;
    final boolean inOrder;
    final boolean putAll;
    final boolean claims;

    /** True if its unit serves in a static order. */
    final boolean ordered;

    final Pace pace;
    final @Nullable Action action;

    /** Number of its compiled region, while the phase is FUSED. */
    int region = -1;

    Phase phase = Phase.INPUTS;
    int port;
    boolean queued;

    long ready;
    long inputsAt;
    long roomAt;
    long takenAt;
    long putAt;
    boolean lastFromMemory;
    boolean emitted;
    long latency;

    long firings;
    long busy;
    long waitInput;
    long waitMemory;
    long waitRoom;
    long waitUnit;

    /** Outstanding transfers, for loads and stores. */
    final @Nullable Flights flights;

    Node(int id, Operator spec, long period, Fifo[] in, Fifo[] out) {
        this.id = id;
        this.spec = spec;
        this.period = period;
        this.in = in;
        this.out = out;
        cursor = new Cursor(spec.nest());
        withRoom = spec.take() == Operator.Take.WITH_ROOM;
        inOrder = spec.take() == Operator.Take.IN_ORDER;
        putAll = spec.put() == Operator.Put.ALL;
        claims = !spec.claims().isEmpty();
        ordered = claims && spec.claims().get(0).turn() != null;
        pace = spec.pace();
        action = spec.action();
        flights = spec.move() == null ? null : new Flights();
    }

    /** True if input {@code i} takes a new token at the current firing. */
    boolean takes(int i) {
        InPort p = spec.inputs().get(i);
        return p.depth() >= cursor.first && acts(p.depth(), p.gate());
    }

    /** True if the current firing needs the next token of input {@code i}, whether it takes it or not. */
    boolean needs(int i) {
        Gate sees = spec.inputs().get(i).sees();
        return takes(i) || (sees != null && cursor.empty < 0 && sees.open(cursor.index));
    }

    /** True if the current firing is the last to use the token of input {@code i}. */
    boolean lastUse(int i) {
        InPort p = spec.inputs().get(i);
        return p.depth() >= cursor.last && acts(p.depth(), p.gate());
    }

    /** True if output {@code o} puts at the current firing. */
    boolean puts(int o) {
        OutPort p = spec.outputs().get(o);
        return p.depth() >= cursor.last && acts(p.depth(), p.gate());
    }

    /** True if the current firing has anything to do; {@code scratch} is overwritten. */
    boolean acts(Transfer scratch) {
        if (cursor.empty < 0) {
            return true;
        }
        for (int i = 0; i < in.length; i++) {
            if (takes(i) || (spec.inputs().get(i).release() != InPort.Release.FIRST && lastUse(i))) {
                return true;
            }
        }
        for (int o = 0; o < out.length; o++) {
            if (puts(o)) {
                return true;
            }
        }
        return flights != null && describe(scratch);
    }

    /** Firings from the first to the last: as many as the nest has if that is constant, else as it looks so far. */
    double estimate() {
        long product = spec.nest().product(cursor.index.length);
        if (product >= 0 || phase == Phase.DONE) {
            return Math.max(product, firings);
        }
        return Math.max(1, firings) / cursor.share();
    }

    /** Fills in the transfer of the current firing; false if it moves nothing. */
    boolean describe(Transfer transfer) {
        return spec.move() != null && spec.move().source().describe(cursor.index, transfer);
    }

    private boolean acts(int depth, @Nullable Gate gate) {
        return (cursor.empty < 0 || depth <= cursor.empty) && (gate == null || gate.open(cursor.index));
    }
}
