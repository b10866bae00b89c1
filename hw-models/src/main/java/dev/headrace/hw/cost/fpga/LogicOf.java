package dev.headrace.hw.cost.fpga;

import dev.headrace.simulator.unit.Logic;

/**
 * What operators take on UltraScale+. DSP blocks of FP16 operators: two for an addition, two for a product, three for an
 * exponential, none for a quotient. Look-up tables and flip-flops of a lane are assumed: 100 and 150 for an addition, 60
 * and 100 for a product, 250 and 300 for an exponential, 350 and 400 for a quotient or a root, 40 and 40 for a comparison,
 * 80 and 100 for a conversion between whole numbers and FP16.
 */
public final class LogicOf {
    /** FP16 addition. */
    public static final Logic ADD = new Logic(100, 150, 2, 0, 0);
    /** FP16 product. */
    public static final Logic MULTIPLY = new Logic(60, 100, 2, 0, 0);
    /** FP16 exponential. */
    public static final Logic EXP = new Logic(250, 300, 3, 0, 0);
    /** FP16 quotient or root, in fabric. */
    public static final Logic DIVIDE = new Logic(350, 400, 0, 0, 0);
    /** FP16 comparison. */
    public static final Logic COMPARE = new Logic(40, 40, 0, 0, 0);
    /** Between whole numbers and FP16. */
    public static final Logic CONVERT = new Logic(80, 100, 0, 0, 0);

    private LogicOf() {}

    /** Adders of a number of bits: a look-up table and a flip-flop a bit, the carry chain beside them. */
    public static Logic adders(long count, long bits) {
        return new Logic(Math.multiplyExact(count, bits), Math.multiplyExact(count, bits), 0, 0, 0);
    }

    /** Flip-flops alone. */
    public static Logic registers(long bits) {
        return new Logic(0, bits, 0, 0, 0);
    }

    /**
     * Distributed memory of up to 32 words with one write and one read port: RAM32M, four look-up tables for 6 bits
     * (Xilinx UG974).
     */
    public static Logic smallMemory(long bits) {
        return new Logic(Math.multiplyExact(4L, (bits + 5) / 6), bits, 0, 0, 0);
    }

    /** Block memories for words side by side: 72 bits of 512 words each (UG573). */
    public static Logic blockMemory(long bits, long words) {
        return new Logic(0, 0, 0, Math.multiplyExact((bits + 71) / 72, (words + 511) / 512), 0);
    }
}
