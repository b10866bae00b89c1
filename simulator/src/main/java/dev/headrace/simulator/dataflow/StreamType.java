package dev.headrace.simulator.dataflow;

import dev.headrace.golden.Role;
import dev.headrace.simulator.spec.Formats;
import java.util.List;

/**
 * What a stream carries: over which loops it produces a token each, and what a token is.
 *
 * @param space loops, outermost first
 * @param rows rows of a token
 * @param cols columns of a token
 * @param format number format of its elements
 * @param scaled true if scores in it have been multiplied by the workload's scale
 * @param masked true if scores in it have been masked
 * @param holds what its elements are on the way to an output
 */
public record StreamType(
        List<Loop> space, Axis rows, Axis cols, String format, boolean scaled, boolean masked, Role holds) {
    public StreamType {
        space = List.copyOf(space);
    }

    /** A type of plain numbers. */
    public StreamType(List<Loop> space, Axis rows, Axis cols, String format) {
        this(space, rows, cols, format, false, false, Role.OTHER);
    }

    /** True where minus infinity means that a mask hides a score, or all of a row. */
    boolean mayBeMasked() {
        return holds.isScore() || holds == Role.ARGUMENT || holds == Role.MAXIMUM || holds == Role.LOG_SUM;
    }

    /** Its format, or another where it is one that only sums are kept in. */
    String formatOr(String other) {
        return Formats.isOfSums(format) ? other : format;
    }

    /** Bytes of the largest token; rows are padded to whole bytes. */
    public long largestBytes() {
        return Math.multiplyExact((long) rows.largest(), Formats.bytes(format, cols.largest()));
    }

    /** Bytes of one row of the token at a point. */
    public long rowBytes(Point at) {
        return Formats.bytes(format, cols.size(at));
    }

    /** Bytes of the token at a point. */
    public long bytes(Point at) {
        return rows.size(at) * rowBytes(at);
    }

    /** The same tokens over other loops. */
    public StreamType over(List<Loop> loops) {
        return new StreamType(loops, rows, cols, format, scaled, masked, holds);
    }

    /** The same tokens in another format. */
    public StreamType in(String otherFormat) {
        return new StreamType(space, rows, cols, otherFormat, scaled, masked, holds);
    }

    /** The same tokens, of which it is known what they are. */
    StreamType holding(Role role) {
        return new StreamType(space, rows, cols, format, scaled, masked, role);
    }

    @Override
    public String toString() {
        return "[" + rows + " x " + cols + "] " + format;
    }
}
