package dev.headrace.simulator.unit;

/** A unit that says what it takes of an FPGA. */
public interface OnFpga {
    /** What it takes, by equations that its documentation states. */
    Logic logic();
}
