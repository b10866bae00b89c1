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

    /** The line of a terminal that the cursor is on. */
    private record Line(PrintWriter err) implements ProgressBarConsumer {
        @Override
        public int getMaxRenderedLength() {
            return WIDTH;
        }

        @Override
        public void accept(String text) {
            err.print("\r" + text);
            err.flush();
        }

        @Override
        public void clear() {
            accept(" ".repeat(WIDTH) + "\r");
        }

        @Override
        public void close() {
            err.flush();
        }
    }
}
