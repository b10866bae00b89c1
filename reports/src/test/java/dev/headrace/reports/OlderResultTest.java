package dev.headrace.reports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.simulator.run.Result;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.PrintStream;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reports as a library: what the package's documentation says works, with results of older versions too. */
class OlderResultTest {
    private static Path older() throws Exception {
        return Path.of(OlderResultTest.class.getResource("older-result.json").toURI());
    }

    @Test
    void everythingIsMadeOfAResultThatLacksNewerParts(@TempDir Path folder) throws Exception {
        Result result = ResultJson.read(older());
        assertEquals(1243, result.cycles());
        HtmlPage.write(result, folder.resolve("report.html"));
        String page = Files.readString(folder.resolve("report.html"));
        assertTrue(page.contains("1,243"));
        List<Path> files = Charts.write(result, folder, () -> false);
        assertTrue(files.contains(folder.resolve("roofline.svg")));
        assertFalse(files.contains(folder.resolve("graph.svg")), "such a result does not say what leads where");
        assertTrue(TerminalSummary.of(result, Style.plain()).contains("1,243"));
        Comparison comparison = Comparison.of(List.of(result, Fixtures.flashAttention()));
        ComparisonPage.write(comparison, folder.resolve("comparison.html"));
        assertTrue(Files.size(folder.resolve("comparison.html")) > 1000);
    }

    @Test
    void theExampleOfThePackageRuns(@TempDir Path folder) throws Exception {
        Path at = Path.of("src/main/java/dev/headrace/reports/package-info.java");
        Matcher example = Pattern.compile("(?s)<pre>\\{@code\\n(.*?)\\}</pre>").matcher(Files.readString(at));
        assertTrue(example.find());
        String code = example.group(1).replaceAll("(?m)^ \\* ?", "");
        Files.copy(older(), folder.resolve("result.json"));
        Path source = folder.resolve("Example.java");
        Files.writeString(
                source,
                "import dev.headrace.reports.*;\nimport dev.headrace.simulator.run.Result;\nimport java.nio.file.*;\n"
                        + "import java.util.List;\npublic class Example {\n"
                        + "public static void main(String[] args) throws Exception {\n"
                        + code.replace("Path.of(\"", "Path.of(args[0], \"") + "}}\n");
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        int failed = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        said,
                        said,
                        "-cp",
                        Stream.of(HtmlPage.class, Result.class)
                                .map(c -> Path.of(URI.create(c.getProtectionDomain()
                                                .getCodeSource()
                                                .getLocation()
                                                .toString()))
                                        .toString())
                                .collect(Collectors.joining(File.pathSeparator)),
                        "-proc:none",
                        "-d",
                        folder.toString(),
                        source.toString());
        assertEquals(0, failed, said.toString(StandardCharsets.UTF_8));
        PrintStream before = System.out;
        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {folder.toUri().toURL()}, getClass().getClassLoader())) {
            System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
            loader.loadClass("Example").getMethod("main", String[].class).invoke(null, (Object)
                    new String[] {folder.toString()});
        } finally {
            System.setOut(before);
        }
        assertTrue(said.toString(StandardCharsets.UTF_8).contains("1,243"), "the summary is printed");
        for (String made : List.of("report.html", "charts/utilization.svg", "comparison.html")) {
            assertTrue(Files.size(folder.resolve(made)) > 0, made);
        }
    }
}
