package dev.headrace.simulator.expr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.objecthunter.exp4j.ExpressionBuilder;
import org.apache.commons.jexl3.JexlArithmetic;
import org.apache.commons.jexl3.JexlBuilder;
import org.apache.commons.jexl3.JexlEngine;
import org.apache.commons.jexl3.MapContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The language is read as two other libraries read what they share with it, and its own forms as stated. */
final class ParserTest {
    private static final Map<String, Object> VALUES = Map.of("x", 2.5, "y", -1.25, "z", 7.0);

    private static double value(String text) {
        return Expression.parse(text).value(steps -> {
            Object v = VALUES.get(String.join(".", steps));
            if (v == null) {
                throw new Names.Unknown("unknown name", Similar.allowed(String.join(".", steps), VALUES.keySet()));
            }
            return (Double) v;
        });
    }

    private static String complaint(String text) {
        return String.valueOf(
                assertThrows(ExpressionException.class, () -> value(text)).getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "1 + 2 * 3; (+ 1.0 (* 2.0 3.0))",
                "8 - 4 - 2; (- (- 8.0 4.0) 2.0)",
                "2 ^ 3 ^ 2; (^ 2.0 (^ 3.0 2.0))",
                "-2 ^ 2; (- (^ 2.0 2.0))",
                "2 ^ -3 ^ 2; (^ 2.0 (- (^ 3.0 2.0)))",
                "-2 * 3; (* (- 2.0) 3.0)",
                "not a == b and c or d; (or (and (not (== a b)) c) d)",
                "a or b and not not c; (or a (and b (not (not c))))",
                "a + 1 < b * 2; (< (+ a 1.0) (* b 2.0))",
                "(a < b) < c; (< (< a b) c)",
                "units.array.stalls.input / cycles; (/ units.array.stalls.input cycles)",
                "cores.0 + units.'my-unit'.firings; (+ cores.0 units.my-unit.firings)",
                "if(a > 1, min(1, 2, 3), -inf); (if (> a 1.0) (min 1.0 2.0 3.0) (- Infinity))",
                "1.5e3 + .5; (+ 1500.0 0.5)"
            })
    void theTreeIsWhatThePrecedenceSays(String text, String tree) {
        assertEquals(tree, Expression.parse(text).root().toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "-7 % 3; 2",
                "7 % -3; -2",
                "6 % 3; 0",
                "-7.5 % 2; 0.5",
                "log2(536870912); 29",
                "log2(0.25); -2",
                "exp2(10); 1024",
                "rint(2.5); 2",
                "rint(3.5); 4",
                "floor(-1.5); -2",
                "ceil(-1.5); -1",
                "abs(-3); 3",
                "relu(-3); 0",
                "relu(3); 3",
                "max(1, 5, 3); 5",
                "min(4); 4",
                "sqrt(16); 4",
                "sigmoid(0); 0.5",
                "tanh(0) + sin(0) + cos(0); 1",
                "log(exp(2)); 2",
                "1 < 2; 1",
                "2 <= 1; 0",
                "1 != 1; 0",
                "not 3; 0",
                "3 and 2; 1",
                "0 or 0; 0",
                "if(x > 2, 10, 20); 10",
                "true + false; 1",
                "1 / 0 == inf; 1"
            })
    void operationsHaveTheirValues(String text, double expected) {
        assertEquals(expected, value(text), 1e-15 * Math.abs(expected));
    }

