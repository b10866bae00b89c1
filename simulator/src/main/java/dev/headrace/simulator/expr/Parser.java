package dev.headrace.simulator.expr;

import dev.headrace.simulator.expr.Node.Apply;
import dev.headrace.simulator.expr.Node.Name;
import dev.headrace.simulator.expr.Node.Num;
import dev.headrace.simulator.expr.Operation.Form;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads an expression by the precedence of its operators, from loose to tight:
 *
 * <pre>
 * or
 * and
 * not
 * &lt; &lt;= &gt; &gt;= == !=        one at a time: a &lt; b and b &lt; c
 * + -
 * * / %                  to the left; % has the sign of the divisor
 * + -                    signs
 * ^                      to the right; its exponent may have a sign
 * numbers, names, calls, ( )
 * </pre>
 *
 * A name is a path with dots. A step that is no word, such as one with a hyphen, stands between single quotes; after a dot
 * a number is a step too. {@code inf}, {@code true} and {@code false} are numbers. New forms, such as indices or reductions,
 * are new nodes made in {@link #primary}.
 */
final class Parser {
    /** Longest text and deepest nesting: what is beyond was not written by hand. */
    private static final int LONGEST = 4_000;

    private static final int DEEPEST = 200;
    private static final Set<String> WORDS = Set.of("and", "or", "not");

    private final String text;
    private final List<Token> tokens;
    private int next;
    private int depth;

    Parser(String text) {
        if (text.length() > LONGEST) {
            throw new ExpressionException(
                    text.substring(0, 40) + "...", LONGEST, text.length() + " characters", "at most " + LONGEST);
        }
        this.text = text;
        this.tokens = Scanner.tokens(text);
    }

    /** The whole text. */
    Node parse() {
        Node node = infix(Operation.OR.binding());
        if (peek().kind() != Token.Kind.END) {
            throw unexpected("an operator or the end");
        }
        return node;
    }

    /** Operators that bind at least as tightly as given. */
    private Node infix(int binding) {
        if (++depth > DEEPEST) {
            throw unexpected("at most " + DEEPEST + " levels of operators and parentheses");
        }
        Node left = prefix(binding);
        boolean compared = false;
        while (true) {
            Operation o = Operation.of(Form.INFIX, symbol());
            if (o == null || o.binding() < binding) {
                depth--;
                return left;
            }
            if (o.isComparison() && compared) {
                throw unexpected("one comparison; join two with and: a < b and b < c");
            }
            compared = o.isComparison();
            int at = take().at();
            // To the right for powers, whose exponent may have a sign; else to the left.
            Node right = o == Operation.POWER ? infix(Operation.NEGATE.binding()) : infix(o.binding() + 1);
            left = new Apply(o, List.of(left, right), at);
        }
    }

    private Node prefix(int binding) {
        Operation o = Operation.of(Form.PREFIX, symbol());
        if (o == null) {
            return primary();
        }
        if (o.binding() < binding) {
            throw unexpected("( before " + o.symbol());
        }
        int at = take().at();
        return new Apply(o, List.of(infix(o.binding())), at);
    }

    private Node primary() {
        Token t = peek();
        boolean word = t.kind() == Token.Kind.WORD && !WORDS.contains(t.text());
        if (t.kind() == Token.Kind.NUMBER) {
            return number(take());
        }
        if (word || t.kind() == Token.Kind.QUOTED) {
            take();
            return word && peek().is("(") ? call(t) : name(t);
        }
        if (t.is("(")) {
            take();
            Node inner = infix(Operation.OR.binding());
            expect(")");
            return inner;
        }
        throw unexpected("a number, a name, a function or (");
    }

    private Num number(Token t) {
        double value = Double.parseDouble(t.text());
        if (Double.isInfinite(value)) {
            throw new ExpressionException(text, t.at(), t.shown(), "numbers of at most 1.8e308; inf");
        }
        return new Num(value, t.at());
    }

    private Node name(Token first) {
        List<String> steps = new ArrayList<>();
        steps.add(first.text());
        while (peek().is(".")) {
            take();
            Token step = peek();
            if (step.kind() != Token.Kind.WORD && step.kind() != Token.Kind.QUOTED) {
                throw unexpected("the next step of the path");
            }
            steps.add(take().text());
        }
        Double constant = steps.size() == 1 && first.kind() == Token.Kind.WORD ? constant(first.text()) : null;
        return constant == null ? new Name(steps, first.at()) : new Num(constant, first.at());
    }

    private static @Nullable Double constant(String word) {
        return switch (word) {
            case "inf" -> Double.POSITIVE_INFINITY;
            case "true" -> 1.0;
            case "false" -> 0.0;
            default -> null;
        };
    }

    private Node call(Token function) {
        Operation o = Operation.of(Form.CALL, function.text());
        if (o == null) {
            throw new ExpressionException(
                    text,
                    function.at(),
                    "unknown function " + function.shown(),
                    Similar.allowed(
                            function.text(),
                            Operation.of(Form.CALL).map(Operation::symbol).toList()));
        }
        expect("(");
        List<Node> arguments = new ArrayList<>();
        while (!peek().is(")") || !arguments.isEmpty()) {
            arguments.add(infix(Operation.OR.binding()));
            if (!peek().is(",")) {
                break;
            }
            take();
        }
        expect(")");
        if (arguments.size() < o.least() || arguments.size() > o.most()) {
            throw new ExpressionException(
                    text, function.at(), o.symbol() + " of " + arguments.size(), o.arity() + " between its ( )");
        }
        return new Apply(o, arguments, function.at());
    }

    private Token peek() {
        return tokens.get(next);
    }

    /** The next piece if it can be an operator; else nothing that is one. */
    private String symbol() {
        Token t = peek();
        boolean operator = t.kind() == Token.Kind.SYMBOL || (t.kind() == Token.Kind.WORD && WORDS.contains(t.text()));
        return operator ? t.text() : "";
    }

    private Token take() {
        return tokens.get(next++);
    }

    private void expect(String symbol) {
        if (!peek().is(symbol)) {
            throw unexpected("\"" + symbol + "\"" + (symbol.equals(")") ? " or an operator" : ""));
        }
        take();
    }

    private ExpressionException unexpected(String allowed) {
        return new ExpressionException(text, peek().at(), peek().shown(), allowed);
    }
}
