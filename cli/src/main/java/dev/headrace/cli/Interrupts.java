package dev.headrace.cli;

import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * Lets Ctrl-C end a run early instead of throwing it away: the run is asked to stop, and the process waits for the command
 * to finish writing what there is. It then ends with the signal's own exit code (130 for Ctrl-C).
 */
final class Interrupts {
    /** A run that can be stopped; no longer when closed. */
    final class Running implements AutoCloseable {
        /** Whether it was asked to stop. */
        boolean isInterrupted() {
            return interrupted;
        }

        @Override
        public void close() {
            stop = null;
        }
    }

    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile @Nullable Runnable stop;
    private volatile boolean interrupted;

    /** From now on an interrupt calls {@code how}, until the result is closed. */
    Running stopping(Runnable how) {
        stop = how;
        return new Running();
    }

    /** The command has ended: nothing is left to wait for. */
    void end() {
        ended.countDown();
    }

    /** What a process does on its way down: stops a run and waits for the command to end. Nothing if nothing runs. */
    void interrupt() {
        Runnable how = stop;
        if (how == null) {
            return;
        }
        interrupted = true;
        how.run();
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
