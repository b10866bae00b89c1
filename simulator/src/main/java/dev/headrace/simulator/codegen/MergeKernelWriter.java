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
    private KernelRegisters.Ring choices;

    MergeKernelWriter(Kernel.Kind kind) {
        super(kind);
        taken = new int[kind.inputs().size()];
        choice = code.newInt();
        choices = new KernelRegisters.Ring(0, 0);
    }

    @Override
    void loadMore() {
        for (int k = 0; k < taken.length; k++) {
            taken[k] = registers.loadInt(kind.tracks(), k * Shape.PER_TRACK + TAKEN);
        }
        choices = choices();
    }

    /** The ring of choices has a length of its own, and so its places differ from those of the others. */
    private KernelRegisters.Ring choices() {
        if (kind.ring() == 0) {
            return registers.loadRing(kind.tracks() + 1, true);
        }
        int array = registers.loadRing(kind.tracks() + 1, false).array();
        int base = code.newInt();
        code.loadInt(FROM);
        code.mask(array);
        code.loadInt(FROM);
        code.push(kind.ring() - 1);
        code.op(Opcodes.IAND, Opcodes.ISUB);
        code.storeInt(base);
        return new KernelRegisters.Ring(array, base);
    }

    @Override
    void fire() {
        element(choices);
        code.op(Opcodes.L2I);
        code.storeInt(choice);
        int t = code.newLong();
        code.copyLong(registers.ready, t);
        Label some = new Label();
        Label arrived = new Label();
        int all = ((1 << taken.length) - 1) << Shape.TAKEN_BITS;
        code.loadInt(choice);
        code.push(all);
        code.op(Opcodes.IAND);
        code.push(all);
        code.jump(Opcodes.IF_ICMPNE, some);
        for (int k = 0; k < taken.length; k++) {
            waitForNext(k, t);
        }
        code.jump(arrived);
        code.label(some);
        for (int k = 0; k < taken.length; k++) {
            Label next = new Label();
            code.loadInt(choice);
            code.push(1 << (Shape.TAKEN_BITS + k));
            code.op(Opcodes.IAND);
            code.jump(Opcodes.IFEQ, next);
            waitForNext(k, t);
            code.label(next);
        }
        code.label(arrived);
        int take = take(t);
        if (taken.length == 2) {
            takeFromOneOfTwo(take);
        } else {
            takeFromOne(take);
        }
        puts(take);
    }

    private void waitForNext(int k, int t) {
        atNext(k, registers.arrivals[k]);
        code.op(Opcodes.LALOAD);
        maximum(t, kind.inputs().get(k).edge());
    }

    private void atNext(int k, KernelRegisters.Ring ring) {
        code.loadArray(ring.array());
        code.loadInt(taken[k]);
        code.mask(ring.array());
    }

    private void release(int k, int take) {
        atNext(k, registers.credits[k]);
        add(take, kind.inputs().get(k).back());
        code.op(Opcodes.LASTORE);
    }

    private void takeFromOneOfTwo(int take) {
        release(0, take);
        release(1, take);
        code.loadInt(taken[1]);
        number();
        code.op(Opcodes.IADD);
        code.storeInt(taken[1]);
        code.loadInt(taken[0]);
        code.op(Opcodes.ICONST_1, Opcodes.IADD);
        number();
        code.op(Opcodes.ISUB);
        code.storeInt(taken[0]);
    }

    private void takeFromOne(int take) {
        Label done = new Label();
        for (int k = 0; k < taken.length; k++) {
            Label other = new Label();
            if (k + 1 < taken.length) {
                number();
                code.push(k);
                code.jump(Opcodes.IF_ICMPNE, other);
            }
            release(k, take);
            code.increment(taken[k], 1);
            code.jump(done);
            code.label(other);
        }
        code.label(done);
    }

    /** Pushes the number of the input that is taken. */
    private void number() {
        code.loadInt(choice);
        code.push((1 << Shape.TAKEN_BITS) - 1);
        code.op(Opcodes.IAND);
    }

    @Override
    void writeBack() {
        registers.writeReady();
        for (int k = 0; k < taken.length; k++) {
            registers.storeInt(kind.tracks(), k * Shape.PER_TRACK + TAKEN, taken[k]);
        }
    }
}
