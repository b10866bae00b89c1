package dev.headrace.simulator.codegen;

import java.lang.invoke.MethodHandles;
import java.nio.LongBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Compiled shapes, kept so that the many runs of a sweep share code that is already hot. */
public final class Loader {
    private static final int MOST_KEPT = 512;
    private static final Map<Shape, Steps> KEPT = new ConcurrentHashMap<>();

    private static final Map<Group, Steps> BLOCKS = new ConcurrentHashMap<>();

    /** Loops of single operators; they live as long as a shape needs them. */
    private static final Map<Kernel.Kind, Kernel> KERNELS = new ConcurrentHashMap<>();

    private Loader() {}

    /** The inner loop of a group, from its shape and its values at the start of a run. */
    public static Steps steps(Shape shape, long[] values) {
        if (!shape.inBlocks()) {
            return steps(shape);
        }
        if (BLOCKS.size() >= MOST_KEPT || KERNELS.size() >= MOST_KEPT) {
            BLOCKS.clear();
            KERNELS.clear();
        }
        return BLOCKS.computeIfAbsent(new Group(shape, LongBuffer.wrap(values.clone())), Loader::blocks);
    }

    /** The inner loop of a shape whose operators fire in step. */
    static Steps steps(Shape shape) {
        Steps known = KEPT.get(shape);
        if (known != null) {
            return known;
        }
        if (KEPT.size() >= MOST_KEPT) {
            KEPT.clear();
        }
        return KEPT.computeIfAbsent(shape, Loader::load);
    }

    private static Steps load(Shape shape) {
        boolean merge = !shape.tracks().isEmpty();
        return (Steps) load(merge ? new MergeWriter(shape).write() : new StepWriter(shape).write());
    }

    /** The inner loop of a group that is evaluated in blocks, from its shape and its values at the start of a run. */
    private static Steps blocks(Group group) {
        Shape shape = group.shape;
        long[] values = group.values.array();
        return shape.tracks().isEmpty() ? new Blocks(shape, values) : new MergeBlocks(shape, values);
    }

    /** What is evaluated in blocks depends on numbers too. */
    private record Group(Shape shape, LongBuffer values) {}

    /** The loop of a kind of operator. */
    static Kernel kernel(Kernel.Kind kind) {
        return KERNELS.computeIfAbsent(
                kind, k -> (Kernel) load(k.merges() ? new MergeKernelWriter(k).write() : new KernelWriter(k).write()));
    }

    private static Object load(byte[] code) {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup().defineHiddenClass(code, true);
            return lookup.lookupClass().getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("generated class does not load", e);
        }
    }
}
