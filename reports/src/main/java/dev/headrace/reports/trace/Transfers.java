package dev.headrace.reports.trace;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** Bytes of the transfers that are under way; those of an operator are complete in the order of its firings. */
final class Transfers {
    private record Moving(long firing, long bytes) {}

    private final List<ArrayDeque<Moving>> byOperator = new ArrayList<>();

    Transfers(int operators) {
        for (int o = 0; o < operators; o++) {
            byOperator.add(new ArrayDeque<>());
        }
    }

    void submitted(int operator, long firing, long bytes) {
        byOperator.get(operator).add(new Moving(firing, bytes));
    }

    /** What a firing has moved, which is then forgotten; 0 if there was nothing to move. */
    long completed(int operator, long firing) {
        Moving first = byOperator.get(operator).peek();
        if (first == null || first.firing() != firing) {
            return 0;
        }
        byOperator.get(operator).remove();
        return first.bytes();
    }
}
