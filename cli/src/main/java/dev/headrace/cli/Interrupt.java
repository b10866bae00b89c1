package dev.headrace.cli;

import java.util.concurrent.CountDownLatch;

/**
 * Lets Ctrl-C end a run early instead of throwing it away: the first one asks the run to stop, and the process waits for
 * the block to finish writing what there is. The process then ends with the signal's own exit code (130 for Ctrl-C).
 */
final class Interrupt implements AutoCloseable {
    private final CountDownLatch finished = new CountDownLatch(1);
    private final Thread hook;

    private Interrupt(Runnable stop) {
        hook = new Thread(
                () -> {
                    stop.run();
                    try {
                        finished.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "headrace-interrupt");
    }

    /** Asks {@code stop} when the process is told to end, until closed. */
    static Interrupt on(Runnable stop) {
        Interrupt interrupt = new Interrupt(stop);
        Runtime.getRuntime().addShutdownHook(interrupt.hook);
        return interrupt;
    }

    @Override
    public void close() {
        finished.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending already; the hook has just been let go.
            return;
        }
    }
}
