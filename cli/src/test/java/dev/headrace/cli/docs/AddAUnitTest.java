package dev.headrace.cli.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.cli.Terminal;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/add-a-unit.md, step by step: the sources on the page, compiled, packed, found in their jar, run and tested. */
class AddAUnitTest {
    private static final String SOURCES = "cli/src/test/java/";
    private static final String CONTRACT = "hw-models/src/test/java/dev/headrace/hw/ComputeUnitContractTest.java";

    private final Markdown page = Markdown.read("docs/add-a-unit.md");

    @TempDir
    Path dir;

    @BeforeEach
    void files() throws IOException {
        page.putFiles(dir);
    }

    @Test
    void codeOnThePageIsTheCodeOfTheTests() throws IOException {
        int compared = 0;
        for (Markdown.Block block : page.blocks()) {
            if (block.mark().startsWith("file src/") && block.kind().equals("java")) {
                Path source = Terminal.HOME.resolve(SOURCES + block.mark().substring("file src/".length()));
                assertEquals(Files.readString(source), block.body(), "the page does not quote " + source);
                compared++;
            }
        }
        assertEquals(3, compared);
    }

    @Test
    void unitInAJarOfItsOwnIsListedDescribedAndRuns() throws Exception {
        Path jar = build();
        int commands = 0;
        for (Markdown.Block block : page.blocks()) {
            if (block.mark().equals("with row-divider.jar")) {
                for (String session : block.body().split("(?m)^\\$ ")) {
                    if (!session.isBlank()) {
                        List<String> lines = session.lines().toList();
                        String printed = plain(headrace(jar, lines.get(0)));
                        for (String line : lines.subList(1, lines.size())) {
                            assertTrue(printed.contains(plain(line)), "\"" + line + "\" in " + printed);
                        }
                        commands++;
                    }
                }
            }
        }
        assertEquals(3, commands);
    }

    @Test
    void testOnThePageHoldsTheUnitToTheContract() throws Exception {
        build();
        Path classes = dir.resolve("classes");
        javac(
                classes,
                Terminal.HOME.resolve(CONTRACT).toString(),
                dir.resolve("test/dev/headrace/cli/docs/RowDividerTest.java").toString());
        try (URLClassLoader loader = new Own(classes)) {
            Class<?> test = loader.loadClass("dev.headrace.cli.docs.RowDividerTest");
            int laws = 0;
            for (Class<?> c = test; c != Object.class; c = c.getSuperclass()) {
                for (Method law : c.getDeclaredMethods()) {
                    if (law.isAnnotationPresent(Test.class)) {
                        Constructor<?> fresh = test.getDeclaredConstructor();
                        fresh.setAccessible(true);
                        law.setAccessible(true);
                        law.invoke(fresh.newInstance());
                        laws++;
                    }
                }
            }
            assertTrue(laws > 5, "only " + laws + " laws were tested");
        }
    }

    /** A loader that prefers the page's classes to the copies among the tests. */
    private static final class Own extends URLClassLoader {
        Own(Path classes) throws IOException {
            super(new URL[] {classes.toUri().toURL()}, AddAUnitTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                Class<?> known = findLoadedClass(name);
                boolean own = findResource(name.replace('.', '/') + ".class") != null;
                return known != null ? known : own ? findClass(name) : super.loadClass(name, resolve);
            }
        }
    }

    /** The commands of the page's build block, with the paths of this machine. */
    private Path build() throws IOException {
        Path classes = dir.resolve("classes");
        Path sources = dir.resolve("src/dev/headrace/cli/docs");
        try (Stream<Path> files = Files.list(sources)) {
            javac(classes, files.map(Path::toString).toArray(String[]::new));
        }
        Path jar = dir.resolve("row-divider.jar");
        String src = dir.resolve("src").toString();
        tool("jar", "--create", "--file", jar.toString(), "-C", classes.toString(), ".", "-C", src, "META-INF");
        return jar;
    }

    private static void javac(Path classes, String... sources) {
        List<String> args = new ArrayList<>(List.of("--release", "17", "-proc:none", "-d", classes.toString()));
        args.addAll(List.of("-cp", classes + File.pathSeparator + path()));
        args.addAll(List.of(sources));
        tool("javac", args.toArray(new String[0]));
    }

    private static void tool(String name, String... args) {
        StringWriter said = new StringWriter();
        PrintWriter to = new PrintWriter(said);
        int code = ToolProvider.findFirst(name).orElseThrow().run(to, to, args);
        assertEquals(0, code, said::toString);
    }

    /** The class path of the tests without the tests' own classes, where the example unit is too. */
    private static String path() {
        List<String> parts = new ArrayList<>(
                List.of(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                        .split(File.pathSeparator)));
        parts.removeIf(p -> Files.exists(Path.of(p).resolve("dev/headrace/cli/docs")));
        return String.join(File.pathSeparator, parts);
    }

    /** A command in a process of its own, started as the launcher does it. */
    private String headrace(Path jar, String command) throws IOException, InterruptedException {
        List<String> words = Markdown.words(command);
        assertEquals("./headrace", words.get(0));
        List<String> all = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Dfile.encoding=UTF-8",
                "-Dheadrace.home=" + Terminal.HOME,
                "-cp",
                path() + File.pathSeparator + jar,
                "dev.headrace.cli.Main"));
        all.addAll(words.subList(1, words.size()));
        Process process = new ProcessBuilder(all)
                .directory(dir.toFile())
                .redirectErrorStream(true)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), printed);
        return printed;
    }

    private static String plain(String text) {
        return text.replaceAll(":(?=\\s|$)", " ").replaceAll("\\s+", " ").strip();
    }
}
