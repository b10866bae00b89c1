package dev.headrace.reports;

import dev.headrace.simulator.run.Result;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Results side by side as one HTML page: what is different first, and charts of one scale. */
public final class ComparisonPage {
    /** Settings that are listed one by one. */
    private static final int SETTINGS = 60;

    private ComparisonPage() {}

    /** Writes the page; a reader never sees half of it. */
    public static void write(Comparison comparison, Path file) throws IOException {
        AtomicFile.write(file, of(comparison).getBytes(StandardCharsets.UTF_8));
    }

    /** The page's text. */
    public static String of(Comparison c) {
        Page page = new Page(String.join(" and ", c.labels().stream().limit(3).toList())
                + (c.labels().size() > 3 ? " and " + (c.labels().size() - 3) + " more" : ""));
        page.cards(cards(c));
        page.section("What was set differently", List.of(), List.of(settings(c)));
        page.section("What came out differently", List.of(c.ratios()), List.of(c.table(false)));
        page.section("Units", List.of(c.utilization()), List.of());
        page.panels(
                "Where the cycles of each unit went", each(c, Charts::utilization), "Shares of each run's own cycles.");
        page.panels("Where the cycles of each operator went", each(c, Charts::stalls), "");
        double most =
                c.results().stream().mapToDouble(Charts::mostTraffic).max().orElse(0);
        page.panels("Traffic of each tensor", each(c, r -> Charts.traffic(r, most)), "All with the same scale.");
        page.panels(
                "Roofline",
                List.of(Roofline.of("", c.labels(), c.results())),
                "A unit's roof is what the whole run would reach if that unit were always at its peak.");
        page.section("What is the same in all", List.of(), List.of(c.table(true)));
        return page.text();
    }

    private static List<Page.Card> cards(Comparison c) {
        List<Page.Card> cards = new ArrayList<>();
        double first = c.results().get(0).seconds();
        for (int i = 0; i < c.results().size(); i++) {
            Result r = c.results().get(i);
            boolean complete = r.status().equals("complete");
            String ratio = i == 0 || first == 0 ? "" : ", " + Units.ratio(r.seconds() / first);
            cards.add(new Page.Card(
                    complete ? Units.seconds(r.seconds()) : r.status(),
                    c.labels().get(i) + ratio,
                    complete ? Tone.NORMAL : Tone.BAD));
        }
        return cards;
    }

    private static Table settings(Comparison c) {
        Table table = new Table("").left("setting");
        c.labels().forEach(table::left);
        Map<String, List<String>> all = Labels.differences(c.results());
        all.entrySet().stream().limit(SETTINGS).forEach(e -> {
            List<Object> row = new ArrayList<>();
            row.add(e.getKey());
            row.addAll(e.getValue());
            table.row(row);
        });
        return all.size() > SETTINGS ? table.note("and " + Units.count(all.size() - SETTINGS) + " more") : table;
    }

    /** A chart of each result, under the result's name. */
    private static List<Chart> each(Comparison c, Function<Result, BarChart> chart) {
        return IntStream.range(0, c.results().size())
                .mapToObj(i -> chart.apply(c.results().get(i)).small(c.labels().get(i)))
                .toList();
    }
}
