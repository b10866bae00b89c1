package dev.headrace.simulator.codegen;

import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Writes the loop of one operator over a block of firings. Times are computed as {@link StepWriter} has it; arrivals come
 * from rings also within the group, and all that lives from one firing to the next is in local variables.
 *
 * <p>What can be seen for the whole block is: if no put has to wait for a slot, slots are not looked at; peaks are
 * followed after it.
 */
class KernelWriter {
    private static final String STEPS = "dev/headrace/simulator/codegen/Steps";
    private static final String KERNEL = "dev/headrace/simulator/codegen/Kernel";
    private static final String NAME = "dev/headrace/simulator/codegen/CompiledKernel";

    private static final int VALUES = 1;
    private static final int RINGS = 2;
    private static final int PLACES = 3;
    static final int FROM = 4;
    private static final int COUNT = 5;
    private static final int J = 6;
    private static final int FIRST_FREE = 7;

    private static final int READY = 0;
    private static final int ROOM = 1;
    private static final int PEAK = 0;

    private static final int ARRIVALS = 1;
    private static final int PUTS = 2;
    private static final int CREDITS = 3;

    /** A ring's local variables: the array, and the place in it of the first firing, if it is looked up by that. */
    record Ring(int array, int base) {}

    final Kernel.Kind kind;
    final MethodVisitor code;
    private final ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS | ClassWriter.COMPUTE_FRAMES);
    private int nextLocal = FIRST_FREE;

    final int ready;
    private final int room;

    /** Place after that of the last firing. */
    private int end;

    /** True while code is written that waits for slots. */
    private boolean looksAtSlots;

    final Ring[] arrivals;
    private final Ring[] puts;
    final Ring[] credits;
    private final Ring[] sentArrivals;
    private final Ring[] sentPuts;
    private final Ring[] slots;

    KernelWriter(Kernel.Kind kind) {
        this.kind = kind;
        writer.visit(
                Opcodes.V17,
                Opcodes.ACC_FINAL | Opcodes.ACC_SUPER | Opcodes.ACC_SYNTHETIC,
                NAME,
                null,
                "java/lang/Object",
                new String[] {KERNEL});
        MethodVisitor make = writer.visitMethod(0, "<init>", "()V", null, null);
        make.visitCode();
        make.visitVarInsn(Opcodes.ALOAD, 0);
        make.visitMethodInsn(Opcodes.INVOKESPECIAL, "java/lang/Object", "<init>", "()V", false);
        make.visitInsn(Opcodes.RETURN);
        make.visitMaxs(0, 0);
        make.visitEnd();
        code = writer.visitMethod(Opcodes.ACC_PUBLIC, "run", "([J[[J[III)V", null, null);
        code.visitCode();
        int ins = kind.inputs().size();
        int outs = kind.outputs().size();
        ready = loadLong(Kernel.Kind.FIRST, READY);
        room = waits() ? loadLong(Kernel.Kind.FIRST, ROOM) : 0;
        arrivals = new Ring[ins];
        puts = new Ring[ins];
        credits = new Ring[ins];
        sentArrivals = new Ring[outs];
        sentPuts = new Ring[outs];
        slots = new Ring[outs];
    }

    byte[] write() {
        for (int i = 0; i < arrivals.length; i++) {
            loadInput(i);
        }
        for (int o = 0; o < slots.length; o++) {
            loadOutput(o);
        }
        end = newInt();
        loadMore();
        loops();
        writeBack();
        code.visitInsn(Opcodes.RETURN);
        code.visitMaxs(0, 0);
        code.visitEnd();
        writer.visitEnd();
        return writer.toByteArray();
    }

    private void loops() {
        if (!waits()) {
            loop(false);
            return;
        }
        Label waits = new Label();
        Label done = new Label();
        for (int o = 0; o < slots.length; o++) {
            if (kind.outputs().get(o).bounded()) {
                neverWaits(o);
                code.visitJumpInsn(Opcodes.IFEQ, waits);
            }
        }
        loop(false);
        code.visitJumpInsn(Opcodes.GOTO, done);
        code.visitLabel(waits);
        loop(true);
        code.visitLabel(done);
    }

    private void loop(boolean slotsMatter) {
        Label body = new Label();
        looksAtSlots = slotsMatter;
        start();
        code.visitLabel(body);
        fire();
        code.visitIincInsn(J, 1);
        code.visitVarInsn(Opcodes.ILOAD, J);
        code.visitVarInsn(Opcodes.ILOAD, end);
        code.visitJumpInsn(Opcodes.IF_ICMPLT, body);
    }

    private void neverWaits(int o) {
        Kernel.Output out = kind.outputs().get(o);
        code.visitVarInsn(Opcodes.ALOAD, slots[o].array());
        code.visitVarInsn(Opcodes.ILOAD, FROM);
        push(out.capacity());
        code.visitInsn(Opcodes.ISUB);
        code.visitLdcInsn(out.link() ? out.back() : 0L);
        code.visitVarInsn(Opcodes.LLOAD, ready);
        code.visitLdcInsn(kind.interval());
        steps();
        code.visitMethodInsn(Opcodes.INVOKESTATIC, KERNEL, "neverWaits", "([JIJJJI)Z", true);
    }

    /** Pushes how many firings follow the first. */
    private void steps() {
        code.visitVarInsn(Opcodes.ILOAD, COUNT);
        code.visitInsn(Opcodes.ICONST_1);
        code.visitInsn(Opcodes.ISUB);
    }

    private void followPeak(int i) {
        Kernel.Input in = kind.inputs().get(i);
        int at = kind.input(i);
        value(at, PEAK);
        code.visitVarInsn(Opcodes.ALOAD, VALUES);
        place(at);
        code.visitInsn(Opcodes.LALOAD);
        code.visitInsn(Opcodes.L2I);
        push(in.capacity());
        code.visitVarInsn(Opcodes.ALOAD, credits[i].array());
        code.visitLdcInsn(in.link() ? in.back() : 0L);
        code.visitVarInsn(Opcodes.ALOAD, (in.putsFollow() ? arrivals[i] : puts[i]).array());
        code.visitLdcInsn(in.putsFollow() ? in.forward() : 0L);
        code.visitVarInsn(Opcodes.ILOAD, FROM);
        steps();
        code.visitLdcInsn(in.puts());
        code.visitLdcInsn(kind.interval());
        code.visitMethodInsn(Opcodes.INVOKESTATIC, KERNEL, "peak", "(II[JJ[JJIIJJ)I", true);
        code.visitInsn(Opcodes.I2L);
        code.visitInsn(Opcodes.LASTORE);
    }

    /** Sets the place of the first firing, and that after the last. */
    private void start() {
        if (kind.ring() == 0) {
            code.visitInsn(Opcodes.ICONST_0);
        } else {
            code.visitVarInsn(Opcodes.ILOAD, FROM);
            push(kind.ring() - 1);
            code.visitInsn(Opcodes.IAND);
        }
        code.visitInsn(Opcodes.DUP);
        code.visitVarInsn(Opcodes.ISTORE, J);
        code.visitVarInsn(Opcodes.ILOAD, COUNT);
        code.visitInsn(Opcodes.IADD);
        code.visitVarInsn(Opcodes.ISTORE, end);
    }

    /** Loads what else the loops need. */
    void loadMore() {}

    // ---- local variables

    private boolean waits() {
        return kind.outputs().stream().anyMatch(Kernel.Output::bounded);
    }

    int newInt() {
        return nextLocal++;
    }

    int newLong() {
        nextLocal += 2;
        return nextLocal - 2;
    }

    private void loadInput(int i) {
        Kernel.Input in = kind.inputs().get(i);
        int at = kind.input(i);
        arrivals[i] = loadRing(at + ARRIVALS, !kind.merges());
        credits[i] = loadRing(at + CREDITS, !kind.merges());
        if (!kind.merges() && !in.putsFollow()) {
            puts[i] = loadRing(at + PUTS, true);
        }
    }

    private void loadOutput(int o) {
        Kernel.Output out = kind.outputs().get(o);
        int at = kind.output(o);
        sentArrivals[o] = loadRing(at + ARRIVALS, true);
        if (!out.putsFollow()) {
            sentPuts[o] = loadRing(at + PUTS, true);
        }
        if (out.bounded()) {
            slots[o] = loadRing(at + CREDITS, false);
        }
    }

    private void value(int place, int entry) {
        code.visitVarInsn(Opcodes.ALOAD, VALUES);
        place(place);
        code.visitIntInsn(Opcodes.BIPUSH, entry);
        code.visitInsn(Opcodes.IADD);
    }

    private void place(int place) {
        code.visitVarInsn(Opcodes.ALOAD, PLACES);
        code.visitIntInsn(Opcodes.SIPUSH, place);
        code.visitInsn(Opcodes.IALOAD);
    }

    private int loadLong(int place, int entry) {
        int local = newLong();
        value(place, entry);
        code.visitInsn(Opcodes.LALOAD);
        code.visitVarInsn(Opcodes.LSTORE, local);
        return local;
    }

    int loadInt(int place, int entry) {
        int local = newInt();
        value(place, entry);
        code.visitInsn(Opcodes.LALOAD);
        code.visitInsn(Opcodes.L2I);
        code.visitVarInsn(Opcodes.ISTORE, local);
        return local;
    }

    /** A ring; {@code inLine} if it is looked up by the number of the firing, whose place is then made ready. */
    Ring loadRing(int place, boolean inLine) {
        int array = newInt();
        code.visitVarInsn(Opcodes.ALOAD, RINGS);
        place(place);
        code.visitInsn(Opcodes.AALOAD);
        code.visitVarInsn(Opcodes.ASTORE, array);
        if (!inLine || kind.ring() > 0) {
            return new Ring(array, 0);
        }
        int base = newInt();
        code.visitVarInsn(Opcodes.ILOAD, FROM);
        mask(array);
        code.visitVarInsn(Opcodes.ISTORE, base);
        return new Ring(array, base);
    }

    void writeReady() {
        storeLong(Kernel.Kind.FIRST, READY, ready);
        if (room != 0) {
            storeLong(Kernel.Kind.FIRST, ROOM, room);
        }
    }

    void writeBack() {
        writeReady();
        for (int i = 0; i < arrivals.length; i++) {
            followPeak(i);
        }
    }

    private void storeLong(int place, int entry, int local) {
        value(place, entry);
        code.visitVarInsn(Opcodes.LLOAD, local);
        code.visitInsn(Opcodes.LASTORE);
    }

    void storeInt(int place, int entry, int local) {
        value(place, entry);
        code.visitVarInsn(Opcodes.ILOAD, local);
        code.visitInsn(Opcodes.I2L);
        code.visitInsn(Opcodes.LASTORE);
    }

    // ---- a firing

    void fire() {
        int t = newLong();
        copy(ready, t);
        for (int i = 0; i < arrivals.length; i++) {
            Kernel.Input in = kind.inputs().get(i);
            element(arrivals[i]);
            maximum(t, in.edge());
            if (in.early()) {
                release(i, t);
            }
        }
        int take = take(t);
        boolean inRing = false;
        for (int i = 0; i < arrivals.length; i++) {
            Kernel.Input in = kind.inputs().get(i);
            if (!in.early() && !(in.link() && inRing)) {
                release(i, take);
                inRing |= in.link();
            }
        }
        puts(take);
    }

    private void release(int i, int time) {
        at(credits[i]);
        code.visitVarInsn(Opcodes.LLOAD, time);
        if (!kind.inputs().get(i).link()) {
            plus(kind.inputs().get(i).back());
        }
        code.visitInsn(Opcodes.LASTORE);
    }

    /** The take of an operator whose inputs are all there at {@code t}. */
    int take(int t) {
        if (kind.take() != Shape.Take.WITH_ROOM || !looksAtSlots) {
            return t;
        }
        int take = newLong();
        copy(t, take);
        waitForAll(take);
        addToRoom(take, t);
        return take;
    }

    private void waitForAll(int into) {
        for (int o = 0; o < slots.length; o++) {
            waitForSlot(o, into);
        }
    }

    /** Puts all outputs; from then on the interval runs. */
    void puts(int take) {
        int p = take;
        if (kind.take() != Shape.Take.WITH_ROOM && looksAtSlots) {
            p = newLong();
            copy(take, p);
            if (kind.putAll()) {
                waitForAll(p);
            }
        }
        for (int o = 0; o < slots.length; o++) {
            if (kind.take() != Shape.Take.WITH_ROOM && looksAtSlots && !kind.putAll()) {
                waitForSlot(o, p);
            }
            send(o, take, p);
        }
        if (p != take) {
            addToRoom(p, take);
        }
        add(p, kind.interval());
        code.visitVarInsn(Opcodes.LSTORE, ready);
    }

    /** {@code time = max(time, slot free)}. */
    private void waitForSlot(int o, int time) {
        Kernel.Output out = kind.outputs().get(o);
        if (!out.bounded()) {
            return;
        }
        code.visitVarInsn(Opcodes.ALOAD, slots[o].array());
        firing();
        if (out.capacity() != kind.ring() || !out.link()) {
            push(out.capacity());
            code.visitInsn(Opcodes.ISUB);
            mask(slots[o].array());
        }
        code.visitInsn(Opcodes.LALOAD);
        if (out.link()) {
            plus(out.back());
        }
        maximum(time, out.edge());
    }

    /** {@code room += later - earlier}. */
    private void addToRoom(int later, int earlier) {
        code.visitVarInsn(Opcodes.LLOAD, room);
        code.visitVarInsn(Opcodes.LLOAD, later);
        code.visitInsn(Opcodes.LADD);
        code.visitVarInsn(Opcodes.LLOAD, earlier);
        code.visitInsn(Opcodes.LSUB);
        code.visitVarInsn(Opcodes.LSTORE, room);
    }

    private void send(int o, int take, int put) {
        Kernel.Output out = kind.outputs().get(o);
        at(sentArrivals[o]);
        if (out.putsFollow()) {
            add(put, out.forward());
        } else {
            int arrival = newLong();
            add(put, out.forward());
            code.visitVarInsn(Opcodes.LSTORE, arrival);
            add(take, out.latency());
            maximum(arrival, false);
            code.visitVarInsn(Opcodes.LLOAD, arrival);
        }
        code.visitInsn(Opcodes.LASTORE);
        if (!out.putsFollow()) {
            at(sentPuts[o]);
            code.visitVarInsn(Opcodes.LLOAD, put);
            code.visitInsn(Opcodes.LASTORE);
        }
    }

    // ---- words of the language

    /** {@code into = max(into, top of stack)}, the latter rounded up to an edge first if need be. */
    void maximum(int into, boolean edge) {
        if (edge) {
            edge();
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

    private void edge() {
        code.visitLdcInsn(kind.period());
        code.visitMethodInsn(Opcodes.INVOKESTATIC, STEPS, "edge", "(JJ)J", true);
    }

    void copy(int from, int to) {
        code.visitVarInsn(Opcodes.LLOAD, from);
        code.visitVarInsn(Opcodes.LSTORE, to);
    }

    /** Pushes a sum. */
    void add(int local, long constant) {
        code.visitVarInsn(Opcodes.LLOAD, local);
        plus(constant);
    }

    /** Adds a constant to the top of the stack. */
    void plus(long constant) {
        if (constant != 0) {
            code.visitLdcInsn(constant);
            code.visitInsn(Opcodes.LADD);
        }
    }

    void push(int constant) {
        code.visitLdcInsn(constant);
    }

    /** Pushes the number of the current firing, or one that is the same modulo the length of every ring. */
    private void firing() {
        code.visitVarInsn(Opcodes.ILOAD, J);
        if (kind.ring() == 0) {
            code.visitVarInsn(Opcodes.ILOAD, FROM);
            code.visitInsn(Opcodes.IADD);
        }
    }

    /** Pushes a ring and the place in it of the current firing. */
    void at(Ring ring) {
        code.visitVarInsn(Opcodes.ALOAD, ring.array());
        code.visitVarInsn(Opcodes.ILOAD, J);
        if (ring.base() != 0) {
            code.visitVarInsn(Opcodes.ILOAD, ring.base());
            code.visitInsn(Opcodes.IADD);
        }
    }

    void element(Ring ring) {
        at(ring);
        code.visitInsn(Opcodes.LALOAD);
    }

    /** Takes the number on top of the stack modulo a ring's length. */
    void mask(int array) {
        code.visitVarInsn(Opcodes.ALOAD, array);
        code.visitInsn(Opcodes.ARRAYLENGTH);
        code.visitInsn(Opcodes.ICONST_1);
        code.visitInsn(Opcodes.ISUB);
        code.visitInsn(Opcodes.IAND);
    }
}
