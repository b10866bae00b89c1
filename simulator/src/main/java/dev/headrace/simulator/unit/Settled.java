package dev.headrace.simulator.unit;

import java.util.Map;

/** A unit with parameters that only it can tell: defaults that depend on other files, and what it takes from those. */
public interface Settled {
    /** JSON name of a parameter to its value, in place of what the parameter record says. */
    Map<String, Object> settled();
}
