package dev.headrace.simulator.codegen;

import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;

/**
 * Writes the inner loop of a shape: one straight line of code per step, one maximum per dependence, everything in local
 * variables. In the words of {@code docs/kernel.md}, for operator {@code o} and firing {@code i}:
 *
 * <pre>
 * a     = max(ready, arrival[i] of each input)
 * t     = a, or max(a, credit[i - capacity] of each output)       WITH_ROOM
 * p     = max(t, credit[i - capacity] of each output)             one after another, or all
 * room += p - t
 * ready = p + interval
 * </pre>
 *
 * An arrival inside the group is a local variable; a credit inside the group is the consumer's take plus a constant.
 * Maxima are written as branches on purpose: each has its own profile, almost all go the same way nearly always, and a
 * branch that is predicted takes the maximum off the chain of dependences.
 */
class StepWriter {
    private static final int FROM = 3;
    private static final int COUNT = 5;
    private static final int INDEX = 6;
    static final int END = 7;
    private static final int FIRST_FREE = 8;

    final Shape shape;
    final Code code = new Code(Steps.class, "([J[[JJI)I", FIRST_FREE);
    final StepRegisters registers;

    /** Local variable with the number of the firing that code is written for. */
    int index = INDEX;

    StepWriter(Shape shape) {
        this.shape = shape;
        registers = new StepRegisters(shape, code);
    }

    byte[] write() {
        load();
        code.loadLong(FROM);
        code.op(Opcodes.L2I);
        code.storeInt(INDEX);
        code.loadInt(INDEX);
        code.loadInt(COUNT);
        code.op(Opcodes.IADD);
        code.storeInt(END);
        loop();
        writeBack();
        code.loadInt(INDEX);
        code.loadLong(FROM);
        code.op(Opcodes.L2I, Opcodes.ISUB, Opcodes.IRETURN);
        return code.end();
    }

    /** Loads what the loop needs. */
    void load() {
        registers.load();
    }

    /** Writes back what the loop has changed. */
    void writeBack() {
        registers.writeBack();
    }

    /** From the first firing to before the one that the local variable {@link #END} says, which may come to be earlier. */
    void loop() {
        Label test = new Label();
        Label body = new Label();
        code.jump(test);
        code.label(body);
        step();
        code.increment(INDEX, 1);
        code.label(test);
        code.loadInt(INDEX);
        code.loadInt(END);
        code.jump(Opcodes.IF_ICMPNE, body);
    }

    /** One turn of the loop. */
    void step() {
        for (int o = 0; o < shape.operators().size(); o++) {
            operator(o);
        }
    }

    // ---- one operator

    void operator(int o) {
        Shape.Op op = shape.operators().get(o);
        int t = ready(o);
        for (Shape.In in : op.inputs()) {
            arrival(in);
            maximum(t, in.edge(), o);
            if (in.early()) {
                released(o, in, t);
            }
        }
        int take = take(o, t);
        for (Shape.In in : op.inputs()) {
            if (!in.early()) {
                released(o, in, take);
            }
        }
        if (op.inputs().stream().anyMatch(in -> in.link() >= 0 && !in.early())) {
            store(registers.takes(o), take);
        }
        puts(o, take);
    }

    /** A new local variable with the time at which an operator is ready. */
    int ready(int o) {
        int t = code.newLong();
        code.copyLong(registers.ready(o), t);
        return t;
    }

    /** The take of an operator whose inputs are all there at {@code t}. */
    int take(int o, int t) {
        Shape.Op op = shape.operators().get(o);
        if (op.take() != Shape.Take.WITH_ROOM || !StepRegisters.waitsForRoom(op)) {
            return t;
        }
        int take = code.newLong();
        code.copyLong(t, take);
        slots(o, take);
        code.addDifference(registers.room(o), take, t);
        return take;
    }

    /** Puts all outputs; from then on the interval runs. */
    void puts(int o, int take) {
        code.add(put(o, take), registers.interval(o));
        code.storeLong(registers.ready(o));
    }

    /** Puts all outputs; returns the local variable of the last put. */
    private int put(int o, int take) {
        Shape.Op op = shape.operators().get(o);
        if (op.take() == Shape.Take.WITH_ROOM || !StepRegisters.waitsForRoom(op)) {
            op.outputs().forEach(out -> send(out, take, take));
            return take;
        }
        int p = code.newLong();
        code.copyLong(take, p);
        if (op.putAll()) {
            slots(o, p);
        }
        for (Shape.Out out : op.outputs()) {
            if (!op.putAll() && out.bounded()) {
                waitForSlot(out, p, o);
            }
            send(out, take, p);
        }
        code.addDifference(registers.room(o), p, take);
        return p;
    }

