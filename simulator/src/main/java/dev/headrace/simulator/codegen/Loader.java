package dev.headrace.simulator.codegen;

import java.lang.invoke.MethodHandles;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Compiled shapes, kept so that the many runs of a sweep share code that is already hot. */
public final class Loader {
    private static final int MOST_KEPT = 512;
    private static final Map<Shape, Steps> KEPT = new ConcurrentHashMap<>();

    private Loader() {}

    /** The inner loop of a shape. */
    public static Steps steps(Shape shape) {
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
        try {
            byte[] code = (shape.tracks().isEmpty() ? new StepWriter(shape) : new MergeWriter(shape)).write();
            MethodHandles.Lookup lookup = MethodHandles.lookup().defineHiddenClass(code, true);
            return (Steps) lookup.lookupClass().getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("generated class does not load: " + shape, e);
        }
    }
}
