package dev.headrace.simulator.codegen;

import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;

/**
 * Writes the loop of one operator over a block of firings. Times are computed as {@link StepWriter} has it; arrivals come
 * from rings also within the group, and all that lives from one firing to the next is in local variables.
 *
 * <p>What can be seen for the whole block is: if no put has to wait for a slot, slots are not looked at; peaks are
 * followed after it.
 */
class KernelWriter {
    static final int FROM = KernelRegisters.FROM;
    private static final int COUNT = 5;
    private static final int J = 6;
    private static final int FIRST_FREE = 7;

    private static final int PEAK = 0;

    final Kernel.Kind kind;
    final Code code = new Code(Kernel.class, "([J[[J[III)V", FIRST_FREE);
    final KernelRegisters registers;

    /** Place after that of the last firing. */
    private int end;

    /** True while code is written that waits for slots. */
    private boolean looksAtSlots;

    KernelWriter(Kernel.Kind kind) {
        this.kind = kind;
        registers = new KernelRegisters(kind, code);
    }

    byte[] write() {
        registers.loadPorts();
        end = code.newInt();
        loadMore();
        loops();
        writeBack();
        code.op(Opcodes.RETURN);
        return code.end();
    }

    private void loops() {
        if (!registers.waits()) {
            loop(false);
            return;
        }
        Label waits = new Label();
        Label done = new Label();
        for (int o = 0; o < kind.outputs().size(); o++) {
            if (kind.outputs().get(o).bounded()) {
                neverWaits(o);
                code.jump(Opcodes.IFEQ, waits);
            }
        }
        loop(false);
        code.jump(done);
        code.label(waits);
        loop(true);
        code.label(done);
    }

    private void loop(boolean slotsMatter) {
        Label body = new Label();
        looksAtSlots = slotsMatter;
        start();
        code.label(body);
        fire();
        code.increment(J, 1);
        code.loadInt(J);
        code.loadInt(end);
        code.jump(Opcodes.IF_ICMPLT, body);
    }

    private void neverWaits(int o) {
        Kernel.Output out = kind.outputs().get(o);
        code.loadArray(registers.slots[o].array());
        code.loadInt(FROM);
        code.push(out.capacity());
        code.op(Opcodes.ISUB);
        code.push(out.link() ? out.back() : 0L);
        code.loadLong(registers.ready);
        code.push(kind.interval());
        steps();
        code.call(Kernel.class, "neverWaits", "([JIJJJI)Z");
    }

    /** Pushes how many firings follow the first. */
    private void steps() {
        code.loadInt(COUNT);
        code.op(Opcodes.ICONST_1, Opcodes.ISUB);
    }

    private void followPeak(int i) {
        Kernel.Input in = kind.inputs().get(i);
        int at = kind.input(i);
        registers.value(at, PEAK);
        code.loadArray(Code.VALUES);
        registers.place(at);
        code.op(Opcodes.LALOAD, Opcodes.L2I);
        code.push(in.capacity());
        code.loadArray(registers.credits[i].array());
        code.push(in.link() ? in.back() : 0L);
        code.loadArray((in.putsFollow() ? registers.arrivals[i] : registers.puts[i]).array());
        code.push(in.putsFollow() ? in.forward() : 0L);
        code.loadInt(FROM);
        steps();
        code.push(in.puts());
        code.push(kind.interval());
        code.call(Kernel.class, "peak", "(II[JJ[JJIIJJ)I");
        code.op(Opcodes.I2L, Opcodes.LASTORE);
    }

    /** Sets the place of the first firing, and that after the last. */
    private void start() {
        if (kind.ring() == 0) {
            code.op(Opcodes.ICONST_0);
        } else {
            code.loadInt(FROM);
            code.push(kind.ring() - 1);
            code.op(Opcodes.IAND);
        }
        code.op(Opcodes.DUP);
        code.storeInt(J);
        code.loadInt(COUNT);
        code.op(Opcodes.IADD);
        code.storeInt(end);
    }

    /** Loads what else the loops need. */
    void loadMore() {}

    void writeBack() {
        registers.writeReady();
        for (int i = 0; i < kind.inputs().size(); i++) {
            followPeak(i);
        }
    }

    // ---- a firing

