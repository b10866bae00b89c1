package dev.headrace.simulator.expr;

import dev.headrace.simulator.expr.Node.Apply;
import dev.headrace.simulator.expr.Node.Name;
import dev.headrace.simulator.expr.Node.Num;
import java.util.ArrayList;
import java.util.List;

/** A parsed expression; see {@link Parser} for the language. Immutable. */
public final class Expression {
    private final String text;
    private final Node root;
    private final List<Name> names = new ArrayList<>();

    private Expression(String text, Node root) {
        this.text = text;
        this.root = root;
        collect(root);
    }

    /**
     * Parses.
     *
     * @throws ExpressionException if it is no expression
     */
    public static Expression parse(String text) {
        return new Expression(text, new Parser(text).parse());
    }

    private void collect(Node node) {
        if (node instanceof Name name) {
            names.add(name);
        } else if (node instanceof Apply apply) {
            apply.operands().forEach(this::collect);
        }
    }

    /** As it was written. */
    public String text() {
        return text;
    }

    /** Its tree. */
    public Node root() {
        return root;
    }

    /** The names in it, from left to right, as often as they stand there. */
    public List<Name> names() {
        return List.copyOf(names);
    }

    /**
     * Its value; may be infinite or no number, as in IEEE arithmetic.
     *
     * @throws ExpressionException if a name has no value, or no number decides
     */
    public double value(Names values) {
        return value(root, values);
    }

    /**
     * Whether it is true: any number but 0.
     *
     * @throws ExpressionException if a name has no value, or the value is no number
     */
    public boolean holds(Names values) {
        return holds(root, values);
    }

    /** A complaint about something in it. */
    public ExpressionException complain(Node at, String found, String allowed) {
        return new ExpressionException(text, at.at(), found, allowed);
    }

    private boolean holds(Node node, Names values) {
        double v = value(node, values);
        if (Double.isNaN(v)) {
            throw complain(node, "the condition is not a number (NaN)", "a truth or a number");
        }
        return v != 0;
    }

    private double value(Node node, Names values) {
        if (node instanceof Num number) {
            return number.value();
        }
        if (node instanceof Name name) {
            try {
                return values.value(name.steps());
            } catch (Names.Unknown e) {
                throw complain(name, e.found(), e.allowed());
            }
        }
        Apply apply = (Apply) node;
        List<Node> operands = apply.operands();
        Operation operation = apply.operation();
        return switch (operation) {
            case AND -> holds(operands.get(0), values) && holds(operands.get(1), values) ? 1 : 0;
            case OR -> holds(operands.get(0), values) || holds(operands.get(1), values) ? 1 : 0;
            case NOT -> holds(operands.get(0), values) ? 0 : 1;
            case IF -> value(operands.get(holds(operands.get(0), values) ? 1 : 2), values);
            default -> computed(operation, operands, values);
        };
    }

    private double computed(Operation operation, List<Node> operands, Names values) {
        double v = value(operands.get(0), values);
        if (operation.most() == 1) {
            return operation.apply(v);
        }
        for (int i = 1; i < operands.size(); i++) {
            v = operation.apply(v, value(operands.get(i), values));
        }
        return v;
    }

    @Override
    public String toString() {
        return text;
    }
}
