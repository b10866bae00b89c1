package dev.headrace.reports.trace;

import dev.headrace.simulator.spec.InputException;
import java.util.List;

/**
 * What of a run is traced.
 *
 * @param from first cycle
 * @param to last cycle, no less
 * @param only names of operators, of units with what runs on them, and of memories with what goes to them; none: all
 * @param commands whether the commands of memories are traced too
 */
public record Scope(long from, long to, List<String> only, boolean commands) {
    /** All of a run but the commands of its memories. */
    public static final Scope ALL = new Scope(0, Long.MAX_VALUE, List.of(), false);

    private static final String CYCLES = "--trace-cycles";

    public Scope {
        only = List.copyOf(only);
    }

    /**
     * Reads a range of cycles.
     *
     * @param cycles "A..B", from cycle A to cycle B; one of them may be missing
     */
    public Scope within(String cycles) {
        String[] ends = cycles.split("[.][.]", -1);
        if (ends.length != 2) {
            throw wrong(cycles);
        }
        Scope scope = new Scope(
                ends[0].isEmpty() ? 0 : cycle(cycles, ends[0]),
                ends[1].isEmpty() ? Long.MAX_VALUE : cycle(cycles, ends[1]),
                only,
                commands);
        if (scope.from > scope.to) {
            throw new InputException(CYCLES, "", "\"" + cycles + "\"", "A..B with A not after B");
        }
        return scope;
    }

    private static long cycle(String cycles, String end) {
        if (!end.matches("[0-9]{1,18}")) {
            throw wrong(cycles);
        }
        return Long.parseLong(end);
    }

    private static InputException wrong(String cycles) {
        return new InputException(
                CYCLES, "", "\"" + cycles + "\"", "A..B, cycles from 0 on, such as 1000..2000, 1000.. or ..2000");
    }
}
