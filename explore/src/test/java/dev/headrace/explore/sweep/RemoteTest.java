package dev.headrace.explore.sweep;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.reports.OutFolder;
import dev.headrace.simulator.spec.InputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Points that are run elsewhere; "elsewhere" is another thread, and everything that goes there and back is text. */
final class RemoteTest {
    private static final String GRID = "'axes': [{'path': 'params.Br', 'values': [8, 16, 32]},"
            + "{'path': 'hardware.units.sram.kib', 'values': [1, 1024]}],"
            + "'columns': {'waits': 'units.array.stalls.input / cycles'},"
            + "'constraints': ['cycles > 0'], 'objectives': [{'minimize': 'cycles'}]";

    @TempDir
    private Path folder;

    /** Runs tasks in three threads; what it is asked and what it answers may be changed on the way. */
    private static final class Threads implements Pool {
        private final ExecutorService threads = Executors.newFixedThreadPool(3);
        private final AtomicInteger tasks = new AtomicInteger();
        private final String order;
        private final UnaryOperator<String> task;
        private volatile boolean stopped;

        Threads(Remote.Order order, UnaryOperator<String> task) {
            this.order = order.text();
            this.task = task;
        }

        @Override
        public CompletableFuture<@Nullable String> run(String asked) {
            tasks.incrementAndGet();
            return CompletableFuture.supplyAsync(() -> stopped ? null : Remote.run(order, task.apply(asked)), threads);
        }

        @Override
        public void stop() {
            stopped = true;
        }

        @Override
        public void close() {
            threads.shutdown();
        }
    }

    private @Nullable SweepResult run(Sweep sweep, String into, @Nullable Pool pool, Evaluator.Progress progress) {
        try (SweepFolder to = new SweepFolder(
                Home.LIBRARY,
                sweep,
                Search.all(sweep),
                folder.resolve(into),
                true,
                true,
                2,
                setup -> "",
                pool,
                progress)) {
            SweepResult result = to.run();
            if (result != null) {
                OutFolder.put(folder.resolve(into), files -> to.store(result, files));
            }
            return result;
        }
    }

    private static Remote.Order order(Sweep sweep) {
        return Remote.order(Home.LIBRARY, sweep, true);
    }

    private byte[] bytes(String... path) throws IOException {
        return Files.readAllBytes(folder.resolve(Path.of("", path)));
    }

    @Test
    void rowsAndResultsAreThoseOfThisProcess() throws IOException {
        Sweep sweep = Home.sweep(GRID);
        assertNotNull(run(sweep, "here", null, row -> {}));
        try (Threads pool = new Threads(order(sweep), task -> task)) {
            assertNotNull(run(sweep, "there", pool, row -> {}));
            assertEquals(6, pool.tasks.get());
        }
        assertArrayEquals(bytes("here", Store.CSV), bytes("there", Store.CSV));
        List<String> refused = Files.readAllLines(folder.resolve("there").resolve(SweepFolder.JOURNAL)).stream()
                .filter(line -> line.contains("REFUSED"))
                .toList();
        assertEquals(3, refused.size(), "what does not fit into a scratchpad of 1 KiB is found out when it is run");
        List<String> here = Files.readAllLines(folder.resolve("here").resolve(SweepFolder.JOURNAL));
        assertTrue(here.containsAll(refused), "their reasons name no folder of the other process");
        String[] results =
                folder.resolve("here").resolve(SweepFolder.RESULTS).toFile().list();
        assertEquals(3, results.length);
        for (String result : results) {
            assertEquals(withoutTime(bytes("here", "results", result)), withoutTime(bytes("there", "results", result)));
        }
    }

    private static String withoutTime(byte[] result) {
        return new String(result).replaceAll("\"simulation\" : \\{[^}]*}", "");
    }

