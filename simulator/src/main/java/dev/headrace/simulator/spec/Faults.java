package dev.headrace.simulator.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong with an input in steps that do not depend on each other, so that all of it can be said at once. */
public final class Faults {
    private final List<InputException> found = new ArrayList<>();

    /** Does a step; false if its input is wrong. */
    public boolean check(Runnable step) {
        try {
            step.run();
            return true;
        } catch (InputException e) {
            found.add(e);
            return false;
        }
    }

    /** Does a step that makes something; null if its input is wrong. */
    public <T> @Nullable T of(Supplier<T> step) {
        try {
            return step.get();
        } catch (InputException e) {
            found.add(e);
            return null;
        }
    }

    /** Adds a complaint. */
    public void add(InputException e) {
        found.add(e);
    }

    /** Whether nothing is wrong so far. */
    public boolean none() {
        return found.isEmpty();
    }

    /** Complains about all that is wrong, if anything is. */
    public void raise() {
        if (!found.isEmpty()) {
            throw InputException.all(found);
        }
    }
}