    private void slots(int o, int into) {
        for (Shape.Out out : shape.operators().get(o).outputs()) {
            if (out.bounded()) {
                waitForSlot(out, into, o);
            }
        }
    }

    /**
     * {@code into = max(into, slot free)}. Within the group all tokens before this one are accounted for in the peak, and
     * no more of them than that hold a slot: below the capacity there is nothing to wait for.
     */
    private void waitForSlot(Shape.Out out, int into, int o) {
        Label free = new Label();
        if (out.link() >= 0) {
            code.loadInt(registers.peak(out));
            code.loadInt(registers.capacity(out));
            code.jump(Opcodes.IF_ICMPLT, free);
        }
        element(registers.slots(out), registers.capacity(out));
        if (out.link() >= 0) {
            code.loadLong(registers.back(out));
            code.op(Opcodes.LADD);
        }
        maximum(into, out.edge(), o);
        code.label(free);
    }

    /** Sends a token: its put and its arrival go to the consumer. */
    private void send(Shape.Out out, int take, int put) {
        int arrival = out.link() >= 0 ? registers.linkArrival(out.link()) : code.newLong();
        code.add(put, registers.forward(out));
        code.storeLong(arrival);
        if (!out.putsFollow()) {
            code.add(take, registers.latency(out));
            code.maximum(arrival);
        }
        if (out.link() >= 0) {
            code.copyLong(put, registers.linkPut(out.link()));
            return;
        }
        store(registers.arrivals(out), arrival);
        if (!out.putsFollow()) {
            store(registers.puts(out), put);
        }
    }

    /** Pushes the arrival of an input's token. */
    void arrival(Shape.In in) {
        if (in.link() >= 0) {
            code.loadLong(registers.linkArrival(in.link()));
        } else {
            element(registers.arrivals(in), 0);
        }
    }

    /** Pushes the put of an input's token. */
    private void putOf(Shape.In in) {
        if (in.link() >= 0) {
            code.loadLong(registers.linkPut(in.link()));
        } else if (in.putsFollow()) {
            element(registers.arrivals(in), 0);
            code.loadLong(registers.forward(in));
            code.op(Opcodes.LSUB);
        } else {
            element(registers.puts(in), 0);
        }
    }

    /** Raises the peak if the token that is taken made it one higher when it was put; returns the ring of releases. */
    int followPeak(int o, Shape.In in) {
        int peak = registers.peak(in);
        int releases = registers.releases(o, in);
        Label same = new Label();
        // a peak as high as the capacity has nowhere to go
        code.loadInt(peak);
        code.loadInt(registers.capacity(in));
        code.jump(Opcodes.IF_ICMPGE, same);
        element(releases, peak);
        if (in.link() >= 0) {
            code.loadLong(registers.back(in));
            code.op(Opcodes.LADD);
        }
        putOf(in);
        code.op(Opcodes.LCMP);
        code.jump(Opcodes.IFLE, same);
        code.increment(peak, 1);
        code.loadInt(peak);
        code.loadArray(releases);
        code.op(Opcodes.ARRAYLENGTH);
        code.jump(Opcodes.IF_ICMPLT, same);
        code.loadInt(INDEX);
        code.op(Opcodes.ICONST_1, Opcodes.IADD);
        code.storeInt(END);
        code.label(same);
        return releases;
    }

    /** The slot of an input's token is released at {@code time}: follows the peak, and tells the producer. */
    void released(int o, Shape.In in, int time) {
        int releases = followPeak(o, in);
        if (in.link() < 0) {
            place(releases, 0);
            code.add(time, registers.back(in));
            code.op(Opcodes.LASTORE);
        } else if (in.early()) {
            store(releases, time);
        }
    }

    // ---- rings, and edges of an operator's clock

    /** {@code into = max(into, top of stack)}, the latter rounded up to an edge of an operator's clock if need be. */
    void maximum(int into, boolean edge, int o) {
        if (edge) {
            code.loadLong(registers.period(o));
            code.edge();
        }
        code.maximum(into);
    }

    void store(int ring, int time) {
        place(ring, 0);
        code.loadLong(time);
        code.op(Opcodes.LASTORE);
    }

    /** Pushes the entry of a ring that many firings back; {@code distance} is a local variable, or 0 for none. */
    void element(int ring, int distance) {
        place(ring, distance);
        code.op(Opcodes.LALOAD);
    }

    /** Pushes a ring, and the place in it that many firings back. */
    void place(int ring, int distance) {
        code.loadArray(ring);
        code.loadInt(index);
        if (distance != 0) {
            code.loadInt(distance);
            code.op(Opcodes.ISUB);
        }
        code.mask(ring);
    }
}
