package dev.headrace.simulator.codegen;

import org.objectweb.asm.Opcodes;

/**
 * Which local variables of the loop of one operator hold its scalars and rings. Where these stand in the arrays of its
 * group is known only when it runs: the loop is shared by all operators of its kind, and is given their places.
 */
final class KernelRegisters {
    /** Local variables of the arguments after the values and the rings. */
    private static final int PLACES = 3;

    static final int FROM = 4;

    private static final int READY = 0;
    private static final int ROOM = 1;

    private static final int ARRIVALS = 1;
    private static final int PUTS = 2;
    private static final int CREDITS = 3;

    /** A ring's local variables: the array, and the place in it of the first firing, if it is looked up by that. */
    record Ring(int array, int base) {}

    private final Kernel.Kind kind;
    private final Code code;

    final int ready;

    /** Time spent waiting for room, or 0 if it never waits. */
    final int room;

    /** Rings of each input. */
    final Ring[] arrivals;

    final Ring[] puts;
    final Ring[] credits;

    /** Rings of each output. */
    final Ring[] sentArrivals;

    final Ring[] sentPuts;
    final Ring[] slots;

    KernelRegisters(Kernel.Kind kind, Code code) {
        this.kind = kind;
        this.code = code;
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

    /** True if the operator may have to wait for a slot. */
    boolean waits() {
        return kind.outputs().stream().anyMatch(Kernel.Output::bounded);
    }

    /** Loads the rings of all inputs and outputs. */
    void loadPorts() {
        for (int i = 0; i < arrivals.length; i++) {
            loadInput(i);
        }
        for (int o = 0; o < slots.length; o++) {
            loadOutput(o);
        }
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

    /** Pushes the values, and the place of one of them. */
    void value(int place, int entry) {
        code.loadArray(Code.VALUES);
        place(place);
        code.push(entry);
        code.op(Opcodes.IADD);
    }

    /** Pushes a place. */
    void place(int place) {
        code.loadArray(PLACES);
        code.push(place);
        code.op(Opcodes.IALOAD);
    }

    private int loadLong(int place, int entry) {
        int local = code.newLong();
        value(place, entry);
        code.op(Opcodes.LALOAD);
        code.storeLong(local);
        return local;
    }

    int loadInt(int place, int entry) {
        int local = code.newInt();
        value(place, entry);
        code.op(Opcodes.LALOAD, Opcodes.L2I);
        code.storeInt(local);
        return local;
    }

    /** A ring; {@code inLine} if it is looked up by the number of the firing, whose place is then made ready. */
    Ring loadRing(int place, boolean inLine) {
        int array = code.newInt();
        code.loadArray(Code.RINGS);
        place(place);
        code.op(Opcodes.AALOAD);
        code.storeArray(array);
        if (!inLine || kind.ring() > 0) {
            return new Ring(array, 0);
        }
        int base = code.newInt();
        code.loadInt(FROM);
        code.mask(array);
        code.storeInt(base);
        return new Ring(array, base);
    }

    /** Writes back the scalars of the operator. */
    void writeReady() {
        storeLong(Kernel.Kind.FIRST, READY, ready);
        if (room != 0) {
            storeLong(Kernel.Kind.FIRST, ROOM, room);
        }
    }

    private void storeLong(int place, int entry, int local) {
        value(place, entry);
        code.loadLong(local);
        code.op(Opcodes.LASTORE);
    }

    void storeInt(int place, int entry, int local) {
        value(place, entry);
        code.loadInt(local);
        code.op(Opcodes.I2L, Opcodes.LASTORE);
    }
}
