package dev.headrace.traces;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenizerTest {
    private static final Path DATA = Path.of(System.getProperty("basedir", "."), "data");
    private final Tokenizer tokenizer = Tokenizer.read(DATA.resolve("tokenizer.json"));

    @Test
    void thePromptOfTheTernaryDecoderIsScripture() {
        String text = tokenizer.decode(prompt());
        assertTrue(text.endsWith("durst not bring against him a railing accusation, but said,"), text);
    }

    @Test
    void encodingWhatWasDecodedGivesTheSameTokens() {
        assertArrayEquals(prompt(), tokenizer.encode(tokenizer.decode(prompt())));
    }

    @Test
    void everyByteHasAToken() {
        String text = "Æsop's 1,769 naïve — words\n\t  \uD83D\uDE00";
        assertEquals(text, tokenizer.decode(tokenizer.encode(text)));
    }

    @Test
    void halfACharacterIsShownAsTheReplacementCharacter() {
        int[] dash = tokenizer.encode("—");
        assertTrue(dash.length > 1);
        assertEquals("\uFFFD", tokenizer.decode(Arrays.copyOf(dash, dash.length - 1)));
    }

    @Test
    void aTokenOutOfRangeIsNamed() {
        String message = assertThrows(TraceException.class, () -> tokenizer.decode(5, 2048))
                .getMessage();
        assertTrue(message.contains("token 1 is 2048; allowed: 0 to 2047"), message);
    }

    @Test
    void anotherKindOfTokenizerIsRefused(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("t.json"), "{\"model\": {\"type\": \"WordPiece\"}}");
        String message =
                assertThrows(TraceException.class, () -> Tokenizer.read(file)).getMessage();
        assertTrue(message.contains("/model/type is \"WordPiece\"; allowed: \"BPE\""), message);
    }

    private static int[] prompt() {
        try (Safetensors reference = Safetensors.open(DATA.resolve("kjv-ternary.reference.safetensors"))) {
            return reference.ints("prompt");
        }
    }
}
