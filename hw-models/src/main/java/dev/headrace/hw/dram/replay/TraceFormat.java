package dev.headrace.hw.dram.replay;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * How the lines of a trace are to be read. Words are set apart by blanks, a comma, or both; numbers are decimal or begin
 * with {@code 0x}; an operation is R, LD or READ, W, ST or WRITE, in either case; {@code #} begins a comment.
 */
public enum TraceFormat {
    /** What the first request shows beyond doubt. */
    AUTO,
    /** {@code LD 0x1f40} or {@code 0x1f40 W}: an operation and an address, in either order, as Ramulator's traces. */
    RAMULATOR,
    /** {@code 12 R 0x1f40}: cycle, operation, address. */
    HEADRACE,
    /** {@code 0x1f40 READ 12}: address, operation, cycle. */
    DRAMSIM3,
    /** {@code 12: read 0x1f40}, as DRAMSys's {@code .stl} files: cycle, operation, address; the data of writes is skipped. */
    DRAMSYS,
    /**
     * {@code 12, 8000, 8001, -1}: a cycle and the addresses read in it, -1 for none, as SCALE-Sim's traces of DRAM reads.
     * Cycles are counted from that of the first line, which may be negative.
     */
    SCALE_SIM_READS,
    /** As {@link #SCALE_SIM_READS}, of writes. */
    SCALE_SIM_WRITES;

    /** How it is written. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether every request has a cycle. */
    public boolean timed() {
        return this != AUTO && this != RAMULATOR;
    }

    /** All of them, as they are written. */
    public static List<String> words() {
        return Stream.of(values()).map(TraceFormat::word).toList();
    }

    /** What a line is to be. */
    String allowed() {
        return switch (this) {
            case AUTO ->
                "LD or ST and an address, R or W and an address, cycle op 0xaddress, 0xaddress op cycle, or cycle:"
                        + " op address";
            case RAMULATOR -> "LD, ST, R or W and an address";
            case HEADRACE -> "cycle op address";
            case DRAMSIM3 -> "address op cycle";
            case DRAMSYS -> "cycle: read or write, and an address";
            case SCALE_SIM_READS, SCALE_SIM_WRITES -> "cycle, address, address, ..., -1 for no address";
        };
    }
}