    /** Values of x Phi(x), from tables of the normal distribution function to twelve digits. */
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1, 0.841344746068543",
        "-1, -0.158655253931457",
        "2, 1.95449973610364",
        "-3, -0.00404969409489",
        "-4, -0.000126684967321",
        "6, 5.99999999408"
    })
    void geluIsTheExactOne(double x, double expected) {
        assertEquals(expected, value("gelu(" + x + ")"), 2e-12 * Math.max(1e-2, Math.abs(expected)));
    }

    @Test
    void whatIsNotDecidedIsNotLookedAt() {
        assertEquals(0, value("0 and nothing"));
        assertEquals(1, value("1 or nothing"));
        assertEquals(5, value("if(1, 5, nothing)"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "1 +; position 4: the end; a number",
                "1 + * 2; position 5: \"*\"; a name",
                "(1 + 2; position 7: the end; \")\"",
                "1 2; position 3: \"2\"; an operator",
                "a = 2; position 3: '='; == compares",
                "x && y; position 3: '&'; and",
                "$x; position 1: '$'; the name alone",
                "sqr(2); position 1: unknown function \"sqr\"; did you mean sqrt?",
                "if(1, 2); position 1: if of 2; 3",
                "sqrt(); position 1: sqrt of 0; 1",
                "min(); position 1: min of 0; 1 or more",
                "1 < x < 3; position 7: \"<\"; join two with and",
                "2 + not x; position 5: \"not\"; ( before not",
                "x + yy; position 5: unknown name; x",
                "x. + 1; position 4: \"+\"; the next step",
                "'x; position 1; two quotes",
                "1e999; position 1: \"1e999\"; at most",
                "min(1,); position 7: \")\"; a function",
                "and; position 1: \"and\"; a number",
                "if(0 / 0, 1, 2); position 6: the condition is not a number; a truth"
            })
    void aMistakeIsNamedWithItsPosition(String text, String position, String allowed) {
        String said = complaint(text);
        assertTrue(said.contains(position), said);
        assertTrue(said.contains(allowed), said);
        assertEquals(1, said.lines().count());
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "-", "2^", "not ", "min(", "1+("})
    void depthIsRefusedBeforeTheStackRunsOut(String opening) {
        assertTrue(complaint(opening.repeat(900)).contains("levels"));
    }

    @Test
    void aLongChainIsFineAndALongerOneRefused() {
        assertEquals(1999, value("1" + "+1".repeat(1998)));
        assertTrue(complaint("1" + "+1".repeat(5000)).contains("characters"));
    }

    @Test
    void namesAreListedAsTheyStand() {
        assertEquals(
                List.of("a.b", "c", "a.b"),
                Expression.parse("a.b + max(c, a.b)").names().stream()
                        .map(Node.Name::path)
                        .toList());
    }

    /** Arithmetic without powers, comparisons, logic, and choices, as Commons JEXL reads them. */
    @Test
    void thousandsOfRandomExpressionsHaveTheValueThatJexlGivesThem() {
        JexlEngine jexl = new JexlBuilder()
                .arithmetic(new JexlArithmetic(true) {
                    @Override
                    public Object mod(Object a, Object b) {
                        // What it means is tested above; here it is only about where it stands.
                        return Numeric.floored((Double) a, (Double) b);
                    }

                    @Override
                    public Object divide(Object a, Object b) {
                        return (Double) a / (Double) b;
                    }
                })
                .strict(true)
                .create();
        SplittableRandom random = new SplittableRandom(41);
        for (int i = 0; i < 3000; i++) {
            Sentences s = new Sentences(random, false);
            s.number(4);
            Object theirs = jexl.createExpression(s.theirs.toString()).evaluate(new MapContext(VALUES));
            double expected = ((Number) theirs).doubleValue();
            double ours = value(s.ours.toString());
            assertSame(expected, ours, s.ours.toString());
        }
    }

    /** Signs, powers and functions as exp4j reads them. */
    @Test
    void thousandsOfRandomExpressionsHaveTheValueThatExp4jGivesThem() {
        SplittableRandom random = new SplittableRandom(42);
        int compared = 0;
        int divided = 0;
        for (int i = 0; i < 3000; i++) {
            Sentences s = new Sentences(random, true);
            s.number(4);
            double ours = value(s.ours.toString());
            try {
                double expected = new ExpressionBuilder(s.theirs.toString())
                        .variables(VALUES.keySet())
                        .build()
                        .setVariable("x", 2.5)
                        .setVariable("y", -1.25)
                        .setVariable("z", 7.0)
                        .evaluate();
                assertSame(expected, ours, s.ours.toString());
                compared++;
            } catch (ArithmeticException e) {
                // exp4j does not divide by zero, which is an infinity here.
                divided++;
            }
        }
        assertTrue(divided < compared / 50, divided + " of " + compared);
    }

    private static void assertSame(double expected, double ours, String text) {
        if (Double.isFinite(expected)) {
            assertEquals(expected, ours, 1e-9 * Math.max(1, Math.abs(expected)), text);
        } else {
            assertEquals(expected, ours, text);
        }
    }

    /** Random sentences, in our spelling and in the other library's. */
    private static final class Sentences {
        private final SplittableRandom random;
        private final boolean powers;
        private final StringBuilder ours = new StringBuilder();
        private final StringBuilder theirs = new StringBuilder();

        Sentences(SplittableRandom random, boolean powers) {
            this.random = random;
            this.powers = powers;
        }

        private void put(String text) {
            put(text, text);
        }

        private void put(String our, String their) {
            ours.append(our);
            theirs.append(their);
        }

        private String pick(String... of) {
            return of[random.nextInt(of.length)];
        }

        void number(int depth) {
            int choice = depth == 0 ? random.nextInt(2) : random.nextInt(10);
            switch (choice) {
                case 0 -> put(pick("1.0", "2.0", "3.5", "0.25", "11.0"));
                case 1 -> put(pick("x", "y", "z"));
                case 2 -> {
                    put("(");
                    number(depth - 1);
                    put(")");
                }
                case 3 -> {
                    put("-", powers ? "-" : " -");
                    number(0);
                }
                case 4 -> {
                    if (powers) {
                        put(pick("abs(", "sqrt(", "floor(", "ceil(", "sin(", "cos(", "tanh(", "exp("));
                        number(depth - 1);
                        put(")");
                    } else {
                        put("if(", "((");
                        truth(depth - 1);
                        put(",", ") ? (");
                        number(depth - 1);
                        put(",", ") : (");
                        number(depth - 1);
                        put(")", "))");
                    }
                }
                default -> {
                    number(depth - 1);
                    put(powers ? pick(" + ", " - ", " * ", " / ", " ^ ") : pick(" + ", " - ", " * ", " / ", " % "));
                    number(depth - 1);
                }
            }
        }

        void truth(int depth) {
            switch (depth <= 0 ? 0 : random.nextInt(4)) {
                case 0 -> {
                    number(Math.max(0, depth - 1));
                    put(pick(" < ", " <= ", " > ", " >= "));
                    number(Math.max(0, depth - 1));
                }
                case 1 -> {
                    put("not (", "!(");
                    truth(depth - 1);
                    put(")");
                }
                default -> {
                    truth(depth - 1);
                    put(pick(" and ", " or "));
                    truth(depth - 1);
                }
            }
        }
    }
}
