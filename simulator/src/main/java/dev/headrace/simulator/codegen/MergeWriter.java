package dev.headrace.simulator.codegen;

import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;

/**
 * Writes the inner loop of a merge with all that is before and after it. A turn of the loop is a firing of the merge:
 *
 * <pre>
 * t = max(ready, arrival of the next token of each input that the choice needs)
 * the token of the input taken is released
 * the merge puts, and what is after it fires in step
 * </pre>
 *
 * Around it, the operators of each input fire until its channel is full; then the merge may fire as often as the input
 * with the fewest tokens has some. Each input counts its own firings, so its rings are looked up by its own numbers.
 *
 * <p>Which input is taken cannot be predicted, so nothing branches on it where there are two: a mask decides which of
 * both credits changes. The peak of both is followed, since whether a token was put while the one as many tokens before
 * it as the peak still had its slot does not depend on when it is taken.
 */
final class MergeWriter extends StepWriter {
    private static final int TAKEN = 0;
    private static final int MADE = 1;
    private static final int TO_COME = 2;
    private static final int WINDOW = 3;

    private int choice;

    MergeWriter(Shape shape) {
        super(shape);
    }

    @Override
    void load() {
        super.load();
        registers.loadTracks(WINDOW + 1);
        choice = code.newInt();
    }

    @Override
    void writeBack() {
        super.writeBack();
        registers.writeTracks(TO_COME + 1);
    }

    @Override
    void loop() {
        int main = index;
        int stop = code.newInt();
        Label around = new Label();
        Label body = new Label();
        Label test = new Label();
        Label after = new Label();
        code.label(around);
        code.loadInt(END);
        code.storeInt(stop);
        for (int k = 1; k <= shape.merged(); k++) {
            makeAll(k);
            keepTo(stop, k, main);
        }
        index = main;
        code.jump(test);
        code.label(body);
        step();
        code.increment(main, 1);
        code.loadInt(main);
        code.loadInt(END);
        code.jump(Opcodes.IF_ICMPEQ, after);
        code.label(test);
        code.loadInt(main);
        code.loadInt(stop);
        code.jump(Opcodes.IF_ICMPNE, body);
        code.loadInt(main);
        code.loadInt(END);
        code.jump(Opcodes.IF_ICMPNE, around);
        code.label(after);
    }

    /** An input's operators fire until its channel is full, or they have nothing more to make. */
    private void makeAll(int track) {
        Label test = new Label();
        Label full = new Label();
        code.label(test);
        code.loadInt(registers.track(track, MADE));
        code.loadInt(registers.track(track, TAKEN));
        code.op(Opcodes.ISUB);
        code.loadInt(registers.track(track, WINDOW));
        code.jump(Opcodes.IF_ICMPGE, full);
        code.loadInt(registers.track(track, TO_COME));
        code.jump(Opcodes.IFLE, full);
        index = registers.track(track, MADE);
        for (int o = 1; o < shape.operators().size(); o++) {
            if (shape.tracks().get(o) == track) {
                operator(o);
            }
        }
        code.increment(registers.track(track, MADE), 1);
        code.increment(registers.track(track, TO_COME), -1);
        code.jump(test);
        code.label(full);
    }

    /** {@code stop = min(stop, main + made - taken)}, if the input has more to come: beyond that it might lack tokens. */
    private void keepTo(int stop, int track, int main) {
        Label enough = new Label();
        code.loadInt(registers.track(track, TO_COME));
        code.jump(Opcodes.IFLE, enough);
        code.loadInt(registers.track(track, MADE));
        code.loadInt(registers.track(track, TAKEN));
        code.op(Opcodes.ISUB);
        code.loadInt(stop);
        code.loadInt(main);
        code.op(Opcodes.ISUB);
        code.jump(Opcodes.IF_ICMPGE, enough);
        code.loadInt(main);
        code.loadInt(registers.track(track, MADE));
        code.op(Opcodes.IADD);
        code.loadInt(registers.track(track, TAKEN));
        code.op(Opcodes.ISUB);
        code.storeInt(stop);
        code.label(enough);
    }

    @Override
    void step() {
        element(registers.choices(), 0);
        code.op(Opcodes.L2I);
        code.storeInt(choice);
        int main = index;
        int t = ready(0);
        for (int k = 1; k <= shape.merged(); k++) {
            Label next = new Label();
            code.loadInt(choice);
            code.push(1 << (Shape.TAKEN_BITS + k - 1));
            code.op(Opcodes.IAND);
            code.jump(Opcodes.IFEQ, next);
            index = registers.track(k, TAKEN);
            arrival(input(k));
            maximum(t, input(k).edge(), 0);
            code.label(next);
        }
        index = main;
        int take = take(0, t);
        takeFromOne(take);
        index = main;
        puts(0, take);
        for (int o = 1; o < shape.operators().size(); o++) {
            if (shape.tracks().get(o) == 0) {
                operator(o);
            }
        }
    }

    private Shape.In input(int track) {
        return shape.operators().get(0).inputs().get(track - 1);
    }

    private void takeFromOne(int take) {
        if (shape.merged() == 2) {
            takeFromOneOfTwo(take);
            return;
        }
        Label done = new Label();
        for (int k = 1; k <= shape.merged(); k++) {
            Label other = new Label();
            if (k < shape.merged()) {
                taken();
                code.push(k - 1);
                code.jump(Opcodes.IF_ICMPNE, other);
            }
            index = registers.track(k, TAKEN);
            released(0, input(k), take);
            code.increment(registers.track(k, TAKEN), 1);
            code.jump(done);
            code.label(other);
        }
        code.label(done);
    }

    private void takeFromOneOfTwo(int take) {
        for (int k = 1; k <= 2; k++) {
            Label over = new Label();
            code.loadInt(registers.track(k, TAKEN));
            code.loadInt(registers.track(k, MADE));
            code.jump(Opcodes.IF_ICMPEQ, over);
            index = registers.track(k, TAKEN);
            releasedIfTaken(k, take);
            code.label(over);
        }
        code.loadInt(registers.track(2, TAKEN));
        taken();
        code.op(Opcodes.IADD);
        code.storeInt(registers.track(2, TAKEN));
        code.loadInt(registers.track(1, TAKEN));
        code.op(Opcodes.ICONST_1, Opcodes.IADD);
        taken();
        code.op(Opcodes.ISUB);
        code.storeInt(registers.track(1, TAKEN));
    }

    /** {@code credit = (credit & ~mask) | (take + credit latency & mask)}, all ones in the mask if the input is taken. */
    private void releasedIfTaken(int track, int take) {
        Shape.In in = input(track);
        int credits = followPeak(0, in);
        int mask = code.newLong();
        taken();
        code.op(track == 1 ? Opcodes.ICONST_M1 : Opcodes.NOP);
        code.op(track == 1 ? Opcodes.IADD : Opcodes.INEG);
        code.op(Opcodes.I2L);
        code.storeLong(mask);
        place(credits, 0);
        code.op(Opcodes.DUP2, Opcodes.LALOAD, Opcodes.DUP2);
        code.add(take, registers.back(in));
        code.op(Opcodes.LXOR);
        code.loadLong(mask);
        code.op(Opcodes.LAND, Opcodes.LXOR, Opcodes.LASTORE);
    }

    /** Pushes the number of the input that is taken. */
    private void taken() {
        code.loadInt(choice);
        code.push((1 << Shape.TAKEN_BITS) - 1);
        code.op(Opcodes.IAND);
    }
}
