package dev.headrace.cli;

import dev.headrace.simulator.kernel.Headway;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a run from beside it, now and then, and moves a bar: firings made, of how many, with the time that it took and
 * the time that it will take. Only for runs that take a while.
 */
final class RunWatch implements AutoCloseable {
    private static final int EVERY_MILLIS = 200;

    private final Context context;
    private final Supplier<@Nullable Headway> headway;
    private final Supplier<String> doing;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final @Nullable Thread thread;

    /**
     * Begins to watch; a bar comes up only on a terminal, when the run has taken as long as the context says.
     *
     * @param wanted whether the user wants one
     * @param headway how far the run is; null while it has not begun
     * @param doing what else it does, in a word or two
     */
    RunWatch(Context context, boolean wanted, Supplier<@Nullable Headway> headway, Supplier<String> doing) {
        this.context = context;
        this.headway = headway;
        this.doing = doing;
        thread = wanted && context.progress() ? new Thread(this::watch, "headrace-progress") : null;
        if (thread != null) {
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void watch() {
        try {
            if (context.patience() > 0 && ended.await(context.patience(), TimeUnit.MILLISECONDS)) {
                return;
            }
            try (RunProgress progress = RunProgress.of(true, context.err(), "Simulating", -1)) {
                do {
                    look(progress);
                } while (!ended.await(EVERY_MILLIS, TimeUnit.MILLISECONDS));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look(RunProgress progress) {
        Headway h = headway.get();
        if (h == null) {
            progress.to(0, -1, doing.get());
        } else {
            progress.to(h.firings(), h.total(), doing.get());
        }
    }

    /** Takes the bar away. */
    @Override
    public void close() {
        ended.countDown();
        if (thread != null) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
