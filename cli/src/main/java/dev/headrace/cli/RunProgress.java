package dev.headrace.cli;

import dev.headrace.reports.Printable;
import java.io.PrintWriter;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** A bar on standard error that moves with what is done; nothing where that is no terminal. */
final class RunProgress implements AutoCloseable {
    private static final int UPDATE_MILLIS = 500;

    private final @Nullable ProgressBar bar;

    private RunProgress(@Nullable ProgressBar bar) {
        this.bar = bar;
    }

    /**
     * A bar.
     *
     * @param shown whether {@code err} is a terminal to show it on
     * @param steps of the whole; below 0 if that is not known yet
     */
    static RunProgress of(boolean shown, PrintWriter err, String what, long steps) {
        if (!shown) {
            return new RunProgress(null);
        }
        return new RunProgress(new ProgressBarBuilder()
                .setTaskName(what)
                .setInitialMax(steps)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(UPDATE_MILLIS)
                .setConsumer(new Line(err, Math.min(Integer.getInteger("headrace.columns", 80), 100) - 1))
                .clearDisplayOnFinish()
                .build());
    }

    /** One more is done. */
    void step(String what) {
        if (bar != null) {
            bar.setExtraMessage(Printable.line(what));
            bar.step();
        }
    }

    /**
     * So much is done.
     *
     * @param steps of the whole, as far as is known by now; below 0 if it is not
     */
    void to(long done, long steps, String what) {
        if (bar != null) {
            bar.setExtraMessage(what);
            bar.maxHint(steps);
            bar.stepTo(done);
            bar.refresh();
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }

    /** The line of a terminal that the cursor is on. The library draws from a thread of its own as well, also while it is closed. */
    private static final class Line implements ProgressBarConsumer {
        private final PrintWriter err;
        private final int width;
        private boolean over;

        Line(PrintWriter err, int width) {
            this.err = err;
            this.width = width;
        }

        @Override
        public int getMaxRenderedLength() {
            return width;
        }

        @Override
        public synchronized void accept(String text) {
            if (!over) {
                // Short of the last column, after which a terminal begins a new line.
                String fits = text.length() > width ? text.substring(0, width) : text;
                err.print("\r" + fits + (fits.isBlank() ? "\r" : ""));
                err.flush();
            }
        }

        @Override
        public synchronized void clear() {
            accept(" ".repeat(width));
            over = true;
        }

        @Override
        public synchronized void close() {
            err.flush();
        }
    }
}
