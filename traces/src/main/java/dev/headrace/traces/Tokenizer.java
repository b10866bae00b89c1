package dev.headrace.traces;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Byte-level BPE, from a {@code tokenizer.json} of the Hugging Face tokenizers format: text is cut into words by GPT-2's
 * pattern, a word's UTF-8 bytes stand as one printable character each, and the pair that comes first in the list of
 * merges is joined until none is left (Sennrich et al., arXiv 1508.07909; the bytes are those of GPT-2).
 */
public final class Tokenizer {
    /** Words of GPT-2: contractions, letters, digits, the rest, white space. */
    private static final Pattern WORDS =
            Pattern.compile("'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+");

    private static final char[] SHOWN = shown();

    private final Path file;
    private final String[] tokens;
    private final Map<String, Integer> numbers;
    private final Map<String, Integer> ranks = new HashMap<>();

    private Tokenizer(Path file, String[] tokens, Map<String, Integer> numbers) {
        this.file = file;
        this.tokens = tokens;
        this.numbers = numbers;
    }

    /**
     * Reads a tokenizer.
     *
     * @throws TraceException if the file cannot be read or is not a byte-level BPE
     */
    public static Tokenizer read(Path file) {
        JsonNode root;
        try {
            root = JsonMapper.shared().readTree(Files.readAllBytes(file));
        } catch (IOException | JacksonException e) {
            throw new TraceException(file + ": file cannot be read: " + e, e);
        }
        expect(file, root, "/model/type", "BPE");
        expect(file, root, "/decoder/type", "ByteLevel");
        expect(file, root, "/pre_tokenizer/type", "ByteLevel");
        JsonNode vocabulary = root.at("/model/vocab");
        String[] tokens = new String[vocabulary.size()];
        Map<String, Integer> numbers = new HashMap<>();
        for (Map.Entry<String, JsonNode> e : vocabulary.properties()) {
            int number = e.getValue().asInt(-1);
            if (number < 0 || number >= tokens.length || tokens[number] != null) {
                throw new TraceException(file + ": /model/vocab: token \"" + e.getKey() + "\" has number "
                        + e.getValue() + "; allowed: each of 0 to " + (tokens.length - 1) + " once");
            }
            tokens[number] = e.getKey();
            numbers.put(e.getKey(), number);
        }
        Tokenizer tokenizer = new Tokenizer(file, tokens, numbers);
        for (JsonNode merge : root.at("/model/merges")) {
            String pair = merge.isArray()
                    ? merge.path(0).asString("") + " " + merge.path(1).asString("")
                    : merge.asString("");
            tokenizer.ranks.putIfAbsent(pair, tokenizer.ranks.size());
        }
        return tokenizer;
    }

    private static void expect(Path file, JsonNode root, String pointer, String wanted) {
        JsonNode found = root.at(pointer);
        if (!wanted.equals(found.asString(""))) {
            throw new TraceException(file + ": " + pointer + " is " + (found.isMissingNode() ? "missing" : found)
                    + "; allowed: \"" + wanted + "\"");
        }
    }

    /** Number of tokens. */
    public int size() {
        return tokens.length;
    }

    /**
     * The text of tokens; bytes that are not UTF-8 (a character cut in two) become U+FFFD.
     *
     * @throws TraceException if a token is out of range
     */
    public String decode(int... sequence) {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < sequence.length; i++) {
            if (sequence[i] < 0 || sequence[i] >= tokens.length) {
                throw new TraceException(
                        file + ": token " + i + " is " + sequence[i] + "; allowed: 0 to " + (tokens.length - 1));
            }
            all.append(tokens[sequence[i]]);
        }
        ByteBuffer bytes = ByteBuffer.allocate(all.length());
        for (int i = 0; i < all.length(); i++) {
            bytes.put((byte) byteOf(all.charAt(i)));
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPLACE)
                    .onUnmappableCharacter(CodingErrorAction.REPLACE)
                    .decode(bytes.flip())
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int byteOf(char shown) {
        for (int b = 0; b < SHOWN.length; b++) {
            if (SHOWN[b] == shown) {
                return b;
            }
        }
        // Not one of the 256: a token added beside the vocabulary of bytes.
        return '?';
    }

    /**
     * The tokens of a text.
     *
     * @throws TraceException if a byte has no token
     */
    public int[] encode(String text) {
        List<Integer> sequence = new ArrayList<>();
        Matcher words = WORDS.matcher(text);
        while (words.find()) {
            List<String> parts = new ArrayList<>();
            for (byte b : words.group().getBytes(StandardCharsets.UTF_8)) {
                parts.add(String.valueOf(SHOWN[b & 255]));
            }
            merge(parts);
            for (String part : parts) {
                Integer number = numbers.get(part);
                if (number == null) {
                    throw new TraceException(
                            file + ": no token for \"" + part + "\"; allowed: text of the vocabulary's bytes");
                }
                sequence.add(number);
            }
        }
        return sequence.stream().mapToInt(Integer::intValue).toArray();
    }

    private void merge(List<String> parts) {
        while (true) {
            int best = -1;
            int rank = Integer.MAX_VALUE;
            for (int i = 0; i + 1 < parts.size(); i++) {
                int r = ranks.getOrDefault(parts.get(i) + " " + parts.get(i + 1), Integer.MAX_VALUE);
                if (r < rank) {
                    best = i;
                    rank = r;
                }
            }
            if (best < 0) {
                return;
            }
            parts.set(best, parts.get(best) + parts.remove(best + 1));
        }
    }

    /** The character that stands for each byte: itself if it is printable in Latin-1, else one from U+0100 on. */
    private static char[] shown() {
        char[] shown = new char[256];
        char next = 0x100;
        for (int b = 0; b < 256; b++) {
            boolean printable = (b >= '!' && b <= '~') || (b >= 0xA1 && b <= 0xAC) || (b >= 0xAE && b <= 0xFF);
            shown[b] = printable ? (char) b : next++;
        }
        return shown;
    }
}
