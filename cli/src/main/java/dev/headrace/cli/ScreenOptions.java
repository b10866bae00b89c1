package dev.headrace.cli;

import dev.headrace.reports.Style;
import picocli.CommandLine.Option;

/** Options of everything that prints tables. */
class ScreenOptions {
    @Option(names = "--no-color", description = "Print without colours.")
    private boolean noColor;

    /** The style of what is printed. */
    Style style(Context context) {
        Style style = context.style();
        return noColor ? new Style(false, style.ascii(), style.width()) : style;
    }
}