    void fire() {
        int t = code.newLong();
        code.copyLong(registers.ready, t);
        for (int i = 0; i < kind.inputs().size(); i++) {
            Kernel.Input in = kind.inputs().get(i);
            element(registers.arrivals[i]);
            maximum(t, in.edge());
            if (in.early()) {
                release(i, t);
            }
        }
        int take = take(t);
        boolean inRing = false;
        for (int i = 0; i < kind.inputs().size(); i++) {
            Kernel.Input in = kind.inputs().get(i);
            if (!in.early() && !(in.link() && inRing)) {
                release(i, take);
                inRing |= in.link();
            }
        }
        puts(take);
    }

    private void release(int i, int time) {
        at(registers.credits[i]);
        code.loadLong(time);
        if (!kind.inputs().get(i).link()) {
            code.plus(kind.inputs().get(i).back());
        }
        code.op(Opcodes.LASTORE);
    }

    /** The take of an operator whose inputs are all there at {@code t}. */
    int take(int t) {
        if (kind.take() != Shape.Take.WITH_ROOM || !looksAtSlots) {
            return t;
        }
        int take = code.newLong();
        code.copyLong(t, take);
        waitForAll(take);
        code.addDifference(registers.room, take, t);
        return take;
    }

    private void waitForAll(int into) {
        for (int o = 0; o < kind.outputs().size(); o++) {
            waitForSlot(o, into);
        }
    }

    /** Puts all outputs; from then on the interval runs. */
    void puts(int take) {
        int p = take;
        if (kind.take() != Shape.Take.WITH_ROOM && looksAtSlots) {
            p = code.newLong();
            code.copyLong(take, p);
            if (kind.putAll()) {
                waitForAll(p);
            }
        }
        for (int o = 0; o < kind.outputs().size(); o++) {
            if (kind.take() != Shape.Take.WITH_ROOM && looksAtSlots && !kind.putAll()) {
                waitForSlot(o, p);
            }
            send(o, take, p);
        }
        if (p != take) {
            code.addDifference(registers.room, p, take);
        }
        add(p, kind.interval());
        code.storeLong(registers.ready);
    }

    /** {@code time = max(time, slot free)}. */
    private void waitForSlot(int o, int time) {
        Kernel.Output out = kind.outputs().get(o);
        if (!out.bounded()) {
            return;
        }
        code.loadArray(registers.slots[o].array());
        firing();
        if (out.capacity() != kind.ring() || !out.link()) {
            code.push(out.capacity());
            code.op(Opcodes.ISUB);
            code.mask(registers.slots[o].array());
        }
        code.op(Opcodes.LALOAD);
        if (out.link()) {
            code.plus(out.back());
        }
        maximum(time, out.edge());
    }

    private void send(int o, int take, int put) {
        Kernel.Output out = kind.outputs().get(o);
        at(registers.sentArrivals[o]);
        if (out.putsFollow()) {
            add(put, out.forward());
        } else {
            int arrival = code.newLong();
            add(put, out.forward());
            code.storeLong(arrival);
            add(take, out.latency());
            maximum(arrival, false);
            code.loadLong(arrival);
        }
        code.op(Opcodes.LASTORE);
        if (!out.putsFollow()) {
            at(registers.sentPuts[o]);
            code.loadLong(put);
            code.op(Opcodes.LASTORE);
        }
    }

    // ---- rings, and edges of the clock

    /** {@code into = max(into, top of stack)}, the latter rounded up to an edge of the operator's clock if need be. */
    void maximum(int into, boolean edge) {
        if (edge) {
            code.push(kind.period());
            code.edge();
        }
        code.maximum(into);
    }

    /** Pushes a sum. */
    void add(int local, long constant) {
        code.loadLong(local);
        code.plus(constant);
    }

    /** Pushes the number of the current firing, or one that is the same modulo the length of every ring. */
    private void firing() {
        code.loadInt(J);
        if (kind.ring() == 0) {
            code.loadInt(FROM);
            code.op(Opcodes.IADD);
        }
    }

    /** Pushes a ring and the place in it of the current firing. */
    void at(KernelRegisters.Ring ring) {
        code.loadArray(ring.array());
        code.loadInt(J);
        if (ring.base() != 0) {
            code.loadInt(ring.base());
            code.op(Opcodes.IADD);
        }
    }

    void element(KernelRegisters.Ring ring) {
        at(ring);
        code.op(Opcodes.LALOAD);
    }
}
