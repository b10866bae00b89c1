package dev.headrace.simulator.unit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something a unit does, with all that its energy may depend on.
 *
 * @param unit the unit that does it, or the scratchpad that it is done to; null: none
 * @param parts what that is made of; empty if it does not say
 * @param primitive what is done
 * @param operands number format of the operands
 * @param accumulate number format of sums and results; null: the unit does not say, and it is fp32
 */
public record Action(
        @Nullable String unit,
        List<Part> parts,
        Primitive primitive,
        String operands,
        @Nullable String accumulate) {
    public Action {
        parts = List.copyOf(parts);
    }

    /** The format it is done in: that of the operands for a multiply-accumulate, of the results for all else. */
    public String format() {
        return primitive == Primitive.MAC ? operands : accumulate == null ? "fp32" : accumulate;
    }
}
