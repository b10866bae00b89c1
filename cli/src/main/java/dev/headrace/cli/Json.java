package dev.headrace.cli;

import dev.headrace.simulator.spec.JsonFile;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.databind.ObjectWriter;

/** JSON for people: two spaces, one field or element a line, the same line ends everywhere. */
final class Json {
    private static final DefaultIndenter INDENT = new DefaultIndenter("  ", "\n");
    private static final ObjectWriter WRITER = JsonFile.MAPPER
            .writer()
            .with(new DefaultPrettyPrinter().withObjectIndenter(INDENT).withArrayIndenter(INDENT));

    private Json() {}

    /** The text, without a line end after it. */
    static String text(Object value) {
        return WRITER.writeValueAsString(value);
    }
}
