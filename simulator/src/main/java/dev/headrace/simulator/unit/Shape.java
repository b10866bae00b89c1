package dev.headrace.simulator.unit;

/** What a part is like, where its cost follows from more than its name and its number. */
public sealed interface Shape {
    /**
     * An array of memory cells on chip.
     *
     * @param bytes capacity of all banks together, 1 or more
     * @param banks banks, 1 or more; an access goes to one of them
     * @param wordBits bits that a bank gives or takes in an access, 1 or more
     * @param ports ports of each bank, reading and writing ones together, 1 or more
     */
    record Ram(long bytes, int banks, int wordBits, int ports) implements Shape {
        public Ram {
            positive(bytes, banks, wordBits, ports);
        }

        /** Bytes of one bank, begun ones whole. */
        public long bankBytes() {
            return (bytes + banks - 1) / banks;
        }
    }

    /**
     * A grid of alike elements that hand operands to their neighbours.
     *
     * @param elements how many, 1 or more
     * @param heldBits bits of registers in each, clocked in every cycle in which the grid is busy, 1 or more
     * @param movedBits bits that each hands to its neighbours in a cycle, up to {@code heldBits}
     */
    record Grid(long elements, long heldBits, long movedBits) implements Shape {
        public Grid {
            positive(elements, heldBits, movedBits);
            if (movedBits > heldBits) {
                throw new IllegalArgumentException(movedBits + " bits moved of " + heldBits + " held");
            }
        }
    }

    private static void positive(long... values) {
        for (long value : values) {
            if (value < 1) {
                throw new IllegalArgumentException("a shape of " + value + "; allowed: 1 or more each");
            }
        }
    }
}
