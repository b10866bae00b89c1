package dev.headrace.cli.docs;

import dev.headrace.cli.Terminal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A page of documentation: its text and its fenced blocks, each with the comment that stands right before it. */
record Markdown(String name, String text, List<Block> blocks) {
    private static final Pattern FENCE = Pattern.compile(
            "(?:<!-- (?<mark>[^\\n]*) -->\\n)?^```(?<kind>\\w*)\\n(?<body>.*?)^```$",
            Pattern.MULTILINE | Pattern.DOTALL);

    /**
     * A fenced block.
     *
     * @param mark the comment before it, such as "file a.json" or "run"; "" if there is none
     * @param kind what follows the fence, such as "json"
     * @param body its lines
     */
    record Block(String mark, String kind, String body) {}

    /** Reads a page, given by its path from the root of the project. */
    static Markdown read(String name) {
        try {
            String text = Files.readString(Terminal.HOME.resolve(name)).replace("\r\n", "\n");
            List<Block> blocks = new ArrayList<>();
            Matcher m = FENCE.matcher(text);
            while (m.find()) {
                String mark = m.group("mark");
                blocks.add(new Block(mark == null ? "" : mark, m.group("kind"), m.group("body")));
            }
            return new Markdown(name, text, blocks);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Puts every block marked "file NAME" into a folder, under that name. */
    List<String> putFiles(Path folder) throws IOException {
        List<String> names = new ArrayList<>();
        for (Block block : blocks) {
            if (block.mark().startsWith("file ")) {
                String file = block.mark().substring("file ".length());
                Path to = folder.resolve(file);
                Files.createDirectories(to.getParent());
                Files.writeString(to, block.body());
                names.add(file);
            }
        }
        return names;
    }

    /** Words of a line of a shell: quotes removed, a comment left out. */
    static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        Matcher m = Pattern.compile("(?<=^|\\s)#.*|(?:'[^']*'|\"[^\"]*\"|[^\\s'\"])+")
                .matcher(line);
        while (m.find() && !m.group().startsWith("#")) {
            words.add(m.group().replaceAll("^(['\"])(.*)\\1$", "$2"));
        }
        return words;
    }
}
