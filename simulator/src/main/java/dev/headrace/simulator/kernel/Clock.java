package dev.headrace.simulator.kernel;

/**
 * A clock domain.
 *
 * @param name unique in its graph
 * @param hertz cycles per second, 1 or more, an integer so that crossings are exact
 */
public record Clock(String name, long hertz) {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if the frequency is below 1 Hz
     */
    public Clock {
        if (hertz < 1) {
            throw new IllegalArgumentException("clock " + name + ": " + hertz + " Hz; allowed: 1 or more");
        }
    }
}
