package dev.headrace.simulator.expr;

import java.util.List;

/** What the names in an expression stand for. */
@FunctionalInterface
public interface Names {
    /**
     * The value of a name; truths are 1 and 0.
     *
     * @param steps the parts of its dotted path
     * @throws Unknown if there is none
     */
    double value(List<String> steps);

    /** No names at all: of expressions of numbers alone. */
    static Names none() {
        return steps -> {
            throw new Unknown("no names are known here", "numbers");
        };
    }

    /** A name has no value; the expression adds where it stands. */
    final class Unknown extends RuntimeException {
        private final String found;
        private final String allowed;

        /**
         * A complaint.
         *
         * @param found what is wrong with it
         * @param allowed what may stand there
         */
        public Unknown(String found, String allowed) {
            super(found + "; allowed: " + allowed);
            this.found = found;
            this.allowed = allowed;
        }

        String found() {
            return found;
        }

        String allowed() {
            return allowed;
        }
    }
}
