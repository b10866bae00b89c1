package dev.headrace.simulator.codegen;

import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
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
    private static final String STEPS = "dev/headrace/simulator/codegen/Steps";
    private static final String NAME = "dev/headrace/simulator/codegen/CompiledSteps";

    private static final int VALUES = 1;
    private static final int RINGS = 2;
    private static final int FROM = 3;
    private static final int COUNT = 5;
    private static final int INDEX = 6;
    static final int END = 7;
    private static final int FIRST_FREE = 8;

    /** Entries of a link, input or output within its part of the values. */
    private static final int PEAK = 0;

    private static final int CAPACITY = 1;
    static final int BACK = 2;
    private static final int FORWARD = 3;
    private static final int LATENCY = 4;

    private static final int READY = 0;
    private static final int ROOM = 1;
    private static final int INTERVAL = 2;
    private static final int PERIOD = 3;

    final Shape shape;
    final MethodVisitor code;
    private final ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS | ClassWriter.COMPUTE_FRAMES);

    /** Local variable of each scalar, or 0 if it has none yet; peaks and capacities are ints. */
    final int[] value;

    /** Local variable of each ring, or 0. */
    final int[] ring;

    /** Local variables of put time and arrival of each link within the current step. */
    private final int[] linkPut;

    private final int[] linkArrival;
    private int nextLocal = FIRST_FREE;

    /** Local variable with the number of the firing that code is written for. */
    int index = INDEX;

    StepWriter(Shape shape) {
        this.shape = shape;
        value = new int[shape.values()];
        ring = new int[shape.rings()];
        linkPut = new int[shape.links()];
        linkArrival = new int[shape.links()];
        writer.visit(
                Opcodes.V17,
                Opcodes.ACC_FINAL | Opcodes.ACC_SUPER | Opcodes.ACC_SYNTHETIC,
                NAME,
                null,
                "java/lang/Object",
                new String[] {STEPS});
        MethodVisitor make = writer.visitMethod(0, "<init>", "()V", null, null);
        make.visitCode();
        make.visitVarInsn(Opcodes.ALOAD, 0);
        make.visitMethodInsn(Opcodes.INVOKESPECIAL, "java/lang/Object", "<init>", "()V", false);
        make.visitInsn(Opcodes.RETURN);
        make.visitMaxs(0, 0);
        make.visitEnd();
        code = writer.visitMethod(Opcodes.ACC_PUBLIC, "run", "([J[[JJI)I", null, null);
    }

    byte[] write() {
        code.visitCode();
        declareLocals();
        code.visitVarInsn(Opcodes.LLOAD, FROM);
        code.visitInsn(Opcodes.L2I);
        code.visitVarInsn(Opcodes.ISTORE, INDEX);
        code.visitVarInsn(Opcodes.ILOAD, INDEX);
        code.visitVarInsn(Opcodes.ILOAD, COUNT);
        code.visitInsn(Opcodes.IADD);
        code.visitVarInsn(Opcodes.ISTORE, END);
        loop();
        storeBack();
        code.visitVarInsn(Opcodes.ILOAD, INDEX);
        code.visitVarInsn(Opcodes.LLOAD, FROM);
        code.visitInsn(Opcodes.L2I);
        code.visitInsn(Opcodes.ISUB);
        code.visitInsn(Opcodes.IRETURN);
        code.visitMaxs(0, 0);
        code.visitEnd();
        writer.visitEnd();
        return writer.toByteArray();
    }

    /** From the first firing to before the one that the local variable {@link #END} says, which may come to be earlier. */
    void loop() {
        Label test = new Label();
        Label body = new Label();
        code.visitJumpInsn(Opcodes.GOTO, test);
        code.visitLabel(body);
        step();
        code.visitIincInsn(INDEX, 1);
        code.visitLabel(test);
        code.visitVarInsn(Opcodes.ILOAD, INDEX);
        code.visitVarInsn(Opcodes.ILOAD, END);
        code.visitJumpInsn(Opcodes.IF_ICMPNE, body);
    }

    /** One turn of the loop. */
    void step() {
        for (int o = 0; o < shape.operators().size(); o++) {
            operator(o);
        }
    }

    // ---- locals

    int newInt() {
        return nextLocal++;
    }

    int newLong() {
        nextLocal += 2;
        return nextLocal - 2;
    }

    void declareLocals() {
        for (int o = 0; o < shape.operators().size(); o++) {
            Shape.Op op = shape.operators().get(o);
            int at = shape.operator(o);
            loadLong(at + READY);
            loadLong(at + INTERVAL);
            if (waitsForRoom(op)) {
                loadLong(at + ROOM);
            }
            if (edges(op)) {
                loadLong(at + PERIOD);
            }
            for (Shape.In in : op.inputs()) {
                declare(o, in);
            }
            for (Shape.Out out : op.outputs()) {
                declare(out);
            }
        }
    }

    private void declare(int o, Shape.In in) {
        int at = at(in);
        loadInt(at + PEAK);
        loadInt(at + CAPACITY);
        loadLong(at + BACK);
        if (in.link() >= 0) {
            loadRing(shape.takes(o, in));
            return;
        }
        int rings = shape.inputRings(in.port());
        loadRing(rings);
        loadRing(rings + 2);
        if (in.putsFollow()) {
            loadLong(at + FORWARD);
        } else {
            loadRing(rings + 1);
        }
    }

    private void declare(Shape.Out out) {
        int at = at(out);
        loadLong(at + FORWARD);
        if (!out.putsFollow()) {
            loadLong(at + LATENCY);
        }
        if (out.bounded()) {
            loadInt(at + CAPACITY);
            if (out.link() >= 0) {
                loadLong(at + BACK);
            }
        }
        if (out.link() >= 0) {
            linkPut[out.link()] = newLong();
            linkArrival[out.link()] = newLong();
            if (out.bounded()) {
                loadRing(consumerRing(out.link()));
            }
            return;
        }
        int rings = shape.outputRings(out.port());
        loadRing(rings);
        if (!out.putsFollow()) {
            loadRing(rings + 1);
        }
        if (out.bounded()) {
            loadRing(rings + 2);
        }
    }

    private int consumerRing(int link) {
        for (int o = 0; o < shape.operators().size(); o++) {
            for (Shape.In in : shape.operators().get(o).inputs()) {
                if (in.link() == link) {
                    return shape.takes(o, in);
                }
            }
        }
        throw new IllegalArgumentException("link " + link + " has no consumer");
    }

    int at(Shape.In in) {
        return in.link() >= 0 ? shape.link(in.link()) : shape.input(in.port());
    }

    private int at(Shape.Out out) {
        return out.link() >= 0 ? shape.link(out.link()) : shape.output(out.port());
    }

    void loadLong(int at) {
        if (value[at] == 0) {
            value[at] = newLong();
            read(at);
            code.visitVarInsn(Opcodes.LSTORE, value[at]);
        }
    }

    void loadInt(int at) {
        if (value[at] == 0) {
            value[at] = nextLocal++;
            read(at);
            code.visitInsn(Opcodes.L2I);
            code.visitVarInsn(Opcodes.ISTORE, value[at]);
        }
    }

    private void read(int at) {
        code.visitVarInsn(Opcodes.ALOAD, VALUES);
        push(at);
        code.visitInsn(Opcodes.LALOAD);
    }

    void loadRing(int at) {
        if (ring[at] == 0) {
            ring[at] = nextLocal++;
            code.visitVarInsn(Opcodes.ALOAD, RINGS);
            push(at);
            code.visitInsn(Opcodes.AALOAD);
            code.visitVarInsn(Opcodes.ASTORE, ring[at]);
        }
    }

    private void push(int constant) {
        code.visitIntInsn(Opcodes.SIPUSH, constant);
    }

    void storeBack() {
        for (int o = 0; o < shape.operators().size(); o++) {
            Shape.Op op = shape.operators().get(o);
            int at = shape.operator(o);
            writeBack(at + READY, false);
            if (waitsForRoom(op)) {
                writeBack(at + ROOM, false);
            }
            for (Shape.In in : op.inputs()) {
                writeBack(at(in) + PEAK, true);
            }
        }
    }

    void writeBack(int at, boolean isInt) {
        code.visitVarInsn(Opcodes.ALOAD, VALUES);
        push(at);
        code.visitVarInsn(isInt ? Opcodes.ILOAD : Opcodes.LLOAD, value[at]);
        if (isInt) {
            code.visitInsn(Opcodes.I2L);
        }
        code.visitInsn(Opcodes.LASTORE);
    }

    // ---- one operator

    private static boolean waitsForRoom(Shape.Op op) {
        return op.outputs().stream().anyMatch(Shape.Out::bounded);
    }

    private static boolean edges(Shape.Op op) {
        return op.inputs().stream().anyMatch(Shape.In::edge)
                || op.outputs().stream().anyMatch(out -> out.bounded() && out.edge());
    }

    void operator(int o) {
        Shape.Op op = shape.operators().get(o);
        int period = period(o);
        int t = ready(o);
        for (Shape.In in : op.inputs()) {
            arrival(in);
            maximum(t, in.edge(), period);
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
            store(ring[o], take);
        }
        puts(o, take);
    }

    int period(int o) {
        return value[shape.operator(o) + PERIOD];
    }

    /** A new local variable with the time at which an operator is ready. */
    int ready(int o) {
        int t = newLong();
        copy(value[shape.operator(o) + READY], t);
        return t;
    }

    /** The take of an operator whose inputs are all there at {@code t}. */
    int take(int o, int t) {
        Shape.Op op = shape.operators().get(o);
        if (op.take() != Shape.Take.WITH_ROOM || !waitsForRoom(op)) {
            return t;
        }
        int take = newLong();
        copy(t, take);
        slots(op, take, period(o));
        addDifference(value[shape.operator(o) + ROOM], take, t);
        return take;
    }

    /** Puts all outputs; from then on the interval runs. */
    void puts(int o, int take) {
        int at = shape.operator(o);
        int put = put(shape.operators().get(o), at, take, period(o));
        add(put, value[at + INTERVAL]);
        code.visitVarInsn(Opcodes.LSTORE, value[at + READY]);
    }

    /** Puts all outputs; returns the local variable of the last put. */
    private int put(Shape.Op op, int at, int take, int period) {
        if (op.take() == Shape.Take.WITH_ROOM || !waitsForRoom(op)) {
            op.outputs().forEach(out -> send(out, take, take));
            return take;
        }
        int p = newLong();
        copy(take, p);
        if (op.putAll()) {
            slots(op, p, period);
        }
        for (Shape.Out out : op.outputs()) {
            if (!op.putAll() && out.bounded()) {
                waitForSlot(out, p, period);
            }
            send(out, take, p);
        }
        addDifference(value[at + ROOM], p, take);
        return p;
    }

    private void slots(Shape.Op op, int into, int period) {
        for (Shape.Out out : op.outputs()) {
            if (out.bounded()) {
                waitForSlot(out, into, period);
            }
        }
    }

    /**
     * {@code into = max(into, slot free)}. Within the group all tokens before this one are accounted for in the peak, and
     * no more of them than that hold a slot: below the capacity there is nothing to wait for.
     */
    private void waitForSlot(Shape.Out out, int into, int period) {
        Label free = new Label();
        if (out.link() >= 0) {
            code.visitVarInsn(Opcodes.ILOAD, value[at(out) + PEAK]);
            code.visitVarInsn(Opcodes.ILOAD, value[at(out) + CAPACITY]);
            code.visitJumpInsn(Opcodes.IF_ICMPLT, free);
        }
        slot(out);
        maximum(into, out.edge(), period);
        code.visitLabel(free);
    }

    /** Pushes the time at which the slot of the next token is free. */
    private void slot(Shape.Out out) {
        int at = at(out);
        if (out.link() >= 0) {
            element(ring[consumerRing(out.link())], value[at + CAPACITY]);
            code.visitVarInsn(Opcodes.LLOAD, value[at + BACK]);
            code.visitInsn(Opcodes.LADD);
        } else {
            element(ring[shape.outputRings(out.port()) + 2], value[at + CAPACITY]);
        }
    }

    /** Sends a token: its put and its arrival go to the consumer. */
    private void send(Shape.Out out, int take, int put) {
        int at = at(out);
        int arrival = out.link() >= 0 ? linkArrival[out.link()] : newLong();
        add(put, value[at + FORWARD]);
        code.visitVarInsn(Opcodes.LSTORE, arrival);
        if (!out.putsFollow()) {
            add(take, value[at + LATENCY]);
            maximum(arrival, false, 0);
        }
        if (out.link() >= 0) {
            copy(put, linkPut[out.link()]);
            return;
        }
        int rings = shape.outputRings(out.port());
        store(ring[rings], arrival);
        if (!out.putsFollow()) {
            store(ring[rings + 1], put);
        }
    }

    /** Pushes the arrival of an input's token. */
    void arrival(Shape.In in) {
        if (in.link() >= 0) {
            code.visitVarInsn(Opcodes.LLOAD, linkArrival[in.link()]);
        } else {
            element(ring[shape.inputRings(in.port())], 0);
        }
    }

    /** Raises the peak if the token that is taken made it one higher when it was put; returns the ring of releases. */
    int followPeak(int o, Shape.In in) {
        int at = at(in);
        int takes = in.link() >= 0 ? ring[shape.takes(o, in)] : ring[shape.inputRings(in.port()) + 2];
        Label same = new Label();
        // a peak as high as the capacity has nowhere to go
        code.visitVarInsn(Opcodes.ILOAD, value[at + PEAK]);
        code.visitVarInsn(Opcodes.ILOAD, value[at + CAPACITY]);
        code.visitJumpInsn(Opcodes.IF_ICMPGE, same);
        element(takes, value[at + PEAK]);
        if (in.link() >= 0) {
            code.visitVarInsn(Opcodes.LLOAD, value[at + BACK]);
            code.visitInsn(Opcodes.LADD);
            code.visitVarInsn(Opcodes.LLOAD, linkPut[in.link()]);
        } else if (in.putsFollow()) {
            element(ring[shape.inputRings(in.port())], 0);
            code.visitVarInsn(Opcodes.LLOAD, value[at + FORWARD]);
            code.visitInsn(Opcodes.LSUB);
        } else {
            element(ring[shape.inputRings(in.port()) + 1], 0);
        }
        code.visitInsn(Opcodes.LCMP);
        code.visitJumpInsn(Opcodes.IFLE, same);
        code.visitIincInsn(value[at + PEAK], 1);
        code.visitVarInsn(Opcodes.ILOAD, value[at + PEAK]);
        code.visitVarInsn(Opcodes.ALOAD, takes);
        code.visitInsn(Opcodes.ARRAYLENGTH);
        code.visitJumpInsn(Opcodes.IF_ICMPLT, same);
        code.visitVarInsn(Opcodes.ILOAD, INDEX);
        code.visitInsn(Opcodes.ICONST_1);
        code.visitInsn(Opcodes.IADD);
        code.visitVarInsn(Opcodes.ISTORE, END);
        code.visitLabel(same);
        return takes;
    }

    /** The slot of an input's token is released at {@code time}: follows the peak, and tells the producer. */
    void released(int o, Shape.In in, int time) {
        int takes = followPeak(o, in);
        if (in.link() < 0) {
            ringAndIndex(takes, 0);
            add(time, value[at(in) + BACK]);
            code.visitInsn(Opcodes.LASTORE);
        } else if (in.early()) {
            store(takes, time);
        }
    }

    // ---- words of the language

    /** {@code into = max(into, top of stack)}, the latter rounded up to an edge first if need be. */
    void maximum(int into, boolean edge, int period) {
        if (edge) {
            code.visitVarInsn(Opcodes.LLOAD, period);
            code.visitMethodInsn(Opcodes.INVOKESTATIC, STEPS, "edge", "(JJ)J", true);
        }
        Label less = new Label();
        Label done = new Label();
        code.visitInsn(Opcodes.DUP2);
        code.visitVarInsn(Opcodes.LLOAD, into);
        code.visitInsn(Opcodes.LCMP);
        code.visitJumpInsn(Opcodes.IFLE, less);
        code.visitVarInsn(Opcodes.LSTORE, into);
        code.visitJumpInsn(Opcodes.GOTO, done);
        code.visitLabel(less);
        code.visitInsn(Opcodes.POP2);
        code.visitLabel(done);
    }

    private void copy(int from, int to) {
        code.visitVarInsn(Opcodes.LLOAD, from);
        code.visitVarInsn(Opcodes.LSTORE, to);
    }

    /** Pushes a sum. */
    void add(int a, int b) {
        code.visitVarInsn(Opcodes.LLOAD, a);
        code.visitVarInsn(Opcodes.LLOAD, b);
        code.visitInsn(Opcodes.LADD);
    }

    /** {@code sum += a - b}. */
    private void addDifference(int sum, int a, int b) {
        code.visitVarInsn(Opcodes.LLOAD, sum);
        code.visitVarInsn(Opcodes.LLOAD, a);
        code.visitInsn(Opcodes.LADD);
        code.visitVarInsn(Opcodes.LLOAD, b);
        code.visitInsn(Opcodes.LSUB);
        code.visitVarInsn(Opcodes.LSTORE, sum);
    }

    void store(int ringLocal, int time) {
        ringAndIndex(ringLocal, 0);
        code.visitVarInsn(Opcodes.LLOAD, time);
        code.visitInsn(Opcodes.LASTORE);
    }

    /** Pushes the entry of a ring that many firings back; {@code distance} is a local variable, or 0 for none. */
    void element(int ringLocal, int distance) {
        ringAndIndex(ringLocal, distance);
        code.visitInsn(Opcodes.LALOAD);
    }

    void ringAndIndex(int ringLocal, int distance) {
        code.visitVarInsn(Opcodes.ALOAD, ringLocal);
        code.visitVarInsn(Opcodes.ILOAD, index);
        if (distance != 0) {
            code.visitVarInsn(Opcodes.ILOAD, distance);
            code.visitInsn(Opcodes.ISUB);
        }
        code.visitVarInsn(Opcodes.ALOAD, ringLocal);
        code.visitInsn(Opcodes.ARRAYLENGTH);
        code.visitInsn(Opcodes.ICONST_1);
        code.visitInsn(Opcodes.ISUB);
        code.visitInsn(Opcodes.IAND);
    }
}
