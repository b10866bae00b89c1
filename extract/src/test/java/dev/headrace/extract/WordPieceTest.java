package dev.headrace.extract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.traces.TraceException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WordPieceTest {
    private static final List<String> VOCABULARY = List.of(
            "[UNK]",
            "[CLS]",
            "[SEP]",
            "a",
            "mill",
            "##race",
            "##r",
            "head",
            "cafe",
            ",",
            "!",
            "##s",
            "\u6c34",
            "$",
            "\u03c3",
            "##\u03c3");

    private static final String LOWER = "{\"type\":\"BertNormalizer\",\"lowercase\":true}";

    private static String json(String normalizer, List<String> vocabulary) {
        List<String> entries = new ArrayList<>();
        for (String token : vocabulary) {
            entries.add("\"" + token + "\":" + entries.size());
        }
        return "{\"normalizer\":" + normalizer + ",\"model\":{\"type\":\"WordPiece\",\"unk_token\":\"[UNK]\","
                + "\"continuing_subword_prefix\":\"##\",\"max_input_chars_per_word\":12,\"vocab\":{"
                + String.join(",", entries) + "}}}";
    }

    private static WordPiece read(String json) {
        return WordPiece.read(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)), "tokenizer.json");
    }

    /** Tokens of a text without the markers around them. */
    private static List<String> pieces(String text) {
        List<Integer> ids = read(json(LOWER, VOCABULARY)).tokens(text);
        assertEquals(1, ids.get(0));
        assertEquals(2, ids.get(ids.size() - 1));
        return ids.subList(1, ids.size() - 1).stream().map(VOCABULARY::get).toList();
    }

    @Test
    void wordsAreTheLongestPiecesFromTheLeft() {
        assertEquals(List.of("a", "mill", "##race", "head", "##r", "##race"), pieces("a millrace headrrace"));
        assertEquals(List.of("mill", "##s"), pieces("mills"));
    }

    @Test
    void aWordThatDoesNotComeOutIsUnknownAsAWhole() {
        assertEquals(List.of("[UNK]", "a"), pieces("millx a"));
        assertEquals(List.of("mill", "##r", "##r", "##race"), pieces("millrrrace"));
        // 13 characters, though all its pieces are known.
        assertEquals(List.of("[UNK]"), pieces("millrrrrrrrrr"));
    }

    @Test
    void caseAccentsAndControlsDisappear() {
        assertEquals(
                List.of("cafe", "cafe", "mill", "a"), pieces("CAF\u00c9 cafe\u0301 mi\u0000l\u200dl\ufffd\u00a0A"));
    }

    @Test
    void punctuationAndChineseCharactersStandAlone() {
        assertEquals(List.of("head", ",", "a", "!", "!", "$", "mill"), pieces("head,a!!$mill"));
        assertEquals(List.of("a", "\u6c34", "a"), pieces("a\u6c34a"));
        // Fullwidth comma: punctuation, but not in the vocabulary.
        assertEquals(List.of("a", "[UNK]", "a"), pieces("a\uff0ca"));
    }

    @Test
    void whiteSpaceAndMarkersInTheTextMeanNothing() {
        assertEquals(List.of(), pieces(" \t\r\n\u3000"));
        assertEquals(List.of("[UNK]", "[UNK]", "[UNK]"), pieces("[SEP]"));
    }

    @Test
    void aLongTextIsCutAndStillEndsWithItsMarker() {
        WordPiece tokenizer = read(json(LOWER, VOCABULARY));
        assertArrayEquals(new int[] {1, 3, 4, 2}, tokenizer.tokens("a mill a head", 4));
        assertArrayEquals(new int[] {1, 3, 2}, tokenizer.tokens("a", 4));
        assertArrayEquals(new int[] {1, 2}, tokenizer.tokens("a", 2));
        assertThrows(IllegalArgumentException.class, () -> tokenizer.tokens("a", 1));
    }

    @Test
    void otherTokenizersAreRefusedByWhatDiffers() {
        assertRefused("/normalizer/type is \"NFC\"; allowed: BertNormalizer", json("{\"type\":\"NFC\"}", VOCABULARY));
        assertRefused(
                "/normalizer/lowercase is \"false\"",
                json("{\"type\":\"BertNormalizer\",\"lowercase\":false}", VOCABULARY));
        assertRefused("/model/type is \"BPE\"", json(LOWER, VOCABULARY).replace("\"WordPiece\"", "\"BPE\""));
        assertRefused("token [CLS] is missing", json(LOWER, List.of("[UNK]", "[SEP]")));
        assertRefused("tokenizer cannot be read", "{");
    }

    private static void assertRefused(String part, String json) {
        String message = assertThrows(TraceException.class, () -> read(json)).getMessage();
        assertTrue(message.startsWith("tokenizer.json") && message.contains(part), message);
    }
}
