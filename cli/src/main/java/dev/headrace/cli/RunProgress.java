package dev.headrace.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** A bar on standard error that moves with every run that ends; nothing where that is no terminal. */
final class RunProgress implements AutoCloseable {
    private static final int WIDTH = 100;

    private final @Nullable ProgressBar bar;

    private RunProgress(@Nullable ProgressBar bar) {
        this.bar = bar;
    }

    /**
     * A bar.
     *
     * @param shown whether there is a terminal to show it on
     * @param steps of the whole
     */
    static RunProgress of(boolean shown, String what, int steps) {
        if (!shown) {
            return new RunProgress(null);
        }
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        return new RunProgress(new ProgressBarBuilder()
                .setTaskName(what)
                .setInitialMax(steps)
                .setStyle(ProgressBarStyle.ASCII)
                .setConsumer(new ConsoleProgressBarConsumer(err, WIDTH))
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

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
