package dev.headrace.simulator.dataflow;

import dev.headrace.golden.Role;
import dev.headrace.simulator.spec.BadField;
import dev.headrace.simulator.spec.Formats;
import dev.headrace.simulator.spec.Require;
import dev.headrace.simulator.unit.Operations;
import dev.headrace.simulator.unit.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Element-wise operators: {@code map} with a function of one or two streams, {@code divide} (a / b, 0 where b is 0),
 * {@code repeat} (the same token at every iteration of further loops) and {@code broadcast} (the same token to every
 * reader; its {@code put} says whether to all at once). The second stream may have one column: it then goes with every
 * column of the first. A stream of the iteration before ({@code X[m-1]}) counts as 0 in the first iteration, as minus
 * infinity for max and exp-difference. The exponential of a difference is 0 where the first number is minus infinity.
 *
 * @param function for map: exp, log, add, subtract, multiply, max, exp-difference (e to the a - b), silu-multiply
 *     (a / (1 + e^-a) b) or copy
 * @param a first stream, also called in
 * @param b second stream, for functions of two
 * @param format number format of the result; that of the first stream if missing (fp32 or fp64 for divide)
 */
record MapSpec(
        @Nullable String function,
        @Nullable String a,
        @Nullable String in,
        @Nullable String b,
        @Nullable String format) implements OpSpec {
    private static final List<String> ONE = List.of(Operations.EXP, Operations.LOG, Operations.COPY);
    private static final List<String> TWO = List.of(
            Operations.ADD,
            Operations.SUBTRACT,
            Operations.MULTIPLY,
            Operations.MAX,
            Operations.EXP_DIFFERENCE,
            Operations.SILU_MULTIPLY);

    MapSpec {
        if ((a == null) == (in == null)) {
            throw new BadField(a == null ? "in" : "a", a == null ? "missing" : "given beside in", "one of in and a");
        }
        if (function != null) {
            List<String> all = new ArrayList<>(ONE);
            all.addAll(TWO);
            Require.oneOf(function, all, "function");
        }
        format = Formats.orNull(format, "format");
    }

    private String first() {
        return a != null ? a : Objects.requireNonNull(in);
    }

    @Override
    public List<String> needs() {
        return b == null ? List.of(first()) : List.of(first(), b);
    }

    /** The second stream has the rows of the first, which alone tells the type of the result. */
    @Override
    public List<String> typedBy() {
        return List.of(first());
    }

    /** Streams in the order in which they are taken: a division waits for its divisor first. */
    private List<String> taken(boolean divide) {
        return divide && b != null ? List.of(b, first()) : needs();
    }

    private String operation(OpCommon common, Scope scope) {
        if (common.op().equals("map")) {
            scope.require(function != null, "function", "missing", "the function to map");
            return Objects.requireNonNull(function);
        }
        scope.require(function == null, "function", "\"" + function + "\"", "nothing: only map has a function");
        return common.op().equals("divide") ? Operations.DIVIDE : Operations.COPY;
    }

    @Override
    public List<Rounding> roundings(Op op, Scope scope) {
        StreamType t = scope.stream("in", first());
        Role with = b == null ? Role.OTHER : scope.stream("b", b).holds();
        String operation = operation(op.common(), scope);
        StreamType type = op.primary().type();
        Numbers numbers = numbers(op.common(), t, scope);
        List<Rounding> all = new ArrayList<>();
        switch (operation) {
            case Operations.COPY, Operations.MAX -> {
                return type.format().equals(t.format()) && operation.equals(Operations.COPY)
                        ? List.of()
                        : List.of(Rounding.sent(type.holds(), op.name(), type.format()));
            }
            case Operations.EXP -> all.addAll(Rounding.exponential(type.holds(), numbers, false));
            case Operations.EXP_DIFFERENCE -> all.addAll(Rounding.exponential(type.holds(), numbers, true));
            case Operations.LOG -> all.add(Rounding.function(type.holds(), numbers.format(), 0));
            case Operations.SILU_MULTIPLY ->
                all.add(new Rounding(Role.OTHER, null, numbers.format(), 4, 1, Rounding.FUNCTION));
            default -> all.add(Rounding.once(role(operation, t, with), numbers.format()));
        }
        return Rounding.andSent(op, all);
    }

    /** Arithmetic of its unit. */
    private static Numbers numbers(OpCommon common, StreamType t, Scope scope) {
        return scope.numbers(common, scope.accumulator(common, t));
    }

    /** What it makes of numbers of its first stream, and of the second, if there is one. */
    private static Role role(String operation, StreamType t, Role with) {
        Role of = t.holds();
        boolean perRow = t.cols().equals(Axis.ONE);
        return switch (operation) {
            case Operations.EXP -> of.exponential(perRow);
            case Operations.EXP_DIFFERENCE ->
                of == Role.MAXIMUM ? Role.FACTOR : of.isScore() ? Role.WEIGHT : Role.OTHER;
            case Operations.LOG -> of == Role.DENOMINATOR ? Role.LOG_SUM : Role.OTHER;
            case Operations.SUBTRACT -> of.isScore() || of == Role.MAXIMUM ? Role.ARGUMENT : of;
            case Operations.ADD -> with == Role.LOG_SUM || of == Role.OTHER ? with : of;
            case Operations.MULTIPLY -> of == Role.FACTOR || of == Role.OTHER ? with : of;
            case Operations.MAX -> with == Role.MAXIMUM ? with : of;
            case Operations.DIVIDE ->
                of.isWeight() ? Role.PROBABILITY : of == Role.NUMERATOR || of == Role.OUTPUT ? Role.OUTPUT : Role.OTHER;
            case Operations.SILU_MULTIPLY -> Role.OTHER;
            default -> of;
        };
    }

    @Override
    public Op resolve(OpCommon common, Scope scope) {
        String operation = operation(common, scope);
        boolean two = TWO.contains(operation) || operation.equals(Operations.DIVIDE);
        scope.require(
                two == (b != null),
                "b",
                b == null ? "missing" : "\"" + b + "\"",
                two ? "a second stream for " + operation : "nothing: " + operation + " has one operand");
        StreamType t = scope.stream("in", first());
        if (b != null && scope.knows(b)) {
            StreamType u = scope.stream("b", b);
            scope.require(
                    u.rows().equals(t.rows())
                            && (u.cols().equals(t.cols()) || u.cols().equals(Axis.ONE)),
                    "b",
                    "stream " + b + " of " + u + " with " + first() + " of " + t,
                    "the same rows, and the same columns or one");
        }
        List<Loop> nest =
                scope.nest(common, needs().stream().filter(scope::knows).toList());
        String wide = numbers(common, t, scope).format();
        String out = format != null
                ? format
                : operation.equals(Operations.DIVIDE)
                        ? wide
                        : operation.equals(Operations.COPY) ? t.format() : t.formatOr(wide);
        Role with = b != null && scope.knows(b) ? scope.stream("b", b).holds() : Role.OTHER;
        StreamType type =
                new StreamType(nest, t.rows(), t.cols(), out, t.scaled(), t.masked(), role(operation, t, with));
        Numbers numbers = numbers(common, t, scope);
        List<Op.Input> inputs = new ArrayList<>();
        boolean divide = operation.equals(Operations.DIVIDE);
        for (String s : taken(divide)) {
            if (scope.knows(s)) {
                inputs.add(scope.inputOrBefore("in", s));
            }
        }
        Op.Compute compute = (at, tiles, start, last) -> {
            Tile x = operand(tiles[divide ? 1 : 0], operation, t, at, scope);
            Tile y = two ? operand(tiles[divide ? 0 : 1], operation, t, at, scope) : x;
            return new @Nullable Tile[] {scope.rounded(common, apply(numbers, operation, x, y), out)};
        };
        return new Op(
                common,
                nest,
                inputs,
                List.of(new Op.Output(common.name(), type, false)),
                (at, start, last) ->
                        new Work(operation, t.rows().size(at), t.cols().size(at), 1, start, last),
                nest.size(),
                null,
                () -> compute,
                0);
    }

    /** A token, or what stands for the one before the first. */
    private static Tile operand(@Nullable Tile tile, String operation, StreamType t, Point at, Scope scope) {
        if (tile != null) {
            return tile;
        }
        boolean least = operation.equals(Operations.MAX) || operation.equals(Operations.EXP_DIFFERENCE);
        Tile none = new Tile(scope.values().rows(t.rows(), at).length, t.cols().size(at));
        java.util.Arrays.fill(none.at(), least ? Double.NEGATIVE_INFINITY : 0);
        return none;
    }

    private static Tile apply(Numbers numbers, String operation, Tile x, Tile y) {
        if (operation.equals(Operations.COPY)) {
            return x;
        }
        Tile r = new Tile(x.rows(), x.cols());
        for (int i = 0; i < x.rows(); i++) {
            for (int j = 0; j < x.cols(); j++) {
                r.set(i, j, apply(numbers, operation, x.get(i, j), y.get(i, y.cols() == 1 ? 0 : j)));
            }
        }
        return r;
    }

    private static double apply(Numbers numbers, String operation, double x, double y) {
        return switch (operation) {
            case Operations.EXP -> numbers.exp(x);
            case Operations.EXP_DIFFERENCE -> x == Double.NEGATIVE_INFINITY ? 0 : numbers.exp(numbers.add(x, -y));
            case Operations.LOG -> numbers.log(x);
            case Operations.ADD -> numbers.add(x, y);
            // A maximum of minus infinity is that of a row in which every score is masked.
            case Operations.SUBTRACT -> y == Double.NEGATIVE_INFINITY ? y : numbers.add(x, -y);
            case Operations.MULTIPLY -> numbers.multiplyAdd(x, y, 0);
            case Operations.MAX -> Math.max(x, y);
            case Operations.SILU_MULTIPLY ->
                numbers.multiplyAdd(numbers.round(x / numbers.add(1, numbers.exp(-x))), y, 0);
            default -> y == 0 ? 0 : numbers.round(x / y);
        };
    }
}
