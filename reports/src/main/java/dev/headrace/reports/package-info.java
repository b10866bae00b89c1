/**
 * From a {@link dev.headrace.simulator.run.Result} to what a person looks at: terminal summary, JSON, charts, an HTML
 * page, and comparisons. Reports compute nothing that a run did not measure; they sum, divide and format.
 *
 * <p>It is a library: all of it is made of a {@code result.json}, also of one that an older version wrote, which may lack
 * parts that are known today; what would show them is left out.
 *
 * <pre>{@code
 * Result result = ResultJson.read(Path.of("result.json"));
 * System.out.print(TerminalSummary.of(result, Style.plain()));
 * HtmlPage.write(result, Path.of("report.html"));
 * Charts.write(result, Files.createDirectories(Path.of("charts")), () -> false);
 * Comparison comparison = Comparison.of(List.of(result, result));
 * ComparisonPage.write(comparison, Path.of("comparison.html"));
 * }</pre>
 *
 * <p>{@link dev.headrace.reports.ResultJson#read} refuses what is no result with an {@code IllegalArgumentException} that
 * says where and what. Files appear whole or not at all. Charts need fonts, no display; where Java finds none, an
 * {@code IOException} says so. All of it may be used from several threads.
 */
@NullMarked
package dev.headrace.reports;

import org.jspecify.annotations.NullMarked;
