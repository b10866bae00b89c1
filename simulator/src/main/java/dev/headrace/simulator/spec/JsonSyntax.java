package dev.headrace.simulator.spec;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.databind.exc.MismatchedInputException;

/** What is wrong with a text that is no JSON, told by what stands where its reader stopped. */
public final class JsonSyntax {
    /** What is allowed instead. */
    public static final String ALLOWED = "well-formed JSON, no name twice in an object";

    private static final Pattern WORD = Pattern.compile("[\\w+.-]+");
    private static final int SHOWN = 40;

    private JsonSyntax() {}

    /** Line, column and what was found there. */
    public static String fault(JacksonException e, byte[] text) {
        if (e instanceof StreamConstraintsException) {
            String beyond = e.getOriginalMessage();
            return beyond.contains("depth")
                    ? "nested deeper than 500 levels"
                    : beyond.contains("Number")
                            ? "a number of more than 1,000 digits"
                            : "a name or text that is too long";
        }
        if (e instanceof InputCoercionException) {
            return "a number beyond 64 bits";
        }
        if (!isUtf8(text)) {
            return "bytes that are no UTF-8";
        }
        TokenStreamLocation at = e.getLocation();
        if (at == null) {
            return "no JSON";
        }
        int row = Math.max(1, at.getLineNr());
        int column = Math.max(1, at.getColumnNr());
        return "line " + row + " column " + column + ": " + found(e, line(text, row), column - 1);
    }

    private static boolean isUtf8(byte[] text) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    /** A line, without its end; of the last one that is not blank the end is that of the file. */
    private static String line(byte[] text, int row) {
        List<String> lines =
                new String(text, StandardCharsets.UTF_8).stripTrailing().lines().toList();
        return row <= lines.size() ? lines.get(row - 1) : "";
    }

    private static String found(JacksonException e, String line, int at) {
        if (e instanceof MismatchedInputException) {
            return "something after the end of the object";
        }
        if (e instanceof UnexpectedEndOfInputException) {
            return "the file ends before the object does";
        }
        String name = repeated(e);
        if (name != null) {
            return "\"" + name + "\" a second time in its object";
        }
        if (at >= line.length()) {
            return "the file ends before the object does";
        }
        String before = line.substring(0, at).stripTrailing();
        char c = line.charAt(at);
        if (c < ' ') {
            return String.format("the character U+%04X; in a text it is written as an escape", (int) c);
        }
        Matcher escape = Pattern.compile("\\\\(u[^\"\\\\]{0,4}|.)").matcher(line);
        while (escape.find()) {
            if (escape.start() < at && at < escape.end()) {
                return escape.group() + ", which is no escape";
            }
        }
        Matcher word = WORD.matcher(line);
        while (word.find()) {
            if (word.start() <= at && at <= word.end() && word.end() > word.start()) {
                String shown = word.group().length() > SHOWN ? word.group().substring(0, SHOWN) : word.group();
                return shown + ", which is no number, true, false or null, and not in double quotes";
            }
        }
        return switch (c) {
            case '/', '#' -> "a comment";
            case '\'' -> "a single quote; names and texts stand in double quotes";
            case '"' -> "a text where a comma or colon should be";
            case '}', ']' -> before.endsWith(",") || before.isEmpty() ? "a comma before " + c : "unexpected " + c;
            default -> "unexpected " + c;
        };
    }

    /** The name that an object has twice, if that is the fault; otherwise null. */
    private static @Nullable String repeated(JacksonException e) {
        return e instanceof StreamReadException
                        && e.processor() instanceof JsonParser parser
                        && e.getOriginalMessage().startsWith("Duplicate")
                ? parser.currentName()
                : null;
    }
}
