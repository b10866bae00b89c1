package dev.headrace.simulator.expr;

import java.util.List;
import java.util.stream.Collectors;

/** The syntax tree of an expression; {@code at} is where a node stands in the text, from 0. */
public sealed interface Node {
    /** Where it stands in the text, from 0; of an operator, where its symbol does. */
    int at();

    /** A number. */
    record Num(double value, int at) implements Node {
        @Override
        public String toString() {
            return String.valueOf(value);
        }
    }

    /**
     * A value by its name.
     *
     * @param steps the parts of a dotted path; one for a plain name
     */
    record Name(List<String> steps, int at) implements Node {
        public Name {
            steps = List.copyOf(steps);
        }

        /** Dotted. */
        public String path() {
            return String.join(".", steps);
        }

        @Override
        public String toString() {
            return path();
        }
    }

    /** An operator or a function with its operands. */
    record Apply(Operation operation, List<Node> operands, int at) implements Node {
        public Apply {
            operands = List.copyOf(operands);
        }

        @Override
        public String toString() {
            return operands.stream()
                    .map(String::valueOf)
                    .collect(Collectors.joining(" ", "(" + operation.symbol() + " ", ")"));
        }
    }
}
