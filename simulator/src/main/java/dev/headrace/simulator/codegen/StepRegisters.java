package dev.headrace.simulator.codegen;

import org.objectweb.asm.Opcodes;

/** Which local variables of a shape's loop hold which of its scalars and rings. */
final class StepRegisters {
    /** Entries of a link, input or output within its part of the values. */
    private static final int PEAK = 0;

    private static final int CAPACITY = 1;
    private static final int BACK = 2;
    private static final int FORWARD = 3;
    private static final int LATENCY = 4;

    private static final int READY = 0;
    private static final int ROOM = 1;
    private static final int INTERVAL = 2;
    private static final int PERIOD = 3;

    private final Shape shape;
    private final Code code;

    /** Local variable of each scalar, or 0 if it has none yet; peaks and capacities are ints. */
    private final int[] value;

    /** Local variable of each ring, or 0. */
    private final int[] ring;

    /** Local variables of put time and arrival of each link within the current step. */
    private final int[] linkPut;

    private final int[] linkArrival;

    StepRegisters(Shape shape, Code code) {
        this.shape = shape;
        this.code = code;
        value = new int[shape.values()];
        ring = new int[shape.rings()];
        linkPut = new int[shape.links()];
        linkArrival = new int[shape.links()];
    }

    // ---- what stands where

    int ready(int o) {
        return value[shape.operator(o) + READY];
    }

    int room(int o) {
        return value[shape.operator(o) + ROOM];
    }

    int interval(int o) {
        return value[shape.operator(o) + INTERVAL];
    }

    int period(int o) {
        return value[shape.operator(o) + PERIOD];
    }

    int peak(Shape.In in) {
        return value[shape.at(in) + PEAK];
    }

    int capacity(Shape.In in) {
        return value[shape.at(in) + CAPACITY];
    }

    int back(Shape.In in) {
        return value[shape.at(in) + BACK];
    }

    int forward(Shape.In in) {
        return value[shape.at(in) + FORWARD];
    }

    /** Peak of the link that an output leads to. */
    int peak(Shape.Out out) {
        return value[shape.at(out) + PEAK];
    }

    int capacity(Shape.Out out) {
        return value[shape.at(out) + CAPACITY];
    }

    int back(Shape.Out out) {
        return value[shape.at(out) + BACK];
    }

    int forward(Shape.Out out) {
        return value[shape.at(out) + FORWARD];
    }

    int latency(Shape.Out out) {
        return value[shape.at(out) + LATENCY];
    }

    /** Takes of an operator. */
    int takes(int o) {
        return ring[o];
    }

    /** Where the releases of an input's tokens are kept: takes within the group, credits to the outside. */
    int releases(int o, Shape.In in) {
        return ring[in.link() >= 0 ? shape.takes(o, in) : shape.inputRings(in.port()) + 2];
    }

    int arrivals(Shape.In in) {
        return ring[shape.inputRings(in.port())];
    }

    int puts(Shape.In in) {
        return ring[shape.inputRings(in.port()) + 1];
    }

    int arrivals(Shape.Out out) {
        return ring[shape.outputRings(out.port())];
    }

    int puts(Shape.Out out) {
        return ring[shape.outputRings(out.port()) + 1];
    }

    /** What frees the slots of an output: takes within the group, credits from the outside. */
    int slots(Shape.Out out) {
        return ring[out.link() >= 0 ? shape.takesOf(out.link()) : shape.outputRings(out.port()) + 2];
    }

    int linkPut(int link) {
        return linkPut[link];
    }

    int linkArrival(int link) {
        return linkArrival[link];
    }

    /** A number of a merge's track. */
    int track(int track, int entry) {
        return value[shape.track(track) + entry];
    }

    int choices() {
        return ring[shape.choices()];
    }

    // ---- into and out of local variables

    /** Loads all that the operators of the shape need. */
    void load() {
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
                load(o, in);
            }
            for (Shape.Out out : op.outputs()) {
                load(out);
            }
        }
    }

    /** Loads all that a merge needs besides, of so many entries of each track. */
    void loadTracks(int entries) {
        for (int k = 1; k <= shape.merged(); k++) {
            for (int e = 0; e < entries; e++) {
                loadInt(shape.track(k) + e);
            }
        }
        loadRing(shape.choices());
    }

    private void load(int o, Shape.In in) {
        int at = shape.at(in);
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

    private void load(Shape.Out out) {
        int at = shape.at(out);
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
            linkPut[out.link()] = code.newLong();
            linkArrival[out.link()] = code.newLong();
            if (out.bounded()) {
                loadRing(shape.takesOf(out.link()));
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

    private void loadLong(int at) {
        if (value[at] == 0) {
            value[at] = code.newLong();
            read(at);
            code.storeLong(value[at]);
        }
    }

    private void loadInt(int at) {
        if (value[at] == 0) {
            value[at] = code.newInt();
            read(at);
            code.op(Opcodes.L2I);
            code.storeInt(value[at]);
        }
    }

    private void read(int at) {
        code.loadArray(Code.VALUES);
        code.push(at);
        code.op(Opcodes.LALOAD);
    }

    private void loadRing(int at) {
        if (ring[at] == 0) {
            ring[at] = code.newInt();
            code.loadArray(Code.RINGS);
            code.push(at);
            code.op(Opcodes.AALOAD);
            code.storeArray(ring[at]);
        }
    }

    /** Writes back what the operators of the shape have changed. */
    void writeBack() {
        for (int o = 0; o < shape.operators().size(); o++) {
            Shape.Op op = shape.operators().get(o);
            writeLong(shape.operator(o) + READY);
            if (waitsForRoom(op)) {
                writeLong(shape.operator(o) + ROOM);
            }
            for (Shape.In in : op.inputs()) {
                writeInt(shape.at(in) + PEAK);
            }
        }
    }

    /** Writes back so many entries of each track of a merge. */
    void writeTracks(int entries) {
        for (int k = 1; k <= shape.merged(); k++) {
            for (int e = 0; e < entries; e++) {
                writeInt(shape.track(k) + e);
            }
        }
    }

    private void writeLong(int at) {
        code.loadArray(Code.VALUES);
        code.push(at);
        code.loadLong(value[at]);
        code.op(Opcodes.LASTORE);
    }

    private void writeInt(int at) {
        code.loadArray(Code.VALUES);
        code.push(at);
        code.loadInt(value[at]);
        code.op(Opcodes.I2L, Opcodes.LASTORE);
    }

    // ---- which there are

    static boolean waitsForRoom(Shape.Op op) {
        return op.outputs().stream().anyMatch(Shape.Out::bounded);
    }

    private static boolean edges(Shape.Op op) {
        return op.inputs().stream().anyMatch(Shape.In::edge)
                || op.outputs().stream().anyMatch(out -> out.bounded() && out.edge());
    }
}
