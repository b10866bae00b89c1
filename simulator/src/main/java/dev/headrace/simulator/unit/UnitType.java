package dev.headrace.simulator.unit;

import java.nio.file.Path;
import java.util.function.UnaryOperator;

/**
 * A type of hardware unit: its name in JSON, its parameters and how to build it. Types are found with
 * {@link java.util.ServiceLoader}, so a user adds one from a jar of their own.
 *
 * @param <P> parameter record; JSON names are its component names in snake_case
 */
public interface UnitType<P extends Record> {
    /** Value of {@code "type"} in a hardware file. */
    String type();

    /** What it models, in one sentence. */
    String about();

    /** Class of the parameter record; its compact constructor refuses bad values with an IllegalArgumentException. */
    Class<P> parameters();

    /**
     * Builds the unit.
     *
     * @param parameters its parameters
     * @param resolve finds the file that a parameter names: relative to the hardware file, or among the shipped ones
     * @return a {@link ComputeUnit}, {@link Scratchpad}, {@link MemoryUnit} or {@link DmaUnit}
     */
    Object build(P parameters, UnaryOperator<Path> resolve);
}
