package dev.headrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.cli.laws.Trial;
import dev.headrace.reports.Charts;
import dev.headrace.reports.OutFolder;
import dev.headrace.reports.Style;
import dev.headrace.simulator.run.Result;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InterruptsTest {
    @TempDir
    Path dir;

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

    /** Runs a command that would take hours, interrupts it when it shows that it is on its way, and returns its files. */
    private Set<String> interrupted(String... command) throws IOException, InterruptedException {
        Path out = Files.createDirectories(dir.resolve("out"));
        for (String old : List.of("report.html", "rows.png", "latency.png", "mine.txt")) {
            Files.writeString(out.resolve(old), "old");
        }
        Interrupts interrupts = new Interrupts();
        StringWriter said = new StringWriter();
        PrintWriter to = new PrintWriter(said);
        Context context = new Context(Terminal.HOME, to, to, Style.plain(), true, 0, interrupts);
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(List.of("--out", out.toString()));
        Thread run = new Thread(() -> {
            try {
                Headrace.execute(context, all.toArray(new String[0]));
            } finally {
                interrupts.end();
            }
        });
        run.start();
        while (run.isAlive()) {
            if (said.toString().contains("%")) {
                interrupts.interrupt();
            }
            run.join(1);
        }
        String json = Files.readString(out.resolve("result.json"));
        assertTrue(json.contains("\"incomplete\""), json);
        assertTrue(said.toString().contains("Written to"), said.toString());
        try (Stream<Path> files = Files.list(out)) {
            return new TreeSet<>(files.map(f -> f.getFileName().toString()).toList());
        }
    }

    @Test
    void whoInterruptsARunDoesNotWaitForChartsAndIsLeftNoneOfAnEarlierRun() throws IOException, InterruptedException {
        assertEquals(
                Set.of("latency.png", "mine.txt", "result.json"),
                interrupted(
                        "run",
                        "flash-attention-2",
                        "--workload",
                        "gpt2-medium-1k",
                        "--check",
                        "off",
                        "--no-fast-forward",
                        "--set",
                        "workload.shape.layers=15"));
    }

    /** Before any of the files that are drawn, all charts and the page: then there are none of them, and the result is there. */
    @Test
    void whoInterruptsWhileChartsAreDrawnDoesNotWaitForTheOthers() throws IOException {
        Result result = Trial.of("flash-attention-2")
                .set("params.Br=64", "params.Bc=64")
                .run();
        int files = Charts.FILES.size() + 1;
        for (int last = 1; last <= files; last++) {
            Path folder = dir.resolve("asked" + last);
            int most = last;
            AtomicInteger asked = new AtomicInteger();
            try (OutFolder out = OutFolder.open(folder)) {
                assertFalse(ResultFiles.write(result, null, List.of(), () -> asked.incrementAndGet() >= most, out));
            }
            assertEquals(files, asked.get());
            try (Stream<Path> written = Files.list(folder)) {
                assertEquals(List.of(folder.resolve("result.json")), written.toList(), "asked " + last + " times");
            }
        }
    }

    @Test
    void whoInterruptsAMemoryDoesNotWaitForItsChart() throws IOException, InterruptedException {
        assertEquals(
                Set.of("mine.txt", "report.html", "result.json", "rows.png"),
                interrupted("memory", "hbm2-2000", "--pattern", "random", "--requests", "1000000000000"));
    }
}
