package dev.headrace.simulator.codegen;

import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;

/**
 * Writes the inner loop of a merge with all that is before and after it. A turn of the loop is a firing of the merge:
 *
 * <pre>
 * t = max(ready, arrival of the next token of each input that the choice needs)
 * the token of the input taken is released, and that input's own operators fire once, since a slot is now free
 * the merge puts, and what is after it fires in step
 * </pre>
 *
 * Before the loop, the operators of each input fire until its channel is full. Each input counts its own firings, so its
 * rings are looked up by its own numbers.
 */
final class MergeWriter extends StepWriter {
    private static final int TAKEN = 0;
    private static final int MADE = 1;
    private static final int TO_COME = 2;
    private static final int WINDOW = 3;

    /** Bits of a choice that tell the input taken. */
    private static final int TAKEN_BITS = 2;

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
    void begin() {
        int main = index;
        for (int k = 1; k <= shape.merged(); k++) {
            Label test = new Label();
            Label full = new Label();
            code.visitLabel(test);
            code.visitVarInsn(Opcodes.ILOAD, track(k, MADE));
            code.visitVarInsn(Opcodes.ILOAD, track(k, TAKEN));
            code.visitInsn(Opcodes.ISUB);
            code.visitVarInsn(Opcodes.ILOAD, track(k, WINDOW));
            code.visitJumpInsn(Opcodes.IF_ICMPGE, full);
            code.visitVarInsn(Opcodes.ILOAD, track(k, TO_COME));
            code.visitJumpInsn(Opcodes.IFLE, full);
            make(k);
            code.visitJumpInsn(Opcodes.GOTO, test);
            code.visitLabel(full);
        }
        index = main;
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
            code.visitIntInsn(Opcodes.SIPUSH, 1 << (TAKEN_BITS + k - 1));
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
        Label done = new Label();
        for (int k = 1; k <= shape.merged(); k++) {
            Label other = new Label();
            if (k < shape.merged()) {
                code.visitVarInsn(Opcodes.ILOAD, choice);
                code.visitIntInsn(Opcodes.SIPUSH, (1 << TAKEN_BITS) - 1);
                code.visitInsn(Opcodes.IAND);
                code.visitIntInsn(Opcodes.SIPUSH, k - 1);
                code.visitJumpInsn(Opcodes.IF_ICMPNE, other);
            }
            index = track(k, TAKEN);
            released(0, input(k), take);
            code.visitIincInsn(track(k, TAKEN), 1);
            code.visitVarInsn(Opcodes.ILOAD, track(k, TO_COME));
            code.visitJumpInsn(Opcodes.IFLE, done);
            make(k);
            code.visitJumpInsn(Opcodes.GOTO, done);
            code.visitLabel(other);
        }
        code.visitLabel(done);
    }

    /** One firing of the operators that make an input's tokens. */
    private void make(int track) {
        index = track(track, MADE);
        for (int o = 1; o < shape.operators().size(); o++) {
            if (shape.tracks().get(o) == track) {
                operator(o);
            }
        }
        code.visitIincInsn(track(track, MADE), 1);
        code.visitIincInsn(track(track, TO_COME), -1);
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
