package dev.headrace.simulator.dataflow;

import dev.headrace.golden.Role;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that an operator rounds, as it declares it ({@link OpSpec#roundings}).
 *
 * @param role what the rounded numbers are
 * @param stream the one of the operator's streams that carries them rounded; null if all that it makes comes of them
 * @param format name of the number format that is rounded to: of sums and functions the accumulator's, or "fraction-N" for
 *     whole multiples of 2^-N below 1
 * @param times roundings that one number goes through one after another, at most, in all firings that it takes part in
 * @param terms numbers so rounded that are added up to one, at most
 * @param error relative error of each beside its rounding, as of an exponential that is approximate
 * @param operand true if what the numbers are products of is rounded, before it is multiplied
 */
public record Rounding(
        Role role, @Nullable String stream, String format, long times, long terms, double error, boolean operand) {
    /** One of results. */
    Rounding(Role role, @Nullable String stream, String format, long times, long terms, double error) {
        this(role, stream, format, times, terms, error, false);
    }

    /** A unit in the last place of the double that {@link StrictMath} returns for a function, before it is rounded. */
    static final double FUNCTION = 0x1p-52;

    /** Every operation of a result is rounded once. */
    static Rounding once(Role role, String format) {
        return new Rounding(role, null, format, 1, 1, 0);
    }

    /** Numbers of a stream, each rounded once more as it is sent. */
    static Rounding sent(Role role, String stream, String format) {
        return new Rounding(role, stream, format, 1, 1, 0);
    }

    /** The same, where it concerns one of the operator's streams alone. */
    Rounding of(String one) {
        return new Rounding(role, one, format, times, terms, error, operand);
    }

    /** Products that are added up one after another: each is rounded itself, and with every sum after it. */
    static Rounding sum(Role role, String accumulator, long terms) {
        return new Rounding(role, null, accumulator, terms + 1, terms, 0);
    }

    /** Scores times the workload's scale, which is rounded too. */
    static Rounding scale(Numbers numbers) {
        return new Rounding(Role.SCORE, null, numbers.format(), 2, 1, 0);
    }

    /** An exponential; its argument, where something was subtracted to make it, comes first. */
    static List<Rounding> exponential(Role role, Numbers numbers, boolean subtracts) {
        // A Taylor polynomial multiplies by log2 e, which is rounded too.
        long times = (subtracts ? 1L : 0L) + (numbers.approximates() ? 2L : 0L);
        Rounding result = function(role, numbers.format(), numbers.exponentialError());
        return times == 0
                ? List.of(result)
                : List.of(new Rounding(Role.ARGUMENT, null, numbers.format(), times, 1, 0), result);
    }

    /** An operator's roundings, the last of which is to the format of its main stream, if it computes in another. */
    static List<Rounding> andSent(Op op, Rounding... before) {
        return andSent(op, List.of(before));
    }

    /** The same of a list. */
    static List<Rounding> andSent(Op op, List<Rounding> before) {
        StreamType type = op.primary().type();
        List<Rounding> all = new ArrayList<>(before);
        if (before.isEmpty() || !before.get(before.size() - 1).format().equals(type.format())) {
            all.add(sent(type.holds(), op.name(), type.format()));
        }
        return all;
    }

    /** An exponential or a logarithm. */
    static Rounding function(Role role, String accumulator, double error) {
        return new Rounding(role, null, accumulator, 1, 1, FUNCTION + error);
    }
}
