package dev.headrace.explore.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** How many points run beside each other. */
final class HeapTest {
    private static final long MIB = 1 << 20;

    private static void together(int threads, Runnable what) throws InterruptedException {
        List<Thread> all = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            Thread thread = new Thread(what);
            thread.start();
            all.add(thread);
        }
        for (Thread thread : all) {
            thread.join();
        }
    }

    /** Mutant: a limit of the number of points, whatever they need. */
    @Test
    void whatRunsTogetherNeedsHalfOfTheMemoryAtMost() throws InterruptedException {
        Heap heap = new Heap(100 * MIB);
        AtomicLong now = new AtomicLong();
        AtomicLong most = new AtomicLong();
        AtomicInteger number = new AtomicInteger();
        together(8, () -> {
            for (int i = 0; i < 50; i++) {
                long bytes = (1 + number.getAndIncrement() % 24) * MIB;
                heap.within(bytes, again -> {
                    most.accumulateAndGet(now.addAndGet(bytes), Math::max);
                    Thread.yield();
                    now.addAndGet(-bytes);
                    return null;
                });
            }
        });
        assertEquals(0, now.get());
        assertTrue(most.get() <= 50 * MIB, most + " bytes at a time");
        assertTrue(most.get() > 24 * MIB, "several at a time");
    }

    @Test
    void whatNeedsMoreThanHalfRunsAlone() throws InterruptedException {
        Heap heap = new Heap(100 * MIB);
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        together(
                4,
                () -> heap.within(90 * MIB, again -> {
                    most.accumulateAndGet(now.incrementAndGet(), Math::max);
                    Thread.yield();
                    return now.decrementAndGet();
                }));
        assertEquals(1, most.get());
        assertEquals("", heap.refuses(100 * MIB));
        assertEquals("needs 101 MiB of memory or more; there are 100 MiB", heap.refuses(101 * MIB));
    }

    @Test
    void whatRunsOutIsTriedOnceMoreWithNothingBesideIt() {
        Heap heap = new Heap(100 * MIB);
        List<Boolean> tries = new ArrayList<>();
        assertEquals("done", heap.within(0, again -> {
            tries.add(again);
            if (!again) {
                throw new OutOfMemoryError("on purpose");
            }
            return "done";
        }));
        assertEquals(List.of(false, true), tries);
        assertThrows(
                OutOfMemoryError.class,
                () -> heap.within(0, again -> {
                    throw new OutOfMemoryError("on purpose");
                }));
        assertEquals("done", heap.within(100 * MIB, again -> "done"), "nothing is held afterwards");
    }
}
