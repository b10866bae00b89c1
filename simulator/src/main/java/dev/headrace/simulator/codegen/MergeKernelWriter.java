package dev.headrace.simulator.codegen;

import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;

/**
 * Writes the loop of a merge over a block of its firings:
 *
 * <pre>
 * t = max(ready, arrival of the next token of each input that the choice needs)
 * the token of the input taken is released
 * the merge puts
 * </pre>
 *
 * Each input counts its own tokens, so its rings are looked up by its own numbers. Peaks are followed afterwards, see
 * {@link MergeBlocks}.
 *
 * <p>Which input is taken cannot be predicted, so nothing branches on it where there are two: both next tokens are
 * released, and that of the input not taken again at the next firing, until it is.
 */
final class MergeKernelWriter extends KernelWriter {
    private static final int TAKEN = 0;

    private final int[] taken;
    private final int choice;
    private Ring choices;

    MergeKernelWriter(Kernel.Kind kind) {
        super(kind);
        taken = new int[kind.inputs().size()];
        choice = newInt();
        choices = new Ring(0, 0);
    }

    @Override
    void loadMore() {
        for (int k = 0; k < taken.length; k++) {
            taken[k] = loadInt(kind.tracks(), k * Shape.PER_TRACK + TAKEN);
        }
        choices = choices();
    }

    /** The ring of choices has a length of its own, and so its places differ from those of the others. */
    private Ring choices() {
        if (kind.ring() == 0) {
            return loadRing(kind.tracks() + 1, true);
        }
        int array = loadRing(kind.tracks() + 1, false).array();
        int base = newInt();
        code.visitVarInsn(Opcodes.ILOAD, FROM);
        mask(array);
        code.visitVarInsn(Opcodes.ILOAD, FROM);
        push(kind.ring() - 1);
        code.visitInsn(Opcodes.IAND);
        code.visitInsn(Opcodes.ISUB);
        code.visitVarInsn(Opcodes.ISTORE, base);
        return new Ring(array, base);
    }

    @Override
    void fire() {
        element(choices);
        code.visitInsn(Opcodes.L2I);
        code.visitVarInsn(Opcodes.ISTORE, choice);
        int t = newLong();
        copy(ready, t);
        Label some = new Label();
        Label arrived = new Label();
        int all = ((1 << taken.length) - 1) << Shape.TAKEN_BITS;
        code.visitVarInsn(Opcodes.ILOAD, choice);
        push(all);
        code.visitInsn(Opcodes.IAND);
        push(all);
        code.visitJumpInsn(Opcodes.IF_ICMPNE, some);
        for (int k = 0; k < taken.length; k++) {
            waitForNext(k, t);
        }
        code.visitJumpInsn(Opcodes.GOTO, arrived);
        code.visitLabel(some);
        for (int k = 0; k < taken.length; k++) {
            Label next = new Label();
            code.visitVarInsn(Opcodes.ILOAD, choice);
            code.visitIntInsn(Opcodes.SIPUSH, 1 << (Shape.TAKEN_BITS + k));
            code.visitInsn(Opcodes.IAND);
            code.visitJumpInsn(Opcodes.IFEQ, next);
            waitForNext(k, t);
            code.visitLabel(next);
        }
        code.visitLabel(arrived);
        int take = take(t);
        if (taken.length == 2) {
            takeFromOneOfTwo(take);
        } else {
            takeFromOne(take);
        }
        puts(take);
    }

    private void waitForNext(int k, int t) {
        atNext(k, arrivals[k]);
        code.visitInsn(Opcodes.LALOAD);
        maximum(t, kind.inputs().get(k).edge());
    }

    private void atNext(int k, Ring ring) {
        code.visitVarInsn(Opcodes.ALOAD, ring.array());
        code.visitVarInsn(Opcodes.ILOAD, taken[k]);
        mask(ring.array());
    }

    private void release(int k, int take) {
        atNext(k, credits[k]);
        add(take, kind.inputs().get(k).back());
        code.visitInsn(Opcodes.LASTORE);
    }

    private void takeFromOneOfTwo(int take) {
        release(0, take);
        release(1, take);
        code.visitVarInsn(Opcodes.ILOAD, taken[1]);
        number();
        code.visitInsn(Opcodes.IADD);
        code.visitVarInsn(Opcodes.ISTORE, taken[1]);
        code.visitVarInsn(Opcodes.ILOAD, taken[0]);
        code.visitInsn(Opcodes.ICONST_1);
        code.visitInsn(Opcodes.IADD);
        number();
        code.visitInsn(Opcodes.ISUB);
        code.visitVarInsn(Opcodes.ISTORE, taken[0]);
    }

    private void takeFromOne(int take) {
        Label done = new Label();
        for (int k = 0; k < taken.length; k++) {
            Label other = new Label();
            if (k + 1 < taken.length) {
                number();
                code.visitIntInsn(Opcodes.SIPUSH, k);
                code.visitJumpInsn(Opcodes.IF_ICMPNE, other);
            }
            release(k, take);
            code.visitIincInsn(taken[k], 1);
            code.visitJumpInsn(Opcodes.GOTO, done);
            code.visitLabel(other);
        }
        code.visitLabel(done);
    }

    /** Pushes the number of the input that is taken. */
    private void number() {
        code.visitVarInsn(Opcodes.ILOAD, choice);
        code.visitIntInsn(Opcodes.SIPUSH, (1 << Shape.TAKEN_BITS) - 1);
        code.visitInsn(Opcodes.IAND);
    }

    @Override
    void writeBack() {
        writeReady();
        for (int k = 0; k < taken.length; k++) {
            storeInt(kind.tracks(), k * Shape.PER_TRACK + TAKEN, taken[k]);
        }
    }
}
