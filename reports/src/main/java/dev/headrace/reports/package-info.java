/**
 * From a {@link dev.headrace.simulator.run.Result} to what a person looks at: terminal summary, JSON, charts, an HTML
 * page, and comparisons. Reports compute nothing that a run did not measure; they sum, divide and format.
 */
@NullMarked
package dev.headrace.reports;

import org.jspecify.annotations.NullMarked;
