package dev.headrace.explore;

import dev.headrace.reports.Page;
import dev.headrace.reports.Table;
import dev.headrace.reports.Tone;
import java.util.List;

/**
 * A reproduction as one HTML page that needs nothing else: how far every value is from what was published, as a picture; then
 * the misses that are known, all figures, where they come from, and the runs.
 */
final class ReproductionPage {
    private ReproductionPage() {}

    /** The page's text. */
    static String of(Reproduction r) {
        PaperSpec paper = r.paper().spec();
        Page page = new Page(paper.title(), DeviationPlot.STYLE).paragraph(paper.citation(), Tone.NORMAL);
        if (paper.about() != null) {
            page.paragraph(paper.about(), Tone.NORMAL);
        }
        page.paragraph(ReproductionTables.summary(r), Tone.TITLE);
        for (Bench.Finished run : r.wrong()) {
            page.paragraph("Golden check MISSED by run " + run.experiment().title(), Tone.BAD);
        }
        DeviationPlot plot = new DeviationPlot(r);
        if (!plot.isEmpty()) {
            page.markup("How far from what was published", plot.html());
        }
        page.section("Known misses", List.of(), List.of(ReproductionTables.known(r)));
        page.section(
                "Breakdowns",
                List.of(),
                r.breakdowns().stream()
                        .map(b -> ReproductionTables.breakdown(r, b))
                        .toList());
        page.section("Figures", List.of(), List.of(ReproductionTables.figures(r, "", true)));
        Table tags = new Table("How well a figure is sourced").left("tag").left("meaning");
        paper.tags().forEach(tags::row);
        page.section("Where the figures come from", List.of(), List.of(tags, ReproductionTables.sources(r)));
        page.section("Runs", List.of(), List.of(ReproductionTables.runs(r)));
        return page.panels("Charts", List.copyOf(r.charts().values()), "").text();
    }
}
