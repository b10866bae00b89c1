package dev.headrace.extract;

import dev.headrace.traces.TraceException;
import java.io.InputStream;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The tokenizer of uncased BERT models (Devlin et al., arXiv 1810.04805; WordPiece: Wu et al., arXiv 1609.08144), read from
 * a tokenizer file of the Hugging Face tokenizers format.
 *
 * <p>Text is cleaned (control characters dropped, white space made spaces), spaces are put around Chinese characters,
 * accents dropped (canonical decomposition without the non-spacing marks), letters made lower case, and words split at
 * white space and around every punctuation character. Each word is then the longest piece of the vocabulary it starts
 * with, and so on for the rest, whose pieces are marked {@code ##}; a word that does not come out, or is longer than
 * {@code max_input_chars_per_word}, is the unknown token.
 *
 * <p>Names of special tokens in the text are text.
 */
public final class WordPiece {
    private final Map<String, Integer> vocabulary;
    private final int unknown;
    private final int first;
    private final int last;
    private final int longestWord;

    private WordPiece(Map<String, Integer> vocabulary, String unknown, int longestWord, String name) {
        this.vocabulary = vocabulary;
        this.unknown = id(vocabulary, unknown, name);
        this.first = id(vocabulary, "[CLS]", name);
        this.last = id(vocabulary, "[SEP]", name);
        this.longestWord = longestWord;
    }

    private static int id(Map<String, Integer> vocabulary, String token, String name) {
        Integer id = vocabulary.get(token);
        if (id == null) {
            throw new TraceException(name + ": token " + token + " is missing in the vocabulary");
        }
        return id;
    }

    /**
     * Reads a tokenizer.
     *
     * @param json {@code tokenizer.json}, its model a WordPiece with a lower-casing BertNormalizer
     * @param name what messages call it
     */
    public static WordPiece read(InputStream json, String name) {
        JsonNode root;
        try {
            root = new JsonMapper().readTree(json);
        } catch (JacksonException e) {
            throw new TraceException(name + ": tokenizer cannot be read: " + e.getOriginalMessage(), e);
        }
        require(root.at("/model/type").asString(""), "WordPiece", name + ": /model/type");
        require(
                root.at("/model/continuing_subword_prefix").asString("##"),
                "##",
                name + ": /model/continuing_subword_prefix");
        require(root.at("/normalizer/type").asString(""), "BertNormalizer", name + ": /normalizer/type");
        require(root.at("/normalizer/lowercase").asString(""), "true", name + ": /normalizer/lowercase");
        Map<String, Integer> vocabulary = new HashMap<>();
        root.at("/model/vocab")
                .properties()
                .forEach(e -> vocabulary.put(e.getKey(), e.getValue().asInt(-1)));
        return new WordPiece(
                vocabulary,
                root.at("/model/unk_token").asString("[UNK]"),
                root.at("/model/max_input_chars_per_word").asInt(100),
                name);
    }

    private static void require(String found, String allowed, String where) {
        if (!found.equals(allowed)) {
            throw new TraceException(where + " is \"" + found + "\"; allowed: " + allowed);
        }
    }

    /** Number of tokens in the vocabulary. */
    public int size() {
        return vocabulary.size();
    }

    /**
     * The tokens of a text between the markers {@code [CLS]} and {@code [SEP]}, all of them, however many.
     *
     * @return ids
     */
    public List<Integer> tokens(String text) {
        List<Integer> tokens = new ArrayList<>();
        tokens.add(first);
        for (String word : words(normalized(text))) {
            add(word, tokens);
        }
        tokens.add(last);
        return tokens;
    }

    /** {@link #tokens} cut off so that markers and text together are at most {@code most}, 2 or more. */
    public int[] tokens(String text, int most) {
        if (most < 2) {
            throw new IllegalArgumentException("max tokens is " + most + "; allowed: 2 or more");
        }
        List<Integer> all = tokens(text);
        int[] tokens = new int[Math.min(most, all.size())];
        for (int i = 0; i < tokens.length; i++) {
            tokens[i] = i == tokens.length - 1 ? last : all.get(i);
        }
        return tokens;
    }

    private static String normalized(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (isSpace(c)) {
                clean.append(' ');
            } else if (isChinese(c)) {
                clean.append(' ').appendCodePoint(c).append(' ');
            } else if (!isDropped(c)) {
                clean.appendCodePoint(c);
            }
        });
        StringBuilder plain = new StringBuilder(clean.length());
        Normalizer.normalize(clean, Normalizer.Form.NFD)
                .codePoints()
                .filter(c -> Character.getType(c) != Character.NON_SPACING_MARK)
                // One by one: a capital sigma that ends a word is not to become a final one.
                .forEach(c -> plain.appendCodePoint(Character.toLowerCase(c)));
        return plain.toString();
    }

    /** Separators of Unicode and the three controls that are not dropped; form feeds and their like are. */
    private static boolean isSpace(int c) {
        return c == '\t' || c == '\n' || c == '\r' || Character.isSpaceChar(c);
    }

    private static boolean isDropped(int c) {
        int type = Character.getType(c);
        return c == 0xfffd
                || type == Character.CONTROL
                || type == Character.FORMAT
                || type == Character.UNASSIGNED
                || type == Character.PRIVATE_USE
                || type == Character.SURROGATE;
    }

    /** The blocks of unified and compatibility ideographs that BERT's own tokenizer lists. */
    private static boolean isChinese(int c) {
        return (c >= 0x4e00 && c <= 0x9fff)
                || (c >= 0x3400 && c <= 0x4dbf)
                || (c >= 0x20000 && c <= 0x2a6df)
                || (c >= 0x2a700 && c <= 0x2b73f)
                || (c >= 0x2b740 && c <= 0x2b81f)
                || (c >= 0x2b920 && c <= 0x2ceaf)
                || (c >= 0xf900 && c <= 0xfaff)
                || (c >= 0x2f800 && c <= 0x2fa1f);
    }

    /** Punctuation in Unicode, and every ASCII character that is no letter, digit or control. */
    private static boolean isPunctuation(int c) {
        if ((c >= 33 && c <= 47) || (c >= 58 && c <= 64) || (c >= 91 && c <= 96) || (c >= 123 && c <= 126)) {
            return true;
        }
        return switch (Character.getType(c)) {
            case Character.CONNECTOR_PUNCTUATION,
                    Character.DASH_PUNCTUATION,
                    Character.START_PUNCTUATION,
                    Character.END_PUNCTUATION,
                    Character.INITIAL_QUOTE_PUNCTUATION,
                    Character.FINAL_QUOTE_PUNCTUATION,
                    Character.OTHER_PUNCTUATION -> true;
            default -> false;
        };
    }

    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        text.codePoints().forEach(c -> {
            boolean alone = isPunctuation(c);
            if (alone || isSpace(c)) {
                flush(word, words);
            }
            if (!isSpace(c)) {
                word.appendCodePoint(c);
            }
            if (alone) {
                flush(word, words);
            }
        });
        flush(word, words);
        return words;
    }

    private static void flush(StringBuilder word, List<String> words) {
        if (!word.isEmpty()) {
            words.add(word.toString());
            word.setLength(0);
        }
    }

    private void add(String word, List<Integer> tokens) {
        int before = tokens.size();
        boolean known = word.codePointCount(0, word.length()) <= longestWord;
        for (int from = 0; known && from < word.length(); ) {
            int to = word.length();
            Integer id = null;
            while (id == null && to > from) {
                id = vocabulary.get((from > 0 ? "##" : "") + word.substring(from, to));
                to = id == null ? word.offsetByCodePoints(to, -1) : to;
            }
            known = id != null;
            if (id != null) {
                tokens.add(id);
            }
            from = to;
        }
        if (!known) {
            tokens.subList(before, tokens.size()).clear();
            tokens.add(unknown);
        }
    }
}
