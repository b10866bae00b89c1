package dev.headrace.simulator.expr;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cuts an expression into pieces. */
final class Scanner {
    private static final Pattern NUMBER = Pattern.compile("(?:[0-9]+(?:\\.[0-9]+)?|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?");
    private static final Pattern WORD = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final Pattern STEP = Pattern.compile("[A-Za-z0-9_]+");
    private static final Pattern QUOTED = Pattern.compile("'([^']*)'");
    private static final Pattern SYMBOL = Pattern.compile("<=|>=|==|!=|[-+*/%^<>(),.]");

    private Scanner() {}

    /** The pieces, the last of them the end. */
    static List<Token> tokens(String text) {
        List<Token> tokens = new ArrayList<>();
        int at = 0;
        while (true) {
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
            if (at == text.length()) {
                tokens.add(new Token(Token.Kind.END, "", at));
                return tokens;
            }
            Token token = token(text, at, follows(tokens));
            tokens.add(token);
            at += token.text().length() + (token.kind() == Token.Kind.QUOTED ? 2 : 0);
        }
    }

    /** Whether the next piece is a further step of a path: after a name and a dot, where 0 is a step and not a number. */
    private static boolean follows(List<Token> tokens) {
        int n = tokens.size();
        return n >= 2
                && tokens.get(n - 1).is(".")
                && (tokens.get(n - 2).kind() == Token.Kind.WORD
                        || tokens.get(n - 2).kind() == Token.Kind.QUOTED);
    }

    private static Token token(String text, int at, boolean step) {
        Matcher m = QUOTED.matcher(text).region(at, text.length());
        if (m.lookingAt()) {
            return new Token(Token.Kind.QUOTED, m.group(1), at);
        }
        if (step && m.usePattern(STEP).lookingAt()) {
            return new Token(Token.Kind.WORD, m.group(), at);
        }
        boolean afterName =
                at > 0 && (Character.isLetterOrDigit(text.charAt(at - 1)) || "_'".indexOf(text.charAt(at - 1)) >= 0);
        if (!(afterName && text.charAt(at) == '.') && m.usePattern(NUMBER).lookingAt()) {
            return new Token(Token.Kind.NUMBER, m.group(), at);
        }
        if (m.usePattern(WORD).lookingAt()) {
            return new Token(Token.Kind.WORD, m.group(), at);
        }
        if (m.usePattern(SYMBOL).lookingAt()) {
            return new Token(Token.Kind.SYMBOL, m.group(), at);
        }
        throw new ExpressionException(text, at, "'" + text.charAt(at) + "'", hint(text.charAt(at)));
    }

    private static String hint(char found) {
        return switch (found) {
            case '=' -> "== compares";
            case '$' -> "the name alone: Br, not $Br";
            case '&' -> "and";
            case '|' -> "or";
            case '!' -> "not, or !=";
            case '\'' -> "a name between two quotes, such as units.'a-name'.firings";
            default -> "numbers, names, + - * / % ^ ( ) , . < <= > >= == !=, and, or, not";
        };
    }
}