    @Test
    void stoppedItGoesOnHere() throws IOException {
        Sweep sweep = Home.sweep(GRID);
        run(sweep, "whole", null, row -> {});
        try (Threads pool = new Threads(order(sweep), task -> task)) {
            // As if a cluster was gone after the second row.
            AtomicInteger rows = new AtomicInteger();
            assertNull(run(sweep, "both", pool, row -> {
                if (rows.incrementAndGet() == 2) {
                    pool.stop();
                }
            }));
            assertTrue(rows.get() < 6);
        }
        assertNotNull(run(sweep, "both", null, row -> {}));
        assertArrayEquals(bytes("whole", Store.CSV), bytes("both", Store.CSV));
    }

    /** Mutant: an answer that is taken whatever was read there. */
    @Test
    void aFileThatIsAnotherThereIsNoRow() throws IOException {
        Path own = folder.resolve("own.json");
        String text = Files.readString(Home.LIBRARY.find("workloads", "tiny"));
        Files.writeString(own, text);
        Sweep sweep = Home.sweepOf("{\"name\": \"test\", \"designs\": [\"flash-attention-2\"], \"workloads\": [\"" + own
                + "\"], \"axes\": [{\"path\": \"params.Br\", \"values\": [8]}]}");
        UnaryOperator<String> meanwhile = task -> {
            try {
                Files.writeString(own, text.replaceFirst("\"about\": \"", "\"about\": \"Changed. "));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return task;
        };
        try (Threads pool = new Threads(order(sweep), meanwhile)) {
            String said = complaint(() -> run(sweep, "a", pool, row -> {}));
            assertTrue(said.contains("Br=8") && said.contains("a file is another"), said);
        }
        Files.delete(own);
        Files.writeString(own, text);
        try (Threads pool = new Threads(order(sweep), task -> task.replace("own.json", "none.json"))) {
            String said = complaint(() -> run(sweep, "b", pool, row -> {}));
            assertTrue(said.contains("none.json: no such file"), said);
        }
    }

    @Test
    void aMeasureWithoutAValueIsAComplaintAboutTheSweep() {
        Sweep sweep = Home.sweep("'axes': [{'path': 'params.Br', 'values': [8]}],"
                + "'objectives': [{'minimize': '1 / (cycles - cycles)'}]");
        String here = complaint(() -> run(sweep, "here", null, row -> {}));
        try (Threads pool = new Threads(order(sweep), task -> task)) {
            assertEquals(here, complaint(() -> run(sweep, "there", pool, row -> {})));
        }
        assertTrue(here.contains("/objectives/0/minimize") && here.contains("Br=8"), here);
    }

    @Test
    void aPointThatEndsItsProcessIsARowAndNoneOfTheOthersSuffers() {
        Sweep sweep = Home.sweep("'axes': [{'path': 'params.Br', 'values': [8, 16, 32]}]");
        UnaryOperator<String> deadly = task -> {
            if (task.contains("params.Br=16")) {
                throw new Pool.Lost();
            }
            return task;
        };
        try (Threads pool = new Threads(order(sweep), deadly)) {
            SweepResult result = run(sweep, "a", pool, row -> {});
            assertEquals(
                    List.of(Row.Status.COMPLETE, Row.Status.CRASHED, Row.Status.COMPLETE),
                    result.rows().stream().map(Row::status).toList());
            assertTrue(result.rows().get(1).reason().contains("ended the process"));
        }
    }

    @Test
    void anAddressThatNothingTakesIsRefused() {
        Sweep sweep = Home.sweep("'axes': [{'path': 'params.Br', 'values': [8]}]");
        String said = complaint(() -> PoolType.find("cluster://here", order(sweep)));
        assertTrue(said.startsWith("--on: \"cluster://here\"; allowed: none"), said);
    }

    private static String complaint(org.junit.jupiter.api.function.Executable what) {
        String said = String.valueOf(assertThrows(InputException.class, what).getMessage());
        assertEquals(1, said.lines().count(), said);
        return said;
    }
}
