package dev.headrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class InterruptsTest {

    @Test
    void interruptStopsTheRunAndWaitsUntilTheCommandHasEnded() throws InterruptedException {
        Interrupts interrupts = new Interrupts();
        CountDownLatch stopped = new CountDownLatch(1);
        Interrupts.Running running = interrupts.stopping(stopped::countDown);
        Thread hook = new Thread(interrupts::interrupt);
        hook.start();
        stopped.await();
        running.close();
        assertTrue(hook.isAlive(), "gone before the result was written");
        interrupts.end();
        hook.join();
    }

    @Test
    void interruptOutsideARunWaitsForNothing() {
        Interrupts interrupts = new Interrupts();
        AtomicInteger stops = new AtomicInteger();
        interrupts.stopping(stops::incrementAndGet).close();
        interrupts.interrupt();
        assertEquals(0, stops.get());
    }
}
