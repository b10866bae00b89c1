package dev.headrace.simulator.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every way to get JSON wrong is told in words of this program, never in those of the library that reads it. */
class JsonSyntaxTest {
    @TempDir
    Path dir;

    private String complaint(byte[] text) throws IOException {
        Path file = Files.write(dir.resolve("x.json"), text);
        String said =
                assertThrows(InputException.class, () -> JsonFile.read(file)).getMessage();
        String at = file + ": ";
        assertTrue(said.startsWith(at) && said.lines().count() == 1, said);
        for (String library : new String[] {"Feature", "code ", "CTRL", "token", "Json", "Stream", "expecting"}) {
            assertTrue(!said.contains(library), said);
        }
        return said.substring(at.length());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "{ // x~line 1 column 3: a comment",
                "{ # x~line 1 column 3: a comment",
                "{ 'a': 1 }~line 1 column 3: a single quote; names and texts stand in double quotes",
                "{ \"a\": 1, }~line 1 column 11: a comma before }",
                "{ \"a\": [1, ] }~line 1 column 12: a comma before ]",
                "{ \"a\": 1 } {}~line 1 column 12: something after the end of the object",
                "{ \"a\": 1, \"a\": 2 }~line 1 column 14: \"a\" a second time in its object",
                "{ \"a\" \"b\" }~line 1 column 7: a text where a comma or colon should be",
                "{ \"a\": NaN }~NaN, which is no number, true, false or null, and not in double quotes",
                "{ \"a\": +1 }~+1, which is no number, true, false or null, and not in double quotes",
                "{ \"a\": .5 }~.5, which is no number, true, false or null, and not in double quotes",
                "{ \"a\": 01 }~01, which is no number, true, false or null, and not in double quotes",
                "{ \"a\": 0x1 }~0x1, which is no number, true, false or null, and not in double quotes",
                "{ \"a\": tru }~tru, which is no number, true, false or null, and not in double quotes",
                "{ a: 1 }~a, which is no number, true, false or null, and not in double quotes",
                "{ \"a\": \"b\\q\" }~\\q, which is no escape",
                "{ \"a\": \"\\u12G4\" }~\\u12G4, which is no escape",
                "{ \"a\": \"b~the file ends before the object does",
                "{ \"a\": 1,~the file ends before the object does"
            })
    void whatIsWrongStandsThere(String text, String said) throws IOException {
        String complaint = complaint(text.getBytes(StandardCharsets.UTF_8));
        assertTrue(complaint.contains(said + "; allowed: well-formed JSON"), complaint);
    }

    @Test
    void bytesAndSizesThatNoTextHas() throws IOException {
        assertTrue(complaint(new byte[] {'{', '"', (byte) 0xe9, '"', '}'}).startsWith("bytes that are no UTF-8; "));
        assertTrue(complaint(new byte[100]).startsWith("line 1 column 1: the character U+0000; "));
        assertTrue(complaint(("{\"a\":".repeat(10_000) + 1 + "}".repeat(10_000)).getBytes(StandardCharsets.UTF_8))
                .startsWith("nested deeper than 500 levels; "));
        assertTrue(complaint(("{\"a\": " + "1".repeat(100_000) + "}").getBytes(StandardCharsets.UTF_8))
                .startsWith("a number of more than 1,000 digits; "));
        assertTrue(complaint(("{\"" + "a".repeat(100_000) + "\": 1}").getBytes(StandardCharsets.UTF_8))
                .startsWith("a name or text that is too long; "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16", "UTF-16LE", "UTF-32"})
    void unicodeOfEveryWidthIsReadWithMarksOfByteOrderAndAnyEndsOfLines(String charset) throws IOException {
        for (String end : new String[] {"\n", "\r\n", "\r"}) {
            for (String mark :
                    charset.endsWith("8") || charset.endsWith("LE") ? new String[] {"", "\ufeff"} : new String[] {""}) {
                String text = mark + "{" + end + "\"a\": 1" + end + "}" + end;
                Path file = Files.write(dir.resolve("y.json"), text.getBytes(Charset.forName(charset)));
                assertEquals(1, JsonFile.read(file).tree().path("a").asInt());
            }
        }
    }
}
