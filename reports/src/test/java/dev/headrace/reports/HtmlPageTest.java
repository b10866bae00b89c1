package dev.headrace.reports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.simulator.explain.Activity;
import dev.headrace.simulator.run.Result;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HtmlPageTest {
    @ParameterizedTest
    @MethodSource("dev.headrace.reports.ResultJsonTest#results")
    void thePageIsWellFormedFromItsBodyOn(Result result) throws Exception {
        String page = HtmlPage.of(result);
        ChartsTest.parse(page.substring(page.indexOf("<body>"), page.indexOf("</html>")));
    }

    @ParameterizedTest
    @MethodSource("dev.headrace.reports.ResultJsonTest#results")
    void thePageFetchesNothingAndRunsNothing(Result result) {
        String page = HtmlPage.of(result).replace("xmlns=\"http://www.w3.org/2000/svg\"", "");
        Matcher outside = Pattern.compile("(?i)<script|<link|<iframe|<img|@import|url\\((?!#)|https?:|\\son\\w+=")
                .matcher(page);
        assertFalse(outside.find(), () -> "found " + outside.group());
    }

    @Test
    void everyNameIsEscapedAndStillReadable() throws Exception {
        Result result = Fixtures.awkward();
        String page = HtmlPage.of(result);
        assertFalse(page.contains("<b>layer"));
        String body = ChartsTest.parse(page.substring(page.indexOf("<body>"), page.indexOf("</html>")))
                .getDocumentElement()
                .getTextContent();
        assertTrue(body.contains(result.design()));
        assertTrue(body.contains(result.units().keySet().iterator().next()));
    }

    @Test
    void theVerdictTheBoundAndTheSourcesAreThere(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("report.html");
        HtmlPage.write(Fixtures.wrong(), file);
        String page = Files.readString(file);
        assertTrue(page.contains("<td class=\"bad\">MISSED</td>"));
        assertTrue(page.contains("The bound: bf16 inputs, fp32 sums of 256 terms"));
        assertTrue(page.contains("<td>JEDEC JESD235D, table 35</td>"));
        assertTrue(page.contains("<td>units.softmax.exp_latency</td><td class=\"warn\">assumed</td>"));
        assertTrue(page.contains("Greatest error at o[layer 3, head 5, query 17, 40]"));
    }

    /** Two units for 8 ticks: one is busy for the first half and idle then, the other waits for input and is busy then. */
    private static Activity activity() {
        List<Long> none = List.of();
        List<Long> first = List.of(4L);
        List<Long> second = List.of(0L, 4L);
        return new Activity(
                8,
                1,
                4,
                List.of(
                        new Activity.Track("a</script>&", "", 1, List.of(), 0, 4, first, none, none, none, none),
                        new Activity.Track("b", "", 1, List.of(), 4, 8, second, first, none, none, none)),
                List.of(),
                List.of(),
                List.of(new Activity.Window("whole", 0, 8, List.of(), List.of(List.of(), List.of()), List.of())));
    }

    @Test
    void thePolicyAllowsTheOneScriptOfTheTimelineAndNoOther() throws Exception {
        String page = HtmlPage.of(Fixtures.flashAttention().with(activity()));
        Matcher scripts = Pattern.compile(
                        "(?s)<script( type=\"application/json\" id=\"timeline-data\")?>(.*?)</script>")
                .matcher(page);
        assertTrue(scripts.find());
        byte[] digest =
                MessageDigest.getInstance("SHA-256").digest(scripts.group(2).getBytes(StandardCharsets.UTF_8));
        String policy = "script-src 'sha256-" + Base64.getEncoder().encodeToString(digest) + "'\">";
        assertTrue(page.contains(policy), policy);
        assertTrue(scripts.find(), "the data");
        assertTrue(scripts.group(2).contains("a\\u003c/script\\u003e\\u0026"), scripts.group(2));
        assertFalse(scripts.find());
        ChartsTest.parse(page.substring(page.indexOf("<body>"), page.indexOf("</html>")));
    }

    @Test
    void eighthsOfARunSayWhatWasDoneForTheMostPart() {
        String page = HtmlPage.of(Fixtures.flashAttention().with(activity()));
        assertTrue(page.contains("<tr><td>a&lt;/script&gt;&amp;</td><td>busy 100%</td><td>idle 100%</td></tr>"));
        assertTrue(page.contains("<tr><td>b</td><td>input 100%</td><td>busy 100%</td></tr>"));
    }

    @Test
    void theLayersAroundAttentionAreThereIfTheyWereCounted() {
        String heading = "<h2 id=\"layers-around-attention\">Layers around attention</h2>";
        assertTrue(HtmlPage.of(Fixtures.pruned()).contains(heading));
        assertFalse(HtmlPage.of(Fixtures.flashAttention()).contains(heading));
    }

    @Test
    void theDeadlockIsExplained() {
        String page = HtmlPage.of(Fixtures.deadlock());
        assertTrue(page.contains("<p>  S waits for room in S (full, 2 of 2 tokens), which P should empty</p>"));
    }

    @Test
    void whatWasNotMeasuredHasNoSection() {
        String page = HtmlPage.of(Fixtures.empty());
        assertEquals(-1, page.indexOf("<h2"));
        assertEquals(-1, page.indexOf("<table>"));
    }
}
