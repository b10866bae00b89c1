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

    private int track(int track, int entry) {
        return value[shape.track(track) + entry];
    }

    @Override
    void declareLocals() {
        super.declareLocals();
        for (int k = 1; k <= shape.merged(); k++) {
            loadInt(shape.track(k) + TAKEN);
            loadInt(shape.track(k) + MADE);
            loadInt(shape.track(k) + TO_COME);
            loadInt(shape.track(k) + WINDOW);
        }
        loadRing(shape.choices());
        choice = newInt();
    }

    @Override
    void loop() {
        int main = index;
        int stop = newInt();
        Label around = new Label();
        Label body = new Label();
        Label test = new Label();
        Label after = new Label();
        code.visitLabel(around);
        code.visitVarInsn(Opcodes.ILOAD, END);
        code.visitVarInsn(Opcodes.ISTORE, stop);
        for (int k = 1; k <= shape.merged(); k++) {
            makeAll(k);
            keepTo(stop, k, main);
        }
        index = main;
        code.visitJumpInsn(Opcodes.GOTO, test);
        code.visitLabel(body);
        step();
        code.visitIincInsn(main, 1);
        code.visitVarInsn(Opcodes.ILOAD, main);
        code.visitVarInsn(Opcodes.ILOAD, END);
        code.visitJumpInsn(Opcodes.IF_ICMPEQ, after);
        code.visitLabel(test);
        code.visitVarInsn(Opcodes.ILOAD, main);
        code.visitVarInsn(Opcodes.ILOAD, stop);
        code.visitJumpInsn(Opcodes.IF_ICMPNE, body);
        code.visitVarInsn(Opcodes.ILOAD, main);
        code.visitVarInsn(Opcodes.ILOAD, END);
        code.visitJumpInsn(Opcodes.IF_ICMPNE, around);
        code.visitLabel(after);
    }

    /** An input's operators fire until its channel is full, or they have nothing more to make. */
    private void makeAll(int track) {
        Label test = new Label();
        Label full = new Label();
        code.visitLabel(test);
        code.visitVarInsn(Opcodes.ILOAD, track(track, MADE));
        code.visitVarInsn(Opcodes.ILOAD, track(track, TAKEN));
        code.visitInsn(Opcodes.ISUB);
        code.visitVarInsn(Opcodes.ILOAD, track(track, WINDOW));
        code.visitJumpInsn(Opcodes.IF_ICMPGE, full);
        code.visitVarInsn(Opcodes.ILOAD, track(track, TO_COME));
        code.visitJumpInsn(Opcodes.IFLE, full);
        index = track(track, MADE);
        for (int o = 1; o < shape.operators().size(); o++) {
            if (shape.tracks().get(o) == track) {
                operator(o);
            }
        }
        code.visitIincInsn(track(track, MADE), 1);
        code.visitIincInsn(track(track, TO_COME), -1);
        code.visitJumpInsn(Opcodes.GOTO, test);
        code.visitLabel(full);
    }

    /** {@code stop = min(stop, main + made - taken)}, if the input has more to come: beyond that it might lack tokens. */
    private void keepTo(int stop, int track, int main) {
        Label enough = new Label();
        code.visitVarInsn(Opcodes.ILOAD, track(track, TO_COME));
        code.visitJumpInsn(Opcodes.IFLE, enough);
        code.visitVarInsn(Opcodes.ILOAD, track(track, MADE));
        code.visitVarInsn(Opcodes.ILOAD, track(track, TAKEN));
        code.visitInsn(Opcodes.ISUB);
        code.visitVarInsn(Opcodes.ILOAD, stop);
        code.visitVarInsn(Opcodes.ILOAD, main);
        code.visitInsn(Opcodes.ISUB);
        code.visitJumpInsn(Opcodes.IF_ICMPGE, enough);
        code.visitVarInsn(Opcodes.ILOAD, main);
        code.visitVarInsn(Opcodes.ILOAD, track(track, MADE));
        code.visitInsn(Opcodes.IADD);
        code.visitVarInsn(Opcodes.ILOAD, track(track, TAKEN));
        code.visitInsn(Opcodes.ISUB);
        code.visitVarInsn(Opcodes.ISTORE, stop);
        code.visitLabel(enough);
    }

    @Override
    void step() {
        element(ring[shape.choices()], 0);
        code.visitInsn(Opcodes.L2I);
        code.visitVarInsn(Opcodes.ISTORE, choice);
        int main = index;
        int t = ready(0);
        for (int k = 1; k <= shape.merged(); k++) {
            Label next = new Label();
            code.visitVarInsn(Opcodes.ILOAD, choice);
            code.visitIntInsn(Opcodes.SIPUSH, 1 << (Shape.TAKEN_BITS + k - 1));
            code.visitInsn(Opcodes.IAND);
            code.visitJumpInsn(Opcodes.IFEQ, next);
            index = track(k, TAKEN);
            arrival(input(k));
            maximum(t, input(k).edge(), period(0));
            code.visitLabel(next);
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
                code.visitIntInsn(Opcodes.SIPUSH, k - 1);
                code.visitJumpInsn(Opcodes.IF_ICMPNE, other);
            }
            index = track(k, TAKEN);
            released(0, input(k), take);
            code.visitIincInsn(track(k, TAKEN), 1);
            code.visitJumpInsn(Opcodes.GOTO, done);
            code.visitLabel(other);
        }
        code.visitLabel(done);
    }

    private void takeFromOneOfTwo(int take) {
        for (int k = 1; k <= 2; k++) {
            Label over = new Label();
            code.visitVarInsn(Opcodes.ILOAD, track(k, TAKEN));
            code.visitVarInsn(Opcodes.ILOAD, track(k, MADE));
            code.visitJumpInsn(Opcodes.IF_ICMPEQ, over);
            index = track(k, TAKEN);
            releasedIfTaken(k, take);
            code.visitLabel(over);
        }
        code.visitVarInsn(Opcodes.ILOAD, track(2, TAKEN));
        taken();
        code.visitInsn(Opcodes.IADD);
        code.visitVarInsn(Opcodes.ISTORE, track(2, TAKEN));
        code.visitVarInsn(Opcodes.ILOAD, track(1, TAKEN));
        code.visitInsn(Opcodes.ICONST_1);
        code.visitInsn(Opcodes.IADD);
        taken();
        code.visitInsn(Opcodes.ISUB);
        code.visitVarInsn(Opcodes.ISTORE, track(1, TAKEN));
    }

    /** {@code credit = (credit & ~mask) | (take + credit latency & mask)}, all ones in the mask if the input is taken. */
    private void releasedIfTaken(int track, int take) {
        Shape.In in = input(track);
        int credits = followPeak(0, in);
        int mask = newLong();
        taken();
        code.visitInsn(track == 1 ? Opcodes.ICONST_M1 : Opcodes.NOP);
        code.visitInsn(track == 1 ? Opcodes.IADD : Opcodes.INEG);
        code.visitInsn(Opcodes.I2L);
        code.visitVarInsn(Opcodes.LSTORE, mask);
        ringAndIndex(credits, 0);
        code.visitInsn(Opcodes.DUP2);
        code.visitInsn(Opcodes.LALOAD);
        code.visitInsn(Opcodes.DUP2);
        add(take, value[at(in) + BACK]);
        code.visitInsn(Opcodes.LXOR);
        code.visitVarInsn(Opcodes.LLOAD, mask);
        code.visitInsn(Opcodes.LAND);
        code.visitInsn(Opcodes.LXOR);
        code.visitInsn(Opcodes.LASTORE);
    }

    /** Pushes the number of the input that is taken. */
    private void taken() {
        code.visitVarInsn(Opcodes.ILOAD, choice);
        code.visitIntInsn(Opcodes.SIPUSH, (1 << Shape.TAKEN_BITS) - 1);
        code.visitInsn(Opcodes.IAND);
    }

    @Override
    void storeBack() {
        super.storeBack();
        for (int k = 1; k <= shape.merged(); k++) {
            writeBack(shape.track(k) + TAKEN, true);
            writeBack(shape.track(k) + MADE, true);
            writeBack(shape.track(k) + TO_COME, true);
        }
    }
}
