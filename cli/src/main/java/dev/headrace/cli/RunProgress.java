package dev.headrace.cli;

import java.io.PrintWriter;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** A bar on standard error that moves with what is done; nothing where that is no terminal. */
final class RunProgress implements AutoCloseable {
    private static final int WIDTH = 100;
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
                .setConsumer(new Line(err))
                .clearDisplayOnFinish()
                .build());
    }

    /** One more is done. */
    void step(String what) {
        if (bar != null) {
            bar.setExtraMessage(what);
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
        private boolean over;

        Line(PrintWriter err) {
            this.err = err;
        }

        @Override
        public int getMaxRenderedLength() {
            return WIDTH;
        }

        @Override
        public synchronized void accept(String text) {
            if (!over) {
                err.print("\r" + text);
                err.flush();
            }
        }

        @Override
        public synchronized void clear() {
            accept(" ".repeat(WIDTH) + "\r");
            over = true;
        }

        @Override
        public synchronized void close() {
            err.flush();
        }
    }
}
