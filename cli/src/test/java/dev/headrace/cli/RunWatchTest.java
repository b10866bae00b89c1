package dev.headrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.reports.Style;
import dev.headrace.simulator.kernel.Headway;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RunWatchTest {
    private final StringWriter err = new StringWriter();

    private Context context(boolean screen, long patience) {
        PrintWriter to = new PrintWriter(err);
        return new Context(Terminal.HOME, to, to, Style.plain(), screen, patience, new Interrupts());
    }

    @Test
    void theBarSaysHowManyFiringsOfHowManyAreMade() {
        new RunWatch(context(true, 0), true, () -> new Headway(30, 120), () -> "checking").close();
        // What is drawn first, from the library's own thread, may be an empty bar.
        String last = err.toString()
                .lines()
                .filter(line -> !line.isBlank())
                .reduce((before, after) -> after)
                .orElse("");
        assertTrue(last.startsWith("Simulating  25%"), last);
        assertTrue(last.contains(" 30/120 "), last);
        assertTrue(last.contains("checking"), last);
    }

    @Test
    void theBarMovesWhileTheRunGoesOn() throws InterruptedException {
        CountDownLatch looked = new CountDownLatch(3);
        AtomicInteger firings = new AtomicInteger();
        try (RunWatch watch = new RunWatch(
                context(true, 0),
                true,
                () -> {
                    looked.countDown();
                    return new Headway(firings.addAndGet(10), 50);
                },
                () -> "")) {
            looked.await();
        }
        assertTrue(err.toString().contains("/50 "), err.toString());
    }

    @Test
    void aRunThatIsNotWiredYetHasNoShare() {
        new RunWatch(context(true, 0), true, () -> null, () -> "wiring").close();
        assertTrue(err.toString().contains("wiring"), err.toString());
        assertTrue(err.toString().contains("0/?"), err.toString());
    }

    @Test
    void nothingIsShownOfShortRunsNorWithoutAScreenNorToWhoDoesNotWantIt() {
        new RunWatch(context(true, Long.MAX_VALUE), true, () -> new Headway(1, 2), () -> "").close();
        new RunWatch(context(false, 0), true, () -> new Headway(1, 2), () -> "").close();
        new RunWatch(context(true, 0), false, () -> new Headway(1, 2), () -> "").close();
        assertEquals("", err.toString());
    }
}
