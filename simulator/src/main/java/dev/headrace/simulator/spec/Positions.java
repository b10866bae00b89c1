package dev.headrace.simulator.spec;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamLocation;

/** Lines and columns of the values of a JSON text, by JSON pointer (names as they are, not escaped). */
final class Positions {
    private final Map<String, String> of = new HashMap<>();

    /** Those of a text; of what was well-formed of it if it is not. */
    Positions(byte[] text) {
        try (JsonParser parser = JsonFile.MAPPER.createParser(text)) {
            if (parser.nextToken() != null) {
                value(parser, "");
            }
        } catch (JacksonException e) {
            // Whoever read the text has complained; places after that one are of no interest.
            return;
        }
    }

    private void value(JsonParser parser, String pointer) {
        TokenStreamLocation at = parser.currentTokenLocation();
        of.put(pointer, "line " + at.getLineNr() + " column " + at.getColumnNr());
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                value(parser, pointer + "/" + name);
            }
        } else if (parser.currentToken() == JsonToken.START_ARRAY) {
            for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
                value(parser, pointer + "/" + i);
            }
        }
    }

    /** Where a value stands, or the closest one around it; null for the whole text. */
    @Nullable
    String at(String pointer) {
        for (String p = pointer; !p.isEmpty(); p = p.substring(0, p.lastIndexOf('/'))) {
            String found = of.get(p);
            if (found != null) {
                return found;
            }
        }
        return null;
    }
}
