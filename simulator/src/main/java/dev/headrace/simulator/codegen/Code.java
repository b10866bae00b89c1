package dev.headrace.simulator.codegen;

import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * A class that is being written, with one method: its local variables, and the words that loops of times are made of.
 * Times are longs; numbers of firings and places in rings are ints. Words that push leave their value on the stack.
 */
final class Code {
    /** Local variables of the first two arguments of any loop: scalars, and rings of times. */
    static final int VALUES = 1;

    static final int RINGS = 2;

    private final ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS | ClassWriter.COMPUTE_FRAMES);
    private final MethodVisitor method;
    private int nextLocal;

    /**
     * Begins a class.
     *
     * @param what the interface it implements, of this package
     * @param descriptor of the interface's method {@code run}
     * @param arguments first local variable that is none of its arguments
     */
    Code(Class<?> what, String descriptor, int arguments) {
        nextLocal = arguments;
        writer.visit(
                Opcodes.V17,
                Opcodes.ACC_FINAL | Opcodes.ACC_SUPER | Opcodes.ACC_SYNTHETIC,
                name(Code.class).replace("Code", "Compiled" + what.getSimpleName()),
                null,
                "java/lang/Object",
                new String[] {name(what)});
        MethodVisitor make = writer.visitMethod(0, "<init>", "()V", null, null);
        make.visitCode();
        make.visitVarInsn(Opcodes.ALOAD, 0);
        make.visitMethodInsn(Opcodes.INVOKESPECIAL, "java/lang/Object", "<init>", "()V", false);
        make.visitInsn(Opcodes.RETURN);
        make.visitMaxs(0, 0);
        make.visitEnd();
        method = writer.visitMethod(Opcodes.ACC_PUBLIC, "run", descriptor, null, null);
        method.visitCode();
    }

    private static String name(Class<?> of) {
        return of.getName().replace('.', '/');
    }

    /** Ends the class; returns its bytes. */
    byte[] end() {
        method.visitMaxs(0, 0);
        method.visitEnd();
        writer.visitEnd();
        return writer.toByteArray();
    }

    // ---- local variables

    /** A new local variable for an int or an array. */
    int newInt() {
        return nextLocal++;
    }

    /** A new local variable for a long. */
    int newLong() {
        nextLocal += 2;
        return nextLocal - 2;
    }

    void loadInt(int local) {
        method.visitVarInsn(Opcodes.ILOAD, local);
    }

    void loadLong(int local) {
        method.visitVarInsn(Opcodes.LLOAD, local);
    }

    void loadArray(int local) {
        method.visitVarInsn(Opcodes.ALOAD, local);
    }

    void storeInt(int local) {
        method.visitVarInsn(Opcodes.ISTORE, local);
    }

    void storeLong(int local) {
        method.visitVarInsn(Opcodes.LSTORE, local);
    }

    void storeArray(int local) {
        method.visitVarInsn(Opcodes.ASTORE, local);
    }

    void copyInt(int from, int to) {
        loadInt(from);
        storeInt(to);
    }

    void copyLong(int from, int to) {
        loadLong(from);
        storeLong(to);
    }

    void increment(int local, int by) {
        method.visitIincInsn(local, by);
    }

    // ---- instructions

    /** Instructions without operands. */
    void op(int... opcodes) {
        for (int opcode : opcodes) {
            method.visitInsn(opcode);
        }
    }

    void push(int constant) {
        if (constant == (short) constant) {
            method.visitIntInsn(Opcodes.SIPUSH, constant);
        } else {
            method.visitLdcInsn(constant);
        }
    }

    void push(long constant) {
        method.visitLdcInsn(constant);
    }

    void label(Label label) {
        method.visitLabel(label);
    }

    void jump(Label to) {
        method.visitJumpInsn(Opcodes.GOTO, to);
    }

    /** Jumps if a condition holds, such as {@link Opcodes#IFLE}. */
    void jump(int condition, Label to) {
        method.visitJumpInsn(condition, to);
    }

    /** Calls a static method of an interface of this package. */
    void call(Class<?> of, String name, String descriptor) {
        method.visitMethodInsn(Opcodes.INVOKESTATIC, name(of), name, descriptor, true);
    }

    // ---- sums and maxima

    /** Pushes the sum of two times. */
    void add(int a, int b) {
        loadLong(a);
        loadLong(b);
        op(Opcodes.LADD);
    }

    /** Adds a constant to the time on top of the stack. */
    void plus(long constant) {
        if (constant != 0) {
            push(constant);
            op(Opcodes.LADD);
        }
    }

    /** {@code sum += a - b}. */
    void addDifference(int sum, int a, int b) {
        add(sum, a);
        loadLong(b);
        op(Opcodes.LSUB);
        storeLong(sum);
    }

    /** Rounds a time up to an edge; the period is on top of it. */
    void edge() {
        call(Steps.class, "edge", "(JJ)J");
    }

    /** {@code into = max(into, top of stack)}. */
    void maximum(int into) {
        Label less = new Label();
        Label done = new Label();
        op(Opcodes.DUP2);
        loadLong(into);
        op(Opcodes.LCMP);
        jump(Opcodes.IFLE, less);
        storeLong(into);
        jump(done);
        label(less);
        op(Opcodes.POP2);
        label(done);
    }

    /** Takes the number on top of the stack modulo a ring's length. */
    void mask(int ring) {
        loadArray(ring);
        op(Opcodes.ARRAYLENGTH, Opcodes.ICONST_1, Opcodes.ISUB, Opcodes.IAND);
    }
}
