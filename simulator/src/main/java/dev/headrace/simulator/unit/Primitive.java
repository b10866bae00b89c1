package dev.headrace.simulator.unit;

/** Actions that have an energy each, given by the energy table of the hardware file (key: lower-case name). */
public enum Primitive {
    /** Multiply-accumulate in the operand format. */
    MAC,
    /** Addition, subtraction or comparison in the accumulator format. */
    ADD,
    /** Maximum. */
    MAX,
    /** Multiplication. */
    MULTIPLY,
    /** Exponential or logarithm. */
    EXP,
    /** Division. */
    DIVIDE,
    /** Read of one byte of a scratchpad. */
    SRAM_READ_BYTE,
    /** Write of one byte of a scratchpad. */
    SRAM_WRITE_BYTE,
    /** Read of a register of a processing element. */
    REGISTER_READ,
    /** Write of a register of a processing element. */
    REGISTER_WRITE,
    /** A cycle of one element of a grid that is busy, whether the element has work or not: its registers and their wires. */
    ELEMENT_CYCLE,
    /** Way of one byte between a scratchpad and the unit that reads or writes it; of loads and stores the memory's interface. */
    WIRE_BYTE,
    /** One byte over a link between chips; the format is the kind of link. */
    LINK_BYTE,
    /** A cycle in which a unit on an FPGA is busy: all that it takes there. */
    LOGIC_CYCLE
}
