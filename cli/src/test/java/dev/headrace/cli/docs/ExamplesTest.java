package dev.headrace.cli.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.cli.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the documentation tells a reader to type does what it says. */
class ExamplesTest {
    private static final String PROGRAM = "./headrace ";

    @TempDir
    Path dir;

    /** Commands that wrote, each into a folder of its own. */
    private int outputs;

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "docs/designs.md", "docs/why-is-it-slow.md", "docs/traces-in-time.md"})
    void examplesRunAndPrintWhatThePageShows(String name) throws IOException {
        Markdown page = Markdown.read(name);
        List<String> files = page.putFiles(dir);
        copy(Terminal.HOME.resolve("configs/hardware/dram"), dir.resolve("configs/hardware/dram"));
        int commands = 0;
        for (Markdown.Block block : page.blocks()) {
            if (block.kind().equals("console") && block.mark().startsWith("run")) {
                int code = block.mark().equals("run")
                        ? 0
                        : Integer.parseInt(block.mark().replace("run exit ", ""));
                for (String session : block.body().split("(?m)^\\$ ")) {
                    if (!session.isBlank()) {
                        expect(session.lines().toList(), files, code);
                        commands++;
                    }
                }
            }
        }
        assertTrue(commands > 0, name + " shows nothing that is run");
    }

    private void expect(List<String> session, List<String> files, int code) {
        Terminal t = run(session.get(0), files);
        String all = (t.out() + t.err()).replace(dir + "/", "");
        assertEquals(code, t.code(), session.get(0) + "\n" + all);
        String shown = plain(all);
        for (String line : session.subList(1, session.size())) {
            assertTrue(
                    shown.contains(plain(line)), "\"" + line + "\" in the output of " + session.get(0) + ":\n" + all);
        }
    }

    /** Runs a command with the page's files where the test has put them. */
    private Terminal run(String command, List<String> files, String... more) {
        assertTrue(command.startsWith(PROGRAM), command);
        List<String> args = new ArrayList<>();
        for (String word : Markdown.words(command.substring(PROGRAM.length()))) {
            String arg = word;
            for (String file : files) {
                if (arg.equals(file) || arg.endsWith("=" + file)) {
                    arg = arg.substring(0, arg.length() - file.length()) + dir.resolve(file);
                }
            }
            boolean written = !args.isEmpty() && args.get(args.size() - 1).equals("--out");
            args.add(written ? dir.resolve(arg).toString() : arg);
        }
        if (!args.contains("--out") && Terminal.run(args.get(0), "--help").out().contains("--out=DIR")) {
            args.addAll(List.of("--out", dir.resolve("out-" + outputs++).toString()));
        }
        args.addAll(List.of(more));
        return Terminal.run(args.toArray(new String[0]));
    }

    /** Words with one space between; rules and bars of tables left out. */
    private static String plain(String text) {
        return text.replaceAll(":(?=\\s|$)", " ")
                .replaceAll("[\\s─█▏▎▍▌▋▊▉·]+", " ")
                .strip();
    }

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "docs/designs.md", "docs/add-a-unit.md", "docs/reading-results.md"})
    void everyCommandThatAPageMentionsIsUnderstood(String name) throws IOException {
        Markdown page = Markdown.read(name);
        List<String> files = page.putFiles(dir);
        List<String> commands = new ArrayList<>();
        for (Markdown.Block block : page.blocks()) {
            if (block.kind().equals("sh")) {
                block.body().lines().filter(l -> l.startsWith(PROGRAM)).forEach(commands::add);
            }
        }
        Pattern.compile("`(\\./headrace [a-z]+ [^`A-Z]*)`")
                .matcher(page.text())
                .results()
                .forEach(m -> commands.add(m.group(1).replaceAll(">.*", "")));
        for (String command : commands) {
            understood(command, files);
        }
    }

    /** Simulations are cut off at once; a report needs a result that is not there, and a server would go on. */
    private void understood(String command, List<String> files) {
        boolean simulates = command.matches(".*headrace (run|compare) .*");
        Terminal t = simulates
                ? run(command, files, "--max-cycles", "1", "--check", "off")
                : run(
                        command,
                        files,
                        command.matches(".*headrace (report|serve) .*") ? new String[] {"--help"} : new String[0]);
        assertEquals("", t.err(), command);
        assertEquals(simulates ? 1 : 0, t.code(), command);
        assertFalse(t.out().isEmpty(), command);
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }
}
