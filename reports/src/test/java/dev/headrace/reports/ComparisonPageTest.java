package dev.headrace.reports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.simulator.run.Result;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ComparisonPageTest {
    /** Where the first row of that name begins in a table. */
    private static int row(String page, String name) {
        Matcher row = Pattern.compile("<tr><t[hd][^>]*>" + name + "</t[hd]>").matcher(page);
        assertTrue(row.find(), name);
        return row.start();
    }

    @Test
    void whatIsDifferentComesBeforeWhatIsTheSame() throws Exception {
        Result r = ResultJson.read(
                Path.of(getClass().getResource("older-result.json").toURI()));
        String page = ComparisonPage.of(Comparison.of(List.of(r, Fixtures.flashAttention())));
        ChartsTest.parse(page.substring(page.indexOf("<body>"), page.indexOf("</html>")));
        int set = page.lastIndexOf("What was set differently");
        int different = page.lastIndexOf("What came out differently");
        int same = page.lastIndexOf("What is the same in all");
        assertTrue(set > 0 && set < different && different < same);
        int cycles = row(page, "cycles");
        assertTrue(different < cycles && cycles < same, "cycles differ");
        int status = row(page, "status");
        assertTrue(same < status, "both are complete");
    }

    @Test
    void theSameResultTwiceDiffersInNothing() {
        Result r = Fixtures.flashAttention();
        String page = ComparisonPage.of(Comparison.of(List.of("a", "b"), List.of(r, r)));
        assertFalse(page.contains("What was set differently"));
        assertTrue(page.lastIndexOf("What is the same in all") < row(page, "cycles"));
    }

    @Test
    void trafficHasOneScale() throws Exception {
        Result r = ResultJson.read(
                Path.of(getClass().getResource("older-result.json").toURI()));
        double most = Charts.mostTraffic(Fixtures.flashAttention());
        assertTrue(most > Charts.mostTraffic(r));
        BarChart small = Charts.traffic(r, most);
        BarChart large = Charts.traffic(Fixtures.flashAttention(), most);
        assertEquals(large.axis(), small.axis());
        assertEquals(large.end(), small.end());
    }

    @Test
    void thePageFetchesNothingAndRunsNothing() {
        String page = ComparisonPage.of(Comparison.of(List.of(Fixtures.awkward(), Fixtures.empty())))
                .replace("xmlns=\"http://www.w3.org/2000/svg\"", "");
        Matcher outside = Pattern.compile("(?i)<script|<link|<iframe|<img|@import|url\\((?!#)|https?:|\\son\\w+=")
                .matcher(page);
        assertFalse(outside.find(), () -> "found " + outside.group());
    }
}
