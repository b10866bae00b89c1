package dev.headrace.explore;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** Does numbered pieces of work, several at a time, each on one of a few threads. */
public final class Crew {
    private Crew() {}

    /**
     * Does the pieces 0 to {@code count} - 1. They are begun in this order; none is once one has failed, or it is stopped.
     * Returns when all that were begun are done.
     *
     * @param name of the threads, before their numbers
     * @param hands most pieces at a time, 1 or more
     * @param stopped whether to begin no more; asked before each
     * @throws RuntimeException or an Error that a piece threw: of several, that of the first piece, which is the same for any
     *     number of threads, as all before it had begun
     */
    public static void each(String name, int hands, int count, BooleanSupplier stopped, IntConsumer work) {
        @Nullable Throwable[] failed = new Throwable[count];
        AtomicInteger next = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int w = 0; w < Math.min(hands, count); w++) {
            Thread thread = new Thread(
                    () -> {
                        for (int i = next.getAndIncrement();
                                i < count && !stopped.getAsBoolean();
                                i = next.getAndIncrement()) {
                            try {
                                work.accept(i);
                            } catch (RuntimeException | Error e) {
                                failed[i] = e;
                                next.set(count);
                            }
                        }
                    },
                    name + "-" + w);
            thread.start();
            threads.add(thread);
        }
        join(threads);
        for (Throwable e : failed) {
            if (e instanceof RuntimeException known) {
                throw known;
            }
            if (e instanceof Error error) {
                throw error;
            }
        }
    }

    private static void join(List<Thread> threads) {
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
