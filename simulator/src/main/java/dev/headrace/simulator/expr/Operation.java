package dev.headrace.simulator.expr;

import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What an expression can compute. Numbers are doubles; a truth is 1 or 0, and any number but 0 counts as true. Functions
 * of the library are those of {@link StrictMath}, so that a value is the same on any host.
 */
public enum Operation {
    OR("or", Form.INFIX, 1),
    AND("and", Form.INFIX, 2),
    NOT("not", Form.PREFIX, 3, a -> truth(a == 0)),
    LESS("<", Form.INFIX, 4, (a, b) -> truth(a < b)),
    AT_MOST("<=", Form.INFIX, 4, (a, b) -> truth(a <= b)),
    GREATER(">", Form.INFIX, 4, (a, b) -> truth(a > b)),
    AT_LEAST(">=", Form.INFIX, 4, (a, b) -> truth(a >= b)),
    EQUAL("==", Form.INFIX, 4, (a, b) -> truth(a == b)),
    UNEQUAL("!=", Form.INFIX, 4, (a, b) -> truth(a != b)),
    ADD("+", Form.INFIX, 5, (a, b) -> a + b),
    SUBTRACT("-", Form.INFIX, 5, (a, b) -> a - b),
    MULTIPLY("*", Form.INFIX, 6, (a, b) -> a * b),
    DIVIDE("/", Form.INFIX, 6, (a, b) -> a / b),
    MODULO("%", Form.INFIX, 6, Numeric::floored),
    NEGATE("-", Form.PREFIX, 7, a -> -a),
    PLUS("+", Form.PREFIX, 7, a -> a),
    /** Binds to the right, and tighter than a sign before it: -2^2 is -4. */
    POWER("^", Form.INFIX, 8, StrictMath::pow),
    IF("if", 3, 3),
    MIN("min", Math::min),
    MAX("max", Math::max),
    ABS("abs", Math::abs),
    FLOOR("floor", StrictMath::floor),
    CEIL("ceil", StrictMath::ceil),
    /** To the nearest whole number; halves to the even one. */
    RINT("rint", StrictMath::rint),
    EXP("exp", StrictMath::exp),
    EXP2("exp2", a -> StrictMath.pow(2, a)),
    LOG("log", StrictMath::log),
    LOG2("log2", Numeric::log2),
    SQRT("sqrt", StrictMath::sqrt),
    TANH("tanh", StrictMath::tanh),
    SIN("sin", StrictMath::sin),
    COS("cos", StrictMath::cos),
    SIGMOID("sigmoid", Numeric::sigmoid),
    RELU("relu", a -> Math.max(0.0, a)),
    /** x times the normal distribution function at x. */
    GELU("gelu", Numeric::gelu);

    /** How an operation is written. */
    enum Form {
        PREFIX,
        INFIX,
        CALL
    }

    private static final int MANY = 1000;

    private final String symbol;
    private final Form form;
    private final int binding;
    private final int least;
    private final int most;

    @SuppressWarnings("ImmutableEnumChecker") // functions without state
    private final @Nullable DoubleUnaryOperator one;

    @SuppressWarnings("ImmutableEnumChecker") // functions without state
    private final @Nullable DoubleBinaryOperator two;

    Operation(
            String symbol,
            Form form,
            int binding,
            int least,
            int most,
            @Nullable DoubleUnaryOperator one,
            @Nullable DoubleBinaryOperator two) {
        this.symbol = symbol;
        this.form = form;
        this.binding = binding;
        this.least = least;
        this.most = most;
        this.one = one;
        this.two = two;
    }

    /** An operator that does not always look at its second operand: {@link Expression} evaluates it. */
    Operation(String symbol, Form form, int binding) {
        this(symbol, form, binding, 2, 2, null, null);
    }

    Operation(String symbol, Form form, int binding, DoubleUnaryOperator one) {
        this(symbol, form, binding, 1, 1, one, null);
    }

    Operation(String symbol, Form form, int binding, DoubleBinaryOperator two) {
        this(symbol, form, binding, 2, 2, null, two);
    }

    /** A function that does not look at all of its arguments: {@link Expression} evaluates it. */
    Operation(String symbol, int least, int most) {
        this(symbol, Form.CALL, 0, least, most, null, null);
    }

    Operation(String symbol, DoubleUnaryOperator one) {
        this(symbol, Form.CALL, 0, 1, 1, one, null);
    }

    /** A function of one argument or more, taken two by two. */
    Operation(String symbol, DoubleBinaryOperator two) {
        this(symbol, Form.CALL, 0, 1, MANY, null, two);
    }

    private static double truth(boolean b) {
        return b ? 1 : 0;
    }

    /** As it is written. */
    public String symbol() {
        return symbol;
    }

    /** How tightly an operator binds; more is tighter. */
    int binding() {
        return binding;
    }

    boolean isComparison() {
        return binding == LESS.binding;
    }

    /** Fewest operands. */
    public int least() {
        return least;
    }

    /** Most operands. */
    public int most() {
        return most;
    }

    /** The number of operands in words. */
    String arity() {
        return most == MANY ? least + " or more" : String.valueOf(least);
    }

    /** The value of one operand; only of operations of one. */
    double apply(double a) {
        return one == null ? a : one.applyAsDouble(a);
    }

    /** The value of two operands; only of operations of two or more. */
    double apply(double a, double b) {
        if (two == null) {
            throw new IllegalStateException(this + " is not an operation of two numbers");
        }
        return two.applyAsDouble(a, b);
    }

    /** All that are written in a form. */
    static Stream<Operation> of(Form form) {
        return Arrays.stream(values()).filter(o -> o.form == form);
    }

    /** The one that is written so; null if there is none. */
    static @Nullable Operation of(Form form, String symbol) {
        return of(form).filter(o -> o.symbol.equals(symbol)).findFirst().orElse(null);
    }
}
